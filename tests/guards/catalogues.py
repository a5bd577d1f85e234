"""What the code says and what the German catalogues know of it. Run as a module it brings the catalogues up to date."""

import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
GERMAN = ROOT / "portal" / "translations" / "de"
KEYWORDS: dict[str, Any] = {"_": None, "lazy_": None, "gettext": None, "ngettext": (1, 2)}
HEADER = """msgid ""
msgstr ""
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_SHARED_TEMPLATES = {"layout": "components", "styleguide": "styleguide", "components": "components", "errors": "core"}

_PARTS_OF_AUTH = {"provisioning": "provisioning", "account": "account", "credentials": "account", "roles": "account"}
_PARTS_OF_AUTH |= {"letters": "letters", "scim": "scim"}


def catalogue_of(path: Path) -> str:
    """Gives the name of the catalogue that a source file's sentences belong to."""
    parts = path.relative_to(ROOT).parts
    if parts[0] == "templates":
        return _SHARED_TEMPLATES.get(parts[1], parts[1])
    if parts[0] == "auth" and parts[1].removesuffix(".py") in _PARTS_OF_AUTH:
        return _PARTS_OF_AUTH[parts[1].removesuffix(".py")]
    return parts[1].removesuffix(".py") if parts[0] == "portal" else parts[0]


@cache
def said() -> dict[str, dict[str, tuple[str, str] | None]]:
    """Gives, for each catalogue, all sentences in the code; with both forms where they are plural."""
    found: dict[str, dict[str, tuple[str, str] | None]] = {}
    for path in sources():
        sentences = found.setdefault(catalogue_of(path), {})
        for message in _messages(path):
            if isinstance(message, tuple):
                sentences[message[0]] = (message[0], message[1])
            else:
                sentences.setdefault(message, None)
    return found


def sources() -> Iterator[Path]:
    """Gives every file that may hold sentences."""
    for folder in ("portal", "auth", "search"):
        yield from sorted(p for p in (ROOT / folder).rglob("*.py") if "simulator" not in p.parts)
    yield from sorted((ROOT / "templates").rglob("*.html"))


def _messages(path: Path) -> Iterator[Any]:
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"} if path.suffix == ".html" else {}
    for _, message, _, _ in extract(method, BytesIO(path.read_bytes()), KEYWORDS, (), options):
        if message:
            yield message


def known(name: str) -> Catalog:
    """Gives a German catalogue; an empty one where there is no file yet."""
    path = GERMAN / f"{name}.po"
    if not path.exists():
        return Catalog(locale="de")
    with path.open("rb") as file:
        return read_po(file, locale="de")


@cache
def everything_known() -> dict[str, Any]:
    """Gives all sentences of all catalogues with their translation."""
    return {
        (m.id[0] if isinstance(m.id, list | tuple) else m.id): m.string
        for path in sorted(GERMAN.glob("*.po"))
        for m in known(path.stem)
        if m.id
    }


def _homes(all_said: dict[str, dict[str, tuple[str, str] | None]]) -> dict[str, str]:
    """Gives the catalogue that a sentence stays in: the first in which it is translated and still said."""
    homes: dict[str, str] = {}
    for name in sorted(all_said):
        for message in known(name):
            msgid = message.id[0] if isinstance(message.id, list | tuple) else message.id
            if msgid in all_said[name] and message.string and all(message.string):
                homes.setdefault(msgid, name)
    return homes


def update(only: list[str]) -> None:
    """Writes each catalogue, or those named, anew: what is new comes in empty, what is no longer said goes."""
    elsewhere = everything_known()
    all_said = said()
    homes = _homes(all_said)
    for name, sentences in sorted(all_said.items()):
        old, new = known(name), Catalog(locale="de", charset="utf-8", fuzzy=False)
        for msgid, plural in sorted(sentences.items()):
            if homes.setdefault(msgid, name) != name:
                continue
            entry = old.get(msgid)
            translation = entry.string if entry else elsewhere.get(msgid, ("", "") if plural else "")
            new.add(plural or msgid, translation if bool(plural) == isinstance(translation, tuple | list) else None)
        if len(new) and (not only or name in only):
            GERMAN.mkdir(parents=True, exist_ok=True)
            with (GERMAN / f"{name}.po").open("wb") as file:
                file.write(HEADER.encode())
                write_po(file, new, width=120, omit_header=True, sort_output=True, no_location=True)


if __name__ == "__main__":
    update(sys.argv[1:])
