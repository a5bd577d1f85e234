"""Whatever goes wrong, the reader gets a plain answer in the own language and no secret."""

import errno

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from auth import session
from portal.api.views import door
from portal.core import errors
from portal.home import views as home
from tests.factories import make_user
from tests.groups.factories import make_group


def broken(error: Exception):
    def fail(*_args: object, **_options: object) -> None:
        raise error

    return fail


@pytest.fixture
def ann(app, as_):
    return as_(make_user("Ann", language="en"))


CASES = [
    (OperationalError("SELECT secret", {}, Exception("connection refused")), 503, "Not available right now"),
    (OSError(errno.ENOSPC, "No space left on device"), 503, "Not available right now"),
    (errors.Forbidden(), 403, "You may not do this"),
    (errors.Conflict(), 409, "Somebody was faster"),
    (errors.Conflict("You own this."), 409, "This is not possible now"),
    (errors.TooMany(), 429, "A little slower"),
    (ZeroDivisionError("secret"), 500, "That did not work"),
]


@pytest.mark.parametrize(("error", "status", "words"), CASES)
def test_a_fault_becomes_a_page(ann, monkeypatch, error: Exception, status: int, words: str) -> None:
    monkeypatch.setattr(home.queries, "home_feed", broken(error))
    answer = ann.get("/home")
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert words in page
    assert "secret" not in page.lower().replace("secret_key", "")
    assert "Traceback" not in page


@pytest.mark.parametrize("error", [CASES[0][0], PoolTimeout("no connection is free")])
@pytest.mark.parametrize("path", ["/home", "/groups"])
def test_a_database_that_is_away_is_told_where_nobody_knows_who_asks(ann, monkeypatch, error, path: str) -> None:
    monkeypatch.setattr(session, "find", broken(error))
    answer = ann.get(path)
    assert answer.status_code == 503
    assert "Gerade nicht erreichbar" in answer.get_data(as_text=True)


def test_a_program_is_told_that_the_database_is_away(app, monkeypatch) -> None:
    monkeypatch.setattr(door, "proof", broken(CASES[0][0]))
    answer = app.test_client().get(
        "/api/v1/me", headers={"Authorization": "Bearer foyer_pat_x", "Accept-Language": "en"}
    )
    assert (answer.status_code, answer.json["title"]) == (503, "Not available right now")


def test_a_fragment_gets_a_message_in_the_corner(ann, monkeypatch) -> None:
    monkeypatch.setattr(home.queries, "home_feed", broken(errors.Conflict("Look again.")))
    answer = ann.get("/home", htmx=True)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "Look again." in answer.get_data(as_text=True)


def test_from_a_refused_form_one_way_leads_back(ann) -> None:
    def refused(came: str) -> str:
        return ann.client.post("/comments", headers={"Referer": came}).get_data(as_text=True)

    assert 'href="/groups/night-shift/members?q=a"' in refused("http://localhost/groups/night-shift/members?q=a")
    for outside in ("https://elsewhere.example/groups", "http://localhost//elsewhere.example/", "http://localhost/\\x"):
        assert ">Back<" not in refused(outside)


def test_a_surprise_carries_the_reference_that_the_log_has(ann, monkeypatch, caplog) -> None:
    monkeypatch.setattr(home.queries, "home_feed", broken(ZeroDivisionError()))
    page = ann.get("/home").get_data(as_text=True)
    logged = next(r.getMessage() for r in caplog.records if "reference=" in r.getMessage())
    reference = logged.split("reference=")[1].split()[0]
    assert reference in page


def test_a_page_that_is_only_read_cannot_write(ann, monkeypatch) -> None:
    from portal.core import db
    from portal.core.jobs import Heartbeat

    def write(*_args: object, **_options: object) -> None:
        from portal.core import clock

        db.session.add(Heartbeat(name="x", at=clock.now()))
        db.session.flush()

    monkeypatch.setattr(home.queries, "home_feed", write)
    assert ann.get("/home").status_code == 500


def test_a_method_of_another_kind_is_refused_plainly(ann) -> None:
    assert ann.put("/home").status_code == 405


@pytest.mark.parametrize("path", ["/groups/x%00", "/people/%00", "/groups/x%00/members"])
def test_an_address_with_a_nul_leads_nowhere(ann, path: str) -> None:
    assert ann.get(path).status_code == 404


def test_a_number_beyond_all_rows_leads_nowhere(ann) -> None:
    group = make_group("Climbing", owner=ann.user)
    for number in (2**53 + 1, 10**30):
        assert ann.delete(f"/groups/{group.slug}/members/{number}").status_code == 404
        assert ann.get(f"/posts/{number}").status_code == 404
