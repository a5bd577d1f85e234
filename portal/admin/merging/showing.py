"""Two accounts side by side: who they are, and how much of what would change hands."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from auth.audience import Actor
from auth.models import Unit, User
from auth.policy import require
from portal.core import db
from portal.core.errors import NotFound
from portal.core.i18n import LazyText, lazy_

from ..policy import within_reach
from ..queries import named

MOVES: dict[str, LazyText] = {
    "posts_post.author_id": lazy_("Posts"),
    "comments_comment.author_id": lazy_("Comments"),
    "announcements_announcement.author_id": lazy_("Announcements"),
    "reactions_reaction.user_id": lazy_("Reactions"),
    "attachments_attachment.uploaded_by": lazy_("Files"),
    "groups_membership.user_id": lazy_("Groups"),
    "people_follow.followed_id": lazy_("Followers"),
    "posts_bookmark.user_id": lazy_("Saved posts"),
    "drafts_draft.user_id": lazy_("Drafts"),
    "auth_role_grant.user_id": lazy_("Roles"),
    "auth_identity.user_id": lazy_("Sign-ins elsewhere"),
}
ENDS: dict[str, LazyText] = {
    "auth_session.user_id": lazy_("Devices that are signed in"),
    "auth_passkey.user_id": lazy_("Passkeys"),
    "api_token.user_id": lazy_("Access tokens"),
    "push_subscription.user_id": lazy_("Devices that get notifications"),
}


class Side(NamedTuple):
    """One of the two: the account, where it belongs, and how many rows of a kind it has, by label."""

    user: User
    department: str
    site: str
    moves: list[tuple[str, int]]
    ends: list[tuple[str, int]]
    since: datetime


def side(actor: Actor, user_id: int) -> Side:
    """Gives one of two accounts for the page on which they are compared. Raises NotFound, Forbidden."""
    counted = [_count(place, user_id) for place in (*MOVES, *ENDS)]
    units = [
        select(Unit.name).where(Unit.id == column).scalar_subquery() for column in (User.department_id, User.site_id)
    ]
    row = db.session.execute(select(User, *units, *counted).where(User.id == user_id)).one_or_none()
    if row is None:
        raise NotFound
    require(actor, "manage", row[0])
    numbers: list[int] = list(row[3:])
    labels = [str(label) for label in (*MOVES.values(), *ENDS.values())]
    pairs = list(zip(labels, numbers, strict=True))
    return Side(row[0], row[1] or "", row[2] or "", pairs[: len(MOVES)], pairs[len(MOVES) :], row[0].created_at)


def _count(place: str, user_id: int) -> Any:
    table, _dot, column = place.partition(".")
    columns = db.Base.metadata.tables[table].c
    return select(func.count()).where(columns[column] == user_id).scalar_subquery()


def candidates(actor: Actor, user: User, words: str) -> list[User]:
    """Gives accounts that may be the same person: those that were looked for, otherwise those of the same name."""
    said = words.strip()
    mine = select(User).where(User.id != user.id, within_reach(actor)).order_by(User.sort_name, User.id).limit(10)
    if not said:
        return list(db.session.scalars(mine.where(User.sort_name == user.sort_name)))
    return list(db.session.scalars(mine.where(named(said))))
