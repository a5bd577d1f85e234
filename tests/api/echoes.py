"""A request with one thing in it made odd: what no document allows and no generator thinks of, in little time."""

import json
from random import Random
from typing import Any

_WORDS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e",
    "²",
    "٣",
    "x" * 5000,
    "9" * 5000,
    "%",
    "'\"<",
    "null",
    "🎉",
    "../..",
)
_NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 1.5, -0.0, 1e308, float("inf"), float("nan"))
_VALUES = (*_WORDS, *_NUMBERS, None, True, False, [], {}, [[]], {"": ""}, [None] * 500)
_NOISE = (b"\xff", b"\x00", b'"', b'{"a":' * 2000, b"[" * 2000, b"]", b"1e400")
_PLACES = (
    "0",
    "-1",
    "2147483648",
    "9223372036854775808",
    "9" * 400,
    "%00",
    "..",
    "%2e%2e%2f",
    "²",
    "x",
    "%F0%9F",
    "%ff",
)
_FIELDS = {
    "If-Match": ("*", '"0"', '""', "W/", "x" * 3000, '"9999999999999999999999"'),
    "If-None-Match": ("*", '"0"', ","),
    "Idempotency-Key": ("a", "-", "x" * 201, "é", " ", "same", "same"),
    "Content-Type": ("", "text/plain", "application/json; charset=utf-16", "multipart/form-data", "a/b; c=", "*/*"),
    "Accept": ("", "text/html", "*/*;q=x", "application/json;q=0"),
    "Accept-Language": ("de", "x" * 500, "*;q=", ","),
    "Range": ("bytes=0-", "bytes=9-1", "bytes=-", "x"),
    "X-Forwarded-For": ("x", "127.0.0.1, ::1"),
    "Cookie": ("session=x", "=", ";;"),
    "Content-Encoding": ("gzip", "x"),
}


def grounded(request: dict[str, Any], template: str, things: dict[str, str]) -> dict[str, Any]:
    """Gives a request that is about things that are there: most that is made up meets nothing but a 404."""
    kind = "person" if template.startswith("/people") else "group"
    path = template.replace("{slug}", things[kind])
    for name, value in things.items():
        path = path.replace(f"{{{name}}}", value)
    made = {**request, "headers": dict(request["headers"]), "path": f"/api/v1{path}"}
    if isinstance(made.get("json"), dict):
        there = {"audience": things["audience"], "about": things["ref"]}
        made["json"] = made["json"] | {name: value for name, value in there.items() if name in made["json"]}
    return made


def echo(dice: Random, request: dict[str, Any]) -> dict[str, Any]:
    """Gives a request, as werkzeug's client takes it, with one thing changed; files in it are the same ones."""
    made = {**request, "headers": dict(request["headers"])}
    ways = [_path, _query, _field, _field]
    ways += [_value, _value, _value, _value, _bytes] if "json" in made else []
    dice.choice(ways)(dice, made)
    return made


def _path(dice: Random, made: dict[str, Any]) -> None:
    parts = made["path"].split("/")
    place = dice.randrange(3, len(parts)) if len(parts) > 3 else len(parts) - 1
    parts[place] = dice.choice(_PLACES)
    made["path"] = "/".join(parts)


def _query(dice: Random, made: dict[str, Any]) -> None:
    query = made["query_string"] = dict(made.get("query_string") or {})
    name = dice.choice([*query, "q", "after", "size", "since", "kind"])
    query[name] = dice.choice(("", "x", "²", "-1", "9" * 300, "x" * 3000, "\x00", "*", '"', "a:b", ["a", "b"], "🎉"))


def _field(dice: Random, made: dict[str, Any]) -> None:
    name = dice.choice(list(_FIELDS))
    made["headers"][name] = dice.choice(_FIELDS[name])


def _value(dice: Random, made: dict[str, Any]) -> None:
    made["json"] = _changed(dice, made["json"])


def _changed(dice: Random, value: Any) -> Any:
    if isinstance(value, dict) and value and dice.random() < 0.9:
        name = dice.choice(list(value))
        if dice.random() < 0.15:
            return {key: inner for key, inner in value.items() if key != name}
        return value | {name: _changed(dice, value[name])}
    if isinstance(value, list) and value and dice.random() < 0.6:
        place = dice.randrange(len(value))
        return [*value[:place], _changed(dice, value[place]), *value[place + 1 :]]
    return dice.choice(_VALUES)


def _bytes(dice: Random, made: dict[str, Any]) -> None:
    content = bytearray(json.dumps(made.pop("json")).encode())
    for _ in range(dice.randint(1, 4)):
        place = dice.randint(0, len(content))
        content[place : place + dice.randint(0, 3)] = dice.choice(
            (b"\xff", b"\x00", b'"', b"{" * 2000, b"[" * 2000, b"]")
        )
    made["data"] = bytes(content)
    made["headers"].setdefault("Content-Type", "application/json")
