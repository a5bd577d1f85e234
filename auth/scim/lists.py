"""Lists of people and groups: filtered, sorted, page by page, with what was asked for of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scim2_models import InvalidFilterException, TooManyException
from sqlalchemy import func, select

from auth.models import User as Account
from auth.provisioning.models import Source
from portal.core import db

from . import filters, shown
from .habits import usual_filter
from .models import ScimGroup, ScimPerson
from .resources import MOST_LISTED, Listed, SearchBoth, SearchGroups, SearchPeople

PAGE = 100
MOST_COMPARED = 2000
"""How many are compared one by one where no index reaches; a filter that leaves more is refused."""


@dataclass(frozen=True)
class _Kind:
    asked: Any
    columns: Mapping[str, Any]
    rows: Any
    source: Any
    tie: tuple[Any, ...]
    draw: Callable[[Sequence[Any], str, Any], list[Any]]


_PEOPLE = _Kind(
    SearchPeople,
    filters.PERSON,
    select(ScimPerson, Account).outerjoin(Account, Account.id == ScimPerson.user_id),
    ScimPerson.source,
    (ScimPerson.created_at, ScimPerson.id),
    lambda rows, base, asked: shown.people([(row[0], row[1]) for row in rows], base, asked),
)
_GROUPS = _Kind(
    SearchGroups,
    filters.GROUP,
    select(ScimGroup),
    ScimGroup.source,
    (ScimGroup.created_at, ScimGroup.id),
    lambda rows, base, asked: shown.groups([row[0] for row in rows], base, asked),
)
_KINDS = {"Users": (_PEOPLE,), "Groups": (_GROUPS,), "": (_PEOPLE, _GROUPS)}


def found(source: Source, kind: str, said: Mapping[str, Any], base: str) -> tuple[Any, Any]:
    """Gives a page of `Users`, `Groups`, or both (an empty kind), and what was asked. Raises SCIMException."""
    kinds = _KINDS[kind]
    if len(str(said.get("filter", ""))) > filters.LONGEST_FILTER:
        raise InvalidFilterException(detail=f"A filter has at most {filters.LONGEST_FILTER} characters.")
    if isinstance(said.get("filter"), str):
        said = {**said, "filter": usual_filter(said["filter"])}
    asked = _asked(kinds, said)
    first = (asked.start_index or 1) - 1
    left = min(PAGE if asked.count is None else asked.count, MOST_LISTED)
    total, resources = 0, []
    for one in kinds:
        own = asked if len(kinds) == 1 else _asked((one,), said)
        count, page = _page(one, source.key, own, (max(0, first - total), left), base)
        total, left = total + count, left - len(page)
        resources += page
    return Listed(total_results=total, start_index=first + 1, items_per_page=len(resources), resources=resources), asked


def _asked(kinds: tuple[_Kind, ...], said: Mapping[str, Any]) -> Any:
    model: Any = kinds[0].asked if len(kinds) == 1 else SearchBoth
    try:
        return model.model_validate(dict(said))
    except RecursionError as error:
        raise InvalidFilterException(detail="The filter is nested too deeply.") from error


def _page(kind: _Kind, source: str, asked: Any, span: tuple[int, int], base: str) -> tuple[int, list[Any]]:
    first, count = span
    sieve = filters.sieve(asked.filter, kind.columns)
    rows = kind.rows.where(kind.source == source, sieve.condition)
    order = filters.order_of(str(asked.sort_by), kind.columns) if asked.sort_by else kind.tie[0]
    if sieve.rest is not None or order is None:
        return _compared(kind, rows, sieve, asked, span, base)
    total = db.session.scalar(select(func.count()).select_from(rows.with_only_columns(kind.tie[1]).subquery())) or 0
    if not count or first >= total:
        return total, []
    is_down = asked.sort_order == "descending"
    ordered = rows.order_by(order.desc() if is_down else order.asc(), kind.tie[1])
    return total, kind.draw(db.session.execute(ordered.offset(first).limit(count)).all(), base, asked)


def _compared(
    kind: _Kind, rows: Any, sieve: filters.Sieve, asked: Any, span: tuple[int, int], base: str
) -> tuple[int, list[Any]]:
    some = db.session.execute(rows.order_by(*kind.tie).limit(MOST_COMPARED + 1)).all()
    if len(some) > MOST_COMPARED:
        raise TooManyException(detail="Narrow the filter, by userName, externalId, emails, active or a time of meta.")
    resources = kind.draw(some, base, _asked((kind,), {}))
    kept = asked.sort([one for one in resources if sieve.rest is None or sieve.rest(one)])
    return len(kept), kept[span[0] : span[0] + span[1]]
