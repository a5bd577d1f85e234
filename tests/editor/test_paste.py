"""What office programs and web pages put on the clipboard arrives as clean Markdown."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import text
from portal.editor.paste import MOST, to_markdown

CLIPBOARD = Path(__file__).parent / "clipboard"


@pytest.mark.parametrize("name", sorted(path.stem for path in CLIPBOARD.glob("*.html")))
def test_what_a_program_copies_becomes_clean_markdown(name: str) -> None:
    copied = (CLIPBOARD / f"{name}.html").read_text(encoding="utf-8")
    assert to_markdown(copied) == (CLIPBOARD / f"{name}.md").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("name", sorted(path.stem for path in CLIPBOARD.glob("*.html")))
def test_what_was_pasted_renders_without_a_trace_of_its_program(name: str) -> None:
    html = text.render(to_markdown((CLIPBOARD / f"{name}.html").read_text(encoding="utf-8"))).html
    assert not any(trace in html for trace in ("mso", "Mso", "style=", "javascript:", "SCXW", "file:///", "&lt;o:p"))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("<p>2 * 3 = 6, a_b_c and *stars*</p>", "2 * 3 = 6, a_b_c and \\*stars\\*"),
        ("<p><b>Bold</b> - and a dash</p>", "**Bold** - and a dash"),
        ("<p>- not a list</p>", "\\- not a list"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="https://[broken">x</a>', "x"),
        ("<img src=x onerror=alert(1)>", ""),
        ('<img src="/files/3/plan.webp" alt="The plan">', "![The plan](/files/3/plan.webp)"),
        ("<p>face \U0001f469\u200d\U0001f52c stays</p>", "face \U0001f469\u200d\U0001f52c stays"),
        ("<table><tr><td><p>Only a frame</p></td></tr></table>", "Only a frame"),
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<b></b><i> </i>", ""),
        ("a\x00b\u202ec", "abc"),
        ("https://a.example/b", "https://a.example/b"),
        ("<?xml:namespace prefix=o/><p>one</p>", "one"),
        ("<p>a <b style='mso-bidi-font-weight:normal'>bold</b> word</p>", "a **bold** word"),
        ("<p><span style='mso-bidi-font-weight:bold;mso-bidi-font-style:italic'>plain</span></p>", "plain"),
        ("<p>one</p><h2><o:p>&nbsp;</o:p></h2><p>two</p>", "one\n\ntwo"),
    ],
)
def test_small_things(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown


def _of_word(level: int, marker: str, words: str) -> str:
    drawn = f"<![if !supportLists]><span style='mso-list:Ignore'>{marker}<span>&nbsp; </span></span><![endif]>"
    return f"<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'>{drawn}{words}</p>"


def test_a_numbered_list_counts_on_after_a_paragraph() -> None:
    first, between = _of_word(1, "1.", "one") + _of_word(1, "2.", "two"), "<p class=MsoNormal>words</p>"
    later = _of_word(1, "3.", "three") + _of_word(2, "3.2.", "inner") + _of_word(2, "·", "point")
    assert to_markdown(first + between + later).split("\n") == [
        *("1. one", "2. two", "", "words", "", "3. three", "   2. inner", "   - point"),
    ]
    web = "<ol start=4><li data-aria-level=1>four</li></ol><ol start=5><li data-aria-level=1>five</li></ol>"
    assert to_markdown(web) == "4. four\n5. five"


@pytest.mark.parametrize("number", ["²", "٣", "-1", "x", "", "9" * 5000, "1000"])
def test_numbers_that_nobody_meant_are_none(number: str) -> None:
    table = f"<table><tr><td colspan='{number}'>a</td><td>b</td></tr></table>"
    assert to_markdown(table).splitlines()[0] == "| a | b |"
    assert to_markdown(f"<ol start='{number}'><li>one</li></ol>") in ("1. one", "1000. one")
    assert to_markdown(f"<p role=heading aria-level='{number}'>one</p>") in ("## one", "###### one")
    assert to_markdown(f"<ul><li data-aria-level='{number}'>one</li></ul>") == "- one"


def test_a_small_table_does_not_grow_without_measure() -> None:
    assert len(to_markdown("<tr><td colspan=1000><td>x" * 2000)) < 500_000


def test_a_tree_that_nobody_wrote_becomes_its_words() -> None:
    assert "deep" in to_markdown("<blockquote>" * 400 + "deep" + "</blockquote>" * 400)
    assert to_markdown("<div>" * 20_000 + "lost" + "</div>" * 20_000) in ("", "lost")
    assert to_markdown("<i>a</i>" * 50_000).startswith("a")


LONG = [
    "<!--StartFragment-->",
    "<!--[if gte mso 9]>",
    "<!--[if ",
    "<![if ",
    "<li data-aria-level='3'>x</li>",
    "<ol><li data-aria-level='3'>x</li></ol>",
    "<p style='mso-list:l0 level2 lfo1'>x</p>",
    "<a>x</a>",
    "<span style='font-weight:700'>x</span>",
    "<tr><td>x",
    "<table><tr><td>",
    "<br>",
    "<b> </b>",
    "<img src='http://y'>",
    "<!-- x -->",
    "`*_",
    "[",
    "[a](",
    " ",
    "\n",
    "1",
    "_ ",
    "<p>[</p>",
]


@pytest.mark.slow
@pytest.mark.parametrize("words", LONG)
def test_no_paste_takes_long(words: str) -> None:
    began = time.process_time()
    to_markdown(words * (MOST // len(words)))
    assert time.process_time() - began < 5


PIECES = (
    *("<p>", "</p>", "<li>", "<ul>", "</ul>", "<ol>", "<table>", "<tr>", "<td>", "</table>", "<b>", "</b>", "<pre>"),
    *("<p style='mso-list:l0 level2 lfo1'>", "<span style='mso-list:Ignore'>", "</span>", "<li data-aria-level='3'>"),
    *("<!--", "<![if !vml]>", "<a href='http://x'>", "</a>", "<img alt='x' src='http://y'>", "<br>", "<blockquote>"),
    *("word", "\n", "1. ", "- ", "|", "`", "<div class='ListContainerWrapper'>", "<h1>", "<td colspan='9'>"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_nothing_that_is_pasted_breaks_it(pieces: list[str]) -> None:
    text.render(to_markdown("".join(pieces)))
