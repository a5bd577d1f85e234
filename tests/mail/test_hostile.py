"""Mails that nobody's mail program makes: whatever comes, there is an outcome, soon, and nothing falls over."""

import os
import random
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.core.subjects import Ref
from portal.mail import addresses
from portal.mail.intake import take
from portal.mail.intake.cutting import cut, reply_in
from portal.mail.intake.parsing import MOST_FILES, Unreadable, read
from portal.mail.intake.reports import failure_in
from tests.factories import make_user
from tests.mail.mails import QUOTED, bounce, reply
from tests.posts.factories import make_post

RUNS = int(os.environ.get("FOYER_TEST_FUZZ", "2000"))
OUTCOMES = {"posted", "returned", "bounced", "ignored", "unknown", "refused"}
DEEP = (
    b'Content-Type: multipart/mixed; boundary="b"\n\n'
    + b'--b\nContent-Type: multipart/mixed; boundary="b"\n\n' * 3000
    + b"--b\n\nword\n"
)
NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000)) + b"\nword"
MANY = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 20_000
RFC822 = b"Content-Type: message/rfc822\n\n" * 1500 + b"word"
HEADERS = b"X-A: 1\n" * 100_000 + b"\nword"
LINE = b"Subject: " + b"a" * 5_000_000 + b"\n\nword"
CHARSETS = b'Content-Type: text/plain; charset="no-such-thing"\nContent-Transfer-Encoding: base64\n\n!!!=\xff\n'
FILENAME = b"Content-Disposition: attachment; filename*0*=utf-99''%FF%; filename*1=\"x\"; filename*=''\n\nx"
ENCODED = b"From: =?utf-8?b?////?= <a@b>, =?x?y?z?= \nSubject: =?utf-7?q?+AAAA-?=\n\n=?utf-8?q?=FF?="
CUT_SHORT = b"From: =?utf-8?b?abcde?= <a@b>\n\nword"
REPORT = b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n' * 500
NUL = bytes(range(256)) * 200


HOSTILE = [
    DEEP,
    NESTED,
    MANY,
    RFC822,
    HEADERS,
    LINE,
    CHARSETS,
    FILENAME,
    ENCODED,
    CUT_SHORT,
    REPORT,
    NUL,
    b"",
    b"\n",
    b"\x00",
]


@pytest.mark.parametrize("content", HOSTILE)
def test_broken_mails_are_read_as_far_as_they_go_in_little_time(configured, content: bytes) -> None:
    configured(mail_replies="foyer@in.corp.example")
    began = time.monotonic()
    user = make_user("Bob", email="bob@corp.example")
    _, address = reply(user, Ref("post", 1))
    assert take(b"From: bob@corp.example\n" + content, address, "bob@corp.example") in OUTCOMES
    assert take(content, addresses.return_address(1), "") in OUTCOMES
    assert time.monotonic() - began < 6


def test_a_bomb_of_files_is_taken_up_to_the_limit() -> None:
    part = b'--b\nContent-Disposition: attachment; filename="a.txt"\n\nx\n'
    arrived = read(b'From: a@b\nContent-Type: multipart/mixed; boundary="b"\n\n' + part * 150)
    assert len(arrived.files) == MOST_FILES
    assert arrived.dropped == 140


LINES = [
    "Am 1. schrieb ",
    "On Mon wrote ",
    "> ",
    " ",
    "\t\n",
    "Von: a\nGesendet: b\n",
    "_" * 40 + "\n",
    "a@b 1:1 ",
    "*",
    "Von: x\n",
    "From: x\n",
]


