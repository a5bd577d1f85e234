"""Sending kept files: whole or a stretch of them, and never so that a browser would run what is inside."""

import re
from typing import NamedTuple

from flask import Response, current_app, request

from .. import storage
from ..errors import NotFound

PICTURES = frozenset({"image/webp", "image/avif", "image/png", "image/jpeg", "image/gif"})
PLAYED = frozenset({"video/mp4", "video/webm", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac"})
INLINE = PICTURES | PLAYED
_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})", re.IGNORECASE)


class Span(NamedTuple):
    """A stretch of a file, in bytes; an empty one is a stretch that the file does not have."""

    start: int
    length: int


def span_of(header: str, size: int) -> Span | None:
    """Reads a Range header as RFC 9110 has it: None where it is to be ignored, as with several ranges at once."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return Span(size - length, length)
    if last and int(last) < int(first):
        return None
    end = min(int(last), size - 1) if last else size - 1
    return Span(int(first), max(0, end - int(first) + 1))


def file(digest: str, *, mimetype: str, name: str, download: bool = True) -> Response:
    """Sends a kept file; only pictures that we made and what is played go as anything but a download.

    Raises NotFound, and Unavailable where the storage is away.
    """
    size = storage.size(digest)
    if size is None:
        raise NotFound
    response = Response(mimetype=mimetype)
    response.headers.set(
        "Content-Disposition", "attachment" if download or mimetype not in INLINE else "inline", **_named(name)
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(digest)
    if request.if_none_match.contains(digest):
        response.status_code = 304
        return response
    return _hand_over(response, digest) or _filled(response, digest, size)


def _named(name: str) -> dict[str, str]:
    from urllib.parse import quote

    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _hand_over(response: Response, digest: str) -> Response | None:
    """Where nginx may read the files it sends them itself, ranges and all."""
    accel: str = current_app.settings.accel  # type: ignore[attr-defined]  # the only application class is Portal
    if not accel or not storage.is_local():
        return None
    response.headers["X-Accel-Redirect"] = f"{accel.rstrip('/')}/{digest[:2]}/{digest}"
    return response


def _filled(response: Response, digest: str, size: int) -> Response:
    span = _wanted(digest, size)
    if span is not None and span.length == 0:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    if span is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {span.start}-{span.start + span.length - 1}/{size}"
    start, length = span or (0, size)
    if request.method != "HEAD":
        response.response = storage.read(digest, start, length)
    response.direct_passthrough = True
    response.content_length = length
    return response


def _wanted(digest: str, size: int) -> Span | None:
    header = request.headers.get("Range")
    kept = request.headers.get("If-Range")
    if header is None or (kept is not None and kept.strip() != f'"{digest}"'):
        return None
    return span_of(header, size)
