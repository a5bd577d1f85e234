"""What may be sent in about announcements."""

import secrets
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from portal.core.forms import EntityId, Form, OptionalId, line, prose

from .models import BODY, NAME, TITLE

Ids = Annotated[tuple[EntityId, ...], Field(max_length=200)]
Files = Annotated[tuple[EntityId, ...], Field(max_length=20)]
Language = Literal["de", "en"]
Tick = Literal["yes", ""]
Day = Annotated[date | None, BeforeValidator(lambda value: None if value == "" else value)]


class AudienceForm(Form):
    """Who is meant: those in one of the departments, at one of the sites, with one of the languages, in one group."""

    departments: Ids = ()
    sites: Ids = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=2)] = ()
    groups: line(1000) = ""  # type: ignore[valid-type]  # `line` gives a type


class WordsForm(Form):
    """The words in one language or two, how long they hold, and what readers may do."""

    language: Language
    title: line(TITLE, 1)  # type: ignore[valid-type]  # `line` gives a type
    body: prose(BODY, 1)  # type: ignore[valid-type]  # `prose` gives a type
    other_title: line(TITLE) = ""  # type: ignore[valid-type]  # `line` gives a type
    other_body: prose(BODY) = ""  # type: ignore[valid-type]  # `prose` gives a type
    pinned_until: Day = None
    expires_on: Day = None
    takes_comments: Tick = ""
    takes_reactions: Tick = ""
    attachments: Files = ()


class AnnouncementForm(WordsForm, AudienceForm):
    """A new announcement. `key` is made by the page that it is written on: sent twice it is one announcement."""

    on_behalf: OptionalId = None
    is_forced: Tick = ""
    wants_confirmation: Tick = ""
    follows: OptionalId = None
    save_as: line(NAME) = ""  # type: ignore[valid-type]  # `line` gives a type
    key: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type


class EditForm(WordsForm):
    """A changed announcement. `version` is the one that the author began with."""

    version: Annotated[int, Field(ge=1, le=2**31)]


class WithdrawalForm(Form):
    """Why an announcement is withdrawn."""

    reason: line(300, 1)  # type: ignore[valid-type]  # `line` gives a type


class VoiceForm(Form):
    """Who may announce in whose name: without a leader in one's own. `consent` says how the leader agreed."""

    delegate: line(200, 1)  # type: ignore[valid-type]  # `line` gives a type
    leader: line(200) = ""  # type: ignore[valid-type]  # `line` gives a type
    consent: line(300) = ""  # type: ignore[valid-type]  # `line` gives a type


def new_key() -> str:
    """Gives a key for a form, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)