@pytest.mark.parametrize("line", LINES)
def test_no_text_takes_long_to_cut(line: str) -> None:
    began = time.process_time()
    cut(line * (1_000_000 // len(line)))
    assert time.process_time() - began < 2


LETTERS = [
    ("Ja!\n\nAm 22.11.2026 um 10:00 schrieb Foyer:\n> a\n> b", "Ja!"),
    ("Ja!\n\nVon: Foyer <f@x>\nGesendet: Montag\nAn: Ann\nBetreff: Re: Plan\n\nAlt", "Ja!"),
    ("Yes\n\nOn Mon, 23 Nov 2026 at 10:00, Foyer\n<f@x> wrote:\n\n> a", "Yes"),
    ("Yes\n\n-----Original Message-----\nFrom: x\nSent: y", "Yes"),
    ("Ja\n________________________________\nFrom: F <f@x.de>\nSent: Monday\nTo: A\nSubject: x\n\nhi", "Ja"),
    ("> What about soup?\n\nI like it.\n\n> And bread?\n\nToo.", "I like it.\n\nToo."),
    ("Am Montag schrieb mir Bob:\n> alt\n\nUnten geantwortet", "Unten geantwortet"),
    ("Gerne\n\nGesendet von meinem iPhone", "Gerne"),
    ("Sure\n\nSent from my Galaxy", "Sure"),
    ("Sure\n--\nAnn Probst\n+49 30 1234", "Sure"),
    ("Gut.\n\n––– Antworte oberhalb dieser Zeile –––\n\nirgendwas", "Gut."),
    ("Good.\n\n> *––– Write your answer above this line –––*\n\nanything", "Good."),
    ("- one\n- two\n\n1. three", "- one\n- two\n\n1. three"),
    ("Code:\n\n    x = 1\n        y = 2", "Code:\n\n    x = 1\n        y = 2"),
    ("A line\n-- not a signature, since much follows\n" + "word\n" * 30, None),
]


@pytest.mark.parametrize(("letter", "wanted"), LETTERS)
def test_replies_of_usual_mail_programs(letter: str, wanted: str | None) -> None:
    assert cut(letter) == (letter.strip() if wanted is None else wanted)


PIECES = [
    *("From: a@b\n", "Von: x\n", "Content-Type: text/html\n"),
    *("Content-Type: multipart/mixed; boundary=b\n", "--b\n", "--b--"),
    *(
        "\n",
        "> ",
        "–––",
        "-- \n",
        "Am 1. schrieb x:\n",
        "On 1 wrote:\n",
        "<blockquote>",
        "</div>",
        "<div class=gmail_quote>",
    ),
    *(
        "=?utf-8?q?",
        "?=",
        "\x00",
        "\ud83d",
        "\u202e",
        "Content-Transfer-Encoding: base64\n",
        "Auto-Submitted: ",
        "word",
    ),
]
words = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=60).map("".join)


@given(words)
@example("\n" * 50)
@settings(max_examples=RUNS, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_and_cut(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    try:
        arrived = read(content)
    except Unreadable:
        return
    reply_in(arrived)
    failure_in(arrived, from_nobody=True)
    cut(text)


@given(st.binary(max_size=400), st.randoms(use_true_random=False))
@settings(max_examples=RUNS // 2, deadline=None)
def test_any_bytes_in_a_real_mail_are_read(noise: bytes, dice: random.Random) -> None:
    content = bytearray(bounce() if dice.random() < 0.3 else _REAL)
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(content))
        content[place : place + dice.randint(0, 30)] = noise[: dice.randint(0, 60)]
    try:
        arrived = read(bytes(content))
    except Unreadable:
        return
    reply_in(arrived)
    failure_in(arrived, from_nobody=True)


_REAL = (
    "From: Bob <bob@corp.example>\nTo: x@in.example\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: multipart/alternative; boundary="c"\n\n'
    f'--c\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\nJa{QUOTED}\n--c\n'
    'Content-Type: text/html; charset="iso-8859-1"\nContent-Transfer-Encoding: quoted-printable\n\n<p>J=E4</p>\n--c--\n'
    '--b\nContent-Type: image/png; name="=?utf-8?q?B=C3=A4r.png?="\nContent-Disposition: attachment;\n'
    " filename*=utf-8''B%C3%A4r.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
).encode()


@pytest.mark.anywhere
@given(st.text(max_size=120))
@settings(max_examples=RUNS // 4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_address_is_unknown_unless_it_was_made_here(configured, text: str) -> None:
    configured(mail_replies="foyer@in.corp.example")
    assert addresses.read_reply_address(text) is None
    assert addresses.read_return_address(f"foyer+{text}@in.corp.example") is None
    assert not addresses.is_own_message_id(text)


def test_a_posted_reply_runs_no_script(configured, as_) -> None:
    configured(mail_replies="foyer@in.corp.example")
    bob = make_user("Bob", email="bob@corp.example")
    post = make_post(bob, title="Plan")
    content, address = reply(
        bob, Ref("post", post.id), "<script>alert(1)</script> [x](javascript:alert(1)) <img onerror=a>"
    )
    assert take(content, address, "bob@corp.example") == "posted"
    page = as_(bob).get(f"/posts/{post.id}", follow_redirects=True).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<img onerror" not in page
    assert 'href="javascript' not in page
