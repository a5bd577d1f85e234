"""What a PATCH says of members one by one, so that a large group need not be read to add or take out a few."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from scim2_models.path import CompareOperator, Comparison, LogicalExpr, LogicalOperator


class Said(NamedTuple):
    """Who is to be in the group and who is not, by id; and the operations that speak of something else."""

    new: set[str]
    gone: set[str]
    rest: list[Any]


def named(operations: Iterable[Any]) -> Said | None:
    """Gives what operations say of members; None where one speaks of all of them, or names them in another way."""
    said = Said(set(), set(), [])
    for operation in operations:
        if not _is_about_members(operation):
            said.rest.append(operation)
            continue
        ids = _ids(operation)
        if ids is None:
            return None
        to, other = (said.new, said.gone) if operation.op == "add" else (said.gone, said.new)
        to |= ids
        other -= ids
    return said


def _is_about_members(operation: Any) -> bool:
    if operation.path is None:
        value = operation.value
        return isinstance(value, dict) and any(key.lower().endswith("members") for key in value)
    found = operation.path.resolve()
    return found is not None and found.field_name == "members"


def _ids(operation: Any) -> set[str] | None:
    path, value = operation.path, operation.value
    if path is None or operation.op == "replace" or path.resolve().sub_field_name:
        return None
    if path.value_filter is None:
        return _of_value(value)
    return _of_filter(path.value_filter) if operation.op == "remove" and value is None else None


def _of_value(value: Any) -> set[str] | None:
    entries = value if isinstance(value, list) else [value]
    ids: list[Any] = [entry.get("value") if isinstance(entry, dict) else None for entry in entries]
    return set(ids) if all(isinstance(one, str) for one in ids) else None


def _of_filter(node: Any) -> set[str] | None:
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.or_:
        found = [ids for term in node.terms if (ids := _of_filter(term)) is not None]
        return set[str]().union(*found) if len(found) == len(node.terms) else None
    is_plain = isinstance(node, Comparison) and node.op == CompareOperator.eq and isinstance(node.value, str)
    return {node.value} if is_plain and node.attr_path.attr.lower() == "value" else None
