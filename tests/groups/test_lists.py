"""Which groups are listed, and which are suggested."""

from datetime import timedelta

import pytest

from portal.core import clock, db, jobs
from portal.groups import lists, queries
from portal.groups.models import Group
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import (
    add_member,
    fresh,
    make_group,
    make_request,
)


def test_suggestions_say_why(app) -> None:
    kassel, press = make_unit("Kassel", kind="site"), make_unit("Press shop")
    ann = make_user("Ann", site=kassel, department=press)
    near, far = make_group("Near"), make_group("Same craft")
    for number in range(2):
        add_member(near, make_user(f"K{number}", site=kassel))
    add_member(far, make_user("P", department=press))
    make_group("Hidden", visibility="hidden", owner=make_user("H", site=kassel))
    make_group("Asked already", visibility="request", owner=make_user("R", site=kassel))
    make_request(fresh(db.session.query(Group).filter_by(name="Asked already").one()), ann)
    jobs.run_all()
    reasons = [(listed.name, listed.reason) for listed in lists.suggestions(actor(ann))]
    assert reasons == [
        ("Same craft", "1 person of your department is in it"),
        ("Near", "2 people of your site are in it"),
    ]


def test_who_is_alone_at_a_site_is_shown_lively_groups(app) -> None:
    make_group("Quiet", active_at=clock.now() - timedelta(days=90))
    make_group("Lively")
    ann = make_user("Ann", site=make_unit("Lyon", kind="site"))
    assert [(listed.name, listed.reason) for listed in lists.suggestions(actor(ann))] == [
        ("Lively", "Lively at the moment")
    ]


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        ({}, {"Fräsen", "Climbing", "Secret", "Closed"}),
        ({"q": "frasen"}, {"Fräsen"}),
        ({"q": "TRICKS"}, {"Climbing"}),
        ({"q": "%"}, set()),
        ({"q": "_"}, set()),
        ({"tag": "fräsen"}, {"Fräsen"}),
        ({"tag": "Größe"}, {"Fräsen"}),
        ({"tag": "climb"}, set()),
        ({"view": "mine"}, {"Secret"}),
        ({"view": "archived"}, {"Old"}),
    ],
)
def test_the_list_narrows(ann, narrowed, names) -> None:
    make_group("Fräsen", tags="fräsen größe")
    make_group("Climbing", purpose="Tricks of climbers")
    make_group("Closed", visibility="private")
    make_group("Old", archived_at=clock.now())
    make_group("Secret", visibility="hidden", owner=ann)
    make_group("Unknown", visibility="hidden")
    assert {listed.name for listed in lists.groups(actor(ann), **narrowed).items} == names


def test_a_person_s_levels_and_groups_are_listed(ann) -> None:
    group = make_group(owner=ann)
    assert [(level.name, level.level) for level in queries.my_levels(actor(ann))] == [(group.name, "all")]
    assert [card.name for card in queries.my_groups(actor(ann))] == [group.name]
    assert queries.names_of([group.key, "everyone", "group:x"])[group.key].slug == group.slug
