"""What the parsers are given in the long drill: real texts, pastes and mails, taken apart and put together wrongly.

Everything follows from a random generator with a given seed, so that each input can be made again.
"""

import functools
import re
import tomllib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from random import Random

from tests.core.xss import VECTORS
from tests.editor.test_paste import CLIPBOARD
from tests.editor.test_paste import PIECES as PASTED
from tests.mail.mails import QUOTED, bounce
from tests.mail.test_hostile import _REAL, LETTERS
from tests.mail.test_hostile import PIECES as MAILED

TEXTS = Path(__file__).parents[2] / "portal" / "simulator" / "texts"
LARGE = 60_000  # characters of the rare large inputs
_RARE = 3000  # one of so many inputs is large
_ODD = "\x00\t\r\n\x0b\x85\u00a0\u00ad\u0301\u200b\u200d\u2028\u202e\ud83d\udc69\ufeff\uffff😀ßİǰ汉ע"
_TOKENS = re.compile(r"<[^<>\n]{0,200}>|\w+|\s+|[^\w\s<]+|<")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MARKS = (
    "*", "**", "_", "__", "~~", "`", "```\n", "~~~\n", "\\", "![", "](", "[", "]", "(", ")", "<", ">", "&amp;",
    "&#0;", "\n\n", "\n", "  \n", "    ", "\t", "> ", "- ", "* ", "1. ", "999999999. ", "# ", "###### ", "---\n",
    "===\n", "|", "|-|-|\n", "| a | b |\n|---|:-:|\n", "[a]: /b\n", "[a]: <b> 'c'\n", "[a][a]", "https://a.example/",
    "mailto:a@b.c", "@ann", "@group/night", "#tag", "#1", "&", "&lt;", "<!--", "-->", "<b>", "javascript:",
    "/files/1/a.webp", "http://", "www.", "@", "#", "^", ":", '"', "'", "{", "}", "$$", "é",
    "e\u0301\u0301\u0301\u0301\u0301", "\u202e", "\ud800",
)  # fmt: skip
_MARKUP = (
    "<div>", "</div>", "<span style='font-weight:700;font-style:italic'>", "<span style='mso-hide:all'>", "<a>",
    "<td>", "<p class=MsoListParagraph style='mso-list:l1 level9 lfo9'>",
    "<a href='https://eur.safelinks.protection.outlook.com/?url=%5bx'>", "<img src='https://[x' alt='😀'>",
    "<h6 role=heading aria-level=99>", "<tr rowspan=99999>", "&nbsp;", "<th colspan='99999999999'>",
    "<ol start='-1'>", "<ol start=99999999999999999999>", "<li value=x>", "<![endif]-->", "<!--[if gte mso 9]>",
    "<!--StartFragment-->", "<!--EndFragment-->", "<o:p>", "</o:p>", "<svg>", "<math>", "<template>", "<noscript>",
    "<textarea>", "<title>", "<style>", "<script>", "]]>", "<![CDATA[", "<?xml:namespace prefix=o/>", "&#x110000;",
    "<pre>", "</pre>", "<code>", "</code>", "<hr>", "<input>", "<body>", "<html>", "<frameset>", "<form>", "<strike>",
    "<dl><dd>", "[", "](", "*", "_", "`", "<", " ", "1) ", "a",
)  # fmt: skip
_HEADERS = (
    "Content-Type: text/plain; charset=utf-7\n", "Content-Type: message/rfc822\n\n",
    "Content-Type: multipart/report;", " boundary=b\n", "Content-Disposition: attachment; filename*0*=utf-8''%FF\n",
    "Content-Transfer-Encoding: x-uuencode\n", "begin 644 a\n", "From: =?utf-8?b?////?= <a@b>, c@d\n",
    "Content-Type: message/delivery-status\n\n", "Status: 5.1.1\n", "Action: failed\n", "=?iso-2022-jp?b?GyRC?=",
    "=?utf-8?q?=FF?=", "--b\n", "--c--\n", "=\n", "=3D", "Subject: ", ": ", "; ", "\r\n",
    "Von: a\nGesendet: b\nAn: c\nBetreff: d\n", "-----Original Message-----\n", "________________\n",
    "Am 1.1. schrieb ",
)  # fmt: skip


@functools.cache
def texts() -> tuple[str, ...]:
    """What the people of the demo company write, and what attackers write."""
    found: list[str] = []
    for path in sorted(TEXTS.rglob("*.toml")):
        for seed in tomllib.loads(path.read_text(encoding="utf-8")).get("seed", []):
            found += [seed["text"], *seed.get("replies", [])]
    return (*found[:4000], *VECTORS)


@functools.cache
def pastes() -> tuple[str, ...]:
    """What office programs put on the clipboard."""
    return (*(path.read_text(encoding="utf-8") for path in sorted(CLIPBOARD.glob("*.html"))), "".join(PASTED), *VECTORS)


