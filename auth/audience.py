"""Who may see: every thing carries one audience key, every actor holds a set of them. Nothing else compares the two.

Keys are `everyone`, `group:7`, `group:7:managers`, `unit:12`, `audience:12` (a combination), `user:3` and `nobody`. A
key can be *shared*: then everybody holds it, and it stands once in a table instead of in everybody's set.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, cast, delete, false, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db, events, realtime, statements
from portal.core.errors import Forbidden, NotFound
from portal.core.subjects import ref

from .models import RoleGrant, SharedKey, Unit, User

EVERYONE = "everyone"
NOBODY = "nobody"


@dataclass(frozen=True)
class Actor:
    """Whoever acts. `keys` are the actor's own; shared keys are known by `holds`.

    `roles` hold everywhere; `limited` are those that hold only in a department or site, each with the unit's id.
    """

    id: int
    roles: frozenset[str]
    keys: frozenset[str]
    language: str
    name: str
    slug: str = ""
    photo: str | None = None
    theme: str = "system"
    title: str = ""
    department_id: int | None = None
    site_id: int | None = None
    limited: frozenset[tuple[str, int]] = frozenset()

    def holds(self, key: str) -> bool:
        """Whether the actor may see what carries this key."""
        return key in self.keys or is_shared(key)

    def has(self, *roles: str) -> bool:
        """Whether the actor has one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def roles_anywhere(self) -> frozenset[str]:
        """All roles, also those that hold only in a department or site: they open pages, never rights by themselves."""
        return self.roles.union(role for role, _unit in self.limited)


PORTAL = Actor(0, frozenset(), frozenset({EVERYONE}), "en", "Foyer")


class HasAudience:
    """A model whose rows are seen by those who hold their key."""

    audience: Mapped[str] = mapped_column(String(64), index=True)


@dataclass(frozen=True, kw_only=True)
class AudienceMoved(events.Event):
    """A thing has a new audience; what hangs on it follows. `former` is the audience that it had."""

    former: str


KeyProvider = Callable[[int], Iterable[str]]
_providers: list[KeyProvider] = []


def register_keys(provider: KeyProvider) -> None:
    """Adds a provider: a function from a user's id to keys. Call `keys_changed` whenever its answer changes."""
    if provider not in _providers:
        _providers.append(provider)


@lru_cache(maxsize=8192)
def _keys(user_id: int, _version: int) -> frozenset[str]:
    keys = {EVERYONE, f"user:{user_id}"}
    for provider in _providers:
        keys.update(provider(user_id))
    return frozenset(keys)


def keys_of(user_id: int, version: int) -> frozenset[str]:
    """Gives the user's own keys; remembered per version of the account's keys, so never stale."""
    return _keys(user_id, version)


def forget_keys() -> None:
    """Forgets all remembered keys; for tests, whose transactions are rolled back."""
    _keys.cache_clear()


def unit_keys(user_id: int) -> list[str]:
    """Gives the keys of the user's site and department, and of all departments above it."""
    row = db.session.execute(select(User.department_id, User.site_id).where(User.id == user_id)).one_or_none()
    if row is None:
        return []
    own = [unit for unit in (row.site_id, row.department_id) if unit is not None]
    above = select(Unit.id, Unit.parent_id).where(Unit.id.in_(own)).cte("above", recursive=True)
    above = above.union(select(Unit.id, Unit.parent_id).where(Unit.id == above.c.parent_id))
    return [f"unit:{unit}" for unit in db.session.scalars(select(above.c.id))]


register_keys(unit_keys)


def actor_for(user_id: int) -> Actor:
    """Builds the actor of an account, for jobs, sockets and commands. Raises NotFound for one that is not active."""
    row = db.session.execute(actor_columns().where(User.id == user_id, User.is_active)).one_or_none()
    if row is None:
        raise NotFound
    return actor_from(row)


def still_granted() -> ColumnElement[bool]:
    """Gives the SQL condition that a role has not ended by the time that the statement runs."""
    present = bindparam("present", callable_=clock.now, type_=db.UtcDateTime(), unique=True)
    return or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > present)


def actor_columns() -> Any:
    """Selects what an actor is built from."""
    marked = RoleGrant.role + "@" + func.coalesce(cast(RoleGrant.unit_id, String), "")
    roles = select(db.text_join(marked)).where(RoleGrant.user_id == User.id, still_granted()).scalar_subquery()
    return select(
        User.id,
        User.name,
        User.slug,
        User.photo,
        User.language,
        User.theme,
        User.title,
        User.department_id,
        User.site_id,
        User.keys_version,
        roles.label("roles"),
    )


def actor_from(row: Any) -> Actor:
    """Builds the actor from a row of `actor_columns`."""
    granted = [entry.split("@") for entry in row.roles.split(",")] if row.roles else []
    return Actor(
        row.id,
        frozenset(role for role, unit in granted if not unit),
        keys_of(row.id, row.keys_version),
        row.language,
        row.name,
        row.slug,
        row.photo,
        row.theme,
        row.title,
        row.department_id,
        row.site_id,
        frozenset((role, int(unit)) for role, unit in granted if unit),
    )


