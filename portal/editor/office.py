"""Brings what office programs put on the clipboard into plain HTML: Word, Outlook, Teams, Excel, Google Docs.

Word writes a list as paragraphs that name their list and level in `mso-list`, with the bullet drawn as text; Word on
the web and OneNote write one list for each item and the level beside it; Google Docs writes bold as a style.
"""

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Comment, Tag

from portal.core import text

from . import lists

# Word says beside each of these what holds for other scripts, as in `mso-bidi-font-weight`.
_BOLD = re.compile(r"(?<!-)font-weight:\s*(?:bold|[6-9]00)")
_NOT_BOLD = re.compile(r"(?<!-)font-weight:\s*(?:normal|[1-5]00)")
_ITALIC = re.compile(r"(?<!-)font-style:\s*italic")
_STRUCK = re.compile(r"(?<!-)text-decoration[^;]*:\s*[^;]*line-through")
_MONOSPACED = re.compile(r"(?<!-)font-family:[^;]*(?:consolas|courier|monospace|menlo)", re.IGNORECASE)
_HIDDEN = re.compile(r"mso-hide:\s*all|display:\s*none")
_STYLES = ((_BOLD, "strong"), (_ITALIC, "em"), (_STRUCK, "del"), (_MONOSPACED, "code"))
_SAME = {
    "strong": ["b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"],
    "em": ["i", "em"],
    "del": ["s", "del"],
    "code": ["pre", "code"],
}
_HEADINGS = {"MsoTitle": "h1", "MsoSubtitle": "h2"}
_GUARDED = re.compile(r"(?:[a-z0-9-]+\.)*safelinks\.protection\.outlook\.com")
_DROPPED = (
    "script",
    "style",
    "head",
    "meta",
    "link",
    "title",
    "xml",
    "template",
    "noscript",
    "svg",
    "object",
    "iframe",
)
_DROPPED_TOO = ("form", "input", "button", "select", "textarea", "video", "audio", "canvas", "col", "colgroup")


def tidy(soup: BeautifulSoup) -> None:
    """Changes the tree in place until it is plain HTML that means the same."""
    for element in soup.find_all([*_DROPPED, *_DROPPED_TOO]):
        element.decompose()
    for comment in _comments(soup):
        comment.extract()
    _drop_hidden(soup)
    _pictures(soup)
    lists.tidy(soup)
    _links(soup)
    _headings(soup)
    _styles(soup)
    _layout_tables(soup)
    _numbers(soup)


def _comments(soup: BeautifulSoup) -> list[Comment]:
    return [node for node in soup.descendants if isinstance(node, Comment)]


def _styled(soup: BeautifulSoup, selector: str, style: re.Pattern[str]) -> list[Tag]:
    return [element for element in soup.select(selector) if style.search(_style(element))]


def _style(element: Tag) -> str:
    return str(element.get("style") or "").lower()


def _classes(element: Tag) -> list[str]:
    found: str | list[str] = element.get("class") or []
    return found.split() if isinstance(found, str) else list(found)


def _drop_hidden(soup: BeautifulSoup) -> None:
    for element in _styled(soup, "[style]", _HIDDEN):
        if not element.decomposed:
            element.decompose()


def _pictures(soup: BeautifulSoup) -> None:
    """A face becomes its sign, a picture of the web a link to it; others cannot be reached and go."""
    for image in soup.find_all("img"):
        alt, source = str(image.get("alt") or "").strip(), str(image.get("src") or "")
        if "emoji" in str(image.get("itemtype") or "").lower() or (alt and len(alt) <= 4 and not alt.isascii()):
            image.replace_with(alt)
        elif source.startswith("/files/"):
            continue
        elif source.startswith(("https://", "http://")):
            link = soup.new_tag("a", href=source)
            link.string = alt or source.rsplit("/", 1)[-1].partition("?")[0] or source
            image.replace_with(link)
        else:
            image.decompose()


def _links(soup: BeautifulSoup) -> None:
    for link in soup.find_all("a"):
        address = _unguarded(str(link.get("href") or "").strip())
        if _scheme(address) in ("http", "https", "mailto", "tel"):
            link.attrs = {"href": address}
        else:
            link.unwrap()


def _scheme(address: str) -> str:
    """Gives the scheme of an address in lower case, empty where it has none that can be read."""
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def _unguarded(address: str) -> str:
    """Gives the address behind one that Outlook has wrapped for its check."""
    try:
        parts = urlsplit(address)
        if parts.hostname and _GUARDED.fullmatch(parts.hostname):
            return parse_qs(parts.query).get("url", [address])[0]
    except ValueError:
        return ""
    return address


def _headings(soup: BeautifulSoup) -> None:
    for element in soup.find_all("p"):
        for name in _classes(element):
            if name in _HEADINGS:
                element.name = _HEADINGS[name]
    for element in soup.select("[role=heading]"):
        if element.name in ("p", "div"):
            element.name = f"h{min(lists.number(element, 'aria-level') or 2, 6)}"
    for element in soup.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
        if not element.get_text(strip=True) and element.find("img") is None:
            element.decompose()


def _styles(soup: BeautifulSoup) -> None:
    """Says with elements what styles say: bold, italic, struck through, monospaced; takes back what they deny."""
    for element in _styled(soup, "b, strong", _NOT_BOLD):
        element.unwrap()
    for element in soup.find_all("strike"):
        element.name = "del"
    for element in soup.select("span[style]"):
        for name in _meant(element):
            element.wrap(soup.new_tag(name))
        element.unwrap()


def _meant(element: Tag) -> list[str]:
    """Gives the elements that say what the style of this one says, without those that already stand around it."""
    style = _style(element)
    said = [name for pattern, name in _STYLES if pattern.search(style)]
    return [name for name in said if element.find_parent(_SAME[name]) is None]


def _layout_tables(soup: BeautifulSoup) -> None:
    """Unwraps tables that only place things, as in mails: of one column, or with a table inside."""
    for table in reversed(soup.find_all("table")):
        rows = table.find_all("tr")
        widest = max((len(row.find_all(["td", "th"], recursive=False)) for row in rows), default=0)
        if widest > 1 and table.find("table") is None:
            continue
        for part in table.find_all(["tbody", "thead", "tfoot", "tr", "td", "th"]):
            if part.find_parent("table") is table:
                part.name = "div"
        table.name = "div"


def _numbers(soup: BeautifulSoup) -> None:
    """Leaves of the numbers that shape a table or list only those that somebody could have meant."""
    for cell in soup.select("[colspan], [start]"):
        for name, most in (("colspan", text.MOST_COLUMNS), ("start", 9999)):
            found = lists.number(cell, name)
            if found is None or found > most:
                del cell[name]
