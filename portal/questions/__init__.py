"""Questions: somebody asks, others answer, and the one who asked says what has helped."""

from flask import Flask

from .actions import (
    accept_answer,
    add_answer,
    ask_question,
    ask_the_same,
    ask_the_same_no_more,
    edit_answer,
    edit_question,
    forget_doubled,
    found_here,
    remove_answer,
    remove_question,
    restore_answer,
    restore_question,
    take_vote,
    vote,
    withdraw_acceptance,
)
from .cards import draw
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
from .forms import AnswerEditForm, AnswerForm, QuestionEditForm, QuestionForm, RemovalForm, new_key
from .models import Answer, Question, Same, Tag, Vote
from .queries import (
    AnswerRow,
    QuestionRow,
    Rights,
    answer_row,
    answers,
    asked_by,
    listed,
    question_row,
    questions,
    rights,
)
from .slugs import url_of, url_of_answer

__all__ = [
    "Answer",
    "AnswerAccepted",
    "AnswerEditForm",
    "AnswerEvent",
    "AnswerForm",
    "AnswerGiven",
    "AnswerRow",
    "Question",
    "QuestionAsked",
    "QuestionEditForm",
    "QuestionEdited",
    "QuestionEvent",
    "QuestionForm",
    "QuestionFound",
    "QuestionRemoved",
    "QuestionRow",
    "RemovalForm",
    "Rights",
    "Same",
    "Tag",
    "Vote",
    "accept_answer",
    "add_answer",
    "answer_row",
    "answers",
    "ask_question",
    "ask_the_same",
    "ask_the_same_no_more",
    "asked_by",
    "draw",
    "edit_answer",
    "edit_question",
    "forget_doubled",
    "found_here",
    "listed",
    "new_key",
    "question_row",
    "questions",
    "register",
    "remove_answer",
    "remove_question",
    "restore_answer",
    "restore_question",
    "rights",
    "take_vote",
    "url_of",
    "url_of_answer",
    "vote",
    "withdraw_acceptance",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, sections, subjects, text
    from portal.core.i18n import _, lazy_

    from . import cards, documents, drafting, jobs, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
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
    sections.provide("person", "questions", cards.section, order=25)
    navigation.add("questions.index", label=lazy_("Questions"), icon="circle-help", order=15, tab=True)
    navigation.add("questions.new", label=lazy_("Question"), icon="circle-help", order=12, area="new")
