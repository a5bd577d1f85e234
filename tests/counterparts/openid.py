"""A certified OpenID provider (oidc-provider on Node), one for each process of a test run, on a free port.

It makes faults on command, and signs whatever it is told to: that would be in the way of tests beside it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.counterparts import lifetime, visitor

HERE = Path(__file__).parent / "oidc"
CLIENT, SECRET = "portal", "portal-secret"
_INSTALL = "Run: sudo apt-get install --no-install-recommends nodejs npm && deploy/setup.sh test"


def _person(user: str, subject: str, name: str, **claims: Any) -> dict[str, Any]:
    said = {"name": name, "email": f"{user}@nord.example", "email_verified": True, "preferred_username": user} | claims
    return {"user": user, "subject": subject, "password": f"Pw-{user}", "claims": said}


PEOPLE = [
    _person("ann", "sub-ann", "Ann Probst", locale="en-GB", groups=["all", "editors"]),
    _person("juergen", "sub-juergen", "Jürgen Müller-Lüdenscheidt", locale="de", groups=["all"]),
    _person("evil", "sub-evil", "Eve", email="boss@nord.example", email_verified=False),
]


def modules() -> Path:
    """Where the set-up for tests has put the packages: a folder for each state of the lock file."""
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "foyer" / f"oidc-{lock}" / "node_modules"


def missing() -> str:
    """Why no provider can be started here, or an empty string."""
    if not shutil.which("node") or not (modules() / "oidc-provider").is_dir():
        return f"The OpenID provider for tests is not installed. {_INSTALL}"
    return ""


def issuer() -> str:
    """The address of this process's provider; starts it when needed."""
    name = "oidc-" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    return (lifetime.shared(name, _start) / "issuer").read_text()


def _start(folder: Path) -> Sequence[str]:
    if missing():
        raise RuntimeError(missing())
    port = lifetime.free_port()
    (folder / "people.json").write_text(json.dumps(PEOPLE))
    command = ["node", str(HERE / "server.mjs"), str(port), str(folder / "people.json"), str(modules())]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd="/", stdout=log, stderr=log, start_new_session=True)
    process.returncode = 0  # it outlives us; its end is the guardian's business
    address = f"http://localhost:{port}"
    lifetime.wait_until(lambda: "ready" in (folder / "log").read_text(), seconds=30, what="The OpenID provider")
    (folder / "issuer").write_text(address)
    return ["kill", str(process.pid)]


def control(**orders: Any) -> dict[str, Any]:
    """Tells the provider to make faults, to use another key, or to sign something; gives its state."""
    request = urllib.request.Request(f"{issuer()}/_control", json.dumps(orders).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


class Visitor(visitor.Visitor):
    """A browser at the provider."""

    def __init__(self) -> None:
        super().__init__(issuer())

    def back(self, url: str, user: str, password: str = "") -> str:
        """Signs in; gives the address that leads back to the portal."""
        return self.sign_in(url, user, password)[0]
