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
MOST_ELEMENTS = 40_000
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!--\[if[^>]*\]>.*?<!\[endif\]-->|<!\[if[^>]*>|<!\[endif\]>", re.DOTALL | re.IGNORECASE)
_LINES = re.compile(r"\n{3,}")
_SIGNS = re.compile(r"(?<!\s)\*|\*(?!\s)|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|`|~~|\[(?=[^\]]*\]\()|<(?=[a-z/!])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|>|[-+](?=\s)|\d{1,9}[.)](?=\s))")
_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NO_WIDTH = re.compile(r"[\u00ad\u200b\u200c\u2060\ufeff]")


def to_markdown(html: str) -> str:
    """Gives the Markdown of pasted HTML, empty where nothing can be read in it. At most `MOST` characters are read."""
    found = _FRAGMENT.search(html[:MOST])
    source = text.clean(_CONDITIONAL.sub("", found[1] if found else html[:MOST]))
    # In front of everything, since the library warns of what looks like an address or like XML.
    soup = BeautifulSoup("<html>" + source, "lxml")
    if _is_unreasonable(soup):
        return _words(soup)
    office.tidy(soup)
    for cell in soup.find_all(["td", "th"]):
        _flatten(cell)
    return _polished(_Converter().convert_soup(soup))


def _is_unreasonable(soup: BeautifulSoup) -> bool:
    """Whether the tree is deeper or larger than any text that people write."""
    waiting, seen = [(child, 1) for child in soup.children if isinstance(child, Tag)], 0
    while waiting:
        element, depth = waiting.pop()
        seen += 1
        if depth > MOST_DEPTH or seen > MOST_ELEMENTS:
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
