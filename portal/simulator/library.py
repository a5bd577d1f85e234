"""Reads what was written by hand: seed posts, group descriptions, names, places. Knows no chance."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_SPEAKER = "> "


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a seed post. `speaker` is `author`, `name`, `woman`, `man`, a duty, a site, or empty for anybody."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A post written by hand, with slots to fill and answers that fit. `again` ones vary enough to be used often.

    `by` is a duty, `voice` is `woman` or `man`, `site` a site, `trades` departments: who may be its author. `units` are
    the only places that it is written to, `latest` says that it is among the newest there.
    """

    key: str
    theme: str
    language: str
    kind: str
    title: str
    text: str
    replies: tuple[Reply, ...]
    by: str = ""
    picture: str = ""
    file: str = ""
    again: bool = False
    pinned: bool = False
    voice: str = ""
    site: str = ""
    trades: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    latest: bool = False


@cache
def data(name: str) -> dict[str, Any]:
    """Reads one of the data files: announcements, cast, groups, names, places, words, patterns."""
    return tomllib.loads((_HERE / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def seeds() -> dict[str, tuple[Seed, ...]]:
    """Reads all seed posts, by theme, in a fixed order."""
    found: dict[str, tuple[Seed, ...]] = {}
    for path in sorted((_HERE / "texts").glob("*/*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        found[file["theme"]] = tuple(_seed(file, number, entry) for number, entry in enumerate(file["seed"]))
    return found


def on(themes: Iterable[str]) -> list[Seed]:
    """Gives the seed posts of some themes; `kurz:tip` are those of one kind in a theme."""
    found = []
    for wanted in themes:
        theme, _, kind = wanted.partition(":")
        found += [seed for seed in seeds()[theme] if not kind or seed.kind == kind]
    return found


@cache
def asides(language: str) -> dict[str, tuple[str, ...]]:
    """Reads the short remarks that fit under any post of a kind."""
    path = _HERE / "texts" / f"asides.{language}.json"
    return {kind: tuple(texts) for kind, texts in json.loads(path.read_text(encoding="utf-8")).items()}


def _seed(file: dict[str, Any], number: int, entry: dict[str, Any]) -> Seed:
    return Seed(
        key=f"{file['theme']}:{number}",
        theme=file["theme"],
        language=file["language"],
        kind=entry["kind"],
        title=entry.get("title", ""),
        text=entry["text"].strip(),
        replies=tuple(_reply(line) for line in entry["replies"]),
        by=entry.get("by", ""),
        picture=entry.get("pic", ""),
        file=entry.get("file", ""),
        again=entry.get("again", False),
        pinned=entry.get("pin", False),
        voice=entry.get("voice", ""),
        site=entry.get("site", file.get("site", "")),
        trades=tuple(file.get("trades", ())),
        units=tuple(entry.get("units", ())),
        latest=entry.get("latest", False),
    )


def _reply(line: str) -> Reply:
    speaker, mark, text = line.partition(_SPEAKER)
    if mark and speaker.isalpha():
        return Reply(speaker, text)
    return Reply("", line)
