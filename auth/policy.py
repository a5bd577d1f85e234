"""Who may do: one pure function a (verb, model), asked by actions, templates, sockets, jobs and the API alike."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Select, select

from portal.core import db
from portal.core.errors import Forbidden, NotFound

from .audience import Actor, HasAudience, holds

VERBS = frozenset(
    {"see", "create", "edit", "publish", "remove", "comment", "react", "join", "invite", "manage", "moderate"}
)
Rule = Callable[[Actor, Any], bool]
R = TypeVar("R", bound=Rule)
T = TypeVar("T")
_rules: dict[tuple[str, type], Rule] = {}


def rule(verb: str, model: type) -> Callable[[R], R]:
    """Registers the rule for a verb and a model. Raises ValueError for a verb outside the closed set."""
    if verb not in VERBS:
        raise ValueError(f"{verb} is not a verb of this portal")

    def register(function: R) -> R:
        _rules[(verb, model)] = function
        return function

    return register


def rules() -> dict[tuple[str, type], Rule]:
    """Gives all rules; guards walk them."""
    return dict(_rules)


def sees(actor: Actor, thing: Any) -> bool:
    """Whether the actor holds the thing's key; a thing without an audience is seen by those who reach it."""
    return actor.holds(thing.audience) if isinstance(thing, HasAudience) else True


def can(actor: Actor, verb: str, thing: Any) -> bool:
    """Whether the actor sees the thing and may do this to it. Raises LookupError where no rule was written."""
    if not sees(actor, thing):
        return False
    if verb == "see":
        return True
    found = _rules.get((verb, type(thing)))
    if found is None:
        raise LookupError(f"there is no rule for {verb} on {type(thing).__name__}")
    return found(actor, thing)


def require(actor: Actor, verb: str, thing: Any) -> None:
    """Raises NotFound where the actor does not see the thing, Forbidden where it may not do this to it."""
    if not sees(actor, thing):
        raise NotFound
    if not can(actor, verb, thing):
        raise Forbidden


def visible(actor: Actor, model: type[T]) -> Select[T]:
    """Selects the rows of a model that the actor may see; every list starts from it."""
    return select(model).where(holds(actor, model.audience))  # type: ignore[attr-defined]  # models with HasAudience


def get(actor: Actor, model: type[T], id: int, *, held: bool = False) -> T:
    """Loads a row that the actor may see. Raises NotFound, also where it exists for others.

    A `held` one stays until the transaction ends: others may hold and change it too, nobody may take it for update.
    """
    lock = {"read": True, "key_share": True} if held else None
    thing = db.session.get(model, id, with_for_update=lock) if 0 < id < 2**53 else None
    if thing is None or not sees(actor, thing):
        raise NotFound
    return thing
