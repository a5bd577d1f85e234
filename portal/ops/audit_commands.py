"""The command that proves the audit log: nothing in it was changed, taken out or put in."""

import sys

import click

from portal.config import Settings, SettingsError


@click.command("verify-audit")
@click.option("--noted", default="", help="A hash that an earlier run told: it must still be there.")
def verify_audit(noted: str) -> None:
    """Looks at every entry of the audit log and names the first that was changed or is missing."""
    from portal.app import create_app
    from portal.audit import verify
    from portal.core import db

    try:
        create_app(Settings.from_env())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    with db.reading():
        verdict = verify(noted.strip().lower())
    if verdict.fault:
        click.echo(f"{verdict.fault} The {verdict.entries} before it are sound.", err=True)
        sys.exit(1)
    click.echo(f"{verdict.entries} entries, none changed. The last one has the hash {verdict.head}.")
    click.echo("Note it elsewhere: foyer verify-audit --noted HASH then also finds entries cut off at the end.")
