"""The command line: `foyer`. Each command works through the same actions as the pages."""

import errno
import logging
import signal
from types import FrameType
from typing import Any

import click


class LazyCommands(click.Group):
    """Adds the commands of operations when the command line is used, not when it is imported."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Gives a command of this file or of `portal.ops`."""
        found = super().get_command(context, name)
        if found is None:
            from portal.ops.commands import COMMANDS

            found = COMMANDS.get(name)
        return found

    def list_commands(self, context: click.Context) -> list[str]:
        """Gives the names of all commands."""
        from portal.ops.commands import COMMANDS

        return sorted({*super().list_commands(context), *COMMANDS})

    def invoke(self, context: click.Context) -> Any:
        """Runs the command. A database or folder that cannot be used is told in a sentence."""
        try:
            return super().invoke(context)
        except Exception as error:
            if told := _database_fault(error) or _folder_fault(error):
                raise click.ClickException(told) from error
            raise


def _database_fault(error: Exception) -> str:
    from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

    if not isinstance(error, DBAPIError):
        return ""
    is_no_database = type(error) is DatabaseError  # SQLite's word for a file of another kind
    if is_no_database or isinstance(error, OperationalError) or type(error.orig).__name__ == "UndefinedTable":
        said = str(error.orig).strip().split("\n")[0]
        return f"The database refuses: {said}\nWhat is wrong, and how to put it right, says: foyer check-setup"
    return ""


def _folder_fault(error: Exception) -> str:
    refused = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.ENOTDIR)
    if isinstance(error, OSError) and error.filename and error.errno in refused:
        return f"{error.strerror}: {error.filename}. FOYER_DATA names the folder that Foyer writes to."
    return ""


def application() -> Any:
    """Builds the application, or ends with a plain message that names every wrong setting."""
    from portal.app import create_app
    from portal.config import SettingsError

    try:
        return create_app()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.group(cls=LazyCommands)
def main() -> None:
    """Foyer, the community portal of one company."""


@main.command()
def migrate() -> None:
    """Brings the database's schema up to date."""
    from portal.core import schema

    application()
    schema.upgrade()
    click.echo(f"The schema is at {schema.current()}.")


@main.command("revision", hidden=True)
@click.argument("number")
@click.argument("name")
def revision(number: str, name: str) -> None:
    """Drafts a migration for the tables of one slice."""
    from portal.core import schema

    application()
    schema.upgrade()
    schema.draft(number, name)


@main.command()
def worker() -> None:
    """Does the background work until it is stopped; the job at hand is finished first."""
    from portal.core import workers

    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    application()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    logging.getLogger("portal").info("worker ready")
    workers.work(lambda: stopping)


@main.command()
def reindex() -> None:
    """Builds the search index anew, beside the old one."""
    import search

    application()
    with click.progressbar(length=0, label="Index") as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        search.rebuild(progress)


if __name__ == "__main__":
    main()
