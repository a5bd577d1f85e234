"""Two people change the departments at the same moment: one after the other, and none stands below itself."""

import threading

import pytest
from sqlalchemy import select

from auth.models import Unit, User
from portal.core import db
from portal.core.web import Portal
from tests.browser_client import Browser
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.usefixtures("committed")
ROUNDS = 5


def _at_once(browsers: list[Browser], forms: list[tuple[str, dict[str, str]]]) -> list[int]:
    start, statuses = threading.Barrier(len(forms)), []

    def one(browser: Browser, url: str, form: dict[str, str]) -> None:
        start.wait()
        statuses.append(browser.post(url, form | {"checked": "yes"}).status_code)

    threads = [
        threading.Thread(target=one, args=(browser, *said)) for browser, said in zip(browsers, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


@pytest.fixture
def managers(app: Portal) -> list[Browser]:
    people = [make_user(name, roles=("hr-admin",)) for name in ("Hanna", "Hugo")]
    db.commit()
    return [Browser(app, user) for user in people]


def test_two_departments_do_not_end_up_below_each_other(managers: list[Browser]) -> None:
    for number in range(ROUNDS):
        one, other = make_unit(f"North {number}"), make_unit(f"South {number}")
        make_user(f"Ann {number}", department=one)
        make_user(f"Ben {number}", department=other)
        db.commit()
        forms = [
            (f"/admin/departments/{one.id}/changes", {"kind": "move", "target_id": str(other.id)}),
            (f"/admin/departments/{other.id}/changes", {"kind": "move", "target_id": str(one.id)}),
        ]
        assert _at_once(managers, forms) == [303, 422]
        with db.reading() as session:
            above = session.scalars(select(Unit.parent_id).where(Unit.id.in_((one.id, other.id)))).all()
        assert above.count(None) == 1


def test_nobody_is_moved_into_a_department_that_is_being_closed(managers: list[Browser]) -> None:
    for number in range(ROUNDS):
        full, empty = make_unit(f"Full {number}"), make_unit(f"Empty {number}")
        cid = make_user(f"Cid {number}", department=full).id
        db.commit()
        forms = [
            (f"/admin/departments/{full.id}/changes", {"kind": "merge", "target_id": str(empty.id)}),
            (f"/admin/departments/{empty.id}/changes", {"kind": "close"}),
        ]
        statuses = _at_once(managers, forms)
        assert statuses[0] == 303
        assert statuses[1] in (409, 422)
        with db.reading() as session:
            home = select(Unit.closed_on).join(User, User.department_id == Unit.id).where(User.id == cid)
            assert session.scalars(home).one() is None
