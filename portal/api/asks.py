"""What the queries of the API may ask for, where no page of a slice has a form for it."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import Form, OptionalDay, OptionalId, line


class Cursor(Form):
    """Where a list goes on."""

    after: line(500) = ""  # type: ignore[valid-type]  # `line` gives a type


class FeedAsk(Cursor):
    """Which posts: of my groups, all that I may read, what I keep; or those of one audience, such as group:7."""

    view: Literal["groups", "all", "saved"] = "all"
    audience: line(64) = ""  # type: ignore[valid-type]  # `line` gives a type


class QuestionsAsk(Cursor):
    """Which questions: in a state, mine or on topics of mine (`me`), under a tag, of one audience such as group:7."""

    state: Literal["", "open", "unanswered", "solved"] = ""
    whose: Literal["", "me", "mine"] = ""
    tag: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    audience: line(64) = ""  # type: ignore[valid-type]  # `line` gives a type


class AnswersAsk(Cursor):
    """Which answers come first, behind the one that has helped."""

    sort: Literal["helpful", "newest"] = "helpful"


class ThreadAsk(Cursor):
    """The subject whose comments are wanted, such as post:12."""

    about: line(60, 1)  # type: ignore[valid-type]  # `line` gives a type


class PeopleAsk(Cursor):
    """Which people; `lead` is the handle of whoever leads them."""

    q: line(100) = ""  # type: ignore[valid-type]  # `line` gives a type
    department: OptionalId = None
    site: OptionalId = None
    language: line(3) = ""  # type: ignore[valid-type]  # `line` gives a type
    topic: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    lead: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type


class NoticesAsk(Cursor):
    """Which notifications: all, or those that speak to me."""

    view: Literal["all", "personal"] = "all"


class SearchAsk(Form):
    """What is looked for, and where: a kind of subject, a group by its number, since a day; pages are numbered."""

    q: line(400, 1)  # type: ignore[valid-type]  # `line` gives a type
    type: Literal["", "person", "group", "post", "question", "comment", "attachment"] = ""
    group: OptionalId = None
    since: OptionalDay = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class SuggestAsk(Form):
    """The letters typed so far."""

    q: line(400, 1)  # type: ignore[valid-type]  # `line` gives a type
