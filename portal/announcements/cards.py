"""Drawing announcements in lists; what readers see alike is drawn once and kept."""

from markupsafe import Markup

from auth.audience import Actor
from portal.attachments import files_of
from portal.core import i18n
from portal.core.web import card, is_drawn
from portal.reactions import KINDS

from .queries import AnnouncementRow, shown, words

CARD = "announcements/_card.html"


def draw(actor: Actor, rows: list[AnnouncementRow], *, on_top: int | None = None) -> list[Markup]:
    """Draws the cards of a list, in its order; `on_top` is the one that stands above the others."""
    keys = [(*row._replace(reactions=tuple(row.reactions.items())), row.id == on_top) for row in rows]  # type: ignore[arg-type]  # a key has to be hashable
    fresh = [row.id for row, key in zip(rows, keys, strict=True) if row.has_files and not is_drawn(CARD, key)]
    files = files_of(actor, "announcement", fresh)
    cards = []
    for row, key in zip(rows, keys, strict=True):
        said = words(row, i18n.language())
        given = {"files": files.get(row.id, []), "is_on_top": row.id == on_top, "kinds": KINDS}
        cards.append(card(CARD, key, row=row, said=said, html=shown(said), **given))
    return cards
