"""Samba as an Active Directory with the made-up company, on an address of the loopback that is its own.

Its ports cannot be moved and need root, hence the address. Making a domain takes up to a minute, so it is kept, in a
folder of the temporary one, for as long as Samba and the company stay the same.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.counterparts import certificates, lifetime
from tests.counterparts.company import DEPARTMENTS, Company, Person, company, escape, password, record

BASE = "DC=corp,DC=example"
PEOPLE, GROUPS = f"OU=Company,{BASE}", f"OU=Groups,OU=Company,{BASE}"
GUESTS = f"OU=Guests,{BASE}"
SYNC, SYNC_SECRET = "portal-sync@corp.example", "Sync-Secret-2026!"
ADMIN, ADMIN_SECRET = "Administrator@corp.example", "Adm1n-Secret!"
COMPANY = company(200)
_NORMAL, _DISABLED = "512", "514"
_LONG_AGO = "131592384000000000"  # in 2018
_FAR_AHEAD = "157469148000000000"  # 2099-12-31 at 23:00 UTC, midnight in Berlin
_CONFIG = """[global]
server role = active directory domain controller
workgroup = CORP
realm = CORP.EXAMPLE
netbios name = DC1
interfaces = {address}/8
bind interfaces only = yes
server services = ldap
dcerpc endpoint servers = samr, lsarpc, netlogon
private dir = {domain}/private
lock directory = {domain}
state directory = {domain}/state
cache directory = {domain}/cache
pid directory = {folder}
ncalrpc dir = {domain}/ncalrpc
winbindd socket directory = {domain}/winbindd
ntp signd socket directory = {domain}/ntp
log file = {folder}/samba.log
tls enabled = yes
tls keyfile = {folder}/tls/server.key
tls certfile = {folder}/tls/server.crt
tls cafile = {folder}/tls/ca.crt
"""
_PROVISION = (
    *("domain", "provision", "--realm=CORP.EXAMPLE", "--domain=CORP", "--server-role=dc", "--dns-backend=NONE"),
    *("--host-name=dc1", "--host-ip=127.0.0.1", f"--adminpass={ADMIN_SECRET}"),
    *("--option=interfaces=127.0.0.1/8", "--option=bind interfaces only=yes"),
)
_LOCKOUT = ("--account-lockout-threshold=5", "--account-lockout-duration=1", "--reset-account-lockout-after=1")


def missing() -> str:
    """Why no domain can be started here, or an empty string."""
    if os.getuid() != 0:
        return "Samba as Active Directory needs root, for its ports below 1024"
    if all(map(_program, ("samba", "samba-tool", "ldbadd"))) and Path("/usr/share/samba/setup/ad-schema").is_dir():
        return ""
    return (
        "Samba is not installed. Run: sudo apt-get install --no-install-recommends samba samba-ad-provision "
        "samba-dsdb-modules samba-vfs-modules python3-samba winbind ldb-tools"
    )


@dataclass(frozen=True)
class Domain:
    """A running domain controller."""

    folder: Path
    address: str

    @property
    def url(self) -> str:
        """The address for StartTLS."""
        return f"ldap://{self.address}"

    @property
    def secure_url(self) -> str:
        return f"ldaps://{self.address}"

    @property
    def ca(self) -> Path:
        return self.folder / "tls" / "ca.crt"

    @contextmanager
    def administration(self) -> Iterator[Any]:
        """A connection of python-ldap that may change everything."""
        import ldap

        connection = ldap.initialize(self.secure_url)
        connection.set_option(ldap.OPT_REFERRALS, 0)
        connection.set_option(ldap.OPT_X_TLS_CACERTFILE, str(self.ca))
        connection.set_option(ldap.OPT_X_TLS_NEWCTX, 0)
        connection.simple_bind_s(ADMIN, ADMIN_SECRET)
        yield connection
        connection.unbind_s()


def server() -> Domain:
    """The domain that all processes of the run share; starts it when needed, the first time within a minute."""
    folder = lifetime.shared("samba", _start)
    return Domain(folder, (folder / "address").read_text())


def _start(folder: Path) -> Sequence[str]:
    if missing():
        raise RuntimeError(missing())
    _unpack(folder)
    process = os.getpid()
    address = f"127.{77 + (process >> 16) % 100}.{process >> 8 & 255}.{process & 255 or 1}"
    certificates.make(folder / "tls", address, "dc1.corp.example")
    (folder / "tls" / "server.key").chmod(0o600)
    config = _configure(folder, folder / "domain", address)
    command = [_program("samba"), "-s", str(config), "-M", "single", "-i", "--no-process-group"]
    begin = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'
    words = ["sh", "-c", begin, "sh", f"{folder}/log", *command]
    started = subprocess.run(words, check=True, timeout=30, stdout=subprocess.PIPE, text=True, cwd="/")
    lifetime.wait_until(lambda: _answers(address, 636) and _answers(address, 389), seconds=60, what="Samba")
    (folder / "address").write_text(address)
    return ["kill", "-KILL", started.stdout.strip()]


def _configure(folder: Path, domain: Path, address: str) -> Path:
    for name in ("ncalrpc", "winbindd", "ntp", "state", "cache"):
        (domain / name).mkdir(exist_ok=True)
    config = folder / "smb.conf"
    config.write_text(_CONFIG.format(folder=folder, domain=domain, address=address))
    return config


def _unpack(folder: Path) -> None:
    """Puts the domain into the folder, made now or kept from before."""
    kept = _keeping() / _version()
    if not kept.exists():
        _make(folder)
        fresh = kept.with_suffix(f".{os.getpid()}")
        _run(folder, "cp", "-a", f"{folder}/domain", str(fresh))
        fresh.rename(kept)
        _forget_others(kept)
        return
    _run(folder, "cp", "-a", str(kept), f"{folder}/domain")


def _forget_others(kept: Path) -> None:
    """Domains of former versions go, unless somebody may be at work on one."""
    for other in kept.parent.iterdir():
        if other != kept and other.stat().st_ctime < time.time() - 3600:
            shutil.rmtree(other)


def _keeping() -> Path:
    """A folder of our own; whoever else may write in it could give us any file."""
    folder = Path(tempfile.gettempdir()) / f"foyer-samba-kept-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise RuntimeError(f"{folder} belongs to somebody else")
    return folder


def _version() -> str:
    here = Path(__file__).parent
    samba = subprocess.run([_program("samba"), "--version"], capture_output=True, check=True, timeout=30).stdout
    parts = [samba, *(here.joinpath(name).read_bytes() for name in ("samba.py", "company.py"))]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def _make(folder: Path) -> None:
    domain = folder / "domain"
    _run(folder, "samba-tool", *_PROVISION, f"--targetdir={domain}")
    config = _configure(folder, domain, "127.0.0.1")
    entries, nesting = folder / "entries.ldif", folder / "nesting.ldif"
    entries.write_text("".join(_entries(COMPANY)))
    nesting.write_text("".join(_nesting(COMPANY)))
    _run(folder, "ldbadd", "-H", f"{domain}/private/sam.ldb", str(entries))
    _run(folder, "ldbmodify", "-H", f"{domain}/private/sam.ldb", str(nesting))
    _run(folder, "samba-tool", "user", "create", "portal-sync", SYNC_SECRET, "-s", str(config))
    _run(folder, "samba-tool", "domain", "passwordsettings", "set", *_LOCKOUT, "-s", str(config))


def _run(folder: Path, program: str, *words: str) -> None:
    done = subprocess.run(
        [_program(program), *words], capture_output=True, text=True, timeout=300, cwd=folder, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _program(name: str) -> str:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False


def _entries(of: Company) -> Iterator[str]:
    for place in (PEOPLE, GROUPS, GUESTS, *(f"OU={escape(name)},{PEOPLE}" for name in DEPARTMENTS)):
        yield record(("dn", place), ("objectClass", ("top", "organizationalUnit")))
    for person in of.people:
        yield _person(of, person)
    for login, state, more in (
        ("disabled", _DISABLED, ()),
        ("ended", _NORMAL, (("accountExpires", _LONG_AGO),)),
        ("visitor", _NORMAL, (("accountExpires", _FAR_AHEAD),)),
        ("reset", _NORMAL, (("pwdLastSet", "0"),)),
        ("guessed", _NORMAL, ()),
        ("bride", _NORMAL, ()),
    ):
        yield _account(f"CN={login},{GUESTS}", login, state, *more)
    for group in of.groups:
        yield record(
            ("dn", group_name(group.name)),
            ("objectClass", ("top", "group")),
            ("sAMAccountName", group.name),
            ("description", group.about),
            ("member", [name_of(of.people[place]) for place in group.people]),
        )


def _nesting(of: Company) -> Iterator[str]:
    """Groups in groups, which can only be said when all are there."""
    for group in of.groups:
        if group.groups:
            members = "".join(f"member: {group_name(name)}\n" for name in group.groups)
            yield f"dn: {group_name(group.name)}\nchangetype: modify\nadd: member\n{members}-\n\n"


def name_of(person: Person) -> str:
    """Where a person lies in the tree."""
    return f"CN={escape(person.common_name[:64])},OU={escape(person.department)},{PEOPLE}"


def group_name(name: str) -> str:
    """Where a group lies in the tree."""
    return f"CN={escape(name)},{GROUPS}"


def _person(of: Company, person: Person) -> str:
    return _account(
        name_of(person),
        person.login,
        _DISABLED if person.has_left else _NORMAL,
        ("sn", person.family),
        ("givenName", person.given),
        ("displayName", person.name),
        ("mail", person.mail),
        ("employeeID", person.number),
        ("department", person.department),
        ("l", person.site),
        ("title", person.title),
        ("telephoneNumber", person.phone),
        ("thumbnailPhoto", of.photo(person)),
        ("manager", None if person.manager is None else name_of(of.people[person.manager])),
    )


def _account(name: str, login: str, state: str, *more: tuple[str, str | bytes | None]) -> str:
    return record(
        ("dn", name),
        ("objectClass", ("top", "person", "organizationalPerson", "user")),
        ("sAMAccountName", login),
        ("userPrincipalName", f"{login}@corp.example"),
        ("unicodePwd", f'"{password(login)}"'.encode("utf-16-le")),
        ("userAccountControl", state),
        *more,
    )
