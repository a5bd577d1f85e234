"""The fields of a provider's form, from the model of its kind; and what was typed into them, as a provider reads it.

What they are called stands in `words`.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from portal.core import forms
from portal.core.i18n import _, lazy_

from ..configuration import Common
from ..contract import Kind
from .words import WORDS, Words

_LONG = 1000
_HIDDEN = frozenset({"metadata_file"})
"""Reads files of the server, which only whoever looks after the server may choose."""


class FormField(NamedTuple):
    """One field: what it is called, how it is drawn, whether it has to be filled in. Secrets are never shown again."""

    name: str
    label: str
    hint: str
    type: str
    is_required: bool
    options: tuple[tuple[str, str], ...]
    default: str


def fields_of(kind: Kind) -> list[FormField]:
    """Gives the fields that a kind of provider has of its own."""
    return [
        _field(name, info, WORDS[kind.name][name])
        for name, info in kind.settings.model_fields.items()
        if name not in _HIDDEN
    ]


def _field(name: str, info: FieldInfo, words: Words) -> FormField:
    said = (str(words.label), str(words.hint))
    return FormField(name, *said, _type(info), info.is_required(), _options(info, words), _default(info))


def secrets_of(kind: Kind) -> frozenset[str]:
    """Gives the names of the fields that hold secrets."""
    return frozenset(name for name, info in kind.settings.model_fields.items() if info.annotation is SecretStr)


def _type(info: FieldInfo) -> str:
    if info.annotation is SecretStr:
        return "password"
    if info.annotation is bool:
        return "checkbox"
    if get_origin(info.annotation) is Literal:
        return "select"
    most = next((getattr(rule, "max_length", 0) or 0 for rule in info.metadata), 0)
    return "textarea" if most > _LONG else "text"


def _options(info: FieldInfo, words: Words) -> tuple[tuple[str, str], ...]:
    choices = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
    return tuple((str(choice), str(words.options[choice])) for choice in choices)


def _default(info: FieldInfo) -> str:
    if info.annotation is bool:
        return "yes" if info.default else ""
    return "" if info.is_required() or info.annotation is SecretStr else str(info.default)


def read(kind: Kind, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Gives the settings and, apart from them, the secrets that were typed; empty fields are left at their default."""
    secrets = secrets_of(kind)
    own: dict[str, Any] = {}
    for field in fields_of(kind):
        value = typed.get(field.name, "").strip()
        if field.type == "checkbox":
            own[field.name] = bool(value)
        elif value and field.name not in secrets:
            own[field.name] = value
    given = {name: typed[name].strip() for name in secrets if typed.get(name, "").strip()}
    return own | _common(kind, typed), given


def _common(kind: Kind, typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "label": typed.get("label", "").strip(),
        "domains": sorted(set(re.split(r"[\s,;]+", typed.get("domains", "").lower().strip())) - {""}),
        "mail_is_proof": bool(typed.get("mail_is_proof")),
        "makes_accounts": bool(typed.get("makes_accounts")),
    }


def shown(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Gives what was kept, or what is usual where nothing was, as the form's fields show it."""
    usual = {"label": "", "makes_accounts": True, "mail_is_proof": False}
    return {**usual, **settings, "domains": " ".join(settings.get("domains", ()))}


def faults(kind: Kind, values: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, str]:
    """Gives a sentence for each field that does not fit; never a value, which may be a secret."""
    own = {name: value for name, value in values.items() if name in kind.settings.model_fields}
    found: dict[str, str] = {}
    for model, given in ((Common, dict(values)), (kind.settings, own | dict(secrets))):
        try:
            model.model_validate(given)
        except ValidationError as error:
            for fault in error.errors(include_input=False):
                place = str(fault["loc"][0]) if fault["loc"] else "form"
                found.setdefault(place, _sentence(fault["type"], fault.get("ctx", {}), fault["msg"]))
    return found


def _sentence(kind: str, context: Mapping[str, Any], message: str) -> str:
    if kind == "value_error":  # said by a model of ours, in the reader's language
        return message.removeprefix("Value error, ")
    if kind in _SENTENCES:
        return str(_SENTENCES[kind])
    try:
        return forms.sentence(kind, context)
    except KeyError:
        return _("This does not fit.")


_SENTENCES = {
    "string_too_short": lazy_("This is too short."),
    "string_pattern_mismatch": lazy_("This does not have the form that is wanted here."),
    "float_parsing": lazy_("This is not a number."),
}
