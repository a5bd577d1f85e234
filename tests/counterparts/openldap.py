"""An OpenLDAP server with the made-up company, on free ports of the loopback.

At most 100 entries come without paging. Passwords are locked for a minute after five wrong ones, and four guests stand
for what a policy knows: locked for good, run out, to be changed, without any password. Groups show in `memberOf`.
"""

import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.counterparts import certificates, lifetime
from tests.counterparts.company import DEPARTMENTS, NAME, Company, Person, company, escape, password, record

BASE = "dc=corp,dc=example"
PEOPLE, GROUPS, GUESTS = f"ou=people,{BASE}", f"ou=groups,{BASE}", f"ou=guests,{BASE}"
SYNC = f"cn=portal-sync,ou=service,{BASE}"
LIMITED = f"cn=portal-limited,ou=service,{BASE}"
"""An account that is given so many entries and no more, also page by page."""
SYNC_SECRET = "sync-secret"
ADMIN, ADMIN_SECRET = f"cn=admin,{BASE}", "admin-secret"
UNPAGED = 100
SHARED_PEOPLE = 600
_SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/usr/libexec"
_CONFIG = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
pidfile {folder}/pid
argsfile {folder}/args
modulepath {modules}
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload ppolicy
TLSCACertificateFile {folder}/tls/ca.crt
TLSCertificateFile {folder}/tls/server.crt
TLSCertificateKeyFile {folder}/tls/server.key
sizelimit size.soft={unpaged} size.hard={unpaged} size.pr=1000 size.prtotal=unlimited
threads 4
database mdb
maxsize 536870912
suffix "{base}"
rootdn "{admin}"
rootpw {admin_secret}
directory {folder}/db
dbnosync
index objectClass,uid,mail,employeeNumber,member,memberOf,manager,entryUUID,entryCSN,modifyTimestamp eq
index cn,sn,displayName eq,sub
limits dn.exact="{limited}" size.pr=10 size.prtotal=30
access to attrs=userPassword by self write by anonymous auth by * none
access to * by dn.exact="{sync}" read by dn.exact="{limited}" read by users read by anonymous auth by * none
overlay memberof
memberof-refint TRUE
overlay refint
refint_attributes member manager
overlay ppolicy
ppolicy_default "cn=default,ou=policies,{base}"
ppolicy_use_lockout
"""


def missing() -> str:
    """Why no server can be started here, or an empty string."""
    if shutil.which("slapd", path=_SBIN) and shutil.which("slapadd", path=_SBIN):
        return ""
    return "OpenLDAP is not installed. Run: sudo apt-get install --no-install-recommends slapd ldap-utils"


@dataclass(frozen=True)
class Directory:
    """A running server: its addresses, and what a test does to it."""

    folder: Path
    port: int
    secure_port: int

    @property
    def url(self) -> str:
        """The address for StartTLS."""
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def secure_url(self) -> str:
        return f"ldaps://127.0.0.1:{self.secure_port}"

    @property
    def ca(self) -> Path:
        return self.folder / "tls" / "ca.crt"

    @contextmanager
    def administration(self) -> Iterator[Any]:
        """A connection of python-ldap that may change everything."""
        import ldap

        connection = ldap.initialize(self.url)
        connection.simple_bind_s(ADMIN, ADMIN_SECRET)
        yield connection
        connection.unbind_s()

    def add_guest(self, login: str, **attributes: str) -> str:
        """Puts somebody beside the company, for a test that changes them. Gives the name of the entry."""
        known = {"uid": login, "cn": login, "sn": login, "mail": f"{login}@corp.example", **attributes}
        known = {"objectClass": "inetOrgPerson", "userPassword": password(login), **known}
        name = f"cn={escape(known['cn'])},{GUESTS}"
        with self.administration() as connection:
            connection.add_s(name, [(key, value.encode()) for key, value in known.items()])
        return name

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Takes connections but answers nothing until the block ends."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)

    def signal(self, number: int) -> None:
        os.kill(int((self.folder / "pid").read_text()), number)


def server() -> Directory:
    """The server that all processes of the run share; starts it when needed. It is not to be frozen."""
    folder = lifetime.shared("openldap", _start)
    port, secure_port = (folder / "ports").read_text().split()
    return Directory(folder, int(port), int(secure_port))


@contextmanager
def running(folder: Path, of: Company | None = None) -> Iterator[Directory]:
    """Runs a server of the test's own until the block ends: one that may be frozen and killed."""
    directory = start(folder, of or company(60))
    try:
        yield directory
    finally:
        subprocess.run(_stop(folder), check=False, timeout=60)


def _start(folder: Path) -> Sequence[str]:
    start(folder, company(SHARED_PEOPLE))
    return _stop(folder)


def _stop(folder: Path) -> Sequence[str]:
    """Nothing in it is worth a slow farewell."""
    pid = (folder / "pid").read_text().strip() if (folder / "pid").exists() else ""
    return ["kill", "-KILL", pid] if pid else ["true"]


def start(folder: Path, of: Company) -> Directory:
    """Loads the company and starts the server. Raises RuntimeError where it cannot."""
    if missing():
        raise RuntimeError(missing())
    directory = Directory(folder, lifetime.free_port(), lifetime.free_port())
    certificates.make(folder / "tls", "127.0.0.1", "localhost", socket.gethostname())
    (folder / "db").mkdir()
    (folder / "slapd.conf").write_text(_configuration(folder))
    (folder / "company.ldif").write_text("".join(_entries(of)))
    _run("slapadd", "-q", "-f", f"{folder}/slapd.conf", "-l", f"{folder}/company.ldif")
    _run("slapd", "-f", f"{folder}/slapd.conf", "-h", f"{directory.url}/ {directory.secure_url}/")
    lifetime.wait_until(lambda: _answers(directory.secure_port), seconds=30, what="OpenLDAP")
    (folder / "ports").write_text(f"{directory.port} {directory.secure_port}")
    return directory


