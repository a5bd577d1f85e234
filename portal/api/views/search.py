"""Searching."""

import search
from auth.audience import Actor
from portal.core.i18n import lazy_
from portal.groups import key_of

from ..asks import SearchAsk, SuggestAsk
from ..operations import Operation
from ..shapes import notices as shapes
from .door import serve

READ = "search:read"


@serve(Operation("GET", "/search", READ, lazy_("Find what I may see"), shapes.FoundList, query=SearchAsk))
def find(who: Actor, query: SearchAsk) -> shapes.FoundList:
    results = search.find(
        who,
        query.q,
        kinds=(query.type,) if query.type else (),
        group=key_of(query.group) if query.group else None,
        since=query.since,
        page=query.page,
    )
    return shapes.found(results)


@serve(Operation("GET", "/search/suggestions", READ, lazy_("What may be meant"), shapes.Suggestions, query=SuggestAsk))
def suggest(who: Actor, query: SuggestAsk) -> shapes.Suggestions:
    return shapes.Suggestions(items=[shapes.hit(one) for one in search.suggest(who, query.q)], next=None)
