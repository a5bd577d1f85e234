"""Who may do what to people, and who reads which field: one table each."""

import pytest

from auth import policy
from portal.core import db
from portal.people.models import DEFAULT_LEVELS
from portal.people.policy import may_read
from tests.factories import actor, make_unit, make_user


@pytest.mark.parametrize(
    ("who", "verb", "whom", "allowed"),
    [
        ("ann", "see", "ann", True),
        ("ann", "see", "bob", True),
        ("ann", "see", "gone", True),
        ("ann", "edit", "ann", True),
        ("ann", "edit", "bob", False),
        ("chief", "edit", "ann", False),
        ("hr", "edit", "ann", False),
        ("ann", "join", "bob", True),
        ("ann", "join", "ann", False),
        ("ann", "join", "gone", False),
    ],
)
def test_who_may_do_what(app, who, verb, whom, allowed) -> None:
    people = {name: make_user(name) for name in ("ann", "bob", "chief")}
    people["hr"] = make_user("hr", roles=("hr-admin",))
    people["ann"].manager_id = people["chief"].id
    people["gone"] = make_user("gone", is_active=False)
    db.commit()
    assert policy.can(actor(people[who]), verb, people[whom]) is allowed


READERS = {
    #                  everyone colleagues me
    "herself":         (True, True, True),
    "same department": (True, True, False),
    "part of it":      (True, True, False),
    "same site":       (True, True, False),
    "her lead":        (True, True, False),
    "department above": (True, False, False),
    "stranger":        (True, False, False),
    "administrator":   (True, False, False),
}  # fmt: skip


@pytest.fixture
def readers(app):
    above = make_unit("Production")
    press = make_unit("Press shop", parent=above)
    tools = make_unit("Tools", parent=press)
    kassel = make_unit("Kassel", kind="site")
    lyon = make_unit("Lyon", kind="site")
    lead = make_user("Lead", site=lyon)
    ann = make_user("Ann", department=press, site=kassel, manager_id=lead.id)
    return {
        "herself": ann,
        "same department": make_user("Ben", department=press, site=lyon),
        "part of it": make_user("Cem", department=tools, site=lyon),
        "same site": make_user("Dora", site=kassel),
        "her lead": lead,
        "department above": make_user("Eva", department=above, site=lyon),
        "stranger": make_user("Finn", site=lyon),
        "administrator": make_user("Gül", site=lyon, roles=("hr-admin", "it-admin", "community-manager")),
    }


@pytest.mark.parametrize("reader", READERS)
def test_who_reads_which_level(readers, reader) -> None:
    levels = ("everyone", "colleagues", "me")
    assert tuple(may_read(actor(readers[reader]), readers["herself"], level) for level in levels) == READERS[reader]


@pytest.mark.parametrize("field", DEFAULT_LEVELS)
def test_every_field_is_offered_to_somebody_by_default(field) -> None:
    assert DEFAULT_LEVELS[field] in ("everyone", "colleagues")
