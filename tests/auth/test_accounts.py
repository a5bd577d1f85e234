"""What changes an account: roles."""

from sqlalchemy import func, select

from auth import accounts
from auth.audience import actor_for
from auth.models import RoleGrant
from portal.audit import Entry
from portal.core import db
from tests.factories import actor, make_user


def test_a_role_is_given_once_and_stands_in_the_audit_log(app) -> None:
    admin, ann = make_user("Admin", roles=("it-admin",)), make_user("Ann")
    accounts.grant_role(actor(admin), ann, "community-manager")
    accounts.grant_role(actor(admin), ann, "community-manager")
    db.commit()
    assert actor_for(ann.id).roles == {"community-manager"}
    granted = select(func.count()).select_from(RoleGrant).where(RoleGrant.user_id == ann.id)
    assert db.session.scalar(granted) == 1
    told = list(db.session.scalars(select(Entry.event).where(Entry.actor_id == admin.id)))
    assert set(told) == {"RoleGranted"}
