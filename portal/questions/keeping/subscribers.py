"""What whoever answered is told when somebody looks at the answer."""

from portal.core.events import on
from portal.notifications import notify

from .events import AnswerJudged, AnswerOutdated


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
