"""What lies in deploy/ and docs/ fits the code beside it."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from portal.config import Settings
from tests.ops.installation import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def test_every_setting_named_in_deploy_and_docs_exists() -> None:
    known = {f"FOYER_{name.upper()}" for name in Settings.model_fields}
    files = [*DEPLOY.rglob("*"), *(ROOT / "docs").glob("*.md"), ROOT / "Makefile"]
    named = {n for f in files if f.is_file() for n in re.findall(r"FOYER_[A-Z_]+[A-Z]", f.read_text(errors="ignore"))}
    assert named <= known, f"no such setting: {named - known}"


def test_the_example_of_settings_is_one_of_production() -> None:
    lines = (DEPLOY / "foyer.env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = Settings.from_env(given | {"FOYER_SECRET_KEY": "4f1c09c4d1b7a1d7be7f2c6a1d9e3b58"})
    assert (settings.env, settings.demo, settings.secure) == ("production", False, True)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_services_run_without_privileges_and_call_what_exists(unit: Path) -> None:
    text = unit.read_text()
    assert "User=foyer" in text
    assert "NoNewPrivileges=yes" in text
    for module in re.findall(r"python -m (\S+)", text):
        assert module in ("gunicorn", "portal.cli")
    for command in re.findall(r"portal\.cli ([a-z-]+)", text):
        from portal.cli import main

        assert main.get_command(None, command) is not None  # type: ignore[arg-type]  # our group needs no context


@pytest.mark.counterpart
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists() or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=foyer.example.com"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (DEPLOY / "nginx.conf").read_text()
    site = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {certificate};", site)
    site = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {key};", site)
    site = re.sub(r"\n\s*listen \[::\]\S*[^;]*;", "", site)
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {site} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run([nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "The portal": [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["ldap"]],
        "Development and tests": project["dependency-groups"]["dev"],
    }
    text = (ROOT / "docs" / "dependencies.md").read_text()
    for section, requirements in wanted.items():
        names = {re.split(r"[\[<>=;~ ]", requirement)[0].lower() for requirement in requirements}
        body = text.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
        told = set(re.findall(r"^\| ([a-z0-9-]+) \|", body, flags=re.M)) - {"package"}
        assert told == names, section


def test_the_set_up_is_sound_shell() -> None:
    for script in (DEPLOY / "setup.sh", ROOT / ".ci" / "run"):
        assert script.stat().st_mode & 0o111
        subprocess.run(["bash", "-n", script], check=True)
