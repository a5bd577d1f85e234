"""Externals: they are warned of, they end on their day, and they come back as who they were."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from auth.models import Session, User
from auth.provisioning import jobs
from portal.audit.models import Entry
from portal.core import clock, db
from portal.core import jobs as queue
from tests.factories import make_unit, make_user
from tests.people.factories import make_photo
from tests.posts.factories import make_post
from tests.provisioning.factories import applied, make_source, person, user_of

pytestmark = pytest.mark.usefixtures("app")
As = Callable[[User], Any]


def at(*moment: int) -> None:
    clock.freeze(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type, misc]  # year to second, as written
    jobs.follow_the_calendar()
    db.commit()


def fresh(user: User) -> User:
    return db.session.get_one(User, user.id, populate_existing=True)


def test_an_external_is_warned_of_and_ends_within_the_first_minute_after_the_last_day(as_: As) -> None:
    at(2026, 3, 1, 9, 0, 0)
    kassel = make_unit("Kassel", kind="site")
    ext, spon = make_user("Eva External", site=kassel), make_user("Sven Sponsor")
    hanna = make_user("Hanna", roles=("hr-admin",))
    browser, url = as_(hanna), f"/admin/people/{ext.id}/term"
    for wrong, words in (({"last_day": "2026-02-01"}, "has passed"), ({"sponsor": "@nobody"}, "Nobody here")):
        assert words in browser.put(url, {"last_day": "2026-03-20", "sponsor": ""} | wrong).text
    assert browser.put(url, {"last_day": "2026-03-20", "sponsor": "@sven.sponsor"}).status_code == 303
    assert 'value="2026-03-20"' in browser.get(f"/admin/people/{ext.id}").text
    at(2026, 3, 13, 22, 0, 0)
    assert "Eva External" not in browser.get("/notifications").text
    for moment in ((2026, 3, 13, 23, 0, 30), (2026, 3, 13, 23, 1, 30), (2026, 3, 14, 23, 1, 30)):
        at(*moment)
    for told in (hanna, spon):
        page = as_(told).get("/notifications").text
        assert page.count("access ends on 20 March 2026") == 1, told.name
    as_(ext)
    at(2026, 3, 20, 22, 59, 30)
    assert fresh(ext).is_active
    at(2026, 3, 20, 23, 0, 30)
    assert not fresh(ext).is_active
    assert not db.session.query(Session).filter_by(user_id=ext.id).count()


def test_the_name_is_replaced_where_the_policy_says_so_and_comes_back_with_the_person(
    as_: As,
) -> None:
    at(2026, 3, 1, 9, 0, 0)
    eva, hanna = make_user("Eva External"), make_user("Hanna", roles=("hr-admin",))
    browser = as_(hanna)
    assert "As it is configured: their name" in browser.get("/admin/leavers").text
    assert browser.put("/admin/leavers", {"naming": "shred"}).status_code == 422
    assert browser.put("/admin/leavers", {"naming": "replace"}).status_code == 303
    assert 'value="replace" checked' in browser.get("/admin/leavers").text
    assert db.session.query(Entry).filter_by(event="NamingChosen").one().details["what"] == "replace"
    as_(hanna).put(f"/admin/people/{eva.id}/term", {"last_day": "2026-03-20", "sponsor": ""})
    make_photo(eva)
    make_post(eva, body="The forklift is back")
    at(2026, 3, 1, 9, 0, 0)
    at(2026, 3, 21, 9, 0, 0)
    queue.run_all()
    assert (fresh(eva).name, fresh(eva).photo) == ("Ehemalige Person", None)
    assert "forklift" in as_(hanna).get("/search?q=forklift").text
    assert "forklift" not in as_(hanna).get("/search?q=External").text
    as_(hanna).delete(f"/admin/people/{eva.id}/closure", {"reason": "Comes back"})
    assert (fresh(eva).name, fresh(eva).slug, fresh(eva).is_active) == ("Eva External", "eva.external", True)
    assert as_(hanna).put("/admin/leavers", {"naming": ""}).status_code == 303
    assert 'value="" checked' in as_(hanna).get("/admin/leavers").text


def test_a_source_says_when_somebody_ends_and_only_the_source(as_: As) -> None:
    at(2026, 3, 1, 9, 0, 0)
    make_source()
    hanna = make_user("Hanna", roles=("hr-admin",))
    last = datetime(2026, 3, 6, tzinfo=UTC).date()
    applied(person("1", "Eva External", valid_until=last))
    at(2026, 3, 1, 9, 1, 0)
    browser, eva = as_(hanna), user_of("1")
    assert "access ends on 5 March 2026" in browser.get("/notifications").text
    assert browser.put(f"/admin/people/{eva.id}/term", {"last_day": "2027-01-01", "sponsor": ""}).status_code == 409
    at(2026, 3, 5, 23, 0, 10)
    assert not fresh(eva).is_active
    applied(person("1", "Eva External"))
    assert fresh(eva).is_active
