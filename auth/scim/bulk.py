"""Many operations in one request: each stands or falls by itself, in the order that their references allow."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from scim2_models import ConflictException, InvalidSyntaxException, InvalidValueException, PayloadTooLargeException

from .resources import MOST_OPERATIONS

_REFERENCE = "bulkId:"


class Operation(NamedTuple):
    """One operation, as it was sent."""

    method: str
    path: str
    name: str
    version: str
    body: Any


Done = dict[str, Any]
Doer = Callable[[Operation], Done]
"""Carries one operation out, in a unit of work of its own; gives its result, with `id` where a resource was made."""


def read(body: dict[str, Any]) -> tuple[list[Operation], int]:
    """Gives the operations, and at how many errors to stop. Raises SCIMException."""
    found = next((body[key] for key in body if key.lower() == "operations"), None)
    stop = body.get("failOnErrors")
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise InvalidSyntaxException(detail="Operations is a list of one or more operations.")
    if len(found) > MOST_OPERATIONS:
        raise PayloadTooLargeException(detail=f"A bulk request has at most {MOST_OPERATIONS} operations.")
    if stop is not None and (not isinstance(stop, int) or stop < 1):
        raise InvalidValueException(detail="failOnErrors is a number from 1 on.")
    return [_operation(one) for one in found], stop or len(found) + 1


def _operation(sent: dict[str, Any]) -> Operation:
    given = {str(key).lower(): value for key, value in sent.items()}
    texts = {name: str(given.get(name) or "") for name in ("method", "path", "bulkid", "version")}
    return Operation(texts["method"].upper(), texts["path"], texts["bulkid"], texts["version"], given.get("data"))


def carry_out(
    operations: list[Operation], stop: int, do: Doer, refuse: Callable[[Operation, Exception], Done]
) -> list[Done]:
    """Carries all out, what is referred to first, until there were so many errors; gives the results."""
    results: list[Done] = []
    ids: dict[str, str] = {}
    for operation, is_stuck in _in_order(operations, ids):
        if is_stuck:
            done = refuse(operation, ConflictException(detail="What it refers to was not made in this request."))
        else:
            path = "/".join(_resolved(operation.path.split("/"), ids))
            done = do(operation._replace(path=path, body=_resolved(operation.body, ids)))
        made = done.pop("id", "")
        if operation.name and made:
            ids[operation.name] = made
        results.append(done)
        stop -= int(done["status"]) >= 400
        if stop <= 0:
            break
    return results


def _in_order(operations: list[Operation], ids: dict[str, str]) -> Iterator[tuple[Operation, bool]]:
    """Each operation once everything it refers to is there; at the end those that still wait, as stuck."""
    waiting = list(operations)
    is_moving = True
    while is_moving:
        is_moving, still = False, []
        for operation in waiting:
            if set(_names([operation.path.split("/"), operation.body])) - ids.keys():
                still.append(operation)
                continue
            is_moving = True
            yield operation, False
        waiting = still
    for operation in waiting:
        yield operation, True


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(_REFERENCE):
            yield value.removeprefix(_REFERENCE)
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _names(one)


def _resolved(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, str):
        return ids[value.removeprefix(_REFERENCE)] if value.startswith(_REFERENCE) else value
    if isinstance(value, dict):
        return {key: _resolved(one, ids) for key, one in value.items()}
    return [_resolved(one, ids) for one in value] if isinstance(value, list) else value
