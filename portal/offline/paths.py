"""Which addresses may be kept on a device, as patterns that Python and the browser read alike.

What is not named here is never kept: nothing of settings, people, notifications, administration or anonymous voices.
"""

import re

SLUG = "[a-z0-9][a-z0-9-]*"
WRITING = ("/questions/new", "/posts/new", "/posts/places")
KEPT = (
    "/home",
    "/questions",
    "/groups",
    f"/groups/{SLUG}",
    f"/groups/{SLUG}/about",
    r"/(?:posts|questions)/\d+(?:-[^/]*)?",
    *WRITING,
)
_NOT_GROUPS = frozenset({"/groups/new"})
_KEPT = re.compile("|".join(KEPT))


def may_be_kept(path: str) -> bool:
    """Whether a page with this path may stay on a device."""
    return path not in _NOT_GROUPS and _KEPT.fullmatch(path) is not None
