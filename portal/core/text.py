"""Text of people: Markdown in, sanitised HTML out, once, when it is written. No template trusts anything else."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import quote

import nh3
from linkify_it import LinkifyIt  # type: ignore[import-untyped]  # it has none
from markdown_it import MarkdownIt
from markupsafe import Markup

from .errors import Invalid
from .i18n import _

MENTION = re.compile(r"(?<![\w@/])@([a-z0-9](?:[a-z0-9.-]{0,78}[a-z0-9])?)(?!/)")
_GROUP = re.compile(r"(?<![\w@/])@group/([a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?)", re.IGNORECASE)
TAG = re.compile(r"(?<![\w#&/])#([^\W\d_][\w-]{1,39})(?![\w-])")
_MENTIONED = re.compile(MENTION.pattern, re.IGNORECASE)
MOST_CHARACTERS = 100_000
_LONGEST_LINK = 2000
MOST_MENTIONS = 50
MOST_TAGS = 20
MOST_COLUMNS = 40
MOST_CELLS = 20_000
_SKIP = re.compile(
    r"(<a\b[^>]*>.*?</a>|<pre\b[^>]*>.*?</pre>|<code\b[^>]*>.*?</code>|<[^>]+>)",
    re.DOTALL,
)
_FILE = re.compile(r"/files/\d{1,18}/[^/?#\\]{1,400}")
_SPACES = re.compile(r"\s+")
_INSIDE = re.compile(r"</?(?:a|em|strong|del|s|code|span)\b[^>]*>")
_ENTRY = re.compile(r"<li\b[^>]*>(?:\s*<p>)?")
_CELL = re.compile(r"</t[hd]>\s*(?=<t[hd]\b)")
_BREAK = re.compile(r"<br\b[^>]*>|</(?:p|li|h[1-6]|tr|pre|blockquote)>|<(?:ul|ol|table)\b[^>]*>")
_OTHER = re.compile(r"<[^>]+>")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_PILES = re.compile(
    "([\u0300-\u036f\u0488\u0489\u1ab0-\u1aff\u20d0-\u20ff]{4})[\u0300-\u036f\u0488\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)


class _Links(LinkifyIt):  # type: ignore[misc]  # the library tells no types
    """Finds addresses in plain text. An address ends somewhere: a text full of them took seconds otherwise."""

    def test_schema_at(self, text: str, name: str, position: int) -> int:
        length: int = super().test_schema_at(text[: position + _LONGEST_LINK], name, position)
        return length


def _renderer(*rules: str) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    exact = _Links(None, {"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    made.linkify = exact.add("//", None).add("ftp:", None)
    made.enable(["strikethrough", "linkify", *rules])
    # Of its two rules for links the one within lines takes seconds over, or fails at, addresses that are none.
    made.inline.ruler.disable(["linkify"])
    # Dashes below a line part texts; as headings they surprise, and looking for them takes seconds in odd texts.
    made.block.ruler.disable(["lheading"])
    return made


_markdown, _without_tables = _renderer("table"), _renderer()
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "img", "li", "ol", "p", "pre", "s", "span",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "class"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}


def _allow(tag: str, name: str, value: str) -> str | None:
    if name == "title":
        return None
    if name == "class":
        return value if tag == "a" and value in ("mention", "tag") else None
    if tag == "img" and name == "src":
        return value if _FILE.fullmatch(value) and "/.." not in value else None
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
    allowed_classes={},
    attribute_filter=_allow,
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
FindGroups = Callable[[list[str]], dict[str, str]]
_find_groups: FindGroups = lambda _slugs: {}  # noqa: E731  (until the slice of groups says how)


def name_groups(find: FindGroups) -> None:
    """Enters how the groups named in a text are found: their names by slug, of those that everyone may know of."""
    global _find_groups
    _find_groups = find


def clean(text: str) -> str:
    """Takes out what no text needs: NUL, control, invisible and direction-override characters, piles of accents.

    All line ends become line feeds.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _PILES.sub(r"\1", unicodedata.normalize("NFC", _CONTROL.sub("", lines)))


