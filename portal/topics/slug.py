"""How topics are called in addresses and comparisons, whoever spelled them however."""

import re

from portal.core.text import fold

LONGEST = 40
_OTHER = re.compile(r"[\W_]+")


def slug_of(tag: str) -> str:
    """Gives the form of a tag that addresses and comparisons know; C, C++ and C# stay apart. Empty without letters."""
    folded = fold(tag.lstrip("#")).replace("++", " plus plus").replace("#", " sharp")
    return _OTHER.sub("-", folded).strip("-")[:LONGEST].strip("-")