def _configuration(folder: Path) -> str:
    modules = next((place for place in ("/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap") if _is(place)), "")
    schema = next((place for place in ("/etc/ldap/schema", "/etc/openldap/schema") if _is(place)), "")
    values = {"folder": folder, "modules": modules, "schema": schema, "base": BASE, "unpaged": UNPAGED}
    return _CONFIG.format(**values, admin=ADMIN, admin_secret=ADMIN_SECRET, sync=SYNC, limited=LIMITED)


def _is(place: str) -> bool:
    return Path(place).is_dir()


def _run(program: str, *words: str) -> None:
    path = shutil.which(program, path=_SBIN) or program
    done = subprocess.run([path, *words], capture_output=True, text=True, timeout=300, cwd="/", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{program} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _entries(of: Company) -> Iterator[str]:
    yield record(("dn", BASE), ("objectClass", ("dcObject", "organization")), ("dc", "corp"), ("o", NAME))
    for name in ("people", "groups", "guests", "service", "policies"):
        yield _unit(name, BASE)
    for department in DEPARTMENTS:
        yield _unit(department, PEOPLE)
    account = ("objectClass", ("organizationalRole", "simpleSecurityObject"))
    for name in (SYNC, LIMITED):
        cn = name.split(",")[0].removeprefix("cn=")
        yield record(("dn", name), account, ("cn", cn), ("userPassword", SYNC_SECRET))
    yield from _policies()
    member_of = _member_of(of)
    for person in of.people:
        yield _person(of, person, member_of.get(name_of(person), ()))
    for group in of.groups:
        yield record(
            ("dn", group_name(group.name)),
            ("objectClass", "groupOfNames"),
            ("cn", group.name),
            ("description", group.about),
            ("member", [name_of(of.people[place]) for place in group.people] + [group_name(g) for g in group.groups]),
            ("memberOf", member_of.get(group_name(group.name), ())),
        )
    yield from _guests()


def name_of(person: Person) -> str:
    """Where a person lies in the tree."""
    return f"cn={escape(person.common_name)},ou={escape(person.department)},{PEOPLE}"


def group_name(name: str) -> str:
    """Where a group lies in the tree."""
    return f"cn={escape(name)},{GROUPS}"


def _member_of(of: Company) -> dict[str, list[str]]:
    """What the overlay would write, which does not see what is loaded beforehand."""
    found: dict[str, list[str]] = {}
    for group in of.groups:
        for name in [name_of(of.people[place]) for place in group.people] + [group_name(g) for g in group.groups]:
            found.setdefault(name, []).append(group_name(group.name))
    return found


def _unit(name: str, below: str) -> str:
    return record(("dn", f"ou={escape(name)},{below}"), ("objectClass", "organizationalUnit"), ("ou", name))


def _person(of: Company, person: Person, member_of: Sequence[str]) -> str:
    return record(
        ("dn", name_of(person)),
        ("objectClass", "inetOrgPerson"),
        ("entryUUID", person.id),
        ("cn", person.common_name),
        ("sn", person.family),
        ("givenName", person.given),
        ("displayName", person.name),
        ("uid", person.login),
        ("mail", person.mail),
        ("employeeNumber", person.number),
        ("ou", person.department),
        ("l", person.site),
        ("title", person.title),
        ("telephoneNumber", person.phone),
        ("employeeType", "left" if person.has_left else "active"),
        ("manager", None if person.manager is None else name_of(of.people[person.manager])),
        ("jpegPhoto", of.photo(person)),
        ("userPassword", _hashed(person.password)),
        ("memberOf", member_of),
    )


def _hashed(secret: str) -> str:
    salt = b"salt"
    digest = hashlib.sha1(secret.encode() + salt, usedforsecurity=False).digest()
    return "{SSHA}" + base64.b64encode(digest + salt).decode()


def _policies() -> Iterator[str]:
    kind = ("objectClass", ("device", "pwdPolicy"))
    lock = (("pwdLockout", "TRUE"), ("pwdMaxFailure", "5"), ("pwdLockoutDuration", "60"))
    for name, rule in (("default", ("pwdMaxAge", "0")), ("ageing", ("pwdMaxAge", "86400"))):
        own = (("cn", name), ("pwdAttribute", "userPassword"), ("pwdMustChange", "TRUE"), rule)
        yield record(("dn", f"cn={name},ou=policies,{BASE}"), kind, *own, *lock)


def _guests() -> Iterator[str]:
    ageing = ("pwdPolicySubentry", f"cn=ageing,ou=policies,{BASE}")
    yield _guest("locked", ("pwdAccountLockedTime", "000001010000Z"))
    yield _guest("expired", ageing, ("pwdChangedTime", "20200101000000Z"))
    yield _guest("reset", ("pwdReset", "TRUE"))


def _guest(login: str, *more: tuple[str, str]) -> str:
    known = (("uid", login), ("cn", login), ("sn", login), ("mail", f"{login}@corp.example"))
    name = ("dn", f"cn={login},{GUESTS}")
    return record(name, ("objectClass", "inetOrgPerson"), *known, ("userPassword", _hashed(password(login))), *more)
