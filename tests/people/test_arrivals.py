"""Who is new around the reader, as far as their profiles say so."""

from datetime import timedelta

from portal.core import clock
from portal.people import new_colleagues
from tests.factories import actor, make_unit, make_user
from tests.people.factories import make_profile


def new(user) -> list[str]:
    return [arrival.person.name for arrival in new_colleagues(actor(user), limit=10)]


def test_new_colleagues_are_of_the_own_department_or_site_and_began_not_long_ago(app) -> None:
    kassel, lyon, press = make_unit("Kassel", kind="site"), make_unit("Lyon", kind="site"), make_unit("Press shop")
    today = clock.now().date()
    ann = make_user("Ann", site=kassel, department=press, hired_on=today)
    make_user("Here", site=kassel, hired_on=today - timedelta(days=20))
    make_user("Same work", site=lyon, department=press, hired_on=today - timedelta(days=2))
    make_user("Elsewhere", site=lyon, hired_on=today)
    make_user("Long ago", site=kassel, hired_on=today - timedelta(days=60))
    make_user("Tomorrow", site=kassel, hired_on=today + timedelta(days=2))
    make_user("Unknown", site=kassel)
    make_user("Gone", site=kassel, hired_on=today, is_active=False)
    assert new(ann) == ["Same work", "Here"]
    assert new(make_user("Nowhere")) == []


def test_who_keeps_the_first_day_to_oneself_is_not_shown_as_new(app) -> None:
    kassel, today = make_unit("Kassel", kind="site"), clock.now().date()
    ann = make_user("Ann", site=kassel)
    for name, level in (("Quiet", "me"), ("Near", "colleagues"), ("Open", "everyone")):
        make_profile(make_user(name, site=kassel, hired_on=today), visibility={"hired_on": level})
    make_profile(make_user("Silent", site=kassel, hired_on=today))
    assert set(new(ann)) == {"Near", "Open", "Silent"}
