"""Text of people: Markdown in, sanitised HTML out, once, when it is written. No template trusts anything else."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import NamedTuple

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MENTION = re.compile(r"(?<![\w@/])@([a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?)")
TAG = re.compile(r"(?<![\w#&/])#([^\W\d_][\w-]{1,39})")
MOST_MENTIONS = 50
MOST_TAGS = 20
_SKIP = re.compile(r"(<(?:a|code|pre)\b[^>]*>.*?</(?:a|code|pre)>|<[^>]+>)", re.DOTALL)
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True, "typographer": False}).enable(
    ["table", "strikethrough"]
)
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "img", "li", "ol", "p", "pre", "s", "span",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "class"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
    allowed_classes={},
    attribute_filter=lambda tag, name, value: _allow(tag, name, value),
)


class Person(NamedTuple):
    """A person that can be mentioned: the handle after the @, and what to show for it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Rendered:
    """A text made ready: sanitised HTML, its words without markup, the people and tags named in it."""

    html: str
    plain: str
    mentions: tuple[int, ...]
    tags: tuple[str, ...]


FindPeople = Callable[[list[str]], dict[str, Person]]


def _allow(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if tag == "a" and value in ("mention", "tag") else None
    if tag == "img" and name == "src":
        return value if value.startswith("/files/") else None
    return value


def clean(text: str) -> str:
    """Takes out what no text needs: NUL, control and direction-override characters; line ends become \\n."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))


def render(markdown: str, find_people: FindPeople | None = None) -> Rendered:
    """Renders Markdown. `find_people` turns handles into people; handles of nobody stay plain text."""
    html = _shift_headings(_markdown.render(clean(markdown)))
    handles = list(dict.fromkeys(MENTION.findall(markdown.lower())))[:MOST_MENTIONS]
    people = find_people(handles) if find_people and handles else {}
    tags: dict[str, None] = {}
    html = _link(html, people, tags)
    safe = _cleaner.clean(html)
    mentioned = tuple(dict.fromkeys(person.id for person in people.values()))
    return Rendered(safe, plain(safe), mentioned, tuple(list(tags)[:MOST_TAGS]))


def _shift_headings(html: str) -> str:
    return re.sub(r"(</?h)([1-6])", lambda m: f"{m[1]}{min(int(m[2]) + 2, 5)}", html)


def _link(html: str, people: dict[str, Person], tags: dict[str, None]) -> str:
    def person(match: re.Match[str]) -> str:
        found = people.get(match[1].lower())
        return f'<a class="mention" href="/people/{found.slug}">@{escape(found.name)}</a>' if found else match[0]

    def tag(match: re.Match[str]) -> str:
        name = match[1].lower()
        tags[name] = None
        return f'<a class="tag" href="/search?q=%23{escape(name)}">#{escape(match[1])}</a>'

    parts = _SKIP.split(html)
    mention = re.compile(MENTION.pattern, re.IGNORECASE)
    for n in range(0, len(parts), 2):
        parts[n] = mention.sub(person, TAG.sub(tag, parts[n])) if ("@" in parts[n] or "#" in parts[n]) else parts[n]
    return "".join(parts)


def shown(html: str) -> Markup:
    """Lets HTML that `render` made, as it was kept in a column, stand on a page as it is."""
    return Markup(html)  # noqa: S704  (the one place: everything kept was sanitised when it was written)


def plain(html: str) -> str:
    """Gives the words of an HTML text, with single spaces."""
    return _SPACES.sub(" ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def excerpt(words: str, length: int = 160) -> str:
    """Cuts plain words at the last space before `length` characters and adds an ellipsis where something is missing."""
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + " …"


def fold(name: str) -> str:
    """Gives the form under which a name is compared and sorted: lower case, umlauts as their base letters."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    base = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", base.translate(_LETTERS)).strip()


def slug(name: str, length: int = 60) -> str:
    """Gives the part of an address that stands for a name: ASCII letters, digits and hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name))[:length].strip("-")


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"})
