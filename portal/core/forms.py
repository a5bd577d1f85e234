"""Forms and other input: frozen pydantic models. Every kind of fault has a sentence in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from .errors import Invalid
from .i18n import _, lazy_, ngettext
from .text import clean

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class Form(BaseModel):
    """What may be sent in. Unknown fields are ignored: browsers send tokens and buttons along."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def _within_reckoning(value: date | None) -> date | None:
    """Days at the very ends of the calendar have none before or after them, and are slips anyway."""
    if value is not None and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise PydanticCustomError("far_day", "")
    return value


@dataclass(frozen=True)
class Prose:
    """A text of several lines with so many characters: `Annotated[str, Prose(500)]`."""

    most: int
    least: int = 0

    def _tidied(self, value: str) -> str:
        return clean(value).strip()

    def _checked(self, value: str) -> str:
        tidy = self._tidied(value)
        if len(tidy) < self.least:
            raise PydanticCustomError("too_short" if tidy else "empty", "", {"least": self.least})
        if len(tidy) > self.most:
            raise PydanticCustomError("too_long", "", {"most": self.most, "length": len(tidy)})
        return tidy

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "maxLength": self.most} | ({"minLength": self.least} if self.least else {})


class Line(Prose):
    """A text of one line with so many characters; white space runs become one space."""

    def _tidied(self, value: str) -> str:
        return " ".join(clean(value).split())


EntityId = Annotated[int, Field(ge=1, le=2**53)]
OptionalId = Annotated[EntityId | None, BeforeValidator(_empty_is_none)]
OptionalDay = Annotated[date | None, BeforeValidator(_empty_is_none), AfterValidator(_within_reckoning)]

F = TypeVar("F", bound=Form)

SENTENCES = {
    "empty": lazy_("This field is empty."),
    "missing": lazy_("This field is empty."),
    "too_short": lazy_("This is too short."),
    "string_type": lazy_("This is not a text."),
    "string_unicode": lazy_("This text has characters that cannot be read."),
    "int_parsing": lazy_("This is not a number."),
    "int_type": lazy_("This is not a number."),
    "int_from_float": lazy_("This is not a whole number."),
    "int_parsing_size": lazy_("This number is too large."),
    "greater_than_equal": lazy_("This number is too small."),
    "less_than_equal": lazy_("This number is too large."),
    "bool_parsing": lazy_("Choose yes or no."),
    "bool_type": lazy_("Choose yes or no."),
    "literal_error": lazy_("Choose one of the options."),
    "enum": lazy_("Choose one of the options."),
    "date_from_datetime_parsing": lazy_("This is not a date."),
    "date_from_datetime_inexact": lazy_("This is not a date."),
    "date_parsing": lazy_("This is not a date."),
    "date_type": lazy_("This is not a date."),
    "far_day": lazy_("This day is too far away."),
    "list_type": lazy_("This is not a list."),
    "tuple_type": lazy_("This is not a list."),
    "model_type": lazy_("This is not a form."),
    "model_attributes_type": lazy_("This is not a form."),
    "dict_type": lazy_("This is not a form."),
}


def sentence(kind: str, context: Mapping[str, Any]) -> str:
    """Gives the sentence for a kind of fault. Raises KeyError for a kind without one, so that tests find it."""
    if "max_length" in context:  # pydantic's own too_long, of a list
        return ngettext("At most %(n)s is possible.", "At most %(n)s are possible.", context["max_length"])
    if kind == "too_long":
        return _(
            "This is too long: %(length)s characters, at most %(most)s.", length=context["length"], most=context["most"]
        )
    return str(SENTENCES[kind])


def read(model: type[F], values: Mapping[str, Any]) -> F:
    """Reads a mapping into the form. Raises Invalid with one sentence a field."""
    try:
        return model(**values)
    except ValidationError as error:
        errors: dict[str, str] = {}
        for fault in error.errors():
            field = str(fault["loc"][0]) if fault["loc"] else "form"
            errors.setdefault(field, sentence(fault["type"], fault.get("ctx", {})))
        raise Invalid(errors) from error
