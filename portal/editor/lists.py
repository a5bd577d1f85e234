"""Lists as office programs write them become lists: nested, and joined where they belong together."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d)")
_NUMBERED = re.compile(r"^\s*\(?(?:\d{1,4}|[a-zA-Z]|[ivxIVX]{1,6})[.)]")
_LAST_NUMBER = re.compile(r"(\d{1,4})[.)]*\s*$")
_PLAIN = re.compile(r"[0-9]{1,4}")
_MARKER = re.compile(r"mso-list:\s*ignore")
MOST_LEVELS = 6


def tidy(soup: BeautifulSoup) -> None:
    """Changes the tree in place until all its lists are plain ones."""
    _paragraph_lists(soup)
    _lists_of_one(soup)
    _lists_in_lists(soup)
    for paragraph in soup.select("li > p:only-of-type"):
        paragraph.unwrap()


def number(element: Tag, name: str) -> int | None:
    """Gives the number in an attribute, of at most four plain digits; None where it holds anything else."""
    found = str(element.get(name) or "").strip()
    return int(found) if _PLAIN.fullmatch(found) else None


def _style(element: Tag) -> str:
    return str(element.get("style") or "").lower()


def _is_listed(element: Tag) -> bool:
    return element.name in ("p", "h1", "h2", "h3") and bool(_LEVEL.search(_style(element)))


def _paragraph_lists(soup: BeautifulSoup) -> None:
    items = [item for item in soup.find_all(_is_listed) if item.find_parent(_is_listed) is None]
    for run in _runs(items):
        _nest(soup, run[0], [(_level_of(item), _take_marker(item), item) for item in run])


def _runs(items: list[Tag]) -> Iterator[list[Tag]]:
    """Splits the paragraphs of lists where something else stands between two."""
    run: list[Tag] = []
    for item in items:
        if run and _next_element(run[-1]) is not item:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _next_element(element: Tag) -> Tag | None:
    found = element.next_sibling
    while isinstance(found, NavigableString) and not found.strip():
        found = found.next_sibling
    return found if isinstance(found, Tag) else None


def _level_of(item: Tag) -> int:
    found = _LEVEL.search(_style(item))
    return min(int(found[1]), MOST_LEVELS) if found else 1


def _take_marker(item: Tag) -> int | None:
    """Takes the drawn bullet out of the paragraph; gives its number (1 for a letter), None for a plain bullet."""
    marker = next((found for found in item.select("[style]") if _MARKER.search(_style(found))), None)
    if marker is None:
        return None
    drawn = marker.get_text()
    marker.decompose()
    if not _NUMBERED.match(drawn):
        return None
    found = _LAST_NUMBER.search(drawn)
    return int(found[1]) if found else 1


def _nest(soup: BeautifulSoup, place: Tag, items: list[tuple[int, int | None, Tag]]) -> None:
    """Puts list items with their levels and numbers into nested lists where the first of them stood."""
    holder = soup.new_tag("div")
    place.insert_before(holder)
    open_lists: list[tuple[int, Tag]] = []
    for level, counted, item in items:
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        kind = "ul" if counted is None else "ol"
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].name != kind:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            # A list that goes on after a paragraph goes on counting.
            found = soup.new_tag(kind, start=str(counted)) if counted else soup.new_tag(kind)
            above = open_lists[-1][1].find_all("li", recursive=False)[-1] if open_lists else holder
            above.append(found)
            open_lists.append((level, found))
        entry = soup.new_tag("li")
        for child in list(item.contents):
            entry.append(child.extract())
        open_lists[-1][1].append(entry)
        item.decompose()
    holder.unwrap()


def _lists_of_one(soup: BeautifulSoup) -> None:
    """Joins the lists of one item that Word on the web writes, by the level that each item names."""
    for wrapper in soup.select("div.ListContainerWrapper"):
        wrapper.unwrap()
    items = soup.select("li[data-aria-level]")
    lists = [item.parent for item in items if item.parent is not None and len(item.parent.find_all("li", limit=2)) == 1]
    for run in _runs(lists):
        entries = []
        for each in run:
            item = each.find("li")
            assert isinstance(item, Tag)
            level = number(item, "data-aria-level") or 1
            counted = (number(each, "start") or 1) if each.name == "ol" else None
            entries.append((min(level, MOST_LEVELS), counted, item))
        _nest(soup, run[0], entries)
        for each in run:
            each.decompose()


def _lists_in_lists(soup: BeautifulSoup) -> None:
    """Puts a list that stands beside the item it belongs to into it, as Google Docs and old Outlook leave it."""
    for inner in soup.find_all(["ul", "ol"]):
        if inner.parent is not None and inner.parent.name in ("ul", "ol"):
            before = inner.find_previous_sibling("li")
            if before is not None:
                before.append(inner.extract())
            else:
                inner.unwrap()
