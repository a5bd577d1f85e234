"""What is known of pictures without decoding them: the library for it is loaded where one is worked on alone."""

import struct

HEAD = 1 << 16
WIDTHS = (400, 800, 1200)
"""Pixels of the pictures that are made of one."""


def looks_like_picture(head: bytes) -> bool:
    """Whether the first bytes are those of one of the formats that are taken."""
    return (
        head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis", b"mif1"))
    )


def of(head: bytes) -> tuple[int, int] | None:
    """Gives the size in pixels as the header has it; None for other formats, or where the header does not say.

    Of WebP and AVIF alone: Pillow would read such a file whole to tell it.
    """
    if head[:4] == b"RIFF":
        return _webp(head)
    return _avif(head) if head[4:8] == b"ftyp" else None


def _webp(head: bytes) -> tuple[int, int] | None:
    """As RFC 9649 has it: three kinds of first chunk."""
    if len(head) < 30:
        return None
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", head[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _avif(head: bytes) -> tuple[int, int] | None:
    """The largest of the boxes `ispe`, of which a picture out of tiles, or with a thumbnail, has several."""
    places = [at for at in _all(head, b"ispe") if at + 16 <= len(head)]
    sizes: list[tuple[int, int]] = [struct.unpack(">II", head[at + 8 : at + 16]) for at in places]
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _all(head: bytes, mark: bytes) -> list[int]:
    found, at = [], head.find(mark)
    while at >= 0:
        found.append(at)
        at = head.find(mark, at + 4)
    return found
