"""Who scheduled something hears what has come of it."""

from portal.core.events import on
from portal.core.i18n import lazy_
from portal.notifications import kind, notify

from .events import DraftKeptBack, DraftSent

kind("draft", label=lazy_("What I scheduled was sent, or could not be"), at_once=True)


@on(DraftSent)
def tell_that_it_is_out(event: DraftSent) -> None:
    """Tells the author that the text is out, with the way there."""
    _tell(event, "drafts/_sent_notice.html", url=event.url)


@on(DraftKeptBack)
def tell_that_it_was_kept_back(event: DraftKeptBack) -> None:
    """Tells the author why the text did not go out."""
    _tell(event, "drafts/_kept_back_notice.html", url="/drafts", problem=event.problem)


def _tell(event: DraftSent | DraftKeptBack, notice: str, **data: str) -> None:
    notify(
        [event.subject.id],
        event,
        kind="draft",
        notice=notice,
        about=event.subject,
        fold=f"draft:{event.draft_id}",
        data=data,
    )
