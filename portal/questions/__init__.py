"""Questions: somebody asks, others answer, and the one who asked says what has helped."""

from flask import Flask

from .actions import (
    accept_answer,
    add_answer,
    ask_question,
    ask_the_same,
    ask_the_same_no_more,
    close_question,
    confirm_answer,
    decide_on,
    doubt_answer,
    edit_answer,
    edit_question,
    forget_doubled,
    found_here,
    merge_question,
    move_question,
    remove_answer,
    remove_question,
    reopen_question,
    restore_answer,
    restore_question,
    settle_doubts,
    split_question,
    suggest_edit,
    take_vote,
    vote,
    withdraw_acceptance,
    withdraw_confirmation,
)
from .addresses import url_of, url_of_answer
from .asking_around.models import Asking
from .asking_around.queries import Waiting, waiting_for
from .asking_around.readiness import ReadinessForm, choose_readiness, readiness
from .asking_around.steps import decline
from .cards import draw
from .desks.board import Card, column
from .desks.cases import desk_called, finish, give, hand_in, hand_over, put_back, take, wait
from .desks.events import CaseHandedOver, CaseTaken, DeskAsked
from .desks.forms import DeskForm, GivingForm, HandOverForm, TextForm
from .desks.library import change_text, drop_text, keep_text, text_of, texts
from .desks.models import Case, CaseStep
from .desks.queries import DeskRow, all_desks, colleagues, desk
from .desks.setting_up import change_desk, close_desk, open_desk
from .events import (
    AnswerAccepted,
    AnswerEvent,
    AnswerGiven,
    QuestionAsked,
    QuestionEdited,
    QuestionEvent,
    QuestionFound,
    QuestionRemoved,
)
from .experts.actions import StanceForm, drop_stance, take_stance
from .experts.queries import Expert, said_otherwise, said_yes, stance_on, who_knows
from .forms import (
    AnswerEditForm,
    AnswerForm,
    ClosingForm,
    ConfirmationForm,
    DoubtForm,
    MergeForm,
    MoveForm,
    QuestionEditForm,
    QuestionForm,
    RemovalForm,
    SplitForm,
    SuggestionForm,
)
from .history import history, take_out_version
from .keeping.actions import mark_obsolete, revive, verify
from .keeping.queries import Look, looks
from .models import Answer, Question, Same, Suggestion, Tag, Vote
from .queries import (
    AnswerRow,
    QuestionRow,
    Rights,
    alike,
    answer_row,
    answers,
    asked_by,
    listed,
    question_row,
    questions,
    rights,
)

__all__ = [
    "Answer",
    "AnswerAccepted",
    "AnswerEditForm",
    "AnswerEvent",
    "AnswerForm",
    "AnswerGiven",
    "AnswerRow",
    "Asking",
    "Card",
    "Case",
    "CaseHandedOver",
    "CaseStep",
    "CaseTaken",
    "ClosingForm",
    "ConfirmationForm",
    "DeskAsked",
    "DeskForm",
    "DeskRow",
    "DoubtForm",
    "Expert",
    "GivingForm",
    "HandOverForm",
    "Look",
    "MergeForm",
    "MoveForm",
    "Question",
    "QuestionAsked",
    "QuestionEditForm",
    "QuestionEdited",
    "QuestionEvent",
    "QuestionForm",
    "QuestionFound",
    "QuestionRemoved",
    "QuestionRow",
    "ReadinessForm",
    "RemovalForm",
    "Rights",
    "Same",
    "SplitForm",
    "StanceForm",
    "Suggestion",
    "SuggestionForm",
    "Tag",
    "TextForm",
    "Vote",
    "Waiting",
    "accept_answer",
    "add_answer",
    "alike",
    "all_desks",
    "answer_row",
    "answers",
    "ask_question",
    "ask_the_same",
    "ask_the_same_no_more",
    "asked_by",
    "change_desk",
    "change_text",
    "choose_readiness",
    "close_desk",
    "close_question",
    "colleagues",
    "column",
    "confirm_answer",
    "decide_on",
    "decline",
    "desk",
    "desk_called",
    "doubt_answer",
    "draw",
    "drop_stance",
    "drop_text",
    "edit_answer",
    "edit_question",
    "finish",
    "forget_doubled",
    "found_here",
    "give",
    "hand_in",
    "hand_over",
    "history",
    "keep_text",
    "listed",
    "looks",
    "mark_obsolete",
    "merge_question",
    "move_question",
    "open_desk",
    "put_back",
    "question_row",
    "questions",
    "readiness",
    "register",
    "remove_answer",
    "remove_question",
    "reopen_question",
    "restore_answer",
    "restore_question",
    "revive",
    "rights",
    "said_otherwise",
    "said_yes",
    "settle_doubts",
    "split_question",
    "stance_on",
    "suggest_edit",
    "take",
    "take_out_version",
    "take_stance",
    "take_vote",
    "text_of",
    "texts",
    "url_of",
    "url_of_answer",
    "verify",
    "vote",
    "wait",
    "waiting_for",
    "who_knows",
    "withdraw_acceptance",
    "withdraw_confirmation",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, sections
    from portal.core.i18n import lazy_

    from . import asking_around, cards, desks, drafting, experts, jobs, policy, subscribers, turning, views  # noqa: F401  (importing registers)
    from .keeping import subscribers as verdicts  # noqa: F401  (importing registers)
    from .keeping import views as keeping
    from .views.questions import of_group

    app.register_blueprint(views.blueprint)
    app.add_url_rule("/groups/<slug>/questions", endpoint="questions.of_group", view_func=of_group)
    app.register_blueprint(keeping.blueprint)
    _enter_kinds()
    sections.provide("person", "questions", cards.section, order=25)
    asking_around.register(app)
    desks.register(app)
    experts.register(app)
    navigation.add("questions.index", label=lazy_("Questions"), icon="circle-help", order=15, tab=True)
    navigation.add("questions.new", label=lazy_("Question"), icon="circle-help", order=12, area="new")


def _enter_kinds() -> None:
    from portal.core import subjects, text
    from portal.core.i18n import _

    from . import documents

    subjects.add(
        "question",
        Question,
        title=lambda question: question.title,
        url=lambda question: url_of(question.id, question.title),
        document=documents.document,
        documents=documents.documents,
        traits=["comments", "attachments", "feed", "reports"],
    )
    subjects.add(
        "answer",
        Answer,
        title=lambda answer: text.excerpt(answer.plain, 80) or _("Answer without words"),
        url=lambda answer: url_of_answer(answer.id),
        traits=["comments", "reactions", "attachments", "reports"],
    )