def in_language(actor: Actor, language: str) -> Actor:
    """Gives the same actor reading another language."""
    return replace(actor, language=language)


def is_shared(key: str) -> bool:
    """Whether everybody holds the key."""
    if key == EVERYONE:
        return True
    if key == NOBODY or not key.startswith("group:"):
        return False
    return db.session.scalar(select(SharedKey.key).where(SharedKey.key == key)) is not None


def shared(key: str) -> ColumnElement[bool]:
    """Gives the SQL condition that everybody holds the key."""
    return select(SharedKey.key).where(SharedKey.key == key).exists()


def shared_among(keys: Iterable[str]) -> frozenset[str]:
    """Gives those of the keys that everybody holds, with one statement."""
    asked = sorted({key for key in keys if key.startswith("group:")})
    found = db.session.scalars(select(SharedKey.key).where(SharedKey.key.in_(asked))) if asked else ()
    return frozenset({EVERYONE, *found})


def knowing(actor: Actor, shared: frozenset[str]) -> Actor:
    """Gives the same actor with shared keys in hand, for work that asks about many things at once."""
    return replace(actor, keys=actor.keys | shared)


def holds(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Gives the SQL condition that a row's audience is one of the actor's keys."""
    own = sorted(actor.keys)
    if not own:
        return false()
    return or_(column.in_(own), column.in_(select(SharedKey.key)))


def held(column: Any) -> ColumnElement[bool]:
    """Like `holds`, for statements that are built once: run them with the parameters that `holding` gives."""
    return or_(statements.among(column, "held_keys"), column.in_(select(SharedKey.key)))


def held_or_open(column: Any) -> ColumnElement[bool]:
    """Like `held`, for going through many rows most of which are open: those cost one look at the shared keys."""
    return or_(column.in_(select(SharedKey.key)), statements.among(column, "held_keys"))


class Reader(NamedTuple):
    """Stands for the actor in a statement that is built before anybody reads."""

    id: Any = bindparam("reader", type_=db.Id)


def holding(actor: Actor) -> dict[str, Any]:
    """Gives the parameters of a statement with `held` or the like: the actor's keys, and the id as `reader`."""
    return {"held_keys": sorted(actor.keys), "reader": actor.id}


def held_own(column: Any) -> ColumnElement[bool]:
    """Like `held`, for the actor's own keys alone: what is mine rather than merely open."""
    return statements.among(column, "held_keys")


def share(key: str) -> None:
    """Gives the key to everybody."""
    db.upsert(SharedKey, {"key": key}, keys=("key",), update={})


def unshare(key: str) -> None:
    """Takes the key from everybody who does not hold it of their own, and their sockets out of its room."""
    db.session.execute(delete(SharedKey).where(SharedKey.key == key))
    realtime.recheck([], room=key)


def keys_changed(*user_ids: int) -> None:
    """Says that these users' keys may have changed: their next request sees it, their sockets after the commit."""
    for start in range(0, len(user_ids), 500):
        some = user_ids[start : start + 500]
        statement = update(User).where(User.id.in_(some)).values(keys_version=User.keys_version + 1)
        db.session.execute(statement.execution_options(synchronize_session=False))
    if user_ids:
        realtime.recheck(list(user_ids))


def keys_gained(user_ids: Any) -> None:
    """Says that the selected users may hold more keys than before, however many they are, by one statement.

    Nobody of them may hold fewer: their sockets are not looked at.
    """
    statement = update(User).where(User.id.in_(user_ids)).values(keys_version=User.keys_version + 1)
    db.session.execute(statement.execution_options(synchronize_session=False))


MemberSource = Callable[[str], Any]
_members: dict[str, MemberSource] = {}


def register_members(prefix: str, source: MemberSource) -> None:
    """Adds who belongs to keys with this prefix: a function from the key to a select of user ids."""
    _members[prefix] = source


def members_of_key(key: str) -> Any:
    """Selects the ids of the active users to whom a key belongs of their own, rather than because it is shared."""
    users = select(User.id).where(User.is_active)
    kind, _, number = key.partition(":")
    if key == EVERYONE:
        return users
    if kind in _members:
        return users.where(User.id.in_(_members[kind](key)))
    if kind == "user":
        return users.where(User.id == int(number))
    if kind == "unit":
        below = select(Unit.id).where(Unit.id == int(number)).cte("below", recursive=True)
        below = below.union(select(Unit.id).where(Unit.parent_id == below.c.id))
        unit_ids = select(below.c.id)
        return users.where(or_(User.department_id.in_(unit_ids), User.site_id.in_(unit_ids)))
    return users.where(false())


def move(actor: Actor, thing: Any, audience: str) -> None:
    """Gives the thing another audience: `nobody`, or one that the actor belongs to. Raises Forbidden otherwise."""
    if audience != NOBODY and not actor.holds(audience):
        raise Forbidden
    former = thing.audience
    thing.audience = audience
    if former is not None and former != audience:
        db.session.flush()
        events.publish(AudienceMoved(actor_id=actor.id, subject=ref(thing), audience=audience, former=former))
