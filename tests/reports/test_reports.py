"""Reporting: those who look after a place hear of it, and nobody hears from whom."""

import pytest
from sqlalchemy import func, select

from portal.audit import Entry
from portal.core import db
from portal.core.errors import NotFound
from portal.notifications import Notice
from portal.reports import Report, Reported, ReportForm, report
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post, ref


def told(user) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.user_id == user.id, Notice.kind == "report")))


def form(about, **values) -> ReportForm:
    return ReportForm(**({"about": str(about), "reason": "insult"} | values))


@pytest.fixture
def circle(app):
    """Bob reads what Ann wrote in an open group; Petra manages communities."""
    ann, bob, petra = make_user("Ann"), make_user("Bob Reporter"), make_user("Petra", roles=("community-manager",))
    group = make_group("Brazing")
    add_member(group, ann)
    return ann, bob, petra, group, make_post(ann, group.key, title="Flux")


def test_managers_and_hosts_hear_of_it_and_never_from_whom(circle, as_) -> None:
    ann, bob, petra, group, post = circle
    report(actor(bob), form(ref(post), words="Names a colleague."))
    db.commit()
    for person in (petra, owner_of(group)):
        (notice,) = told(person)
        assert notice.actor_ids == [0]
        page = as_(person).get("/notifications").get_data(as_text=True)
        assert "Reported: Flux" in page
        assert "Names a colleague." in page
        assert "Bob Reporter" not in page
    assert not told(ann)
    assert not told(bob)


def test_the_audit_log_knows_who_it_was(circle) -> None:
    _ann, bob, _petra, _group, post = circle
    report(actor(bob), form(ref(post)))
    entry = db.session.scalars(select(Entry).where(Entry.event == Reported.__name__)).one()
    assert (entry.actor_id, entry.subject_id, entry.reason) == (bob.id, post.id, "insult")


def test_an_author_who_looks_after_the_group_does_not_hear_of_the_report(app) -> None:
    group = make_group("Brazing")
    owner, bob = owner_of(group), make_user("Bob")
    report(actor(bob), form(ref(make_post(owner, group.key))))
    assert not told(owner)


def test_a_manager_who_may_not_see_it_hears_only_in_which_group_it_stands(as_) -> None:
    group, bob = make_group("Brazing", visibility="private"), make_user("Bob")
    petra = make_user("Petra", roles=("community-manager",))
    add_member(group, bob)
    post = make_post(owner_of(group), group.key, title="Secret flux")
    report(actor(bob), form(ref(post), words="Secret words"))
    db.commit()
    page = as_(petra).get("/notifications").get_data(as_text=True)
    assert "Reported: Brazing" in page
    assert "ecret" not in page


def test_one_reports_once_and_not_oneself(circle, as_) -> None:
    ann, bob, _petra, _group, post = circle
    sent = {"about": str(ref(post)), "reason": "false"}
    assert as_(bob).post("/reports", sent).status_code == 303
    again = as_(bob).post("/reports", sent)
    assert again.status_code == 409
    assert "already" in again.get_data(as_text=True)
    assert as_(ann).post("/reports", sent).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


def test_comments_are_reported_alike(circle, as_) -> None:
    ann, bob, petra, _group, post = circle
    comment = make_comment(ref(post), ann, "Rude words")
    assert f"/reports/new?about=comment:{comment.id}" in as_(bob).get(f"/posts/{post.id}-flux").get_data(as_text=True)
    assert as_(bob).get(f"/reports/new?about=comment:{comment.id}").status_code == 200
    as_(bob).post("/reports", {"about": f"comment:{comment.id}", "reason": "insult"})
    assert told(petra)[0].about_id == comment.id


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "Choose one of the options."),
        ({"reason": "x"}, "Choose one of the options."),
        ({"reason": "other", "words": " "}, "Say in a few words"),
        ({"reason": "other", "words": "w " * 400}, "This is too long"),
    ],
)
def test_a_refused_report_keeps_what_was_typed(circle, as_, typed, sentence) -> None:
    _ann, bob, _petra, _group, post = circle
    answer = as_(bob).post("/reports", {"about": str(ref(post))} | typed)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert typed.get("words", "").strip()[:40] in answer.get_data(as_text=True)


def test_strangers_report_nothing(circle, as_) -> None:
    _ann, bob, _petra, _group, _post = circle
    hidden = make_group("Closed", visibility="hidden")
    post = make_post(owner_of(hidden), hidden.key)
    for about in (str(ref(post)), "post:999999", "group:1", "nothing:1", "post:x"):
        assert as_(bob).get(f"/reports/new?about={about}").status_code == 404, about
        assert as_(bob).post("/reports", {"about": about, "reason": "insult"}).status_code == 404, about
    with pytest.raises(NotFound):
        report(actor(bob), form(ref(post)))
