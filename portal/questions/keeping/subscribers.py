"""What whoever answered is told when somebody looks at the answer, and what an answer relies on."""

from portal.core import db
from portal.core.events import on
from portal.core.purging import Purged
from portal.notifications import notify

from ..events import AnswerEdited, AnswerGiven
from ..models import Answer
from .events import AnswerJudged, AnswerOutdated
from .sources import KINDS, forget_source, forget_sources, keep_sources


@on(AnswerJudged)
def tell_who_answered(event: AnswerJudged) -> None:
    """Tells whoever answered what is said of the answer."""
    what = "outdated" if isinstance(event, AnswerOutdated) else "holds"
    notify(
        [event.author_id],
        event,
        kind="turn",
        notice="questions/_turn_notice.html",
        about=event.question,
        fold=f"{what}:{event.subject}",
        data={"what": what, "url": f"/questions/answers/{event.subject.id}"},
    )


@on(AnswerGiven)
def keep_what_it_relies_on(event: AnswerGiven) -> None:
    """Writes down the sources of a new answer."""
    keep_sources(db.session.get_one(Answer, event.subject.id))


@on(AnswerEdited)
def keep_what_it_relies_on_now(event: AnswerEdited) -> None:
    """Writes down the sources of an answer anew."""
    forget_sources(event.subject.id)
    keep_sources(db.session.get_one(Answer, event.subject.id))


@on(Purged)
def go_with_the_source(event: Purged) -> None:
    """Forgets a source that is gone for good."""
    if event.subject.kind in KINDS:
        forget_source(event.subject)
