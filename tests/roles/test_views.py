"""The page of roles."""

from auth.audience import actor_for
from auth.models import RoleGrant
from auth.providers import store
from portal.audit import Entry
from portal.core import db
from tests.factories import make_unit, make_user

GIVE = {"role": "hr-admin", "unit": "", "last_day": "2099-05-03", "reason": "While Petra is away"}


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_only_administrators_see_it(as_) -> None:
    assert as_(make_user("Ann")).get("/admin/roles").status_code == 403
    assert as_(make_user("Hanna", roles=("hr-admin",))).get("/admin/roles").status_code == 403


def test_a_role_is_given_seen_and_taken(as_) -> None:
    admin = as_(make_user("Ida Admin", roles=("it-admin",)))
    plant, ann = make_unit("Plant"), make_user("Ann Probst")
    given = admin.post("/admin/roles", GIVE | {"person": "@ann.probst", "unit": str(plant.id)})
    assert given.status_code == 303, text(given)
    page = text(admin.get("/admin/roles?role=hr-admin"))
    assert "only Plant" in page
    assert "given by Ida Admin" in page
    assert "4 May 2099" in page
    grant = db.session.query(RoleGrant).filter_by(user_id=ann.id).one()
    without = admin.delete(f"/admin/roles/{grant.id}", {"reason": ""})
    assert without.status_code == 422
    assert admin.delete(f"/admin/roles/{grant.id}", {"reason": "Petra is back"}).status_code == 303
    assert not actor_for(ann.id).roles_anywhere
    assert [entry.reason for entry in db.session.query(Entry).order_by(Entry.id)] == [GIVE["reason"], "Petra is back"]


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(as_) -> None:
    admin = as_(make_user("Ida Admin", roles=("it-admin",)))
    make_user("Max Muster"), make_user("Max Muster")
    page = admin.post("/admin/roles", GIVE | {"person": "Max Muster"})
    assert page.status_code == 422
    assert "Several people are called so" in text(page)
    assert GIVE["reason"] in text(page)
    assert "Nobody here is called so" in text(admin.post("/admin/roles", GIVE | {"person": "x' OR 1=1"}))


def test_the_person_reads_who_gave_the_role_and_why(as_) -> None:
    admin, ann = as_(make_user("Ida Admin", roles=("it-admin",))), make_user("Ann Probst")
    admin.post("/admin/roles", GIVE | {"person": "Ann Probst"})
    page = text(as_(ann).get("/settings/concerning-me"))
    assert "Role given" in page
    assert "Ida Admin" in page
    assert GIVE["reason"] in page
    assert GIVE["reason"] not in text(as_(make_user("Ben")).get("/settings/concerning-me"))


def test_a_directory_group_is_mapped_and_unmapped(as_) -> None:
    admin = as_(make_user("Ida Admin", roles=("it-admin",)))
    store.keep("ldap", "ldap", {"label": "Corporate directory"}, {})
    db.commit()
    sent = {"source": "ldap", "group_key": "cn=editors,dc=x", "mapped_role": "editor", "mapped_unit": ""}
    assert admin.post("/admin/roles/groups", sent).status_code == 303
    page = text(admin.get("/admin/roles"))
    assert "cn=editors,dc=x" in page
    number = page.split("/admin/roles/groups/")[1].split("?")[0]
    assert admin.delete(f"/admin/roles/groups/{number}").status_code == 303
    assert "cn=editors,dc=x" not in text(admin.get("/admin/roles"))


def test_it_stands_in_the_log_who_has_a_role_follow_from_a_group_and_who_ends_it(as_) -> None:
    ida = make_user("Ida Admin", roles=("it-admin",))
    admin = as_(ida)
    store.keep("ldap", "ldap", {"label": "Corporate directory"}, {})
    db.commit()
    sent = {"source": "ldap", "group_key": "cn=admins,dc=x", "mapped_role": "it-admin", "mapped_unit": ""}
    admin.post("/admin/roles/groups", sent)
    assert "Corporate directory" in text(admin.get("/admin/roles"))
    unknown = admin.post("/admin/roles/groups", sent | {"source": "ldpa"})
    assert (unknown.status_code, "cn=admins,dc=x" in text(unknown)) == (422, True)
    twice = admin.post("/admin/roles/groups", sent)
    assert (twice.status_code, "have the role already" in text(twice)) == (422, True)
    assert admin.post("/admin/roles/groups", sent | {"mapped_unit": "4711"}).status_code == 422
    number = text(admin.get("/admin/roles")).split("/admin/roles/groups/")[1].split("?")[0]
    admin.delete(f"/admin/roles/groups/{number}")
    entries = db.session.query(Entry).filter_by(event="RoleMappingChanged").order_by(Entry.id)
    assert [(entry.actor_id, entry.details["what"], entry.details["group_key"]) for entry in entries] == [
        (ida.id, "made", "cn=admins,dc=x"),
        (ida.id, "removed", "cn=admins,dc=x"),
    ]
    log = text(admin.get("/admin/audit"))
    for words in ("Role from a directory group", "cn=admins,dc=x", "IT administrator"):
        assert words in log
