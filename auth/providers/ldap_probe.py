"""Tests a directory step by step, as far as it comes, and says of each step what is wrong and what would help."""

import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice

from portal.core.i18n import _, ngettext

from . import ldap_wire
from .contract import Finding, Provider
from .ldap import Entry, FaultKind, LdapFault, Line, connect, library
from .ldap_people import person, stable_id, wanted_attributes
from .ldap_settings import LdapSettings, is_encrypted

_NEEDED = ("id", "login", "name", "mail")
_WORTH = ("given", "family", "title", "department", "site", "manager", "member_of")


def test(provider: Provider) -> list[Finding]:
    """Looks at every server, then at what the first good one gives. Never raises, and ends in time."""
    if provider.settings is None:
        return [Finding(_("Settings"), False, fault) for fault in provider.faults]
    try:
        library()
    except LdapFault as fault:
        return [Finding(_("Program"), False, fault.cause)]
    return list(_steps(provider.settings))


def _steps(settings: LdapSettings) -> Iterator[Finding]:
    reader: str | None = None
    for url in settings.servers:
        findings = list(_reach(settings, url))
        yield from findings
        if reader is None and findings[-1].is_fine:
            reader = url
    if reader is not None:
        yield from _read(settings, reader)


def _reach(settings: LdapSettings, url: str) -> Iterator[Finding]:
    """Name and port, encryption, reading account: each only where the one before is well."""
    seconds = settings.connect_seconds
    try:
        raw = ldap_wire.connected(url, seconds)
    except ldap_wire.WireFault as fault:
        yield Finding(_("%(url)s: reach the server", url=url), False, _with_help(str(fault), _help(fault.step)))
        return
    yield Finding(_("%(url)s: reach the server", url=url), True)
    try:
        yield from _encrypt(settings, url, raw)
    except ldap_wire.WireFault as fault:
        advice = _certificate_help(settings, url)
        yield Finding(_("%(url)s: encryption and certificate", url=url), False, _with_help(str(fault), advice))
        return
    finally:
        raw.close()
    yield _sign_in(settings, url)


def _encrypt(settings: LdapSettings, url: str, raw: socket.socket) -> Iterator[Finding]:
    step = _("%(url)s: encryption and certificate", url=url)
    if not is_encrypted(settings, url):
        yield Finding(step, True, _("not encrypted, on this machine alone"))
        return
    with ldap_wire.encrypted(raw, url, settings.ca_file, settings.connect_seconds) as line:
        yield Finding(step, True, str(line.version()))


def _sign_in(settings: LdapSettings, url: str) -> Finding:
    step = _("%(url)s: reading account", url=url)
    try:
        with closing(connect(settings, url)):
            return Finding(step, True)
    except LdapFault as fault:
        return Finding(step, False, _with_help(fault.cause, _fault_help(fault.kind)))


def _read(settings: LdapSettings, url: str) -> Iterator[Finding]:
    """Base, people, attributes and groups, from the first page of each."""
    step = _("Base of the tree")
    try:
        with closing(connect(settings, url)) as line:
            line.search(settings.base, "(objectClass=*)", ["1.1"], "entry")
            yield Finding(step, True, settings.base)
            step = _("People")
            yield from _people(line)
            step = _("Groups")
            yield _groups(line)
    except LdapFault as fault:
        yield Finding(step, False, _with_help(fault.cause, _fault_help(fault.kind)))


def _people(line: Line) -> Iterator[Finding]:
    settings = line.settings
    base, wanted = settings.people
    found = next(line.pages(base, wanted, wanted_attributes(settings)), [])
    if not found:
        advice = _("Nobody below %(base)s passes %(filter)s.", base=base, filter=wanted)
        yield Finding(_("People"), False, advice)
        return
    first = person(settings, found[0])
    who = f"{first.name} ({first.login})"
    said = ngettext(
        "%(n)s person on the first page: %(who)s",
        "%(n)s people on the first page, such as %(who)s",
        len(found),
        who=who,
    )
    yield Finding(_("People"), True, said)
    yield _attributes(settings, found)


def _attributes(settings: LdapSettings, found: list[Entry]) -> Finding:
    seen = Counter(key for entry in found for key in entry.values)
    named = settings.named
    unseen = {key: f"{key}={name}" for key, name in named.items() if not seen[name.lower()]}
    lacking = [unseen[key] for key in _NEEDED if key in unseen]
    absent = [unseen[key] for key in _WORTH if key in unseen]
    if lacking:
        advice = _("Nobody has %(these)s; name other attributes.", these=", ".join(lacking))
        return Finding(_("Attributes"), False, advice)
    note = _("Nobody on the first page has %(these)s.", these=", ".join(absent)) if absent else ""
    return Finding(_("Attributes"), True, note)


def _groups(line: Line) -> Finding:
    base, wanted = line.settings.groups
    named = line.settings.named
    found = next(line.pages(base, wanted, [named["id"], named["group_name"]]), [])
    for group in islice(found, 1):
        stable_id(group, named["id"])
    said = ngettext("%(n)s group on the first page", "%(n)s groups on the first page", len(found))
    return Finding(_("Groups"), True, said)


def _with_help(cause: str, advice: str) -> str:
    return f"{cause}. {advice}" if advice else cause


def _help(step: str) -> str:
    told: Mapping[str, str] = {
        "name": _("Check the spelling, and that this machine asks the company's name server."),
        "port": _("Check the port, and that the firewall lets this machine through."),
    }
    return told.get(step, "")


def _certificate_help(settings: LdapSettings, url: str) -> str:
    host = ldap_wire.host_and_port(url)[0]
    trust = settings.ca_file or _("the authorities of this machine")
    return _("The certificate has to be for %(host)s, and its authority in %(trust)s.", host=host, trust=trust)


def _fault_help(kind: FaultKind) -> str:
    told: Mapping[FaultKind, str] = {
        "unreachable": _("The server took the connection but does not answer."),
        "denied": _("Check name and password of the reading account, and what it may see."),
        "misconfigured": _("Check base, filters and names of attributes."),
        "incomplete": _("The server gives only part; let the reading account read everything page by page."),
    }
    return told.get(kind, "")
