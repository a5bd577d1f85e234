"""A client's filter as SQL, as far as indexes reach; the rest is compared one by one, among not too many.

Translated are userName, externalId, id, active, emails and the times of meta for people; displayName, externalId, id,
members and times for groups.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true

from auth.models import User as Account

from .habits import is_text
from .mapping import folded
from .models import ScimAddress, ScimGroup, ScimMember, ScimPerson

LONGEST_FILTER = 4000
Condition = ColumnElement[bool]


class Sieve(NamedTuple):
    """What SQL can say of a filter; where that is not all of it, `rest` decides about each resource."""

    condition: Condition
    rest: Callable[[Any], bool] | None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError  # where people and groups are asked for at once, nobody has looked at it yet
    return value


class _Column(NamedTuple):
    expression: Any
    read: Callable[[Any], Any] = _text


def sieve(wanted: ScimFilter[Any] | None, columns: Mapping[str, Any]) -> Sieve:
    """Gives a filter on people or groups, by their columns. Raises InvalidFilterException."""
    if wanted is None:
        return Sieve(true(), None)
    said = _Translator(columns).visit(wanted.ast)
    return Sieve(true() if said.condition is None else said.condition, None if said.is_whole else wanted.match)


def order_of(sort_by: str, columns: Mapping[str, Any]) -> Any:
    """Gives the expression that SQL orders by, None where it cannot."""
    column = columns.get(sort_by.rpartition(":")[2].lower())
    return column.expression if isinstance(column, _Column) else None


class _Said(NamedTuple):
    """A condition that holds wherever the filter does; `is_whole` where it holds nowhere else."""

    condition: Condition | None
    is_whole: bool = True


_NOTHING = _Said(None, is_whole=False)


class _Translator(FilterVisitor[_Said]):
    def __init__(self, columns: Mapping[str, Any]) -> None:
        self.columns = columns

    def visit_logical_expr(self, node: LogicalExpr) -> _Said:
        terms = [self.visit(term) for term in node.terms]
        known = [term.condition for term in terms if term.condition is not None]
        is_whole = all(term.is_whole for term in terms)
        if node.op == LogicalOperator.and_:
            return _Said(and_(*known) if known else None, is_whole)
        return _Said(or_(*known), is_whole) if len(known) == len(terms) else _NOTHING

    def visit_not(self, node: Not) -> _Said:
        inner = self.visit(node.expr)
        if inner.condition is None or not inner.is_whole:
            return _NOTHING
        return _Said(not_(func.coalesce(inner.condition, False)))

    def visit_present(self, node: Present) -> _Said:
        column = self.columns.get(_name(node.attr_path))
        if isinstance(column, _Column):
            return _Said(column.expression.is_not(None))
        return _Said(column(None)) if column is not None else _NOTHING

    def visit_comparison(self, node: Comparison) -> _Said:
        column = self.columns.get(_name(node.attr_path))
        if column is None or node.value is None:
            return _NOTHING
        if isinstance(column, _Column):
            return _Said(_compared(column.expression, node.op, _readable(column.read, node.value)))
        if node.op == CompareOperator.ne:
            return _Said(not_(column(_among(CompareOperator.eq, node.value))))
        return _Said(column(_among(node.op, node.value)))

    def visit_value_path(self, node: ValuePath) -> _Said:
        if node.attr_path.uri is None and node.attr_path.attr.lower() == "emails" and self.columns is PERSON:
            inner = _Translator(_EMAIL).visit(node.val_filter)
            return _Said(_some_address(inner.condition), is_whole=True) if inner.is_whole else _NOTHING
        return _NOTHING


def _name(path: AttrPath) -> str:
    """The attribute as the tables below name it; the schema of the resource itself may stand before it."""
    if path.uri is not None and not path.uri.lower().endswith((":core:2.0:user", ":core:2.0:group")):
        return ""
    return ".".join(filter(None, (path.attr, path.sub_attr))).lower()


def _readable(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        found = read(value)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise InvalidFilterException(detail=f"{value!r} does not fit this attribute.") from error
    if isinstance(found, str) and ("\x00" in found or not is_text(found)):
        raise InvalidFilterException(detail="A filter holds characters that no text has, such as NUL.")
    return found


def _among(op: CompareOperator, value: Any) -> Callable[[Any, Callable[[Any], Any]], Condition]:
    return lambda expression, read: _compared(expression, op, _readable(read, value))


def _compared(expression: Any, op: CompareOperator, value: Any) -> Condition:
    makers: dict[CompareOperator, Callable[[], Any]] = {
        CompareOperator.eq: lambda: expression == value,
        CompareOperator.ne: lambda: expression.is_distinct_from(value),
        CompareOperator.co: lambda: expression.contains(value, autoescape=True),
        CompareOperator.sw: lambda: expression.startswith(value, autoescape=True),
        CompareOperator.ew: lambda: expression.endswith(value, autoescape=True),
        CompareOperator.gt: lambda: expression > value,
        CompareOperator.ge: lambda: expression >= value,
        CompareOperator.lt: lambda: expression < value,
        CompareOperator.le: lambda: expression <= value,
    }
    found: Condition = makers[op]()
    return found


def _some_address(condition: Condition | None) -> Condition:
    mine = select(ScimAddress.person_id).where(true() if condition is None else condition)
    return ScimPerson.id.in_(mine)


def _address(compared: Any) -> Condition:
    return _some_address(None if compared is None else compared(ScimAddress.value, folded))


def _address_kind(compared: Any) -> Condition:
    return _some_address(ScimAddress.kind != "" if compared is None else compared(ScimAddress.kind, folded))


def _member(compared: Any) -> Condition:
    condition = true() if compared is None else compared(ScimMember.person_id, str)
    return ScimGroup.id.in_(select(ScimMember.group_id).where(condition))


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)


def _truth(value: Any) -> bool:
    found = {"true": True, "false": False}.get(str(value).lower())
    if found is None:
        raise ValueError
    return found


_EMAIL: Mapping[str, Any] = {"value": _Column(ScimAddress.value, folded), "type": _Column(ScimAddress.kind, folded)}
PERSON: Mapping[str, Any] = {
    "id": _Column(ScimPerson.id),
    "username": _Column(ScimPerson.login, folded),
    "externalid": _Column(ScimPerson.external_id),
    "active": _Column(func.coalesce(Account.is_active, False), _truth),
    "meta.created": _Column(ScimPerson.created_at, _moment),
    "meta.lastmodified": _Column(ScimPerson.changed_at, _moment),
    "emails": _address,
    "emails.value": _address,
    "emails.type": _address_kind,
}
GROUP: Mapping[str, Any] = {
    "id": _Column(ScimGroup.id),
    "displayname": _Column(ScimGroup.sort_name, folded),
    "externalid": _Column(ScimGroup.external_id),
    "meta.created": _Column(ScimGroup.created_at, _moment),
    "meta.lastmodified": _Column(ScimGroup.changed_at, _moment),
    "members": _member,
    "members.value": _member,
}
