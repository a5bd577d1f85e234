"""What the pages of groups show, to whom, and what they refuse."""

import re
from datetime import timedelta

import pytest

from portal.core import clock, db, jobs
from portal.groups.models import Membership
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
    text,
)
from tests.posts.factories import make_post

PAGES = ("", "/about", "/files", "/questions", "/members", "/settings", "/request", "/members.csv")
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


@pytest.fixture
def crowd(app, ann):
    """A group of sixty people with everything that a page can gather, among sixty groups."""
    for number in range(60):
        make_group(f"Group {number}", owner=ann)
    group = make_group(owner=ann, visibility="request", welcome="Welcome.")
    for number in range(60):
        add_member(group, make_user(f"Person {number:02}"), "host" if number < 5 else "member")
    return group


def test_no_page_asks_more_of_the_database_the_more_there_is(as_, ann, crowd, statements) -> None:
    browser, own = as_(ann), f"/groups/{crowd.slug}"
    limits = {
        "/groups": 7,
        own: 6,
        f"{own}/about": 6,
        f"{own}/members": 6,
        f"{own}/settings": 6,
        f"{own}/members.csv": 3,
    }
    for address, most in limits.items():
        browser.get(address)
        with statements() as said:
            assert browser.get(address).status_code == 200
        assert len(said) <= most, address + "\n" + "\n".join(said)


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
