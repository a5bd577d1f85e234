"""Text of people: nothing that runs survives, names and tags are found, and no text takes long."""

import re
import time
from html.parser import HTMLParser

import pytest

from portal.core import text
from portal.core.errors import Invalid
from portal.core.text import Person, render
from tests.core.xss import VECTORS

ALLOWED = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "img", "li", "ol", "p", "pre", "s", "span",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"href", "src", "alt", "class", "rel", "start", "width", "height", "loading"}


class Browserlike(HTMLParser):
    """Reads HTML as a browser does and keeps what it would act on."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    handle_startendtag = handle_starttag


def people(handles: list[str]) -> dict[str, Person]:
    known = {
        "ann": Person(1, "ann", 'Ann "A" <b>Probst</b>'),
        "bob.kern": Person(2, "bob.kern", "Bob Kern"),
        "joerg-mueller": Person(3, "joerg-mueller", "Jörg Müller"),
    }
    return {handle: known[handle] for handle in handles if handle in known}


def harmless(html: str) -> None:
    for tag, attributes in Browserlike(html).found:
        assert tag in ALLOWED, tag
        assert set(attributes) <= ATTRIBUTES, attributes
        href = re.sub(r"[\x00-\x20]", "", attributes.get("href", "")).lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", href)
        assert scheme is None or scheme[0] in ("http:", "https:", "mailto:", "tel:"), href
        if tag == "img":
            assert re.fullmatch(r"/files/\d+/[^/]+", attributes.get("src", "/files/1/x")), attributes
            assert "/.." not in attributes.get("src", "")
        assert attributes.get("class") in (None, "mention", "tag")


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) == len(set(VECTORS))
    assert len(VECTORS) >= 200


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_runs_survives(vector: str) -> None:
    for around in ("{}", "before {} after", "> {}", "- {}", "**{}**", "\n\n{}\n\n", "[{}](x)", "|a|b|\n|-|-|\n|{}|c|"):
        harmless(render(around.format(vector), people).html)


def test_every_vector_at_once_is_harmless_too() -> None:
    harmless(render("\n".join(VECTORS), people).html)
    harmless(render("\n\n".join(reversed(VECTORS)), people).html)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**b** *i* ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>\n"),
        ("# One\n###### Six", "<h3>One</h3>\n<h5>Six</h5>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("3. x", '<ol start="3">\n<li>x</li>\n</ol>\n'),
        (
            "[x](https://a.example)",
            '<p><a href="https://a.example" rel="noopener noreferrer nofollow">x</a></p>\n',
        ),
        ("![Wand](/files/7/wand.webp)", '<p><img src="/files/7/wand.webp" alt="Wand"></p>\n'),
        ("5 < 7 & 8 > 2", "<p>5 &lt; 7 &amp; 8 &gt; 2</p>\n"),
    ],
)
def test_what_people_write_comes_out_as_they_mean_it(markdown: str, html: str) -> None:
    assert render(markdown).html == html


def test_mentions_lead_to_people_and_keep_their_names_harmless() -> None:
    done = render("Ask @ann, @Bob.Kern. and (@joerg-mueller)! Not @nobody", people)
    assert done.mentions == (1, 2, 3)
    assert '<a class="mention" href="/people/bob.kern" rel="noopener noreferrer nofollow">@Bob Kern</a>.' in done.html
    assert "@nobody" in done.html
    assert done.plain == 'Ask @Ann "A" <b>Probst</b>, @Bob Kern. and (@Jörg Müller)! Not @nobody'
    harmless(done.html)


@pytest.mark.parametrize(
    "markdown",
    ["`@ann`", "```\n@ann\n```", "mail@ann.example", "[@ann](https://a.example)", "https://x.example/@ann", "@@ann"],
)
def test_code_addresses_and_links_mention_nobody(markdown: str) -> None:
    done = render(markdown, people)
    assert done.mentions == ()
    assert "mention" not in done.html


def test_a_name_in_a_link_behind_code_does_not_nest_links() -> None:
    done = render("[`code` @ann](https://a.example)", people)
    assert done.html.count("<a ") == 1


def test_tags_are_found_once_in_lower_case_and_lead_to_their_topic() -> None:
    done = render("#Schicht #schicht #Größe-2 #1 ## c#x #x\n\n`#code` http://a/#frag", people)
    assert done.tags == ("schicht", "größe-2")
    assert 'href="/topics/gr%C3%B6%C3%9Fe-2"' in done.html
    assert render(" ".join(f"#tag{n}" for n in range(100))).tags == tuple(f"tag{n}" for n in range(text.MOST_TAGS))


def test_ten_thousand_mentions_ask_for_fifty_people_at_most() -> None:
    asked: list[list[str]] = []

    def find(handles: list[str]) -> dict[str, Person]:
        asked.append(handles)
        return {handle: Person(int(handle[1:]), handle, handle) for handle in handles}

    started = time.process_time()
    done = render(" ".join(f"@p{n}" for n in range(10_000)), find)
    assert time.process_time() - started < 2
    assert [len(handles) for handles in asked] == [text.MOST_MENTIONS]
    assert len(done.mentions) == text.MOST_MENTIONS


def test_control_and_invisible_characters_go() -> None:
    assert text.clean("a\x00b\x1bc\u202ed\u200be\ufefff\ud800g\x85h") == "abcdefgh"
    assert text.clean("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"
    assert text.clean("👩\u200d🔧") == "👩\u200d🔧"
    assert text.clean("u\u0308") == "ü"
    assert text.clean("a" + "\u0335" * 500) == "a" + "\u0335" * 4


PATHOLOGICAL = {
    "quotes": ">" * 20_000,
    "quotes with gaps": "> " * 10_000,
    "lists": "- " * 10_000,
    "deeper and deeper lists": "".join("  " * n + "- a\n" for n in range(140)),
    "brackets": "[" * 20_000,
    "closed brackets": "[" * 10_000 + "]" * 10_000 + ": a",
    "links that never end": "[a](" * 5_000,
    "pictures that never end": "![" * 10_000,
    "stars": "*a **b " * 3_000,
    "nested stars": "*" * 10_000 + "a" + "*" * 10_000,
    "ticks of all lengths": "".join("`" * (n % 90) + "a" for n in range(450)),
    "a wide table": "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b\n" * 50,
    "a table of empty rows": "|" + "a|" * 39 + "\n|" + "-|" * 39 + "\n" + "|\n" * 8_000,
    "references": "[a]: u\n" * 1_500 + "[a]" * 3_000,
    "angles": "<" * 20_000,
    "comments": "<!--" * 5_000,
    "at signs": "@" * 20_000,
    "handles that never end": "@" + "a." * 10_000,
    "hashes": "#" * 20_000,
    "tags": "#tag " * 4_000,
    "entities": "&#x" * 6_000,
    "backslashes": "\\" * 20_000,
    "underlined lines": "a\n" * 10_000 + "=",
    "underlined quotes": "a\n> ===\n" * 5_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_text_takes_long(name: str) -> None:
    started = time.process_time()
    render("**word** [link](https://a.example) \n\n" * 600, people)
    usual, started = time.process_time() - started, time.process_time()
    html = render(PATHOLOGICAL[name], people).html
    assert time.process_time() - started < 50 * usual
    assert len(html) < 1_500_000
    harmless(html)


def test_an_address_that_nobody_marked_is_a_link() -> None:
    html = render("See https://a.example/x_y?a=1&b=2. Or (https://b.example/) but not `https://c.example`.").html
    assert 'href="https://a.example/x_y?a=1&amp;b=2"' in html
    assert 'href="https://b.example/"' in html
    assert html.count("<a ") == 2
    assert "<a" not in render("javascript://x www.example.org ann@example.org").html


def test_dashes_below_a_line_part_texts_and_make_no_heading() -> None:
    assert render("Kind regards\n---\nAnn").html.split() == ["<p>Kind", "regards</p>", "<hr>", "<p>Ann</p>"]


def test_deep_nesting_ends_somewhere() -> None:
    assert render("> " * 500 + "a").html.count("<blockquote>") <= 25


def test_a_megabyte_is_refused_in_no_time() -> None:
    started = time.process_time()
    with pytest.raises(Invalid) as refused:
        render("word " * 200_000)
    assert time.process_time() - started < 0.1
    assert "body" in refused.value.errors


def test_what_only_begins_like_addresses_is_text() -> None:
    said = "/x](//evil.example[xhttp://http://http://) ftp://old.example //old.example"
    found = render(said)
    assert found.plain == said
    assert re.findall(r'href="([^"]*)"', found.html) == ["http://http"]