@functools.cache
def mails() -> tuple[str, ...]:
    """Answers and bounces as mail programs send them, a byte for a character."""
    letters = [_letter(words, html) for (words, _), html in zip(LETTERS * 2, pastes(), strict=False)]
    return tuple(content.decode("latin-1") for content in (_REAL, bounce(), bounce("4.4.1", "delayed"), *letters))


def _letter(words: str, html: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Bob <bob@corp.example>", "x@in.example", "Re: Grüße"
    mail.set_content(words + QUOTED)
    if "utf" in html or len(html) % 2:
        mail.set_content(words)
        mail.add_alternative(f"{html}<div class=gmail_quote>{QUOTED}</div>", subtype="html")
    return mail.as_bytes()


def text(dice: Random) -> str:
    """Gives a broken text in Markdown."""
    return _broken(dice, texts(), _TOKENS, _MARKS)


def paste(dice: Random) -> str:
    """Gives a broken piece of HTML."""
    return _broken(dice, pastes(), _TOKENS, PASTED + _MARKUP)


def mail(dice: Random) -> bytes:
    """Gives a broken mail; parts of it are whole more often than not, or nothing would get beyond the headers."""
    words = (*MAILED, *_HEADERS, *PASTED)
    return _broken(dice, mails(), _LINES, words, most=60).encode("utf-8", "surrogatepass")


def _broken(
    dice: Random, corpus: tuple[str, ...], pattern: re.Pattern[str], words: tuple[str, ...], most: int = 24
) -> str:
    if dice.randrange(_RARE) == 0:
        return _large(dice, words)
    tokens = _some(dice, _tokens(dice.choice(corpus), pattern), most)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        dice.choice(_CHANGES)(dice, tokens, words)
        if dice.random() < 0.1:
            other = _some(dice, _tokens(dice.choice(corpus), pattern), most // 2)
            place = dice.randint(0, len(tokens))
            tokens[place:place] = other
    return "".join(tokens)[:LARGE]


@functools.lru_cache(maxsize=20_000)
def _tokens(source: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(pattern.findall(source))


def _some(dice: Random, tokens: tuple[str, ...], most: int) -> list[str]:
    length = dice.randint(1, most)
    start = dice.randrange(max(1, len(tokens) - length)) if dice.random() < 0.7 else 0
    return list(tokens[start : start + length])


def _large(dice: Random, words: tuple[str, ...]) -> str:
    """One to four words again and again: what is quadratic takes minutes here."""
    run = "".join(dice.choices(words, k=dice.randint(1, 4)))
    head, tail = dice.choice(("", *words)), dice.choice(("", *words))
    return (head + run * (LARGE // len(run)) + tail)[:LARGE]


def _insert(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    place = dice.randint(0, len(tokens))
    tokens[place:place] = dice.choices(words, k=dice.randint(1, 4))


def _drop(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    place = dice.randint(0, len(tokens))
    del tokens[place : place + dice.randint(1, 5)]


def _swap(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    if tokens:
        a, b = dice.randrange(len(tokens)), dice.randrange(len(tokens))
        tokens[a], tokens[b] = tokens[b], tokens[a]


def _repeat(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    place = dice.randint(0, len(tokens))
    run = tokens[place : place + dice.randint(1, 3)] or [dice.choice(words)]
    tokens[place:place] = run * dice.choice((1, 2, 3, 7, 20))


def _nest(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    start, end = sorted((dice.randint(0, len(tokens)), dice.randint(0, len(tokens))))
    depth, opening, closing = dice.choice((1, 2, 5, 15)), dice.choice(words), dice.choice(words)
    tokens[end:end] = [closing] * depth
    tokens[start:start] = [opening] * depth


def _cut(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    if tokens:
        place = dice.randrange(len(tokens))
        tokens[place] = tokens[place][: dice.randint(0, len(tokens[place]))]


def _letters(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    if tokens:
        place = dice.randrange(len(tokens))
        token, at = tokens[place], dice.randint(0, len(tokens[place]))
        odd = dice.choice(_ODD) if dice.random() < 0.5 else chr(dice.randrange(1, 256))
        tokens[place] = token[:at] + odd * dice.choice((1, 1, 2, 9)) + token[at + dice.randint(0, 2) :]


def _numbers(dice: Random, tokens: list[str], words: tuple[str, ...]) -> None:
    huge = (
        "9" * 5000
        if dice.random() < 0.02
        else dice.choice(("0", "-1", "99999999999999999999", "1e999", "²", "٣", "%00"))
    )
    tokens[:] = [re.sub(r"\d+", huge, token, count=1) for token in tokens]


_CHANGES: tuple[Callable[[Random, list[str], tuple[str, ...]], None], ...] = (
    *(_insert, _insert, _drop, _swap, _repeat, _nest, _cut, _letters, _numbers),
)
