"""Five things that everybody writes, by keys alone and by touch; what is shown afterwards is what was meant."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.hands import HANDS, Keyboard, Touch, copied, reads

pytestmark = pytest.mark.browser
Someone = Keyboard | Touch
COLLEAGUE = "Mehmet Yıldız"


@pytest.fixture(params=HANDS, ids=lambda kind: kind.__name__.lower())
def hand(request: pytest.FixtureRequest, visit: Callable[..., Visitor]) -> Iterator[Someone]:
    visitor = visit(**HANDS[request.param])
    reads(visitor, HANDS[request.param]["language"])
    writer: Someone = request.param(visitor)
    yield writer
    assert writer.pointers == (set() if isinstance(writer, Keyboard) else {"touch"})
    assert writer.faults == []
    assert visitor.complaints == []


def test_a_bold_list_with_a_picture(hand: Someone) -> None:
    hand.begin()
    hand.use("List")
    hand.bold("Helm")
    hand.press("Enter")
    hand.bold("Handschuhe")
    hand.press("Enter", "Enter")
    expect(hand.area).to_have_value("- **Helm**\n- **Handschuhe**\n")
    hand.attach("Eine rote Wand")
    hand.send()
    post = hand.shown()
    expect(post.locator("ul li > strong")).to_have_text(["Helm", "Handschuhe"])
    expect(post.get_by_role("img", name="Eine rote Wand")).to_be_visible()


def test_a_mention(hand: Someone) -> None:
    hand.begin()
    hand.write("Das weiß ")
    hand.mention(COLLEAGUE)
    hand.write("am besten.")
    hand.send()
    post = hand.shown()
    expect(post.locator("a.mention")).to_have_text(f"@{COLLEAGUE}")
    expect(post).to_contain_text(f"Das weiß @{COLLEAGUE} am besten.")


def test_a_table_from_excel(hand: Someone) -> None:
    hand.begin()
    hand.paste(*copied("excel"))
    hand.send()
    post = hand.shown()
    expect(post.locator("table th")).to_have_text(["Standort", "Oktober", "November"])
    expect(post.locator("table td")).to_have_text(["Kassel", "1.204,50", "998,00", "Gdańsk", "", "1.010,25"])


def test_a_typo_is_corrected(hand: Someone) -> None:
    hand.begin()
    hand.write("Die Kantine hat heute offne Türen.")
    hand.send()
    expect(hand.shown()).to_contain_text("offne Türen")
    hand.correct("offne", "offene")
    post = hand.shown()
    expect(post).to_contain_text("Die Kantine hat heute offene Türen.")
    expect(post).not_to_contain_text("offne")


def test_a_message_from_teams(hand: Someone) -> None:
    hand.begin()
    hand.paste(*copied("teams"))
    hand.send()
    post = hand.shown()
    expect(post.locator("blockquote")).to_contain_text("Wer hat den Schlüssel?")
    expect(post.locator("ul li")).to_have_text(["Büro: 2. Stock", "Telefon: 4711"])
    expect(post.locator("li strong")).to_have_text("2. Stock")
    expect(post.locator("pre code")).to_contain_text("net use Z:")
    expect(post.locator("a[href='https://example.org/plan']")).to_be_visible()
