"""Reporting: those who look after a place hear of it, and nobody hears from whom."""

import pytest
from sqlalchemy import func, select

from portal.audit import Entry
from portal.core import db
from portal.core.errors import NotFound
from portal.notifications import Notice, choose
from portal.reports import Report, Reported, ReportForm, report
from tests.comments.factories import make_comment
from tests.factories import actor, make_unit, make_user
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


def host_alone(visibility: str):
    """The only host of a group wrote what Bob reports; Petra manages communities and is not in the group."""
    group, bob = make_group("Brazing", visibility=visibility), make_user("Bob")
    petra = make_user("Petra Peters", roles=("community-manager",))
    add_member(group, bob)
    return group, bob, petra, make_post(owner_of(group), group.key, title="Secret flux")


def test_a_hidden_group_stays_unnamed_and_its_hosts_duty_is_said(as_) -> None:
    group, bob, petra, _post = host_alone("hidden")
    ann = make_user("Ann")
    add_member(group, ann)
    report(actor(bob), form(ref(make_post(ann, group.key, title="Secret flux")), words="Secret words"))
    db.commit()
    page = as_(petra).get("/notifications").get_data(as_text=True)
    assert "Reported where you cannot look: “Insulting or hurtful”. Those who look after that place were told" in page
    for word in ("Brazing", "ecret"):
        assert word not in page
    assert "Secret words" in as_(owner_of(group)).get("/notifications").get_data(as_text=True)


@pytest.mark.parametrize("visibility", ["private", "hidden"])
def test_where_the_author_is_the_only_host_the_managers_know_that_it_is_theirs(as_, visibility) -> None:
    _group, bob, petra, post = host_alone(visibility)
    asked = as_(bob).get(f"/reports/new?about={ref(post)}").get_data(as_text=True)
    assert "they hear only that something was reported" in asked
    assert f'href="/people/{petra.slug}">Petra Peters</a>' in asked
    browser = as_(bob)
    browser.post("/reports", {"about": str(ref(post)), "reason": "insult"})
    assert "managers hear that there is something" in browser.get("/home").get_data(as_text=True)
    page = as_(petra).get("/notifications").get_data(as_text=True)
    assert "Nobody else was told" in page
    assert "ecret" not in page


def test_a_department_without_a_manager_in_it_is_not_forgotten(as_) -> None:
    unit = make_unit("Foundry")
    ann, bob = make_user("Ann", department=unit), make_user("Bob", department=unit)
    petra = make_user("Petra", roles=("community-manager",))
    report(actor(bob), form(ref(make_post(ann, f"unit:{unit.id}", title="Secret flux"))))
    (notice,) = told(petra)
    assert notice.audience == f"user:{petra.id}"


def test_where_the_only_manager_wrote_it_those_who_run_the_portal_hear_of_it(app) -> None:
    petra, ida = make_user("Petra", roles=("community-manager",)), make_user("Ida", roles=("it-admin",))
    report(actor(make_user("Bob")), form(ref(make_post(petra))))
    assert len(told(ida)) == 1
    assert not told(petra)


def test_somebody_hears_of_it_although_all_switched_it_off(circle) -> None:
    _ann, bob, petra, group, post = circle
    for person in (petra, owner_of(group)):
        choose(actor(person), set())
    report(actor(bob), form(ref(post)))
    assert len(told(petra)) == len(told(owner_of(group))) == 1


def test_who_could_tell_nobody_is_told_so(as_) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    post = make_post(ann)
    assert "Nobody can be told at present" in as_(bob).get(f"/reports/new?about={ref(post)}").get_data(as_text=True)
    browser = as_(bob)
    browser.post("/reports", {"about": str(ref(post)), "reason": "insult"})
    assert "nobody can be told at present" in browser.get("/home").get_data(as_text=True)


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
