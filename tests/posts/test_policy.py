"""Who may do what with a post: one table, and the doors around it."""

import pytest

from auth.policy import can
from portal.core import db
from portal.groups.actions import archive_group
from portal.posts import Post, remove_post
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import fresh, make_post

VERBS = ("see", "edit", "remove", "comment", "react", "moderate")
OPEN = {
    # who:              see, edit, remove, comment, react, moderate
    "author": (True, True, True, True, True, False),
    "member": (True, False, False, True, True, False),
    "host": (True, False, True, True, True, True),
    "owner": (True, False, True, True, True, True),
    "community-manager": (False, False, False, False, False, False),
    "hr-admin": (False, False, False, False, False, False),
    "stranger": (False, False, False, False, False, False),
}
ARCHIVED = OPEN | {
    "author": (True, False, True, False, True, False),
    "member": (True, False, False, False, True, False),
    "host": (True, False, True, False, True, True),
    "owner": (True, False, True, False, True, True),
}
COMPANY = {
    "author": (True, True, True, True, True, False),
    "colleague": (True, False, False, True, True, False),
    "community-manager": (True, False, True, True, True, True),
    "hr-admin": (True, False, False, True, True, False),
    "it-admin": (True, False, False, True, True, False),
    "works-council": (True, False, False, True, True, False),
    "ambassador": (True, False, False, True, True, False),
}


def rights(user, post: Post) -> tuple[bool, ...]:
    return tuple(can(actor(user), verb, post) for verb in VERBS)


def somebody(who: str, group, author):
    if who in ("author", "owner"):
        return author if who == "author" else owner_of(group)
    user = make_user(who, roles=(who,) if "-" in who else ())
    if who in ("member", "host"):
        add_member(group, user, role=who)
    return user


@pytest.mark.parametrize("who", OPEN)
@pytest.mark.parametrize("state", ["open", "archived"])
def test_the_table_of_a_private_group(app, who: str, state: str) -> None:
    group, author = make_group(visibility="private"), make_user("Ann")
    add_member(group, author)
    post = make_post(author, group.key)
    if state == "archived":
        archive_group(actor(owner_of(group)), group)
        db.commit()
    user = somebody(who, group, author)
    assert rights(user, fresh(post)) == (OPEN if state == "open" else ARCHIVED)[who]


@pytest.mark.parametrize("who", COMPANY)
def test_the_table_of_the_whole_company(app, who: str) -> None:
    author = make_user("Ann")
    post = make_post(author)
    user = author if who == "author" else make_user(who, roles=(who,) if "-" in who or who == "ambassador" else ())
    assert rights(user, post) == COMPANY[who]


def test_nobody_may_anything_with_a_removed_post(app) -> None:
    author = make_user("Ann", roles=("community-manager",))
    post = make_post(author)
    remove_post(actor(author), post)
    db.commit()
    assert not any(rights(author, fresh(post)))


def test_one_writes_for_the_company_for_ones_units_and_ones_groups(app) -> None:
    plant = make_unit("Plant")
    press, kassel, office = make_unit("Press", parent=plant), make_unit("Kassel", kind="site"), make_unit("Office")
    ann = make_user("Ann", department=press, site=kassel)
    own, foreign, closed = make_group("Own"), make_group("Foreign"), make_group("Closed", visibility="hidden")
    old = make_group("Old")
    add_member(own, ann)
    add_member(old, ann)
    archive_group(actor(owner_of(old)), old)
    db.commit()
    allowed = {"everyone", own.key, *(f"unit:{unit.id}" for unit in (plant, press, kassel))}
    refused = {foreign.key, closed.key, old.key, f"unit:{office.id}", f"user:{ann.id}", "nobody", f"{own.key}:managers"}
    for audience in allowed | refused:
        post = Post(author_id=ann.id, audience=audience, body="x")
        assert can(actor(ann), "create", post) == (audience in allowed), audience


def test_managers_do_not_write_for_managers_alone(app) -> None:
    group = make_group()
    owner = owner_of(group)
    assert not can(actor(owner), "create", Post(author_id=owner.id, audience=f"{group.key}:managers", body="x"))
