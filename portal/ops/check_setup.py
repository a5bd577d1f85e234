"""Looks at an installation from every side and says what is wrong with it, and how to put it right."""

from collections.abc import Callable, Iterator

from portal.config import Settings, SettingsError
from portal.ops import check_database, check_machine, check_mail
from portal.ops.finding import Finding, short

_MACHINE = (
    check_machine.python,
    check_machine.secret,
    check_machine.address,
    check_machine.data,
    check_machine.space,
    check_machine.files,
    check_machine.clamd,
    check_machine.ldap,
    check_machine.redis,
    check_machine.processes,
    check_mail.server,
    check_mail.answers,
)
_DATABASE = (
    check_database.company,
    check_database.clock,
    check_database.index,
    check_database.worker,
    check_database.jobs,
    check_mail.waiting,
    check_database.administrator,
    check_database.web,
)


def findings() -> Iterator[Finding]:
    """Looks at everything, also after a fault; only what needs the database waits for one that answers."""
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        for fault in error.faults:
            yield Finding("settings", "fault", fault, "docs/settings.md says what each setting means.")
        return
    yield Finding("settings", "ok", f"FOYER_ENV is {settings.env}")
    for look in _MACHINE:
        yield from _safely(look, settings)
    reachable = list(_safely(check_database.database, settings))
    yield from reachable
    if any(finding.state == "fault" for finding in reachable):
        return
    for look in _DATABASE:
        yield from _safely(look, settings)


def told(found: list[Finding]) -> str:
    """The findings for a terminal, a line each, with remedies below."""
    signs = {"ok": "ok   ", "note": "note ", "fault": "FAULT"}
    lines = []
    for finding in found:
        lines.append(f"{signs[finding.state]}  {finding.what}: {finding.says}")
        if finding.remedy:
            lines.append(f"         → {finding.remedy}")
    faults = sum(finding.state == "fault" for finding in found)
    return "\n".join([*lines, "", "All is well." if not faults else f"Faults to put right: {faults}"])


def _safely(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from look(settings)
    except Exception as error:  # a look that fails is a finding too
        name = look.__name__
        yield Finding(name, "fault", f"cannot be looked at: {short(error)}", "")
