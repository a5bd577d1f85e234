"""Threads in the browser, with and without a script."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.comments import Comment, edit_comment, remove_comment
from portal.core import clock, db
from portal.core.subjects import Ref
from tests.comments.factories import make_comment
from tests.comments.notes import make_note
from tests.factories import actor, make_user


def on(note) -> Ref:
    return Ref("note", note.id)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_a_comment_sent_without_script_leads_back_to_its_place(as_) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    answer = browser.post("/comments", {"about": f"note:{note.id}", "body": "Hello **all**", "key": "k"})
    comment = db.session.scalars(select(Comment)).one()
    assert (answer.status_code, answer.location) == (303, f"/comments/{comment.id}")
    assert browser.get(answer.location).location == f"/groups?note={note.id}#c{comment.id}"


def test_a_comment_sent_from_the_page_comes_back_as_a_fragment_with_a_fresh_form(as_) -> None:
    ann, note = make_user("Ann Probst"), make_note()
    sent = {"about": f"note:{note.id}", "body": "Hello **all**", "key": "k"}
    html = as_(ann).post("/comments", sent, htmx=True).get_data(as_text=True)
    assert f'<hx-partial hx-target="#thread-note-{note.id}"' in html
    assert "<strong>all</strong>" in html
    assert "Ann Probst" in html
    assert 'name="key"' in html
    assert 'value="k"' not in html
    assert "Hello **all**" not in html


def test_sending_twice_leaves_one_comment(as_) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    for _ in range(2):
        assert browser.post("/comments", {"about": f"note:{note.id}", "body": "Hi", "key": "k"}).status_code == 303
    assert count() == 1


def test_a_refused_text_is_still_there_with_the_reason_at_its_field(as_) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    long = "word " * 200_000
    for htmx in (False, True):
        answer = browser.post("/comments", {"about": f"note:{note.id}", "body": long, "key": "k"}, htmx=htmx)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "too long" in html
        assert "word word word" in html
        assert 'value="k"' in html
        empty = browser.post("/comments", {"about": f"note:{note.id}", "body": " \x00 ", "key": "k"}, htmx=htmx)
        assert empty.status_code == 422
        assert "This field is empty." in empty.get_data(as_text=True)
    assert count() == 0


def test_broken_bytes_are_no_accident(as_) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    headers = {"X-CSRF-Token": browser.token, "Content-Type": "application/x-www-form-urlencoded"}
    about = f"about=note%3A{note.id}"
    quoted = browser.client.post("/comments", data=f"{about}&body=caf%E9+%FF%00&key=k", headers=headers)
    assert quoted.status_code == 422
    raw = browser.client.post("/comments", data=f"{about}&body=caf\xe9 \xff".encode("latin-1"), headers=headers)
    assert raw.status_code == 422
    assert "characters that cannot be read" in raw.get_data(as_text=True)
    for comment in db.session.scalars(select(Comment)):
        assert "\x00" not in comment.body
        assert comment.body.encode()


def test_ten_thousand_mentions_are_one_comment(as_) -> None:
    ann, note = make_user(), make_note()
    body = "@x " * 6_000
    answer = as_(ann).post("/comments", {"about": f"note:{note.id}", "body": body, "key": "k"})
    assert answer.status_code == 303


def test_foreign_and_impossible_ids_are_not_found(as_) -> None:
    ann, bob = make_user(), make_user("Bob")
    secret = make_note(f"user:{ann.id}")
    comment = make_comment(on(secret), ann)
    browser = as_(bob)
    urls = [
        f"/comments/{comment.id}",
        f"/comments/{comment.id}/edit",
        f"/comments/{comment.id}/removal",
        f"/comments/about/note:{secret.id}",
        f"/comments/about/note:{secret.id}?since=2026-01-01T00:00:00Z",
        f"/comments/new?about=note:{secret.id}",
        f"/comments/new?parent={comment.id}",
        "/comments/new?parent=x",
        "/comments/new",
        "/comments/about/nothing:1",
        "/comments/about/note:99999999999999999999999",
        "/comments/99999999999999999999",
        "/comments/about/note:1?after=rubbish",
        "/comments/about/note:1?since=rubbish",
    ]
    for url in urls:
        assert browser.get(url).status_code == 404, url
    sent = {"about": f"note:{secret.id}", "body": "x", "version": "1"}
    assert browser.post("/comments", sent).status_code == 404
    assert browser.put(f"/comments/{comment.id}", sent).status_code == 404
    assert browser.delete(f"/comments/{comment.id}").status_code == 404
    assert browser.post(f"/comments/{comment.id}/restoration").status_code == 404


def test_a_thread_shows_rights_only_where_they_work(as_) -> None:
    ann, bob, petra = make_user("Ann"), make_user("Bob"), make_user("Petra", roles=("community-manager",))
    note = make_note()
    comment = make_comment(on(note), ann, "First")
    make_comment(on(note), bob, "Reply", parent=comment)
    url = f"/comments/about/note:{note.id}"
    own, other, manager = (as_(u).get(url).get_data(as_text=True) for u in (ann, bob, petra))
    assert f"/comments/{comment.id}/edit" in own
    assert f"/comments/{comment.id}/edit" not in other
    assert f"/comments/{comment.id}/removal" in manager
    assert "/comments/new?parent=" in other
    assert "/removal" not in other
    closed = make_note(is_open=False)
    assert as_(ann).get(f"/comments/new?about=note:{closed.id}").status_code == 403


def test_an_edit_is_marked(as_) -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(on(note), ann, "Befor")
    browser = as_(ann)
    assert "Befor" in browser.get(f"/comments/{comment.id}/edit").get_data(as_text=True)
    answer = browser.put(f"/comments/{comment.id}", {"body": "After", "version": "1"}, htmx=True)
    html = answer.get_data(as_text=True)
    assert "<p>After</p>" in html
    assert "edited" in html
    refused = browser.put(f"/comments/{comment.id}", {"body": "", "version": "2"})
    assert refused.status_code == 422


def test_a_stale_edit_shows_both_versions_and_can_be_saved_over(as_) -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(on(note), ann, "One")
    edit_comment(actor(ann), comment, "Two, from the phone", 1)
    db.commit()
    browser = as_(ann)
    for htmx in (False, True):
        answer = browser.put(f"/comments/{comment.id}", {"body": "Three, from here", "version": "1"}, htmx=htmx)
        html = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "Two, from the phone" in html
        assert "Three, from here" in html
        assert 'name="version" value="2"' in html
    saved = browser.put(f"/comments/{comment.id}", {"body": "Three, from here", "version": "2"})
    assert saved.status_code == 303


def test_a_deleted_comment_can_be_brought_back_from_the_message(as_) -> None:
    ann, note = make_user(), make_note()
    comment = make_comment(on(note), ann)
    browser = as_(ann)
    gone = browser.delete(f"/comments/{comment.id}")
    assert gone.location == f"/groups?note={note.id}"
    assert browser.get(f"/comments/{comment.id}").status_code == 404
    back = browser.post(f"/comments/{comment.id}/restoration")
    assert back.location == f"/comments/{comment.id}"


def test_somebody_elses_comment_goes_with_a_reason(as_) -> None:
    ann, petra, note = make_user(), make_user("Petra", roles=("community-manager",)), make_note()
    comment = make_comment(on(note), ann, "Something secret")
    browser = as_(petra)
    assert "Something secret" in browser.get(f"/comments/{comment.id}/removal").get_data(as_text=True)
    refused = browser.delete(f"/comments/{comment.id}", {"reason": ""})
    assert refused.status_code == 422
    assert browser.delete(f"/comments/{comment.id}", {"reason": "Names a customer."}).status_code == 303


def test_an_open_page_gets_only_what_is_new(as_) -> None:
    ann, note = make_user(), make_note()
    start = clock.now()
    clock.freeze(start - timedelta(hours=1))
    make_comment(on(note), ann, "Old words")
    gone = make_comment(on(note), ann, "Going words")
    since = (start - timedelta(minutes=5)).isoformat()
    clock.freeze(start)
    make_comment(on(note), ann, "New words")
    remove_comment(actor(ann), gone)
    db.commit()
    url = f"/comments/about/note:{note.id}"
    html = as_(ann).get(url, query_string={"since": since}, htmx=True).get_data(as_text=True)
    assert "New words" in html
    assert "Old words" not in html
    assert f'data-place="c{gone.id}"' in html
    assert "data-next" in html


def test_a_comment_far_down_has_a_page_of_its_own(as_, monkeypatch) -> None:
    from portal.comments import queries

    monkeypatch.setattr(queries, "STRETCH", 2)
    ann, note = make_user(), make_note()
    for n in range(2):
        make_comment(on(note), ann, f"Early {n}")
    late = make_comment(on(note), ann, "Late words")
    browser = as_(ann)
    assert "Late words" in browser.get(f"/comments/{late.id}").get_data(as_text=True)
    first = browser.get(f"/comments/about/note:{note.id}").get_data(as_text=True)
    assert "Late words" not in first
    assert "Show more comments" in first


def test_a_thread_costs_a_handful_of_statements(as_, statements) -> None:
    ann, note = make_user(), make_note()
    first = make_comment(on(note), ann)
    for _ in range(49):
        make_comment(on(note), ann, parent=first)
    browser = as_(ann)
    with statements() as said:
        browser.get(f"/comments/about/note:{note.id}", htmx=True)
    assert len(said) <= 4, said


def test_a_new_comment_costs_few_statements(as_, statements) -> None:
    ann, note = make_user(), make_note()
    browser = as_(ann)
    browser.get(f"/comments/about/note:{note.id}")
    with statements() as said:
        browser.post("/comments", {"about": f"note:{note.id}", "body": "Hi", "key": "k"}, htmx=True)
    assert len(said) <= 9, said
