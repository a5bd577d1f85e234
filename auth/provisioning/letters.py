"""In which encoding a table of letters is written, and what stands between its cells; both found out by looking."""

import re
from collections import Counter
from pathlib import Path

from portal.core.errors import Unavailable
from portal.core.i18n import _

_LOOKED_AT = 1 << 20
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_ONE_BYTE = ("cp1252", "cp850", "mac_roman")
"""What Windows, DOS and the Macintosh write in Western Europe; the first holds unless another fits better."""

_USUAL = ";,\t|"
_IN_WORDS = frozenset(" _.-'\"()/&\r\n\ufeff")


def encoding_of(path: Path) -> str:
    """Gives the encoding of a text. Raises Unavailable for UTF-8 that breaks off or holds something else too."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    try:
        with path.open(encoding="utf-8", newline="") as text:
            while text.read(_LOOKED_AT):
                pass
    except UnicodeDecodeError as error:
        whole, odd, sample = _bytes_of(path)
        if whole * 2 > odd or error.reason == "unexpected end of data":
            raise damaged() from error
        return _one_byte(sample)
    return "utf-8"


def damaged() -> Unavailable:
    """Gives what is said of a text that cannot be decoded."""
    return Unavailable(_("The file ends in the middle of a character, or mixes encodings."))


def delimiter_of(line: str) -> str:
    """Gives the sign that stands most often between the headings: a usual one, or any that words do not hold."""
    bare = re.sub(r'"[^"]*"?', '""', line)
    counts = {sign: bare.count(sign) for sign in _USUAL}
    best = max(counts, key=lambda sign: counts[sign])
    if counts[best]:
        return best
    others = Counter(sign for sign in bare if not sign.isalnum() and sign not in _IN_WORDS)
    return others.most_common(1)[0][0] if others else ";"


def _bytes_of(path: Path) -> tuple[int, int, bytes]:
    """Counts characters of several bytes and bytes that belong to none; gives the bytes around the latter."""
    whole = odd = 0
    sample = bytearray()
    with path.open("rb") as file:
        for line in file:
            rest, found = _SEVERAL_BYTES.subn(b"", line)
            stray = len(_HIGH.findall(rest))
            whole, odd = whole + found, odd + stray
            if stray and len(sample) < _LOOKED_AT:
                sample += line[:_LOOKED_AT]
    return whole, odd, bytes(sample)


def _one_byte(sample: bytes) -> str:
    scores = {name: _likely(sample.decode(name, errors="replace")) for name in _ONE_BYTE}
    scores[_ONE_BYTE[0]] += 2
    return max(_ONE_BYTE, key=lambda name: scores[name])


def _likely(text: str) -> int:
    """Says how much a text looks like names: small umlauts count most, a capital within a word speaks against it."""
    score = 0
    for before, sign in zip(" " + text, text, strict=False):
        if sign.isascii():
            continue
        if sign == "\ufffd":
            score -= 5
        elif sign.isupper():
            score += -3 if before.islower() else 3 if sign in "ÄÖÜ" else 1
        elif sign.isalpha():
            score += 3 if sign in "äöüß" else 1
        else:
            score += 2 if sign == "’" and before.isalpha() else -1
    return score