def render(markdown: str, find_people: FindPeople | None = None) -> Rendered:
    """Renders Markdown. `find_people` turns handles into people; handles of nobody stay plain text.

    Raises Invalid for a text that would take unreasonably long; forms refuse it before.
    """
    if len(markdown) > MOST_CHARACTERS:
        sentence = _(
            "This is too long: %(length)s characters, at most %(most)s.", length=len(markdown), most=MOST_CHARACTERS
        )
        raise Invalid("body", sentence)
    parts = _SKIP.split(_shift_headings(_parser(markdown).render(clean(markdown))))
    people, groups = _people(parts, find_people), _groups(parts)
    mentions: dict[int, None] = {}
    tags: dict[str, None] = {}
    for n in range(0, len(parts), 2):
        parts[n] = _link(_link_groups(parts[n], groups), people, mentions, tags)
    safe = _cleaner.clean("".join(parts))
    return Rendered(safe, plain(safe), tuple(mentions), tuple(list(tags)[:MOST_TAGS]))


def _parser(markdown: str) -> MarkdownIt:
    """A table of very many cells grows far beyond the text that asks for it, so such a text has none."""
    widths = [line.count("|") for line in markdown.splitlines()] if "|" in markdown else [0]
    widest, rows = max(widths, default=0), sum(width > 0 for width in widths)
    return _without_tables if widest > MOST_COLUMNS or widest * rows > MOST_CELLS else _markdown


def _shift_headings(html: str) -> str:
    return re.sub(r"(</?h)([1-6])", lambda m: f"{m[1]}{min(int(m[2]) + 2, 5)}", html)


def _people(parts: list[str], find_people: FindPeople | None) -> dict[str, Person]:
    if find_people is None:
        return {}
    named = (handle.lower() for part in parts[::2] if "@" in part for handle in _MENTIONED.findall(part))
    handles = list(dict.fromkeys(named))[:MOST_MENTIONS]
    return find_people(handles) if handles else {}


def _groups(parts: list[str]) -> dict[str, str]:
    named = (slug.lower() for part in parts[::2] if "@" in part for slug in _GROUP.findall(part))
    slugs = list(dict.fromkeys(named))[:MOST_MENTIONS]
    return _find_groups(slugs) if slugs else {}


def _link_groups(part: str, groups: dict[str, str]) -> str:
    def group(match: re.Match[str]) -> str:
        slug = match[1].lower()
        name = groups.get(slug)
        return f'<a class="mention" href="/groups/{slug}">@{escape(name)}</a>' if name else match[0]

    return _GROUP.sub(group, part) if groups else part


def _link(part: str, people: dict[str, Person], mentions: dict[int, None], tags: dict[str, None]) -> str:
    def person(match: re.Match[str]) -> str:
        found = people.get(match[1].lower())
        if found is None:
            return match[0]
        mentions[found.id] = None
        return f'<a class="mention" href="/people/{quote(found.slug)}">@{escape(found.name)}</a>'

    def tag(match: re.Match[str]) -> str:
        name = match[1].lower()
        tags[name] = None
        return f'<a class="tag" href="/topics/{quote(name)}">#{escape(match[1])}</a>'

    for sign, pattern, linked in (("#", TAG, tag), ("@", _MENTIONED, person)):
        if sign in part:
            part = "".join(p if n % 2 else pattern.sub(linked, p) for n, p in enumerate(_SKIP.split(part)))
    return part


def shown(html: str) -> Markup:
    """Lets HTML that `render` made, as it was kept in a column, stand on a page as it is."""
    return Markup(html)  # noqa: S704  (the one place: everything kept was sanitised when it was written)


def plain(html: str) -> str:
    """Gives the words of an HTML text, with single spaces."""
    return _SPACES.sub(" ", unescape(_OTHER.sub(" ", _INSIDE.sub("", html)))).strip()


def lines(markdown: str) -> str:
    """Gives the words of a Markdown text as one reads them: a line a paragraph, list entry or row, no signs.

    Raises Invalid like `render`.
    """
    html = _BREAK.sub("\n", _CELL.sub(" | ", _ENTRY.sub("• ", render(markdown).html.replace("\n", " "))))
    words = (_SPACES.sub(" ", unescape(_OTHER.sub("", line))).strip() for line in html.split("\n"))
    return "\n".join(line for line in words if line)


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


@lru_cache(maxsize=8192)
def slug(name: str, length: int = 60) -> str:
    """Gives the part of an address that stands for a name: ASCII letters, digits and hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name))[:length].strip("-")


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"})
