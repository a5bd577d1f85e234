"""When people are looked for and when no longer, and what they are told."""

from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.notifications import kind, notify

from ..events import AnswerGiven, AnswerRemoved, QuestionAsked, QuestionRestored
from ..models import Question
from . import steps
from .events import HelpWanted, NobodyAnswers

kind("needed", label=lazy_("Somebody asks what I may know"))
kind("unanswered", label=lazy_("Questions that nobody answers, where I look after the place"))


@on(QuestionAsked)
def look_for_people(event: QuestionAsked) -> None:
    """Has people be looked for who may know."""
    _begin(event.subject.id)


@on(QuestionRestored)
def look_again(event: QuestionRestored) -> None:
    """Has people be looked for again when a question comes back without an answer."""
    _begin(event.subject.id)


@on(AnswerRemoved)
def look_once_more(event: AnswerRemoved) -> None:
    """Has people be looked for when the only answer is gone."""
    _begin(event.question.id)


def _begin(question_id: int) -> None:
    question = db.session.get_one(Question, question_id)
    if question.state == "open":
        steps.begin(question)


@on(AnswerGiven)
def look_no_more(event: AnswerGiven) -> None:
    """Leaves people in peace: somebody has answered."""
    steps.end(event.question.id)


@on(HelpWanted)
def tell_who_may_know(event: HelpWanted) -> None:
    """Tells who is invited, with the reason why it is they."""
    notify(
        [event.user_id],
        event,
        kind="needed",
        notice="questions/_needed_notice.html",
        about=event.subject,
        fold=f"needed:{event.subject}",
        data={"reason": event.reason, "topic": event.topic, "number": event.number},
    )


@on(NobodyAnswers)
def tell_who_looks_after_it(event: NobodyAnswers) -> None:
    """Tells those who look after the place that a question there has waited in vain."""
    about = event.subject
    notice = "questions/_unanswered_notice.html"
    notify(event.people, event, kind="unanswered", notice=notice, about=about, fold=f"unanswered:{about}")
