"""`foyer check-setup` names every fault and how to put it right; `foyer create-admin` puts one of them right."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.config import Settings
from portal.ops import check_machine
from portal.ops.check_setup import told
from portal.ops.finding import Finding
from tests.ops.installation import Installation

Make = Callable[[str], Installation]
ADMIN = {"ADMIN_EMAIL": "ann@example.org", "ADMIN_NAME": "Ann Probst", "ADMIN_PASSWORD": "correct horse battery"}
PRODUCTION = {
    "env": "production",
    "secret_key": "4f1c09c4d1b7a1d7be7f2c6a1d9e3b58",
    "base_url": "https://foyer.example.org",
    "trusted_proxies": "1",
}


def check(installation: Installation) -> tuple[int, dict[str, Any]]:
    done = installation.foyer("check-setup", "--json")
    assert "Traceback" not in done.stderr
    found = json.loads(done.stdout)
    assert all(f["remedy"] for f in found if f["state"] == "fault"), "every fault comes with its remedy"
    return done.returncode, {f["what"]: f for f in found}


@pytest.mark.counterpart
def test_an_unfinished_installation_is_told_what_is_missing_until_nothing_is(make: Make) -> None:
    installation = make("new")
    installation.environment |= {f"FOYER_{name.upper()}": value for name, value in PRODUCTION.items()}
    status, found = check(installation)
    assert status == 1
    assert found["schema"]["state"] == "fault"
    assert "foyer migrate" in found["schema"]["remedy"]

    installation.foyer("migrate")
    installation.data.chmod(0o750)
    status, found = check(installation)
    assert status == 1
    assert {name for name, f in found.items() if f["state"] == "fault"} == {"worker", "administrators"}

    assert installation.foyer("create-admin", **ADMIN).returncode == 0
    installation.python("from portal.core import jobs\njobs.start_periodic()")
    status, found = check(installation)
    assert (status, [f for f in found.values() if f["state"] == "fault"]) == (0, [])


@pytest.mark.counterpart
def test_all_wrong_settings_are_named_at_once(tmp_path: Path) -> None:
    installation = Installation(tmp_path, env="production", port="abc", secret_key="short", colour="blue")
    done = installation.foyer("check-setup")
    assert done.returncode == 1
    for name in ("FOYER_PORT", "FOYER_SECRET_KEY", "FOYER_BASE_URL", "FOYER_COLOUR"):
        assert name in done.stdout


@pytest.mark.counterpart
def test_servers_that_do_not_answer_are_faults(tmp_path: Path) -> None:
    away = {"database": "postgresql://foyer@127.0.0.1:1/foyer", "redis": "redis://127.0.0.1:1/0"}
    status, found = check(Installation(tmp_path, **away))
    assert status == 1
    assert found["database"]["state"] == "fault"
    assert found["Redis"]["state"] == "fault"


@pytest.mark.counterpart
def test_an_administrator_is_refused_with_a_reason(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    installation.foyer("migrate")
    short = installation.foyer("create-admin", **ADMIN | {"ADMIN_PASSWORD": "short"})
    assert (short.returncode, "at least 12 characters" in short.stderr) == (1, True)
    assert installation.foyer("create-admin", **ADMIN).returncode == 0
    again = installation.foyer("create-admin", **ADMIN)
    assert (again.returncode, "already" in again.stderr) == (1, True)


@pytest.mark.counterpart
def test_a_database_that_is_no_demo_is_never_filled(make: Make) -> None:
    installation = make("real")
    installation.foyer("migrate")
    installation.foyer("create-admin", **ADMIN)
    for command in (["prepare-demo"], ["simulate", "--scenario", "tiny"]):
        done = installation.foyer(*command)
        assert done.returncode == 1
        assert "is not a demo database" in done.stderr
        assert "FOYER_DATA" in done.stderr
    count = "from portal.core import db\nfrom auth.models import User\nprint(db.session.query(User).count())"
    assert installation.python(count).stdout.strip() == "1"


def test_a_demo_does_not_start_with_the_settings_of_production(tmp_path: Path) -> None:
    done = Installation(tmp_path, **PRODUCTION).foyer("demo")
    assert done.returncode == 1
    assert "FOYER_ENV is production" in done.stderr


def test_a_data_folder_that_everybody_can_read_is_a_fault_in_production(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    settings = Settings.model_validate(PRODUCTION | {"data": tmp_path})
    assert [f.state for f in check_machine.data(settings)] == ["fault"]
    tmp_path.chmod(0o750)
    assert [f.state for f in check_machine.data(settings)] == ["ok"]


def test_a_key_that_can_be_guessed_is_a_fault() -> None:
    settings = Settings.model_validate(PRODUCTION | {"secret_key": "a" * 40})
    assert [f.state for f in check_machine.secret(settings)] == ["fault"]


def test_findings_are_told_a_line_each_with_the_remedy_below() -> None:
    found = [Finding("clock", "ok", "right"), Finding("Redis", "fault", "away", "start it")]
    assert told(found).splitlines() == [
        "ok     clock: right",
        "FAULT  Redis: away",
        "         → start it",
        "",
        "Faults to put right: 1",
    ]
