"""`foyer check-setup` names every fault and how to put it right; `foyer create-admin` puts one of them right."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.config import DEMO_SECRET, Settings, SettingsError
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
def test_all_wrong_settings_are_named_at_once_each_with_a_remedy(tmp_path: Path) -> None:
    wrong = {"port": "abc", "secret_key": "short", "colour": "blue", "database": "mysql://x/y", "redis": "localhost"}
    installation = Installation(tmp_path, env="production", time_zone="Mars/Base", **wrong)
    done = installation.foyer("check-setup", "--json", FLASK_DEBUG="1")
    found = json.loads(done.stdout)
    named = {re.split(r"[: ]", finding["says"])[0] for finding in found}
    wanted = {"PORT", "SECRET_KEY", "BASE_URL", "COLOUR", "DATABASE", "TIME_ZONE", "REDIS"}
    assert (done.returncode, named) == (1, {"FLASK_DEBUG", *(f"FOYER_{name}" for name in wanted)})
    assert all(finding["state"] == "fault" and finding["remedy"] for finding in found)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"FOYER_SECRET_KEY": ""}, "FOYER_SECRET_KEY needs"),
        ({"FOYER_SECRET_KEY": "a" * 40}, "FOYER_SECRET_KEY needs"),
        ({"FOYER_SECRET_KEY": DEMO_SECRET}, "FOYER_SECRET_KEY needs"),
        ({"FOYER_BASE_URL": "http://foyer.example.org"}, "FOYER_BASE_URL needs"),
        ({"FOYER_BASE_URL": "https://"}, "FOYER_BASE_URL has no host name; an example is"),
        ({"FOYER_BASE_URL": "https://example.org/foyer"}, "FOYER_BASE_URL ends with"),
        ({"FOYER_DATABASE": "postgresql://foyer@host:port/foyer"}, "FOYER_DATABASE needs"),
        ({"FOYER_DATABASE": "nonsense"}, "FOYER_DATABASE needs"),
        ({"FOYER_REDIS": "redis://10.0.0.7:6379/0"}, "SQLite serves one machine only"),
        ({"FLASK_DEBUG": "true"}, "FLASK_DEBUG"),
    ],
)
def test_production_refuses_to_start_with(wrong: dict[str, str], named: str) -> None:
    good = {f"FOYER_{name.upper()}": value for name, value in PRODUCTION.items()}
    assert Settings.from_env(good).env == "production"
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(good | wrong)
    assert [named in fault for fault in refused.value.faults] == [True]


@pytest.mark.counterpart
def test_a_demo_company_is_a_fault_in_production(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    installation.foyer("simulate", "--scenario", "tiny")
    installation.environment |= {f"FOYER_{name.upper()}": value for name, value in PRODUCTION.items()}
    status, found = check(installation)
    assert (status, found["company"]["state"]) == (1, "fault")


@pytest.mark.counterpart
def test_a_database_that_is_away_or_empty_is_told_in_a_sentence(make: Make, tmp_path: Path) -> None:
    away = Installation(tmp_path, database="postgresql://foyer@127.0.0.1:1/foyer")
    for installation, command in (
        (away, ["migrate"]),
        (away, ["backup", str(tmp_path / "backup.tar.gz")]),
        (make("empty"), ["create-admin", "--email", "a@example.org", "--name", "Ann", "--password", "correct horse 1"]),
    ):
        done = installation.foyer(*command)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "The database refuses: " in done.stderr
        assert "foyer check-setup" in done.stderr


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


@pytest.mark.counterpart
def test_what_is_no_database_and_no_folder_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "foyer.sqlite3"
    letter.write_text("Dear Jana, this is a letter and not a database, however it is called. " * 20)
    done = Installation(tmp_path).foyer("prepare-demo")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "file is not a database" in done.stderr
    assert letter.read_text().startswith("Dear Jana")
    done = Installation(letter / "data").foyer("migrate")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "FOYER_DATA" in done.stderr


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


def test_findings_are_told_a_line_each_with_the_remedy_below() -> None:
    found = [Finding("clock", "ok", "right"), Finding("Redis", "fault", "away", "start it")]
    assert told(found).splitlines() == [
        "ok     clock: right",
        "FAULT  Redis: away",
        "         → start it",
        "",
        "Faults to put right: 1",
    ]
