"""The organisation chart: heads, sizes, and big trees in pieces."""

import pytest

from portal.core import db
from portal.core.errors import NotFound
from portal.people import organisation
from portal.people.jobs import recount_departments
from tests.factories import make_unit, make_user


def count() -> None:
    recount_departments()
    recount_departments()
    db.commit()


def test_heads_and_sizes_come_from_who_leads_whom(app) -> None:
    board = make_unit("Board")
    plant = make_unit("Plant", parent=board)
    press = make_unit("Press shop", parent=plant)
    make_unit("Kassel", kind="site")
    chief = make_user("Chief", department=board)
    head = make_user("Head", department=plant, manager_id=chief.id)
    for n in range(3):
        make_user(f"Worker {n}", department=press, manager_id=head.id)
    make_user("Gone", department=press, manager_id=head.id, is_active=False)
    count()
    [top] = organisation.chart().branches
    assert (top.name, top.people_count, top.head.name) == ("Board", 5, "Chief")
    assert (top.parts[0].name, top.parts[0].people_count, top.parts[0].head.name) == ("Plant", 4, "Head")
    assert (top.parts[0].parts[0].people_count, top.parts[0].parts[0].head.name) == (3, "Head")


def test_a_chart_before_the_first_count_has_no_figures(app) -> None:
    make_unit("Board")
    [top] = organisation.chart().branches
    assert (top.people_count, top.head) == (0, None)


def test_a_department_of_equals_has_no_head(app) -> None:
    team = make_unit("Team")
    make_user("Ann", department=team)
    make_user("Bob", department=team)
    count()
    assert organisation.chart().branches[0].head is None


def test_circles_do_no_harm(app) -> None:
    one = make_unit("One")
    two = make_unit("Two", parent=one)
    ann = make_user("Ann", department=two)
    bob = make_user("Bob", department=two, manager_id=ann.id)
    ann.manager_id, one.parent_id = bob.id, two.id
    db.session.add_all([ann, one])
    db.commit()
    count()
    assert organisation.chart(one.id).path


def test_part_of_a_chart_knows_its_way_up(app) -> None:
    board = make_unit("Board")
    plant = make_unit("Plant", parent=board)
    make_unit("Press shop", parent=plant)
    found = organisation.chart(plant.id)
    assert [branch.name for branch in found.path] == ["Board", "Plant"]
    assert [branch.name for branch in found.branches] == ["Press shop"]


def test_big_trees_come_two_levels_at_a_time(app) -> None:
    top = make_unit("Top")
    middle = [make_unit(f"Middle {n}", parent=top) for n in range(4)]
    for n in range(organisation.WHOLE):
        make_unit(f"Low {n}", parent=middle[n % 4])
    [root] = organisation.chart().branches
    assert [(part.parts, part.is_cut) for part in root.parts] == [([], True)] * 4
    assert len(organisation.chart(middle[0].id).branches) == organisation.WHOLE // 4


@pytest.mark.parametrize("kind", ["site", None])
def test_what_is_no_department_is_not_found(app, kind) -> None:
    unit_id = make_unit("Kassel", kind=kind).id if kind else 999_999
    with pytest.raises(NotFound):
        organisation.chart(unit_id)
