"""The addresses of the editor."""

from tests.factories import make_user


def test_pasted_html_comes_back_as_markdown(as_) -> None:
    answer = as_(make_user()).post("/editor/paste", {"html": "<p>A <b>bold</b> word</p>"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True) == "A **bold** word"


def test_what_is_too_much_is_cut_and_never_refused(as_) -> None:
    answer = as_(make_user()).post("/editor/paste", {"html": "<p>" + "word " * 300_000 + "</p>"})
    assert answer.status_code == 200
    assert 1000 < len(answer.get_data(as_text=True)) <= 100_000


def test_nobody_pastes_without_having_signed_in(client) -> None:
    assert client.post("/editor/paste", data={"html": "<b>x</b>"}).status_code in (302, 303, 400, 401)


def test_the_preview_is_the_page(as_) -> None:
    answer = as_(make_user()).post("/editor/preview", {"text": "**bold**"})
    assert "<strong>bold</strong>" in answer.get_data(as_text=True)
