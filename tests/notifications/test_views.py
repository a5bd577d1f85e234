"""The page of notices, the bell and the choices."""

from portal.core import db, jobs
from portal.core.subjects import Ref
from portal.notifications import Notice
from tests.comments.factories import make_comment
from tests.factories import make_user
from tests.posts.factories import make_post


def test_a_comment_rings_and_the_page_says_who(app, as_) -> None:
    ann, bob = make_user("Ann Author"), make_user("Bob")
    post = make_post(ann, title="Canteen menu")
    make_comment(Ref("post", post.id), bob, "Soup again?")
    jobs.run_all()
    page = as_(ann).get("/notifications").get_data(as_text=True)
    assert "Bob commented on Canteen menu" in page
    assert ">1<" in as_(ann).get("/notifications/bell", htmx=True).get_data(as_text=True)


def test_nothing_new_says_so(app, as_) -> None:
    assert "You are up to date." in as_(make_user()).get("/notifications").get_data(as_text=True)


def test_mark_all_as_read_offers_to_take_it_back(app, as_) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    post = make_post(ann)
    make_comment(Ref("post", post.id), bob)
    browser = as_(ann)
    answer = browser.post("/notifications/reading", follow_redirects=True).get_data(as_text=True)
    assert "/notifications/unreading?instant=" in answer
    assert db.session.query(Notice).filter(Notice.user_id == ann.id, Notice.read_at.is_(None)).count() == 0


def test_a_forged_instant_is_refused(app, as_) -> None:
    for instant in ("", "yesterday", "2026-01-01", "2026-01-01T10:00:00"):
        assert as_(make_user()).post(f"/notifications/unreading?instant={instant}").status_code == 422


def test_choices_are_kept(app, as_) -> None:
    browser = as_(make_user())
    browser.post("/notifications/settings", {"kinds": ["mention"]})
    page = browser.get("/notifications/settings").get_data(as_text=True)
    assert 'value="mention" checked' in page
    assert 'value="comment" checked' not in page


def test_an_unknown_subject_is_not_found(app, as_) -> None:
    browser = as_(make_user())
    for ref in ("nothing:1", "post:x", "post:99999999999999999999"):
        assert browser.post(f"/notifications/about/{ref}/mute").status_code == 404


def test_the_list_needs_few_statements(statements, as_) -> None:
    ann = make_user("Ann")
    for number in range(12):
        post = make_post(ann, title=f"Post {number}")
        make_comment(Ref("post", post.id), make_user(f"Bob {number}"))
    browser = as_(ann)
    browser.get("/notifications")
    with statements() as said:
        browser.get("/notifications")
    assert len(said) <= 12
