"""What the queries of the API may ask for, where no page of a slice has a form for it."""

from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import Form, Line, OptionalDay, OptionalId


class Cursor(Form):
    """Where a list goes on."""

    after: Annotated[str, Line(500)] = ""


class FeedAsk(Cursor):
    """Which posts: of my groups, all that I may read, what I keep; or those of one audience, such as group:7."""

    view: Literal["groups", "all", "saved"] = "all"
    audience: Annotated[str, Line(64)] = ""


class VersionsAsk(Form):
    """Which versions: those behind this one, or the newest."""

    after: OptionalId = None


class QuestionsAsk(Cursor):
    """Which questions: in a state, mine or on topics of mine (`me`), under a tag, of one audience such as group:7."""

    state: Literal["", "open", "unanswered", "solved"] = ""
    whose: Literal["", "me", "mine"] = ""
    tag: Annotated[str, Line(40)] = ""
    audience: Annotated[str, Line(64)] = ""


class AnswersAsk(Cursor):
    """Which answers come first, behind the one that has helped."""

    sort: Literal["helpful", "newest"] = "helpful"


class BoardAsk(Cursor):
    """Which column of the board."""

    state: Literal["new", "taken", "waiting", "done"] = "new"


class TextsAsk(Cursor):
    """Texts that have all these words."""

    q: Annotated[str, Line(100)] = ""


class ThreadAsk(Cursor):
    """The subject whose comments are wanted, such as post:12."""

    about: Annotated[str, Line(60, 1)]


class PeopleAsk(Cursor):
    """Which people; `lead` is the handle of whoever leads them."""

    q: Annotated[str, Line(100)] = ""
    department: OptionalId = None
    site: OptionalId = None
    language: Annotated[str, Line(3)] = ""
    topic: Annotated[str, Line(40)] = ""
    lead: Annotated[str, Line(80)] = ""


class NoticesAsk(Cursor):
    """Which notifications: all, or those that speak to me."""

    view: Literal["all", "personal"] = "all"


class SearchAsk(Form):
    """What is looked for, and where: a kind of subject, a group by its number, since a day; pages are numbered."""

    q: Annotated[str, Line(400, 1)]
    type: Literal[
        "", "person", "group", "topic", "desk", "post", "question", "comment", "attachment", "announcement"
    ] = ""
    group: OptionalId = None
    since: OptionalDay = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class SuggestAsk(Form):
    """The letters typed so far."""

    q: Annotated[str, Line(400, 1)]
