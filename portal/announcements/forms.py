"""What may be sent in about announcements."""

import secrets
from typing import Annotated, Literal

from pydantic import Field

from portal.core.forms import EntityId, Form, Line, OptionalDay, OptionalId, Prose
from portal.drafts import DraftForm

from .models import BODY, NAME, TITLE

Ids = Annotated[tuple[EntityId, ...], Field(max_length=200)]
Files = Annotated[tuple[EntityId, ...], Field(max_length=20)]
Language = Literal["de", "en"]
Tick = Literal["yes", ""]


class AudienceForm(Form):
    """Who is meant: those in one of the departments, at one of the sites, with one of the languages, in one group."""

    departments: Ids = ()
    sites: Ids = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=2)] = ()
    groups: Annotated[str, Line(1000)] = ""


class WordsForm(Form):
    """The words in one language or two, how long they hold, and what readers may do."""

    language: Language
    title: Annotated[str, Line(TITLE, 1)]
    body: Annotated[str, Prose(BODY, 1)]
    other_title: Annotated[str, Line(TITLE)] = ""
    other_body: Annotated[str, Prose(BODY)] = ""
    pinned_until: OptionalDay = None
    expires_on: OptionalDay = None
    takes_comments: Tick = ""
    takes_reactions: Tick = ""
    attachments: Files = ()


class AnnouncementForm(WordsForm, AudienceForm):
    """A new announcement. `key` is made by the page that it is written on: sent twice it is one announcement."""

    on_behalf: OptionalId = None
    is_forced: Tick = ""
    wants_confirmation: Tick = ""
    follows: OptionalId = None
    save_as: Annotated[str, Line(NAME)] = ""
    key: Annotated[str, Line(40)] = ""


class UnfinishedForm(DraftForm):
    """A new announcement as it stands, before it is announced."""

    sort: Literal["announcement"] = "announcement"
    departments: Ids = ()
    sites: Ids = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=2)] = ()
    groups: Annotated[str, Line(1000)] = ""
    save_as: Annotated[str, Line(NAME)] = ""
    on_behalf: OptionalId = None
    follows: OptionalId = None
    other_title: Annotated[str, Line(TITLE)] = ""
    other_body: Annotated[str, Prose(BODY)] = ""
    pinned_until: Annotated[str, Line(10)] = ""
    expires_on: Annotated[str, Line(10)] = ""
    takes_comments: Tick = ""
    takes_reactions: Tick = ""
    wants_confirmation: Tick = ""
    is_forced: Tick = ""

    @property
    def choices(self) -> dict[str, str]:
        """What there is besides title, text and files, by field; of several things their numbers."""
        said = self.model_dump(exclude=set(DraftForm.model_fields)) | {"language": self.language}
        return {
            name: ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
            for name, value in said.items()
            if value
        }


class EditForm(WordsForm):
    """A changed announcement. `version` is the one that the author began with."""

    version: Annotated[int, Field(ge=1, le=2**31)]


class WithdrawalForm(Form):
    """Why an announcement is withdrawn."""

    reason: Annotated[str, Line(300, 1)]


class VoiceForm(Form):
    """Who may announce in whose name: without a leader in one's own. `consent` says how the leader agreed."""

    delegate: Annotated[str, Line(200, 1)]
    leader: Annotated[str, Line(200)] = ""
    consent: Annotated[str, Line(300)] = ""


def new_key() -> str:
    """Gives a key for a form, so that sending it twice is sending it once."""
    return secrets.token_urlsafe(12)
