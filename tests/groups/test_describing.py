"""The pages on which groups are founded and described."""

from datetime import date

import pytest

from portal.core import db
from portal.groups.models import Group
from tests.factories import make_unit, make_user
from tests.groups.factories import (
    fields,
    fresh,
    make_group,
    text,
)


def test_a_group_is_founded_from_a_template(as_, ann) -> None:
    browser = as_(ann)
    page = text(browser.get("/groups/new?template=project"))
    assert "What we want to have reached, and by when." in page
    assert 'value="request" checked' in page
    purpose = "What we want to have reached, and by when."
    other = fields("Line 4", visibility="request", purpose=purpose, about="Typed.", began="project", template="site")
    page = text(browser.post("/groups", other))
    assert all(
        said in page for said in ('value="Line 4"', "Typed.", "What goes on at our site.", 'value="open" checked')
    )
    assert purpose not in page
    page = text(browser.post("/groups", other | {"purpose": "Mine."}))
    assert 'value="Mine."' in page
    assert "What goes on at our site." not in page
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


def test_saving_something_else_keeps_the_rule_whose_unit_is_closed_by_now(as_) -> None:
    manager, office = make_user("Mona", roles=("community-manager",)), make_unit("Office")
    group = make_group(owner=manager, unit_id=office.id)
    office.closed_on = date(2026, 1, 1)
    db.commit()
    page = text(as_(manager).get(f"/groups/{group.slug}/settings"))
    assert f'value="{office.id}" selected' in page
    assert "Office" not in text(as_(manager).get("/groups/new"))


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
