"""What the pages of groups show, to whom, and what they refuse."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.core import clock, db, jobs
from portal.groups.models import Group, Membership
from portal.posts import Post, pin_post
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import (
    add_member,
    fields,
    fresh,
    make_group,
    make_invitation,
    make_request,
    owner_of,
    role_of,
)
from tests.posts.factories import make_post


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


PAGES = ("", "/about", "/files", "/members", "/settings", "/request", "/members.csv")
ACTS = [
    ("post", "/membership"), ("delete", "/membership"), ("post", "/request"), ("delete", "/request"),
    ("post", "/requests/1/approval"), ("post", "/requests/1/refusal"), ("post", "/invitations"),
    ("delete", "/invitations/1"), ("delete", "/invitation"), ("post", "/members/1/role"), ("delete", "/members/1"),
    ("post", "/owner"), ("post", "/settings"), ("post", "/official"), ("delete", "/official"), ("post", "/archive"),
    ("delete", "/archive"), ("post", "/read"), ("delete", "/welcome"), ("post", "/level"),
]  # fmt: skip
SENT = fields() | {"people": "Ann Probst", "role": "host", "user_id": "1", "level": "all"}


@pytest.mark.parametrize("roles", [(), ("community-manager",), ("it-admin", "hr-admin", "works-council")])
def test_a_hidden_group_is_nowhere_for_strangers(as_, roles) -> None:
    group = make_group("Quiet circle", visibility="hidden", tags="secret")
    stranger = as_(make_user("Eva", roles=roles))
    for path in PAGES:
        for slug in (group.slug, "no-such-group"):
            assert stranger.get(f"/groups/{slug}{path}").status_code == 404, path
    for method, path in ACTS:
        assert getattr(stranger, method)(f"/groups/{group.slug}{path}", SENT).status_code == 404, path
    for path in ("/groups", "/groups?q=quiet", "/groups?tag=secret", "/groups?view=mine", "/home"):
        assert "Quiet circle" not in text(stranger.get(path))


def test_every_address_of_a_group_is_tried_above(app) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/groups/<slug>")]
    known = set(PAGES) | {path for _method, path in ACTS} | {"/return"}
    as_tried = {rule.rule.removeprefix("/groups/<slug>").replace("<int:request_id>", "1") for rule in rules}
    assert {path.replace("<int:user_id>", "1") for path in as_tried} == known


def test_the_invited_see_a_hidden_group_s_door_and_nothing_behind_it(as_, ann) -> None:
    group = make_group("Quiet circle", visibility="hidden")
    add_member(group, make_user("Ben Secret"))
    make_invitation(group, ann)
    browser = as_(ann)
    assert "Quiet circle" in text(browser.get("/groups"))
    for path in ("", "/about", "/members"):
        page = text(browser.get(f"/groups/{group.slug}{path}"))
        assert "You are invited" in page
        assert "Ben Secret" not in page
    assert browser.delete(f"/groups/{group.slug}/invitation").status_code == 303
    assert browser.get(f"/groups/{group.slug}").status_code == 404


@pytest.mark.parametrize("visibility", ["request", "private"])
def test_strangers_find_a_closed_group_and_read_nothing_of_it(as_, ann, visibility) -> None:
    group = make_group(visibility=visibility, purpose="What it is for.")
    page = text(as_(ann).get(f"/groups/{group.slug}"))
    assert "What it is for." in page
    assert "Members read and write here." in page
    members = text(as_(ann).get(f"/groups/{group.slug}/members"))
    assert ("This group is closed." in members) is (visibility == "private")


# Founding and describing


def test_a_group_is_founded_from_a_template(as_, ann) -> None:
    browser = as_(ann)
    page = text(browser.get("/groups/new?template=project"))
    assert "What we want to have reached, and by when." in page
    assert 'value="request" checked' in page
    answer = browser.post("/groups", fields("Line 4", visibility="request"))
    assert answer.headers["Location"].endswith("/groups/line-4")
    assert browser.get("/groups/line-4").status_code == 200


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x"}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "night  SHIFT"}, "name"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 1_000_000}, "purpose"),
        ({"about": "x" * 10_001}, "about"),
        ({"welcome": "x" * 4_001}, "welcome"),
        ({"visibility": "secret"}, "visibility"),
        ({"language": "fr"}, "language"),
        ({"tags": "x" * 301}, "tags"),
        ({"hue": "8"}, "hue"),
        ({"hue": "blue"}, "hue"),
        ({"unit_id": "4711"}, "unit_id"),
        ({"unit_id": "-1"}, "unit_id"),
    ],
)
@pytest.mark.parametrize("editing", [False, True])
def test_bad_input_is_answered_at_the_field_with_what_was_typed(as_, bad, field, editing) -> None:
    make_group("Night shift")
    make_unit("Kassel", kind="site")
    manager = make_user("Mona", roles=("community-manager",))
    group = make_group("Early shift", owner=manager)
    sent = fields("Early shift" if editing else "Late shift", about="A long description.", welcome="Come in.") | bad
    answer = as_(manager).post(f"/groups/{group.slug}/settings" if editing else "/groups", sent)
    page = text(answer)
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    for other in {"about", "welcome"} - {field}:
        assert sent[other] in page
    assert fresh(group).about == ""
    assert db.session.query(Group).count() == 2


def test_texts_of_people_are_never_markup(as_, ann) -> None:
    evil = "<script>alert(1)</script>"
    group = make_group(evil, owner=ann, purpose=evil, about=evil, welcome=evil, tags="<b>,'\"")
    for path in ("", "/about", "/members", "/settings"):
        page = text(as_(ann).get(f"/groups/{group.slug}{path}"))
        assert "<script>alert" not in page
        assert "<b>" not in page
    assert "<script>alert" not in text(as_(make_user("Ben")).get("/groups"))


def test_two_who_edit_at_once_see_both_versions(as_, ann) -> None:
    group = make_group(owner=ann)
    browser = as_(ann)
    first = browser.post(f"/groups/{group.slug}/settings", fields(purpose="The first purpose.", version=1))
    second = browser.post(f"/groups/{group.slug}/settings", fields(purpose="The second purpose.", version=1))
    assert (first.status_code, second.status_code) == (303, 409)
    assert "The first purpose." in text(second)
    assert "The second purpose." in text(second)
    third = browser.post(f"/groups/{group.slug}/settings", fields(purpose="The second purpose.", version=2))
    assert third.status_code == 303


def test_founding_the_same_group_twice_at_once_makes_one(as_, ann, monkeypatch) -> None:
    make_group("Night shift")
    monkeypatch.setattr("portal.groups.actions._check_name", lambda *_: None)
    answer = as_(ann).post("/groups", fields())
    assert answer.status_code == 409
    assert db.session.query(Group).count() == 1


# Members


def test_the_list_of_members_is_searched_and_turned(as_, ann) -> None:
    group = make_group(owner=ann)
    for number in range(35):
        add_member(group, make_user(f"Person {number:02}"))
    browser = as_(ann)
    page = text(browser.get(f"/groups/{group.slug}/members", htmx=True))
    assert "<html" not in page
    assert page.count("row-item") == 30
    following = page.split('class="pager"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert text(browser.get(following, htmx=True)).count("row-item") == 6
    assert text(browser.get(f"/groups/{group.slug}/members?q=RSON+07", htmx=True)).count("row-item") == 1
    for words in ("%25", "_", "zzz", "%5C"):
        assert "Nobody of that name" in text(browser.get(f"/groups/{group.slug}/members?q={words}", htmx=True))


@pytest.mark.parametrize("query", ["after=zzz", "after=%00", "q=" + "x" * 81, "after=" + "A" * 600])
def test_a_list_that_is_asked_nonsense_refuses_it(as_, ann, query) -> None:
    group = make_group(owner=ann)
    for path in (f"/groups/{group.slug}/members", "/groups"):
        assert as_(ann).get(f"{path}?{query}").status_code in (200, 404, 422)


def test_closed_accounts_are_not_listed(as_, ann) -> None:
    group = make_group(owner=ann)
    add_member(group, make_user("Gone Girl", is_active=False))
    assert "Gone Girl" not in text(as_(ann).get(f"/groups/{group.slug}/members"))


@pytest.mark.parametrize("evil", ["=cmd()", "+1", "-2", "@SUM(A1)"])
def test_the_export_holds_no_formulas(as_, ann, evil) -> None:
    group = make_group(owner=ann)
    add_member(group, make_user(evil + ' "x", y', title=evil))
    answer = as_(ann).get(f"/groups/{group.slug}/members.csv")
    rows = list(csv.reader(io.StringIO(text(answer).removeprefix("\ufeff"))))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(rows) == 3
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any(row[0] == f'\'{evil} "x", y' for row in rows)


def test_the_german_export_has_german_heads_and_semicolons(as_) -> None:
    eva = make_user("Eva", language="de")
    group = make_group(owner=eva)
    assert "Name;" in text(as_(eva).get(f"/groups/{group.slug}/members.csv"))


@pytest.mark.parametrize(
    ("who", "status"), [("host", 403), ("member", 403), ("stranger", 403), ("manager", 403), ("owner", 200)]
)
def test_only_owners_export(as_, ann, who, status) -> None:
    group = make_group()
    people = {"owner": owner_of(group), "manager": make_user("Mona", roles=("community-manager",)), "stranger": ann}
    for role in ("host", "member"):
        people[role] = make_user(role)
        add_member(group, people[role], role)
    assert as_(people[who]).get(f"/groups/{group.slug}/members.csv").status_code == status
    assert ("members.csv" in text(as_(people[who]).get(f"/groups/{group.slug}/members"))) is (status == 200)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/members/{id}/role", {"role": "host"}),
        ("/owner", {"user_id": "{id}"}),
    ],
)
def test_who_is_no_member_is_not_found(as_, ann, path, sent) -> None:
    group = make_group(owner=ann)
    foreign = owner_of(make_group("Other")).id
    for number in (foreign, 999_999, 2**53):
        data = {key: value.format(id=number) for key, value in sent.items()}
        assert as_(ann).post(f"/groups/{group.slug}{path.format(id=number)}", data).status_code == 404
    assert as_(ann).delete(f"/groups/{group.slug}/members/{foreign}").status_code == 404


@pytest.mark.parametrize("sent", [{}, {"role": "emperor"}])
def test_a_role_that_does_not_exist_is_refused(as_, ann, sent) -> None:
    group = make_group(owner=ann)
    assert as_(ann).post(f"/groups/{group.slug}/members/{ann.id}/role", sent).status_code == 422


def test_the_last_owner_reads_what_to_do(as_, ann) -> None:
    group = make_group(owner=ann)
    answer = as_(ann).delete(f"/groups/{group.slug}/membership")
    assert answer.status_code == 409
    assert "Hand the group over first" in text(answer)


# Joining, asking, inviting


def test_joining_shows_the_welcome_until_it_is_read(as_, ann) -> None:
    group = make_group(welcome="Say where you **work**.")
    browser = as_(ann)
    assert "Say where you" not in text(browser.get(f"/groups/{group.slug}"))
    browser.post(f"/groups/{group.slug}/membership")
    page = text(browser.get(f"/groups/{group.slug}"))
    assert "Say where you <strong>work</strong>" in page
    assert "I have read the welcome" in page
    browser.delete(f"/groups/{group.slug}/welcome")
    assert "Say where you" not in text(browser.get(f"/groups/{group.slug}"))
    assert "Say where you" in text(browser.get(f"/groups/{group.slug}/about"))


@pytest.mark.parametrize("visibility", ["open", "request", "private", "hidden"])
def test_leaving_is_taken_back_within_seconds_alone(as_, ann, visibility) -> None:
    group = make_group(visibility=visibility)
    add_member(group, ann)
    browser = as_(ann)
    answer = browser.delete(f"/groups/{group.slug}/membership")
    assert role_of(group, ann) is None
    page = text(browser.get(answer.headers["Location"]))
    undo = page.split("/return?ticket=")[1].split('"')[0]
    forged = browser.post(f"/groups/{group.slug}/return?ticket={undo[:-3]}abc")
    assert forged.status_code == 409
    assert as_(make_user("Ben")).post(f"/groups/{group.slug}/return?ticket={undo}").status_code == 404
    assert browser.post(f"/groups/{group.slug}/return?ticket={undo}").status_code == 303
    assert role_of(group, ann) == "member"


def test_a_request_goes_to_the_hosts_and_comes_back(as_, ann) -> None:
    group = make_group(visibility="request")
    owner, browser = as_(owner_of(group)), as_(ann)
    assert browser.post(f"/groups/{group.slug}/request", {"message": "I work nights."}).status_code == 303
    assert "Your request waits for an answer" in text(browser.get(f"/groups/{group.slug}"))
    page = text(owner.get(f"/groups/{group.slug}/members"))
    assert "I work nights." in page
    assert "1 request" in page
    number = page.split("/requests/")[1].split("/")[0]
    assert browser.post(f"/groups/{group.slug}/requests/{number}/approval").status_code == 403
    owner.post(f"/groups/{group.slug}/requests/{number}/refusal", {"message": "We are full."})
    assert "We are full." in text(browser.get(f"/groups/{group.slug}"))
    answered = owner.post(f"/groups/{group.slug}/requests/{number}/approval")
    assert answered.status_code == 409
    assert "with the words “We are full.”" in text(answered)
    assert f'value="@{ann.slug}"' in text(answered)


def test_a_host_who_answers_late_is_told_who_was_faster_and_keeps_the_words(as_, ann) -> None:
    group = make_group(visibility="request")
    host = make_user("Hanna Host")
    add_member(group, host, "host")
    path = f"/groups/{group.slug}/requests/{make_request(group, ann).id}"
    assert as_(host).post(f"{path}/approval").status_code == 303
    late = as_(owner_of(group)).post(f"{path}/refusal", {"message": "Write to me in spring."})
    assert late.status_code == 409
    assert "Hanna Host has already let Ann Probst in." in text(late)
    assert "Write to me in spring." in text(late)
    assert role_of(group, ann) == "member"
    assert as_(owner_of(group)).post(f"{path}0/approval").status_code == 404


def test_a_request_that_is_too_long_is_kept(as_, ann) -> None:
    group = make_group(visibility="request")
    answer = as_(ann).post(f"/groups/{group.slug}/request", {"message": "word " * 200})
    assert answer.status_code == 422
    assert "word word" in text(answer)


@pytest.mark.parametrize("visibility", ["open", "private"])
def test_one_asks_only_where_asking_is_the_way_in(as_, ann, visibility) -> None:
    group = make_group(visibility=visibility)
    assert as_(ann).get(f"/groups/{group.slug}/request").status_code == 303
    assert as_(ann).post(f"/groups/{group.slug}/request").status_code == 403


def test_an_invitation_that_names_nobody_is_kept(as_, ann) -> None:
    group = make_group(owner=ann)
    answer = as_(ann).post(f"/groups/{group.slug}/invitations", {"people": "Nobody <Atall>"})
    assert answer.status_code == 422
    assert "Nobody &lt;Atall&gt;" in text(answer)
    assert as_(ann).post(f"/groups/{group.slug}/invitations", {"people": "Ann Probst"}).status_code == 303


def test_an_invitation_can_be_taken_back(as_, ann) -> None:
    group = make_group(visibility="hidden")
    make_invitation(group, ann)
    owner = as_(owner_of(group))
    assert "Take back" in text(owner.get(f"/groups/{group.slug}/members"))
    owner.delete(f"/groups/{group.slug}/invitations/{ann.id}")
    assert as_(ann).get(f"/groups/{group.slug}").status_code == 404


# States


def test_a_member_by_rule_reads_why_and_may_mute(as_) -> None:
    kassel = make_unit("Kassel", kind="site")
    manager, ann = make_user("Mona", roles=("community-manager",)), make_user("Ann", site=kassel)
    group = make_group(owner=manager, unit_id=kassel.id)
    jobs.run_all()
    browser = as_(fresh(ann))
    page = text(browser.get(f"/groups/{group.slug}"))
    assert "Member because site = Kassel" in page
    assert "Leave" not in page
    assert browser.delete(f"/groups/{group.slug}/membership").status_code == 409
    assert browser.post(f"/groups/{group.slug}/level", {"level": "none"}).status_code == 303
    assert db.session.get_one(Membership, (group.id, ann.id), populate_existing=True).level == "none"


def test_an_archived_group_is_read_but_not_written_in(as_, ann) -> None:
    group = make_group(owner=ann)
    browser = as_(ann)
    browser.post(f"/groups/{group.slug}/archive")
    page = text(browser.get(f"/groups/{group.slug}"))
    assert "This group has been archived since" in page
    assert 'name="body"' not in page
    assert browser.post(f"/groups/{group.slug}/settings", fields()).status_code == 403
    assert "Open again" in text(browser.get(f"/groups/{group.slug}/settings"))
    browser.delete(f"/groups/{group.slug}/archive")
    assert "archived since" not in text(browser.get(f"/groups/{group.slug}"))


def test_a_quiet_group_says_so(as_, ann) -> None:
    group = make_group(owner=ann, active_at=clock.now() - timedelta(days=61))
    assert "Nobody has written here since" in text(as_(ann).get(f"/groups/{group.slug}"))
    assert "quiet since" in text(as_(ann).get("/groups"))


def test_the_official_mark_is_given_by_community_managers(as_, ann) -> None:
    group = make_group(owner=ann)
    manager = as_(make_user("Mona", roles=("community-manager",)))
    assert "Make it official" not in text(as_(ann).get(f"/groups/{group.slug}/about"))
    assert as_(ann).post(f"/groups/{group.slug}/official").status_code == 403
    manager.post(f"/groups/{group.slug}/official")
    assert "Official" in text(as_(ann).get(f"/groups/{group.slug}"))
    manager.delete(f"/groups/{group.slug}/official")
    assert fresh(group).is_official is False


def test_a_request_for_a_group_shows_in_its_tabs_to_hosts_alone(as_, ann) -> None:
    group = make_group(visibility="request")
    make_request(group, ann)
    member = make_user("Ben")
    add_member(group, member)
    assert "1 request" in text(as_(owner_of(group)).get(f"/groups/{group.slug}"))
    assert "1 request" not in text(as_(member).get(f"/groups/{group.slug}"))


@pytest.mark.parametrize("path", ["/groups", "/groups/new", "/groups/night-shift/about", "/groups/night-shift/members"])
def test_nobody_who_is_not_signed_in_reads_anything(client, path) -> None:
    make_group()
    assert client.get(path).status_code in (302, 303, 401)
    assert "Night shift" not in text(client.get(path))


# Speed


@pytest.fixture
def crowd(app, ann):
    """A group of sixty people with everything that a page can gather, among sixty groups."""
    for number in range(60):
        make_group(f"Group {number}", owner=ann)
    group = make_group(owner=ann, visibility="request", welcome="Welcome.")
    for number in range(60):
        add_member(group, make_user(f"Person {number:02}"), "host" if number < 5 else "member")
    return group


@pytest.mark.parametrize(
    ("path", "most"), [("", 6), ("/about", 6), ("/members", 6), ("/settings", 6), ("/members.csv", 3), (None, 7)]
)
def test_no_page_asks_more_of_the_database_the_more_there_is(as_, ann, crowd, path, most) -> None:
    browser = as_(ann)
    address = "/groups" if path is None else f"/groups/{crowd.slug}{path}"
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK")):
            said.append(statement)

    browser.get(address)
    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        assert browser.get(address).status_code == 200
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
    assert len(said) <= most, "\n".join(said)


def test_what_is_pinned_stands_first_in_its_group_and_in_its_time_at_home(as_, ann) -> None:
    group = make_group(owner=ann)
    now = clock.now()
    first, second, third = (make_post(ann, group.key, at=now - timedelta(hours=n)) for n in (3, 2, 1))
    pin_post(actor(ann), db.session.get_one(Post, first.id))
    db.commit()

    def order(url: str) -> list[int]:
        return [int(number) for number in re.findall(r'<article[^>]* id="p(\d+)"', text(as_(ann).get(url)))]

    assert order(f"/groups/{group.slug}") == [first.id, third.id, second.id]
    for url in ("/home", "/home?view=all"):
        assert order(url) == [third.id, second.id, first.id]
        assert text(as_(ann).get(url)).count("Pinned") == 1
