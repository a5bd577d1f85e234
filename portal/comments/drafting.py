"""Comments as drafts: where one goes on with one."""

from portal.core.i18n import lazy_
from portal.drafts import Draft, sort


def page_of(draft: Draft) -> str:
    """Gives the address of the form on which a comment or a reply was begun."""
    parent = f"&parent={draft.parent}" if draft.parent else ""
    return f"/comments/new?about={draft.about}{parent}&draft={draft.id}"


sort("comment", label=lazy_("Comment"), page=page_of)
