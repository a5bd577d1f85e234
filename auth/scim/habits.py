"""What clients send beside the standard, brought into its form before the library reads it; and what no text may hold.

Entra ID leaves the schema of the extension out before its attributes, writes paths as names within a value, names a
manager by the bare id or in a list, empties one with an empty text, and sends words for truth values. Okta says what
members are called.
"""

import re
from collections.abc import Iterator
from typing import Any

from scim2_models import InvalidSyntaxException, InvalidValueException

_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_MANAGER = f"{_ENTERPRISE}:manager"
_DEEPEST = 30
_BARE = re.compile(r"(?:manager|department|division|employeeNumber)(?:\.\w+)?", re.IGNORECASE)
_SINGLE = frozenset({"active", "username", "displayname", "externalid", "title", "preferredlanguage"})
_TEXT_OR_WORK = re.compile(
    rf'"(?:\\.|[^"\\])*"|(?<![\w:.-])(?:{re.escape(_ENTERPRISE)}:)?(?P<name>{_BARE.pattern})(?=\s)', re.IGNORECASE
)


def usual(body: Any) -> dict[str, Any]:
    """Gives a body in usual form. Raises InvalidSyntaxException, InvalidValueException."""
    if not isinstance(body, dict):
        raise InvalidSyntaxException(detail="The body has to be a JSON object.")
    for text in _texts(body, 0):
        if "\x00" in text or not is_text(text):
            raise InvalidValueException(detail="A text holds characters that cannot be kept, such as NUL.")
    for key, value in body.items():
        if key.lower() == "operations" and isinstance(value, list):
            body[key] = [one for operation in value for one in _operations(operation)]
    return _resource(body)


def usual_filter(text: str) -> str:
    """Gives a filter with the schema of the extension before its attributes; a manager is compared by id."""

    def full(found: re.Match[str]) -> str:
        name = found["name"]
        return found[0] if name is None else f"{_ENTERPRISE}:{name}{'.value' if name.lower() == 'manager' else ''}"

    return _TEXT_OR_WORK.sub(full, text)


def is_text(text: str) -> bool:
    """Whether a text can be written down: halves of characters cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _operations(operation: Any) -> Iterator[Any]:
    """One operation of a PATCH, as several where its value names paths. Those of a bulk request stay as they are."""
    said = {key.lower(): value for key, value in operation.items()} if isinstance(operation, dict) else {}
    path, value = said.get("path"), said.get("value")
    if not said or "method" in said:
        yield operation
    elif isinstance(path, str) and path:
        yield _at(said, _full(path), value)
    elif isinstance(value, dict):
        plain = {_full(name): one for name, one in value.items() if "[" not in name}
        if plain:
            yield said | {"value": _resource(plain)}
        for name, one in value.items():
            if "[" in name:
                yield _at(said, name, one)
    else:
        yield said


def _at(said: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    if path.lower() == _MANAGER.lower():
        named = _manager(value)
        if named is None and said.get("op"):
            return {"op": "remove", "path": path}
        return said | {"path": path, "value": named}
    if isinstance(value, list) and len(value) == 1 and path.rpartition(":")[2].lower() in _SINGLE:
        value = value[0].get("value") if isinstance(value[0], dict) else value[0]
    elif isinstance(value, dict):
        value = _resource(value)
    elif path.rpartition(":")[2].lower() == "members":
        value = _members(value)
    return said | {"path": path} | ({"value": value} if "value" in said else {})


def _full(path: str) -> str:
    return f"{_ENTERPRISE}:{path}" if _BARE.fullmatch(path) else path


def _resource(body: dict[str, Any]) -> dict[str, Any]:
    for key, value in list(body.items()):
        if key.lower() == _MANAGER.lower():
            body[key] = _manager(value)
        elif key.lower() == _ENTERPRISE.lower() and isinstance(value, dict):
            body[key] = {name: _manager(one) if name.lower() == "manager" else one for name, one in value.items()}
        elif key.lower() == "members":
            body[key] = _members(value)
    return body


def _manager(value: Any) -> Any:
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else None
    if isinstance(value, dict):
        reference = value.get("$ref") if value.get("value") is None else None
        named = reference.rpartition("/")[2] if isinstance(reference, str) else value.get("value", value)
    else:
        named = value
    if named in (None, ""):
        return None
    return {"value": named} if isinstance(named, str) else value


def _members(value: Any) -> Any:
    """Members without what they are called, which is for the portal to say."""
    if not isinstance(value, list):
        return value
    return [
        {name: said for name, said in one.items() if name.lower() != "display"} if isinstance(one, dict) else one
        for one in value
    ]


def _texts(value: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise InvalidSyntaxException(detail="The body is nested too deeply.")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, depth + 1)
