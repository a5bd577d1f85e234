"""The bar under a subject, and who reacted."""

from portal.core.subjects import Ref
from tests.comments.factories import make_comment
from tests.comments.notes import make_note
from tests.factories import make_user


def test_a_click_reacts_and_a_second_one_takes_it_back(as_) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    url = f"/reactions/note:{note.id}"
    html = browser.put(url, {"kind": "heart"}, htmx=True).get_data(as_text=True)
    assert 'value="" aria-pressed="true"' in html
    assert "<span data-n>1</span>" in html
    html = browser.put(url, {"kind": ""}, htmx=True).get_data(as_text=True)
    assert "data-n" not in html


def test_without_script_one_comes_back_to_the_page(as_) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    answer = browser.post(f"/reactions/note:{note.id}?_method=PUT", {"kind": "heart"})
    assert (answer.status_code, answer.location) == (303, f"/groups?note={note.id}")
    assert browser.delete(f"/reactions/note:{note.id}").status_code == 303


def test_the_bar_shows_mine_to_me_alone(as_) -> None:
    ann, bob, note = make_user(), make_user("Bob"), make_note()
    as_(ann).put(f"/reactions/note:{note.id}", {"kind": "heart"})
    url = f"/reactions/note:{note.id}/bar"
    assert 'aria-pressed="true"' in as_(ann).get(url).get_data(as_text=True)
    assert 'aria-pressed="true"' not in as_(bob).get(url).get_data(as_text=True)


def test_who_reacted_is_a_page_and_a_fragment(as_) -> None:
    ann, note = make_user("Ann Probst"), make_note(title="Werksfest")
    browser = as_(ann)
    url = f"/reactions/note:{note.id}"
    assert "Nobody has reacted yet." in browser.get(url).get_data(as_text=True)
    browser.put(url, {"kind": "celebrate"})
    page = browser.get(url).get_data(as_text=True)
    assert "Werksfest" in page
    assert "Ann Probst" in browser.get(url, htmx=True).get_data(as_text=True)


def test_bad_input_is_refused_and_secrets_stay(as_) -> None:
    ann, bob = make_user(), make_user("Bob")
    secret, note = make_note(f"user:{ann.id}"), make_note()
    browser = as_(bob)
    for url in (f"/reactions/note:{secret.id}", "/reactions/rubbish", "/reactions/note:x", "/reactions/person:1"):
        assert browser.get(url).status_code == 404
        assert browser.put(url, {"kind": "heart"}).status_code == 404
        assert browser.delete(url).status_code == 404
        assert browser.get(url + "/bar").status_code == 404
    for kind in ("nothing", "heart\x00", "x" * 10_000):
        assert browser.put(f"/reactions/note:{note.id}", {"kind": kind}).status_code == 422
    assert browser.put(f"/reactions/note:{note.id}").status_code == 422


def test_a_thread_knows_my_reaction(as_) -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(Ref("note", note.id), ann)
    browser = as_(ann)
    browser.put(f"/reactions/comment:{comment.id}", {"kind": "laugh"})
    html = browser.get(f"/comments/about/note:{note.id}").get_data(as_text=True)
    assert 'aria-pressed="true"' in html
