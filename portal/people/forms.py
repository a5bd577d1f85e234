"""What may be sent in about people."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from portal.core.forms import Form, OptionalId, line, prose
from portal.core.i18n import lazy_

from .languages import CODES

MOST_TOPICS = 12
MOST_LANGUAGES = 12
LONGEST_TOPIC = 40
Level = Literal["everyone", "colleagues", "me"]
LEVEL_LABELS = {"everyone": lazy_("Everyone"), "colleagues": lazy_("Department and site"), "me": lazy_("Only me")}


class DirectoryForm(Form):
    """Which people to list; `lead` is the handle of whoever leads them."""

    q: line(100) = ""  # type: ignore[valid-type]  # `line` gives a type
    department: OptionalId = None
    site: OptionalId = None
    language: line(3) = ""  # type: ignore[valid-type]  # `line` gives a type
    topic: line(LONGEST_TOPIC) = ""  # type: ignore[valid-type]  # `line` gives a type
    lead: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type

    def is_empty(self) -> bool:
        """Whether nothing was chosen, so that everybody is listed."""
        return not any(self.model_dump().values())


class ProfileForm(Form):
    """What a person says of itself, and who reads which field."""

    about: prose(4000) = ""  # type: ignore[valid-type]  # `prose` gives a type
    pronouns: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    phone: line(40) = ""  # type: ignore[valid-type]  # `line` gives a type
    room: line(80) = ""  # type: ignore[valid-type]  # `line` gives a type
    languages: Annotated[tuple[str, ...], Field(max_length=MOST_LANGUAGES)] = ()
    topics: Annotated[tuple[str, ...], Field(max_length=MOST_TOPICS * 4)] = ()
    more_topics: line(600) = ""  # type: ignore[valid-type]  # `line` gives a type
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


class PhotoForm(Form):
    """Which part of a picture to keep, where it is not square."""

    keep: Literal["start", "middle", "end"] = "middle"
