"""What clients send beside the standard, brought into its form before the library reads it; and what no text may hold.

Entra ID names a manager by the bare id, empties one with an empty text, and sends words for truth values.
"""

from collections.abc import Iterator
from typing import Any

from scim2_models import InvalidSyntaxException, InvalidValueException

_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"
_DEEPEST = 30


def usual(body: Any) -> dict[str, Any]:
    """Gives a body in usual form. Raises InvalidSyntaxException, InvalidValueException."""
    if not isinstance(body, dict):
        raise InvalidSyntaxException(detail="The body has to be a JSON object.")
    for text in _texts(body, 0):
        if "\x00" in text or not _is_text(text):
            raise InvalidValueException(detail="A text holds characters that cannot be kept, such as NUL.")
    operations = next((body[key] for key in body if key.lower() == "operations"), None)
    for operation in operations if isinstance(operations, list) else ():
        if isinstance(operation, dict):
            _operation(operation)
    return _resource(body)


def _operation(operation: dict[str, Any]) -> None:
    """One operation of a PATCH; those of a bulk request have their bodies made usual one by one."""
    path = operation.get("path")
    if isinstance(path, str) and path.lower() in ("manager", f"{_ENTERPRISE}:manager"):
        named = _manager(operation.get("value"))
        if named is None and operation.get("op"):
            operation["op"] = "remove"
            operation.pop("value", None)
        else:
            operation["value"] = named
    elif isinstance(operation.get("value"), dict):
        operation["value"] = _resource(operation["value"])


def _resource(body: dict[str, Any]) -> dict[str, Any]:
    for key, value in list(body.items()):
        if key.lower() == f"{_ENTERPRISE}:manager":
            body[key] = _manager(value)
        elif key.lower() == _ENTERPRISE and isinstance(value, dict):
            body[key] = {name: _manager(one) if name.lower() == "manager" else one for name, one in value.items()}
    return body


def _manager(value: Any) -> Any:
    named = value.get("value") if isinstance(value, dict) and "value" in value else value
    if named in (None, ""):
        return None
    return {"value": named} if isinstance(named, str) else value


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


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
