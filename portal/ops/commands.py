"""The commands of operations. Each says what it does and what stands in its way, in plain words."""

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from portal.config import Settings, SettingsError
from portal.ops.audit_commands import verify_audit
from portal.ops.mail_commands import mail
from portal.ops.search_commands import evaluate_search

if TYPE_CHECKING:
    from portal.core.web import Portal
    from portal.ops.supervisor import Plan, Process

_FOLDER = Path(__file__).resolve().parent.parent.parent
_DEMO_THREADS = 128


def settings_or_fault() -> Settings:
    """The settings, or an end with a message that names every fault."""
    try:
        return Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def application(settings: Settings) -> "Portal":
    """The whole program, for commands that work through its actions."""
    from portal.app import create_app

    return create_app(settings)


@click.command()
def demo() -> None:
    """Opens the demo company: fills it the first time, then serves it until Ctrl-C."""
    settings = _demo_settings()
    threads = settings.web_threads if "web_threads" in settings.model_fields_set else _DEMO_THREADS
    web = _web("--threads", str(threads), "--worker-connections", str(threads + 1000), "--graceful-timeout", "2")
    _supervise(
        {
            **_plan(settings, web),
            "environment": {"FOYER_ENV": "demo", "FOYER_DATA": str(settings.data.resolve())},
            "prepare": [_foyer("prepare-demo")],
            "quiet": True,
            "notice": str(_notice(settings)),
        }
    )


@click.command()
def up() -> None:
    """Migrates the database, then runs web and worker and keeps them alive until it is stopped."""
    settings = settings_or_fault()
    _supervise(
        {
            **_plan(settings, _web()),
            "processes": [_web(), _foyer("worker"), *([_foyer("mail", "listen")] if settings.mail_listen else [])],
            "environment": {"FOYER_DATA": str(settings.data.resolve())},
            "prepare": [_foyer("migrate")],
            "quiet": False,
            "notice": "",
        }
    )


@click.command("prepare-demo", hidden=True)
def prepare_demo() -> None:
    """Makes, migrates and fills the demo database as far as that is still to be done."""
    settings = _demo_settings()
    _fill(settings, scenario="demo", seed=1, keep=True)
    from portal.ops.demo import personas

    lines = ["The demo company is open. Sign in as:", *personas(), ""]
    _notice(settings).write_text("\n".join(lines), encoding="utf-8")


