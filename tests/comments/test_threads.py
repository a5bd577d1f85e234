"""Threads as a whole: closed, slow, followed, read down to somewhere; and how comments read before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.audit import Entry
from portal.comments import (
    Comment,
    CommentVersionTakenDown,
    ThreadClosed,
    ThreadPaced,
    ThreadReopened,
    add_comment,
    choose_level,
    close_thread,
    edit_comment,
    history,
    open_thread,
    pace_thread,
    reopen_thread,
    take_out_version,
    visit,
)
from portal.comments.jobs import forget_old_visits
from portal.comments.models import Visit
from portal.core import clock, db, jobs
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.notifications import Notice, choose
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post, ref

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def place(app):
    """Ann's post in a group of which Olga is the owner and Bob a member."""
    group = make_group("Brazing")
    ann, bob = make_user("Ann"), make_user("Bob")
    add_member(group, ann)
    add_member(group, bob)
    return ann, bob, owner_of(group), make_post(ann, group.key, title="Flux")


def page(browser, post) -> str:
    return browser.get(f"/posts/{post.id}-flux").get_data(as_text=True)


def heard(user) -> list[str]:
    jobs.run_all()
    return list(db.session.scalars(select(Notice.kind).where(Notice.user_id == user.id, Notice.read_at.is_(None))))


def test_a_closed_thread_says_why_and_takes_nothing_until_it_is_opened_again(place, as_) -> None:
    ann, bob, _olga, post = place
    assert as_(ann).put(f"/comments/about/post:{post.id}/closing", {"reason": "Solved."}).status_code == 303
    shown = page(as_(bob), post)
    assert "The comments are closed: Solved." in shown
    assert 'id="comment-form"' not in shown
    sent = {"about": f"post:{post.id}", "body": "Long and dear words", "key": "k"}
    for htmx in (True, False):
        answer = as_(bob).post("/comments", sent, htmx=htmx)
        assert answer.status_code == 422
        assert "Long and dear words" in answer.get_data(as_text=True)
        assert "Solved." in answer.get_data(as_text=True)
    assert as_(ann).delete(f"/comments/about/post:{post.id}/closing").status_code == 303
    assert as_(bob).post("/comments", sent).status_code == 303


