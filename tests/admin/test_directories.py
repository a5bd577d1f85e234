"""A directory of sign-in that people are taken from too: what is taken, from whom, and when; by page or environment."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from auth.models import User
from auth.provisioning import directory, jobs, runs, sources
from auth.provisioning.models import Run
from portal.config import SettingsError
from portal.core import clock, db
from portal.core.errors import NotFound
from portal.core.web import Portal
from tests.auth.doors import configured
from tests.factories import make_user
from tests.provisioning.factories import make_source, person

CORP = """
[corp]
kind = "ldap"
label = "Nordlicht"
is_on = false
urls = "ldaps://dc1.corp.example"
base = "dc=corp,dc=example"
attributes = "title=-"
"""

PHOTO = "a" * 64


@pytest.fixture(autouse=True)
def corp(app: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A directory that nobody signs in with yet, with three people in it."""
    here = [
        person(n, title="Welder", memberships=groups, photo=PHOTO)
        for n, groups in (("1", ("all", "it")), ("2", ("all",)))
    ]
    monkeypatch.setattr(directory, "people", lambda _settings, **_more: iter(here))
    monkeypatch.setattr(sources, "_readers", {**sources._readers, "directory": directory.read})
    with configured(app, tmp_path, CORP):
        yield


def _run(app: Portal) -> Run:
    run = runs.begin(sources.source("corp"), "by hand")
    db.session.commit()
    jobs.plan_run(run_id=run.id)
    return runs.get_run(run.id)


def test_it_says_what_is_taken_from_whom_and_when(as_: Callable[[User], Any], app: Portal) -> None:
    browser = as_(make_user("Ida IT", roles=("it-admin",)))
    assert "Take people from Nordlicht" in browser.get("/admin/sync").text
    assert 'value="title"' not in browser.get("/admin/sources/corp").text, "the directory does not speak of it"
    assert browser.get("/admin/sources/other").status_code == 404
    typed = {"fields": ["email"], "groups": "it\n", "times": "later"}
    refused = browser.put("/admin/sources/corp", data=typed)
    assert refused.status_code == 422
    assert 'value="email" checked' in refused.text
    assert 'value="site" checked' not in refused.text
    with pytest.raises(NotFound):
        sources.source("corp")
    assert browser.put("/admin/sources/corp", data=typed | {"times": "12:30, 05:00"}).status_code == 303
    assert sources.source("corp").times == ["05:00", "12:30"]
    run = _run(app)
    assert (run.adds, sources.source("corp").fields) == (1, ["email", "name", "valid_until"])
    assert browser.put("/admin/sources/corp", data=typed | {"groups": "nobody", "times": ""}).status_code == 303
    assert "einer der gewählten Gruppen" in _run(app).error


def test_photos_are_taken_only_where_somebody_decided_so(as_: Callable[[User], Any], app: Portal) -> None:
    browser = as_(make_user("Ida IT", roles=("it-admin",)))
    page = browser.get("/admin/sources/corp").text
    assert 'value="photo">' in page
    assert "Photos come from there alone" in page
    typed = {"fields": ["photo"], "photos_only": "yes"}
    assert browser.put("/admin/sources/corp", data=typed).status_code == 303
    assert '"photos_only-hint" checked' in browser.get("/admin/sources/corp").text
    run = _run(app)
    shown = browser.get(f"/admin/sync/{run.id}").text
    assert "new photo" in shown
    assert PHOTO not in shown


def test_a_key_belongs_to_one_source(as_: Callable[[User], Any]) -> None:
    make_source("corp", kind="scim")
    assert as_(make_user("Ida IT", roles=("it-admin",))).get("/admin/sources/corp").status_code == 409


def test_the_environment_makes_a_directory_a_source(app: Portal, as_: Callable[[User], Any]) -> None:
    with pytest.raises(SettingsError, match="24:00 is not like"):
        directory.configure(app.settings.model_copy(update={"provisioning_directories": "corp=24:00"}))
    directory.configure(app.settings.model_copy(update={"provisioning_directories": "corp=05:00,12:30 gone=01:00"}))
    try:
        jobs.ask_sources()
        db.session.commit()
        assert [(s.key, s.times) for s in sources.all_sources()] == [("corp", ["05:00", "12:30"])]
        assert db.session.scalar(select(Run.id)) is None, f"it begins with the next time after {clock.now()}"
        page = as_(make_user("Ida IT", roles=("it-admin",))).get("/admin/sources/corp").text
        assert "as FOYER_PROVISIONING_DIRECTORIES says" in page
        assert 'name="times"' not in page
    finally:
        directory.configure(app.settings)