@click.command()
@click.option("--scenario", default="demo", show_default=True, help="tiny, demo, group or bench")
@click.option("--seed", default=1, show_default=True, help="Another seed makes another company of the same kind.")
def simulate(scenario: str, seed: int) -> None:
    """Fills an empty database with a simulated company, and touches no other."""
    from portal.simulator import SCENARIOS

    if scenario not in SCENARIOS:
        raise click.ClickException(f"There is no company “{scenario}”. Choose one of: {', '.join(SCENARIOS)}.")
    _fill(_demo_settings(), scenario=scenario, seed=seed, keep=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Writes database and files into one file, while the portal goes on working."""
    from portal.ops.backup import write_backup
    from portal.ops.progress import Progress

    settings = settings_or_fault()
    application(settings)
    progress = Progress()
    try:
        manifest = write_backup(settings, file, progress)
    except OSError as error:
        raise click.ClickException(f"The backup was not written. {error.strerror or error}: {file}") from error
    finally:
        progress.finish()
    rows = sum(manifest.rows.values())
    click.echo(f"{file}: {rows} rows, {len(manifest.files)} files, schema {manifest.revision}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Put what is there aside first. It is kept in the data folder.")
def restore(file: Path, force: bool) -> None:
    """Brings back what `foyer backup` wrote, checks it and builds the search index. The portal must be stopped."""
    from portal.ops.progress import Progress
    from portal.ops.restore import RestoreError, read_backup

    settings = settings_or_fault()
    progress = Progress()
    try:
        manifest = read_backup(settings, file, force=force, report=progress)
    except RestoreError as error:
        raise click.ClickException(str(error)) from error
    finally:
        progress.finish()
    rows = sum(manifest.rows.values())
    click.echo(f"Restored {rows} rows and {len(manifest.files)} files, written {manifest.written_at}.")
    click.echo("Everybody has to sign in again.")


@click.command("check-setup")
@click.option("--json", "as_json", is_flag=True, help="Give the findings as JSON.")
def check_setup(as_json: bool) -> None:
    """Names everything that is wrong with this installation, and how to put it right."""
    from portal.ops.check_setup import findings, told

    found = list(findings())
    click.echo(json.dumps([finding._asdict() for finding in found], indent=2) if as_json else told(found))
    sys.exit(1 if any(finding.state == "fault" for finding in found) else 0)


@click.command("create-admin")
@click.option("--email", prompt="E-mail address", envvar="ADMIN_EMAIL")
@click.option("--name", prompt="Name", envvar="ADMIN_NAME")
@click.option(
    "--password", prompt="Password", hide_input=True, confirmation_prompt="Once more", envvar="ADMIN_PASSWORD"
)
def create_admin(email: str, name: str, password: str) -> None:
    """Makes an account that signs in with a password and looks after the installation (role it-admin)."""
    from auth.accounts import create_local_account
    from portal.core import db
    from portal.core.errors import Invalid

    application(settings_or_fault())
    try:
        with db.unit_of_work():
            create_local_account(email=email, name=name, password=password, roles=("it-admin",))
    except Invalid as fault:
        raise click.ClickException(" ".join(str(message) for message in fault.errors.values())) from fault
    click.echo(f"{name} can sign in with {email}.")


COMMANDS: dict[str, click.Command] = {
    str(command.name): command
    for command in (
        *(demo, up, prepare_demo, simulate, backup, restore, check_setup, create_admin, mail),
        *(verify_audit, evaluate_search),
    )
}


def _demo_settings() -> Settings:
    settings = settings_or_fault()
    if settings.env == "production":
        raise click.ClickException("FOYER_ENV is production. A demo company must not stand beside real people.")
    return settings if settings.demo else settings.model_copy(update={"env": "demo"})


def _fill(settings: Settings, *, scenario: str, seed: int, keep: bool) -> None:
    from portal.ops import demo as company
    from portal.ops.progress import Progress

    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        made = company.open_database(settings)
    except company.NotADemoError as error:
        raise click.ClickException(str(error)) from error
    there = company.filled_with()
    if there is None:
        application(settings)
        if not made:
            company.empty(settings)
        progress = Progress()
        company.fill(scenario, seed, progress)
        progress.finish()
    elif not keep and there != f"{scenario} {seed}":
        raise click.ClickException(f"This database holds the company “{there}”. FOYER_DATA chooses another place.")


def _plan(settings: Settings, web: "Process") -> "Plan":
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(settings.host, settings.host)  # noqa: S104  # compared only
    return {
        "data": str(settings.data.resolve()),
        "folder": str(_FOLDER),
        "host": settings.host,
        "port": settings.port,
        "address": settings.base_url or f"http://{shown}:{settings.port}",
        "environment": {},
        "prepare": [],
        "processes": [web, _foyer("worker")],
        "quiet": False,
        "notice": "",
    }


def _web(*options: str) -> "Process":
    serve = [sys.executable, "-m", "gunicorn", "-c", "python:portal.ops.gunicorn_conf", *options, "wsgi:portal()"]
    return {"name": "web", "command": serve}


def _foyer(*words: str) -> "Process":
    return {"name": words[0], "command": [sys.executable, "-m", "portal.cli", *words]}


def _notice(settings: Settings) -> Path:
    return settings.data / "personas.txt"


def _supervise(plan: "Plan") -> NoReturn:
    """Becomes the supervisor, which drops everything that was loaded so far."""
    os.execv(sys.executable, [sys.executable, "-m", "portal.ops.supervisor", json.dumps(plan)])  # noqa: S606  # ourselves