def test_who_closes_says_why_and_is_written_down(place, as_) -> None:
    ann, bob, olga, post = place
    about = ref(post)
    refused = as_(olga).put(f"/comments/about/{about}/closing", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.get_data(as_text=True)
    close_thread(actor(olga), about, post, "It turns in circles.")
    reopen_thread(actor(olga), about, post)
    pace_thread(actor(olga), about, post, 5)
    written = list(db.session.scalars(select(Entry.event).order_by(Entry.id)))
    assert written[-3:] == [ThreadClosed.__name__, ThreadReopened.__name__, ThreadPaced.__name__]
    with pytest.raises(Forbidden):
        close_thread(actor(bob), about, post, "No")
    with pytest.raises(Forbidden):
        pace_thread(actor(ann), about, post, 5)
    assert as_(bob).get(f"/comments/about/{about}/rules").status_code == 403


def test_a_slow_thread_says_so_before_one_writes_and_keeps_what_came_too_soon(place, as_) -> None:
    _ann, bob, olga, post = place
    clock.freeze(NOW)
    assert as_(olga).put(f"/comments/about/post:{post.id}/pace", {"minutes": "15"}).status_code == 303
    assert "One comment in 15 minutes here." in page(as_(bob), post)
    assert as_(bob).post("/comments", {"about": f"post:{post.id}", "body": "First", "key": "a"}).status_code == 303
    assert as_(bob).post("/comments", {"about": f"post:{post.id}", "body": "First", "key": "a"}).status_code == 303
    early = as_(bob).post("/comments", {"about": f"post:{post.id}", "body": "Second, long", "key": "b"})
    assert early.status_code == 422
    assert "Second, long" in early.get_data(as_text=True)
    assert "You can write again from" in page(as_(bob), post)
    for _ in range(2):
        make_comment(ref(post), olga)
    clock.freeze(NOW + timedelta(minutes=15, seconds=1))
    assert as_(bob).post("/comments", {"about": f"post:{post.id}", "body": "Second", "key": "c"}).status_code == 303


@pytest.mark.parametrize("minutes", ["", "x", "7", "-1", "9" * 30])
def test_an_impossible_pace_is_refused(place, as_, minutes) -> None:
    _ann, _bob, olga, post = place
    assert as_(olga).put(f"/comments/about/post:{post.id}/pace", {"minutes": minutes}).status_code == 422


def test_one_hears_of_a_thread_as_much_as_one_chose(place) -> None:
    ann, bob, olga, post = place
    eve = make_user("Eve")
    choose_level(actor(eve), ref(post), "all")
    choose_level(actor(ann), ref(post), "me")
    make_comment(ref(post), bob, "Words")
    assert (heard(eve), heard(ann)) == (["comment"], [])
    make_comment(ref(post), bob, f"@{ann.slug} you know")
    assert heard(ann) == ["mention"]
    choose_level(actor(eve), ref(post), "none")
    db.session.query(Notice).delete()
    make_comment(ref(post), olga, f"@{eve.slug} and @{ann.slug}")
    assert (heard(eve), heard(ann), heard(bob)) == ([], ["mention"], ["comment"])


def test_following_where_one_comments_is_a_habit_that_one_can_drop(place, as_) -> None:
    _ann, bob, olga, post = place
    make_comment(ref(post), bob)
    assert 'value="follow-threads" checked' in as_(bob).get("/notifications/settings").get_data(as_text=True)
    choose(actor(bob), {"comment", "reply", "mention"})
    db.commit()
    assert 'value="follow-threads" checked' not in as_(bob).get("/notifications/settings").get_data(as_text=True)
    make_comment(ref(post), olga)
    assert heard(bob) == []
    choose_level(actor(bob), ref(post), "all")
    make_comment(ref(post), olga)
    assert heard(bob) == ["comment"]


def test_the_menu_says_what_was_chosen(place, as_) -> None:
    _ann, bob, _olga, post = place
    assert 'value="all" aria-pressed="false"' in page(as_(bob), post)
    assert as_(bob).put(f"/comments/about/post:{post.id}/level", {"level": "all"}).status_code == 303
    assert 'value="all" aria-pressed="true"' in page(as_(bob), post)
    as_(bob).put(f"/comments/about/post:{post.id}/level", {"level": "none"})
    shown = page(as_(bob), post)
    assert 'value="none" aria-pressed="true"' in shown
    assert 'value="all" aria-pressed="false"' in shown
    assert as_(bob).put(f"/comments/about/post:{post.id}/level", {"level": "loud"}).status_code == 422


def test_what_came_since_the_last_visit_is_marked_once(place, as_) -> None:
    ann, bob, _olga, post = place
    clock.freeze(NOW)
    make_comment(ref(post), ann, "Old words")
    assert 'id="new"' not in page(as_(bob), post)
    seen = f"/comments/about/post:{post.id}/visit"
    assert as_(bob).post(seen, {"until": NOW.isoformat()}, htmx=True).status_code == 204
    clock.freeze(NOW + timedelta(minutes=5))
    fresh = make_comment(ref(post), ann, "Fresh words")
    shown = page(as_(bob), post)
    assert shown.count('id="new"') == 1
    assert shown.index("Old words") < shown.index('id="new"') < shown.index("Fresh words")
    assert 'href="#new"' in shown
    assert 'id="new"' not in page(as_(ann), post)
    as_(bob).post(f"{seen}?until={clock.now().isoformat().replace('+', '%2B')}", htmx=True)
    assert 'id="new"' not in page(as_(bob), post)
    assert fresh.id


def test_one_goes_on_where_one_stopped(place, as_) -> None:
    ann, bob, _olga, post = place
    comments = []
    for number in range(70):
        clock.freeze(NOW + timedelta(minutes=number))
        comments.append(make_comment(ref(post), ann, f"Words {number}"))
    seen = f"/comments/about/post:{post.id}/visit"
    for place_, link in ((20, f"#c{comments[21].id}"), (60, "?after=")):
        as_(bob).post(seen, {"until": clock.now().isoformat(), "place": comments[place_].id}, htmx=True)
        thread = open_thread(actor(bob), ref(post), post.audience)
        assert thread.go_on.startswith(link)
    there = as_(bob).get(f"/posts/{post.id}-flux{thread.go_on}").get_data(as_text=True)
    assert "Words 61" in there
    assert "Words 60" not in there
    as_(bob).post(seen, {"place": comments[5].id}, htmx=True)
    assert db.session.scalars(select(Visit.place_id)).one() == comments[60].id
    as_(bob).post(seen, {"place": 999999}, htmx=True)
    as_(bob).post(seen, {"until": "never"}, htmx=True)
    assert db.session.scalars(select(Visit.place_id)).one() == comments[60].id


def test_a_visit_is_forgotten_in_time_and_strangers_leave_none(place, as_) -> None:
    _ann, bob, _olga, post = place
    visit(actor(bob), ref(post), clock.now(), None)
    hidden = make_group("Closed", visibility="hidden")
    secret = make_post(owner_of(hidden), hidden.key)
    for path in ("visit", "level", "closing", "pace", "rules"):
        for verb in ("post", "put", "get"):
            answer = getattr(as_(bob), verb)(f"/comments/about/post:{secret.id}/{path}")
            assert answer.status_code in (404, 405), path
    clock.freeze(clock.now() + timedelta(days=121))
    forget_old_visits()
    assert not db.session.scalars(select(Visit)).all()


def test_an_edit_keeps_the_former_words_and_shows_what_changed(place, as_) -> None:
    ann, bob, _olga, post = place
    comment = make_comment(ref(post), ann, "Take the <b>blue</b> flux")
    edit_comment(actor(ann), comment, "Take the green flux", 1)
    db.commit()
    assert f"/comments/{comment.id}/history" in page(as_(bob), post)
    shown = as_(bob).get(f"/comments/{comment.id}/history").get_data(as_text=True)
    assert "<del>" in shown
    assert "<ins>" in shown
    assert "green" in shown
    assert "<b>" not in shown
    assert [one.version for one in history(comment).versions] == [2, 1]


def test_former_words_are_taken_out_by_who_moderates_for_good(place, as_) -> None:
    ann, bob, olga, post = place
    comment = make_comment(ref(post), ann, "Call 0170 1234567")
    edit_comment(actor(ann), comment, "Call me", 1)
    db.commit()
    url = f"/comments/{comment.id}/history"
    assert "/history/1/removal" in as_(olga).get(url).get_data(as_text=True)
    assert "/history/1/removal" not in as_(bob).get(url).get_data(as_text=True)
    assert as_(olga).get(f"{url}/1/removal").status_code == 200
    assert as_(olga).delete(f"{url}/1", {"reason": ""}).status_code == 422
    assert as_(bob).delete(f"{url}/1", {"reason": "x"}).status_code == 403
    with pytest.raises(Forbidden):
        take_out_version(actor(ann), comment, 1, "mine")
    assert as_(olga).delete(f"{url}/1", {"reason": "A number"}).status_code == 303
    assert "0170" not in as_(ann).get(url).get_data(as_text=True)
    assert as_(olga).delete(f"{url}/1", {"reason": "A number"}).status_code == 404
    assert db.session.scalars(select(Entry.event)).all()[-1] == CommentVersionTakenDown.__name__


def test_the_history_of_what_is_gone_is_gone(place, as_) -> None:
    ann, bob, olga, post = place
    comment = make_comment(ref(post), ann, "Words")
    edit_comment(actor(ann), comment, "Other words", 1)
    db.commit()
    as_(olga).delete(f"/comments/{comment.id}", {"reason": "No"})
    for person in (ann, bob, olga):
        assert as_(person).get(f"/comments/{comment.id}/history").status_code == 404
    with pytest.raises(NotFound):
        add_comment(actor(bob), ref(post), "Reply", parent_id=comment.id)


def test_a_slow_thread_is_slow_for_programs_too(place) -> None:
    _ann, bob, olga, post = place
    pace_thread(actor(olga), ref(post), post, 60)
    add_comment(actor(bob), ref(post), "One")
    with pytest.raises(Invalid):
        add_comment(actor(bob), ref(post), "Two")
    assert len(db.session.scalars(select(Comment)).all()) == 1
