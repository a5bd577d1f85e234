"""Forms and other input: frozen pydantic models. Every kind of fault has a sentence in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from .errors import Invalid
from .i18n import _, lazy_, ngettext
from .text import clean


class Form(BaseModel):
    """What may be sent in. Unknown fields are ignored: browsers send tokens and buttons along."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


def _one_line(value: str) -> str:
    return " ".join(clean(value).split())


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


def line(most: int, least: int = 0) -> Any:
    """A text of one line with at most so many characters; white space runs become one space."""
    return Annotated[str, AfterValidator(_one_line), AfterValidator(_length(least, most)), _described(least, most)]


def prose(most: int, least: int = 0) -> Any:
    """A text of several lines with at most so many characters."""
    tidy = AfterValidator(lambda v: clean(v).strip())
    return Annotated[str, tidy, AfterValidator(_length(least, most)), _described(least, most)]


def _described(least: int, most: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "maxLength": most} | ({"minLength": least} if least else {}))


def _length(least: int, most: int) -> Any:
    def check(value: str) -> str:
        if len(value) < least:
            raise PydanticCustomError("too_short" if value else "empty", "", {"least": least})
        if len(value) > most:
            raise PydanticCustomError("too_long", "", {"most": most, "length": len(value)})
        return value

    return check


EntityId = Annotated[int, Field(ge=1, le=2**53)]
OptionalId = Annotated[EntityId | None, BeforeValidator(_empty_is_none)]
OptionalDay = Annotated[date | None, BeforeValidator(_empty_is_none)]

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
