"""Two accounts of one person become one: nothing is lost, nothing is there twice, and the old one opens no door."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from auth.models import Identity, User
from auth.provisioning import history
from auth.provisioning.history_models import Employment, PersonUnit
from auth.provisioning.models import Run
from portal.admin.merging import merge
from portal.admin.merging.decided import DECIDED
from portal.admin.merging.joining import without
from portal.admin.merging.moving import columns
from portal.audit import Entry
from portal.comments import Comment
from portal.core import clock, db
from portal.core import jobs as queue
from portal.core.errors import Conflict, Forbidden
from portal.core.subjects import ref
from portal.groups import Group, Membership
from portal.people import Follow
from portal.posts import Post
from portal.reactions import react
from tests.comments.factories import make_comment
from tests.factories import actor, make_unit, make_user, save
from tests.groups.factories import add_member, make_group
from tests.people.factories import make_topic
from tests.posts.factories import make_post
from tests.provisioning.factories import applied, make_source, person, planned, user_of

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]
WHY = "Came back and got a second account"


@pytest.fixture
def hanna() -> User:
    return make_user("Hanna HR", roles=("hr-admin",))


def fresh(user: User) -> User:
    return db.session.get_one(User, user.id, populate_existing=True)


def test_every_column_that_points_to_an_account_is_decided() -> None:
    there = {f"{column.table.name}.{column.name}" for column in columns()}
    assert not there - DECIDED.keys(), "decide in portal/admin/merging/decided.py what becomes of these"
    assert not DECIDED.keys() - there, "there is no such column"


def test_the_other_account_is_found_by_a_part_of_its_name_or_its_handle(as_: As, hanna: User) -> None:
    old, new = make_user("Nora Müller-Lüdenscheid", email="nora@nordlicht.example"), make_user("Nora Lüdenscheid")
    for words in ("lüdensch", "@" + old.slug, "Nora@Nordlicht.example"):
        found = as_(hanna).get(f"/admin/people/{new.id}/merger", query_string={"q": words}).text
        assert f"/admin/people/{new.id}/merger/{old.id}" in found, words


def test_what_both_did_comes_together_once(as_: As, hanna: User) -> None:
    old, new, ben = make_user("Nora Feldmann"), make_user("Nora Feldmann"), make_user("Ben Boss")
    shared, own = make_group("Brazing", owner=ben), make_group("Choir", owner=old)
    add_member(shared, old, role="host")
    add_member(shared, new)
    post = make_post(ben, shared.key, body="Who knows about flux?")
    mine = make_post(old, own.key, body="Rehearsal")
    make_comment(ref(post), old, "I do")
    for user in (old, new):
        react(actor(user), ref(post), "heart")
        save(Follow(follower_id=ben.id, followed_id=user.id, created_at=clock.now()))
    save(Follow(follower_id=old.id, followed_id=new.id, created_at=clock.now()))
    make_topic("Flux", old, new)
    ben.manager_id, new.manager_id = old.id, ben.id
    db.commit()
    page = as_(hanna).get(f"/admin/people/{new.id}/merger/{old.id}").text
    assert "This one becomes part of it" in page
    assert as_(hanna).post(f"/admin/people/{new.id}/merger/{old.id}", {"reason": ""}).status_code == 422
    assert as_(hanna).post(f"/admin/people/{new.id}/merger/{old.id}", {"reason": WHY}).status_code == 303
    queue.run_all()
    db.session.expire_all()
    assert db.session.get_one(Post, mine.id).author_id == new.id
    assert db.session.scalars(select(Comment.author_id)).all() == [new.id]
    members = select(Membership.user_id, Membership.role).where(Membership.group_id == shared.id)
    assert sorted(db.session.execute(members)) == sorted([(ben.id, "owner"), (new.id, "host")])
    assert db.session.get_one(Membership, (own.id, new.id)).role == "owner"
    assert db.session.get_one(Group, shared.id).member_count == 2
    assert db.session.get_one(Post, post.id).reactions == {"heart": 1}
    assert db.session.execute(select(Follow.follower_id, Follow.followed_id)).all() == [(ben.id, new.id)]
    assert (fresh(ben).manager_id, fresh(new).manager_id) == (new.id, None)
    assert "Rehearsal" in as_(new).get("/groups/choir").text
    old_address = as_(ben).get("/people/nora.feldmann")
    assert old_address.headers["Location"] == f"/people/{new.slug}"
    entry = db.session.scalars(select(Entry).where(Entry.event == "AccountsMerged")).one()
    assert (entry.person_id, entry.details["gone_id"], entry.reason) == (new.id, old.id, WHY)


def test_the_old_account_never_opens_again(as_: As, hanna: User) -> None:
    old, new = make_user("Nora Feldmann", email="nora@example.com"), make_user("Nora Feldmann")
    browser, hr = as_(old), as_(hanna)
    merge(actor(hanna), new.id, old.id, reason=WHY)
    db.commit()
    assert browser.get("/home").status_code == 303
    assert fresh(new).email == "nora@example.com"
    assert (fresh(old).is_active, fresh(old).email) == (False, None)
    assert hr.delete(f"/admin/people/{old.id}/closure", {"reason": "A mistake"}).status_code == 409
    assert "never opens again" in hr.get(f"/admin/people/{old.id}").text
    assert hr.post(f"/admin/people/{new.id}/merger/{old.id}", {"reason": WHY}).status_code == 409
    with pytest.raises(Conflict):
        merge(actor(hanna), new.id, new.id, reason=WHY)


def test_a_rehired_person_gets_the_old_account_back(hanna: User) -> None:
    make_source()
    applied(person("1", "Nora Feldmann"))
    applied(person("2", "Nora Feldmann-Kurz", email="nora@example.com"))
    old, new = user_of("1"), user_of("2")
    waiting = planned(person("2", "Nora Feldmann-Kurz", email="nora@example.com", title="Engineer"))
    merge(actor(hanna), old.id, new.id, reason=WHY)
    db.commit()
    assert db.session.get_one(Run, waiting.id, populate_existing=True).state == "discarded"
    old = fresh(old)
    assert old.is_active
    assert (old.name, old.email, old.source) == ("Nora Feldmann-Kurz", "nora@example.com", "hr")
    assert db.session.scalars(select(Identity.subject).where(Identity.user_id == old.id)).all() == ["2"]
    again = planned(person("2", "Nora Feldmann-Kurz", email="nora@example.com"))
    assert (again.state, again.same) == ("same", 1)


def test_a_source_that_knows_two_active_people_is_believed(hanna: User) -> None:
    make_source()
    applied(person("1"), person("2"))
    with pytest.raises(Conflict, match="knows both"):
        merge(actor(hanna), user_of("1").id, user_of("2").id, reason=WHY)


def test_somebody_with_a_role_is_merged_by_those_who_give_roles(hanna: User) -> None:
    ida, puppet = make_user("Ida Admin", roles=("it-admin",)), make_user("Ida Admin")
    other = make_user("Otto Admin", roles=("it-admin",))
    for kept, gone in ((ida, puppet), (puppet, ida)):
        with pytest.raises(Forbidden):
            merge(actor(hanna), kept.id, gone.id, reason=WHY)
    merge(actor(other), puppet.id, ida.id, reason=WHY)
    db.commit()
    assert actor(fresh(puppet)).roles == {"it-admin"}
    with pytest.raises(Forbidden):
        merge(actor(puppet), puppet.id, hanna.id, reason=WHY)


def test_history_has_no_day_twice(hanna: User) -> None:
    kassel, leipzig = make_unit("Kassel", kind="site"), make_unit("Leipzig", kind="site")
    old, new = make_user("Nora Feldmann", site=kassel), make_user("Nora Feldmann", site=leipzig)
    for model in (PersonUnit, Employment):
        db.session.query(model).delete()
    first, second, third = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
    save(
        PersonUnit(user_id=old.id, site_id=kassel.id, valid_from=first, valid_until=third),
        PersonUnit(user_id=old.id, site_id=leipzig.id, valid_from=third, valid_until=None),
        PersonUnit(user_id=new.id, site_id=leipzig.id, valid_from=second, valid_until=None),
        Employment(user_id=old.id, valid_from=first, valid_until=None),
        Employment(user_id=new.id, valid_from=second, valid_until=None),
    )
    merge(actor(hanna), new.id, old.id, reason=WHY)
    db.commit()
    for model in (PersonUnit, Employment):
        days = select(model.valid_from, model.valid_until).where(model.user_id == new.id).order_by(model.valid_from)
        assert db.session.execute(days).all() == [(first, second), (second, None)]
        assert not db.session.query(model).filter_by(user_id=old.id).count()
    assert without((first, third), [(second, None)]) == [(first, second)]
    assert without((first, third), []) == [(first, third)]
    assert history.today() > third
