"""What higher slices add to a profile: groups and posts, as far as the reader may know of them."""

import re
from html import unescape

import pytest

from portal.core import db
from portal.groups.actions import archive_group
from portal.people.actions import follow
from portal.posts import remove_post
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

STATEMENTS = 12


def text(answer) -> str:
    return answer.get_data(as_text=True)


def profile(as_, reader, person) -> str:
    return text(as_(reader).get(f"/people/{person.slug}"))


@pytest.fixture
def scene(app):
    """Ann reads Bob's profile; Bob is in a group of each kind, and in a private and a hidden one with Ann."""
    ann, bob = make_user("Ann"), make_user("Bob")
    groups = {kind: make_group(f"The {kind} one", visibility=kind) for kind in ("open", "request", "private", "hidden")}
    groups |= {f"shared {kind}": make_group(f"Our {kind} one", visibility=kind) for kind in ("private", "hidden")}
    for name, group in groups.items():
        add_member(group, bob)
        if name.startswith("shared"):
            add_member(group, ann)
    return ann, bob, groups


def test_a_profile_names_only_groups_whose_members_the_reader_may_know(as_, scene) -> None:
    ann, bob, groups = scene
    page = profile(as_, ann, bob)
    shown = {name for name, group in groups.items() if f'href="/groups/{group.slug}"' in page.split("groups-h", 1)[1]}
    assert shown == {"open", "request", "shared private", "shared hidden"}
    stranger = profile(as_, make_user("Cem"), bob)
    assert all(name not in stranger for name in ("The private one", "The hidden one", "Our private one"))
    assert all(group.name in profile(as_, bob, bob) for group in groups.values())


def test_an_archived_group_is_no_longer_on_the_profile(as_, scene) -> None:
    ann, bob, groups = scene
    olga = make_user("Petra", roles=("community-manager",))
    archive_group(actor(olga), groups["open"])
    db.commit()
    assert "The open one" not in profile(as_, ann, bob)


def test_a_profile_shows_the_latest_posts_that_the_reader_may_see(as_, scene) -> None:
    ann, bob, groups = scene
    for number, audience in enumerate(["everyone", groups["private"].key, groups["shared hidden"].key]):
        make_post(bob, audience, title=f"Post {number}")
    removed = make_post(bob, title="Post gone")
    remove_post(actor(bob), removed)
    db.commit()
    page = profile(as_, ann, bob)
    assert [title in page for title in ("Post 0", "Post 1", "Post 2", "Post gone")] == [True, False, True, False]
    assert "Post 2" not in profile(as_, make_user("Cem"), bob)


def test_older_posts_come_by_a_link_with_and_without_a_script(as_, scene) -> None:
    ann, bob, _ = scene
    written = [make_post(bob, title=f"Number {n:02}.").title for n in range(28)]
    browser = as_(ann)
    page, seen = text(browser.get(f"/people/{bob.slug}")), []
    while True:
        seen += re.findall(r"Number \d\d\.(?=</a></h2>)", page)
        link = re.search(r'class="pager"><a class="btn" href="([^"]+)"', page)
        if link is None:
            break
        assert "<h1" in text(browser.get(unescape(link[1])))
        page = text(browser.get(unescape(link[1]), htmx=True))
        assert "<h1" not in page
    assert seen == written[::-1]
    assert browser.get(f"/people/{bob.slug}/posts?after=rubbish").status_code == 404
    assert browser.get("/people/nobody/posts").status_code == 404


def test_empty_sections_say_so(as_, app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    other, own = profile(as_, ann, bob), profile(as_, ann, ann)
    assert "No open group, and none that you share." in other
    assert "Nothing yet that you could read." in other
    assert "You are in no group yet." in own
    assert "You have not written anything yet." in own
    assert "Nothing yet that you could read." in text(as_(ann).get(f"/people/{bob.slug}/posts"))


def test_what_leavers_wrote_stays_but_not_their_groups(as_, scene) -> None:
    ann, bob, _ = scene
    make_post(bob, title="Goodbye")
    bob.is_active = False
    db.session.add(bob)
    db.commit()
    page = profile(as_, ann, bob)
    assert "Goodbye" in page
    assert "groups-h" not in page


def test_a_full_profile_takes_few_statements(as_, scene, statements) -> None:
    ann, bob, _ = scene
    unit = make_unit("Press shop")
    bob.department_id, bob.manager_id = unit.id, ann.id
    db.session.add(bob)
    for n in range(8):
        make_post(bob, title=f"Post {n}")
    follow(actor(ann), bob)
    db.commit()
    browser = as_(ann)
    browser.get(f"/people/{bob.slug}")
    with statements() as said:
        assert browser.get(f"/people/{bob.slug}").status_code == 200
    assert len(said) <= STATEMENTS, "\n".join(said)
