"""Pasted HTML becomes Markdown: what the text says stays, what its program put around it goes."""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdownify import MarkdownConverter

from portal.core import text

from . import office

_INLINE = frozenset(("a", "b", "strong", "i", "em", "del", "s", "td", "th"))
_BLOCKS = frozenset(
    ("address", "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul")
)
MOST = 2_000_000
MOST_DEPTH = 120
MOST_TAGS = 60_000
MOST_ELEMENTS = 20_000
# The library looks for each element among its neighbours before it moves it.
MOST_NEIGHBOURS = 30_000_000
_BEGIN = re.compile(r"<!--\s{0,20}StartFragment\s{0,20}-->", re.IGNORECASE)
_END = re.compile(r"<!--\s{0,20}EndFragment\s{0,20}-->", re.IGNORECASE)
_IF = re.compile(r"<!--\[if[^>]{0,200}\]>", re.IGNORECASE)
_ENDIF = re.compile(r"<!\[endif\]-->", re.IGNORECASE)
_SHOWN = re.compile(r"<!\[if[^>]{0,200}>|<!\[endif\]>", re.IGNORECASE)
_LINES = re.compile(r"\n{3,}")
_SIGNS = re.compile(r"(?<!\s)\*|\*(?!\s)|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|`|~~|\[(?=[^\[\]]*\]\()|<(?=[a-z/!])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|>|[-+](?=\s)|\d{1,9}[.)](?=\s))")
_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NO_WIDTH = re.compile(r"[\u00ad\u200b\u200c\u2060\ufeff]")


def to_markdown(html: str) -> str:
    """Gives the Markdown of pasted HTML, empty where nothing can be read in it. At most `MOST` characters are read."""
    source = text.clean(_beginning(_without_conditions(_fragment(html[:MOST]))))
    # In front of everything, since the library warns of what looks like an address or like XML.
    soup = BeautifulSoup("<html>" + source, "lxml")
    if _is_unreasonable(soup):
        return _words(soup)
    office.tidy(soup)
    for cell in soup.find_all(["td", "th"]):
        _flatten(cell)
    return _polished(_Converter().convert_soup(soup))


def _fragment(html: str) -> str:
    """What was copied stands between two marks; browsers put a page around it."""
    begin = _BEGIN.search(html)
    ends = list(_END.finditer(html, begin.end())) if begin else []
    return html[begin.end() : ends[-1].start()] if begin and ends else html


def _without_conditions(html: str) -> str:
    """Drops what only an office program is to see; one pass, as nothing can end after the last end."""
    kept, at = [], 0
    while (begin := _IF.search(html, at)) and (end := _ENDIF.search(html, begin.end())):
        kept.append(html[at : begin.start()])
        at = end.end()
    return _SHOWN.sub("", "".join([*kept, html[at:]]))


def _beginning(html: str) -> str:
    """As much of it as is read in a moment, however small its elements are."""
    parts = html.split("<", MOST_TAGS + 1)
    return html if len(parts) <= MOST_TAGS + 1 else "<".join(parts[:-1])


def _is_unreasonable(soup: BeautifulSoup) -> bool:
    """Whether the tree is deeper or larger than any text that people write, or would take long to change."""
    waiting: list[tuple[Tag, int]] = [(soup, 0)]
    seen = neighbours = 0
    while waiting:
        element, depth = waiting.pop()
        seen, neighbours = seen + 1, neighbours + len(element.contents) ** 2
        if depth > MOST_DEPTH or seen > MOST_ELEMENTS or neighbours > MOST_NEIGHBOURS:
            return True
        waiting.extend((child, depth + 1) for child in element.children if isinstance(child, Tag))
    return False


def _words(soup: BeautifulSoup) -> str:
    return _polished("\n".join(" ".join(line.split()) for line in soup.strings if line.strip()))


def _flatten(cell: Tag) -> None:
    """A cell of a table is one line; a list or a heading in it becomes its words."""
    for element in cell.find_all(["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "p", "div", "br", "pre"]):
        element.insert_after(" ")
        element.unwrap()


def _polished(markdown: str) -> str:
    lines = (line.rstrip() for line in _NO_WIDTH.sub("", _SPACE.sub(" ", markdown)).splitlines())
    return text.clean(_LINES.sub("\n\n", "\n".join(lines))).strip()


class _Converter(MarkdownConverter):
    """Markdown in the portal's own taste: signs stay as they are unless they would mean something."""

    def __init__(self) -> None:
        # `wrap` without a width makes one line of a paragraph, since our renderer takes each line end for a break.
        super().__init__(
            heading_style="atx", bullets="-", table_infer_header=True, wrap=True, wrap_width=None, bs4_options="lxml"
        )
        self._begins_line = False

    def escape(self, words: str, parent_tags: set[str]) -> str:
        """Puts a backslash before the signs of a text that would be taken for markup."""
        if not words or not parent_tags.isdisjoint(("pre", "code")):
            return words
        signs = _SIGNS.sub(r"\\\g<0>", words)
        signs = signs.replace("|", "\\|") if not parent_tags.isdisjoint(("td", "th")) else signs
        return _LINE_START.sub(_escaped_start, signs) if self._begins_line else signs

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Writes a piece of text; only at the start of a line does a hyphen or a number mean a list."""
        before = el.previous_sibling
        is_first = before is None or (isinstance(before, Tag) and before.name in _BLOCKS)
        self._begins_line = is_first and not _INLINE.intersection(parent_tags or ())
        written: str = super().process_text(el, parent_tags)  # type: ignore[misc]  # not in its stub
        return written


def _escaped_start(match: re.Match[str]) -> str:
    sign = match[2]
    return match[1] + (f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else f"\\{sign}")
