"""How long one waits for an answer: said only where enough questions of the kind were asked, and as a range."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select

from auth.audience import Actor, holds
from portal.core import clock, db
from portal.core.i18n import _, ngettext
from portal.topics import slug_of, spellings

from ..forms import tags_of
from ..models import Question, Tag

DAYS, YOUNG = timedelta(days=180), timedelta(days=2)
LEAST, MOST = 8, 300
NEVER = timedelta.max


class Wait(NamedTuple):
    """Between `quick` and `slow` half of such questions got their first answer; None for those that got none."""

    quick: timedelta
    slow: timedelta | None
    questions: int

    @property
    def sentence(self) -> str:
        """Says it in words."""
        if self.slow is None:
            return _(
                "A quarter of such questions had an answer within %(time)s; many waited longer, or for nothing.",
                time=in_words(self.quick),
            )
        if in_words(self.quick) == in_words(self.slow):
            return _("The first answer usually comes within %(time)s.", time=in_words(self.slow))
        return _(
            "The first answer usually comes within %(quick)s to %(slow)s.",
            quick=in_words(self.quick),
            slow=in_words(self.slow),
        )


def expected_wait(actor: Actor, typed: str) -> Wait | None:
    """Gives how long questions under these tags have waited; None with too few of them to say anything.

    Counts, of the last 180 days, what the actor may see; a question still without answer waits for ever, one that is
    younger than two days says nothing yet.
    """
    slugs = [slug for tag in tags_of(typed) if (slug := slug_of(tag))]
    if not slugs:
        return None
    now = clock.now()
    under = select(Tag.question_id).where(Tag.slug.in_(spellings(slugs)))
    asked = select(Question.asked_at, Question.answered_at).where(
        Question.id.in_(under), Question.asked_at > now - DAYS, holds(actor, Question.audience)
    )
    rows = db.session.execute(asked.order_by(Question.asked_at.desc()).limit(MOST))
    return wait_of([answered - at if answered else NEVER for at, answered in rows if answered or at < now - YOUNG])


def wait_of(waits: Iterable[timedelta]) -> Wait | None:
    """Gives the range in which the middle half of these waits lies; None with too few of them to say anything."""
    ordered = sorted(waits)
    if len(ordered) < LEAST:
        return None
    quick, slow = ordered[(len(ordered) - 1) // 4], ordered[-(-3 * (len(ordered) - 1) // 4)]
    return None if quick == NEVER else Wait(quick, None if slow == NEVER else slow, len(ordered))


def in_words(wait: timedelta) -> str:
    """Says how long that is, coarsely on purpose: the past does not know minutes of the future."""
    minutes = wait.total_seconds() / 60
    if minutes <= 45:
        return ngettext("%(n)s minute", "%(n)s minutes", max(5, -(-int(minutes) // 5) * 5))
    if minutes <= 36 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", max(1, round(minutes / 60)))
    return ngettext("%(n)s day", "%(n)s days", max(2, round(minutes / 1440)))
