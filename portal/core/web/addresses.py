"""Addresses within this portal: none that somebody hands in leads out of it."""

from urllib.parse import urlsplit

from flask import request


def is_inside(url: str) -> bool:
    """Whether the address is a path of this portal; browsers take two slashes, or a backslash, for another host."""
    if not url.startswith("/") or url.startswith("//") or "\\" in url or not url.isprintable():
        return False
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc


def came_from() -> str:
    """Gives path and query of the page that the request was sent from; nothing where it is none of ours."""
    came = urlsplit(request.referrer or "")
    url = came.path + (f"?{came.query}" if came.query else "")
    return url if came.netloc == request.host and is_inside(url) else ""
