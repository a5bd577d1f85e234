"""What may be sent in about people."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from portal.core.forms import Form, Line, OptionalId, Prose
from portal.core.i18n import lazy_

from .languages import CODES

MOST_TOPICS = 12
MOST_LANGUAGES = 12
LONGEST_TOPIC = 40
Level = Literal["everyone", "colleagues", "me"]
LEVEL_LABELS = {"everyone": lazy_("Everyone"), "colleagues": lazy_("Department and site"), "me": lazy_("Only me")}


class DirectoryForm(Form):
    """Which people to list; `lead` is the handle of whoever leads them."""

    q: Annotated[str, Line(100)] = ""
    department: OptionalId = None
    site: OptionalId = None
    language: Annotated[str, Line(3)] = ""
    topic: Annotated[str, Line(LONGEST_TOPIC)] = ""
    lead: Annotated[str, Line(80)] = ""

    def is_empty(self) -> bool:
        """Whether nothing was chosen, so that everybody is listed."""
        return not any(self.model_dump().values())


class ProfileForm(Form):
    """What a person says of itself, and who reads which field."""

    about: Annotated[str, Prose(4000)] = ""
    pronouns: Annotated[str, Line(40)] = ""
    phone: Annotated[str, Line(40)] = ""
    room: Annotated[str, Line(80)] = ""
    languages: Annotated[tuple[str, ...], Field(max_length=MOST_LANGUAGES)] = ()
    topics: Annotated[tuple[str, ...], Field(max_length=MOST_TOPICS * 4)] = ()
    more_topics: Annotated[str, Line(600)] = ""
    about_level: Level = "everyone"
    pronouns_level: Level = "everyone"
    email_level: Level = "everyone"
    phone_level: Level = "colleagues"
    room_level: Level = "everyone"
    languages_level: Level = "everyone"
    hired_on_level: Level = "colleagues"

    @field_validator("languages")
    @classmethod
    def _are_languages(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if set(value) - set(CODES):
            raise PydanticCustomError("enum", "")
        return tuple(dict.fromkeys(value))

    def levels(self) -> dict[str, str]:
        """Gives who reads which field."""
        ending = "_level"
        return {name.removesuffix(ending): v for name, v in self.model_dump().items() if name.endswith(ending)}

    def topic_names(self) -> list[str]:
        """Gives the topics ticked and typed, once each; those typed are separated by commas or semicolons."""
        words = ",".join((*self.topics, self.more_topics)).replace(";", ",").split(",")
        return list(dict.fromkeys(name for name in (" ".join(word.split()) for word in words) if name))


class EditedProfileForm(ProfileForm):
    """A profile as a page sends it; `version` is the one that the page began with."""

    version: Annotated[str, Line(40)] = ""


class PhotoForm(Form):
    """Which part of a picture to keep, where it is not square."""

    keep: Literal["start", "middle", "end"] = "middle"
