"""A real SAML 2.0 identity provider (SimpleSAMLphp on PHP's own server) of the test run's own, on the loopback.

It knows two portals: `idp`, whose assertions are signed, and `closed`, whose requests have to be signed and whose
assertions are encrypted. Both are at http://localhost; others are made known to it.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from tests.counterparts import lifetime

_ROOT = Path("/usr/share/simplesamlphp")
PORTAL = "http://localhost/login/with"
PEOPLE = {
    "ann": {"uuid": "id-ann", "displayName": "Ann Probst", "mail": "ann@nord.example", "preferredLanguage": "en"},
    "juergen": {"uuid": "id-juergen", "displayName": "Jürgen Müller", "mail": "juergen@nord.example"},
}
_CONFIG = """<?php
$config = [
  'baseurlpath' => '@IDP@/', 'certdir' => '@HERE@/cert/', 'datadir' => '@HERE@/data/', 'tempdir' => '@HERE@/tmp/',
  'loggingdir' => '@HERE@/log/', 'logging.handler' => 'file', 'logging.level' => 5, 'metadatadir' => '@HERE@/metadata/',
  'timezone' => 'UTC', 'secretsalt' => 'for-tests-alone', 'auth.adminpassword' => 'for-tests-alone',
  'technicalcontact_name' => 'Test', 'technicalcontact_email' => 'na@nord.example',
  'enable.saml20-idp' => true, 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
  'session.duration' => 3600, 'session.cookie.secure' => false, 'session.cookie.samesite' => null,
  'session.phpsession.cookiename' => 'Counterpart', 'session.phpsession.savepath' => '@HERE@/tmp',
  'store.type' => 'phpsession', 'language.default' => 'en', 'language.available' => ['en', 'de'],
  'showerrors' => true, 'errorreporting' => false, 'debug' => null, 'authproc.idp' => [], 'authproc.sp' => [],
  'metadata.sources' => [['type' => 'flatfile', 'directory' => '@HERE@/metadata/']],
  'trusted.url.domains' => null, 'session.check_function' => null,
];
"""
_SOURCES = """<?php
$users = ['exampleauth:UserPass'];
foreach (json_decode(file_get_contents('@HERE@/people.json'), true) as $name => $said) {
  $users["$name:Pw-$name"] = ['uid' => [$name], 'groups' => ['all', 'editors']] + array_map(fn($v) => [$v], $said);
}
$config = ['admin' => ['core:AdminPassword'], 'company' => $users];
"""
_HOSTED = """<?php
$persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
$metadata['@IDP@/saml2/idp/metadata.php'] = [
  'host' => '__DEFAULT__', 'privatekey' => 'idp.key', 'certificate' => 'idp.crt', 'auth' => 'company',
  'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sign.logout' => true,
  'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic', 'NameIDFormat' => $persistent,
  'authproc' => [3 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uuid', 'Format' => $persistent]],
];
"""
_REMOTE = """<?php
foreach (file('@HERE@/portals', FILE_IGNORE_NEW_LINES) as $door) {
  $is_closed = str_ends_with($door, '/closed');
  $metadata["$door/metadata"] = [
    'AssertionConsumerService' => "$door/assertion", 'SingleLogoutService' => "$door/sign-out",
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'certificate' => 'portal.crt',
    'saml20.sign.response' => true, 'saml20.sign.assertion' => true,
    'validate.authnrequest' => $is_closed, 'validate.logout' => true, 'assertion.encryption' => $is_closed,
  ];
}
"""


def missing() -> str:
    """Why no provider can be started here, or an empty string."""
    if shutil.which("php") and _ROOT.is_dir():
        return ""
    packages = "simplesamlphp php-cli php-xml php-sqlite3"
    return f"SimpleSAMLphp is not installed. Run: sudo apt-get install --no-install-recommends {packages}"


def folder() -> Path:
    """The running provider's folder, with `address` and, below cert, our key and its; starts it when needed."""
    return lifetime.shared("saml", _start)


def address() -> str:
    """The address of the running provider."""
    return (folder() / "address").read_text()


def metadata() -> str:
    """The address of its metadata."""
    return f"{address()}/saml2/idp/metadata.php"


def know(portal: str) -> None:
    """Has the provider know a portal at another address, such as http://127.0.0.1:4711."""
    with (folder() / "portals").open("a") as portals:
        portals.write(f"{portal}/login/with/idp\n")


def _start(folder: Path) -> Sequence[str]:
    if missing():
        raise RuntimeError(missing())
    port = lifetime.free_port()
    for name in ("cert", "config", "metadata", "data", "tmp", "log"):
        (folder / name).mkdir()
    _make_pair(folder / "cert", "idp")
    _make_pair(folder / "cert", "portal")
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    (folder / "portals").write_text(f"{PORTAL}/idp\n{PORTAL}/closed\n")
    places = {"@IDP@": f"http://localhost:{port}", "@HERE@": str(folder)}
    files = {"config/config.php": _CONFIG, "config/authsources.php": _SOURCES}
    files |= {"metadata/saml20-idp-hosted.php": _HOSTED, "metadata/saml20-sp-remote.php": _REMOTE}
    for name, text in files.items():
        filled = reduce(lambda done, place: done.replace(place, places[place]), places, text)
        (folder / name).write_text(filled)
    words = ["-d", "error_reporting=0", "-d", "display_errors=0", "-d", "date.timezone=UTC"]
    command = ["php", *words, "-S", f"127.0.0.1:{port}", "-t", str(_ROOT / "www")]
    environment = {"SIMPLESAMLPHP_CONFIG_DIR": str(folder / "config"), "PATH": "/usr/bin:/bin"}
    with (folder / "php.log").open("w") as log:
        process = subprocess.Popen(command, cwd="/", env=environment, stdout=log, stderr=log, start_new_session=True)
    process.returncode = 0  # it outlives us; its end is the guardian's business
    lifetime.wait_until(
        lambda: "started" in (folder / "php.log").read_text(), seconds=20, what="The SAML identity provider"
    )
    (folder / "address").write_text(f"http://localhost:{port}")
    return ["kill", str(process.pid)]


def _make_pair(place: Path, name: str) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    files = ["-keyout", place / f"{name}.key", "-out", place / f"{name}.crt"]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=60)
