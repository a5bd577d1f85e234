"""How many accounts a SCIM client makes in a second, and how long it waits for `GET /Users?filter=` on 50,000 people.

    python -m bench.scim [--people 50000] [--made 1000] [--database postgresql|sqlite]

Runs the portal in two real web processes. The people are written into the tables at once; what is measured goes over
HTTP, the load generator on the same cores. Creations are measured with one and with four connections; their CPU is that
of the web processes alone, beside the floor of the moment, a bare page with one query.
"""

import argparse
import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import insert
from sqlalchemy.orm import Session

from auth.models import Identity, User
from auth.provisioning.models import Record
from auth.scim import tokens
from auth.scim.forms import SCOPES, ClientForm
from auth.scim.models import ScimAddress, ScimPerson
from bench import processes
from bench.databases import address
from bench.load import Outcome, Shot, run
from bench.pages import Floor, serving
from bench.sign_in import bare
from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db, schema
from tests.browser.conftest import free_port
from tests.factories import actor, make_user
from tests.scim.factories import USER, WORK

KEY, STRETCH = "entra", 5000


def said(number: int) -> dict[str, object]:
    """What a client says of a person of a company with 40 departments and 10 sites."""
    name = f"person.{number}@example.com"
    return {
        "schemas": [USER, WORK],
        "userName": name,
        "externalId": f"id-{number}",
        "active": True,
        "displayName": f"Person Number {number}",
        "name": {"givenName": "Person", "familyName": f"Number {number}"},
        "title": "Welder",
        "emails": [{"value": name, "type": "work", "primary": True}],
        "addresses": [{"type": "work", "locality": f"Site {number % 10}"}],
        WORK: {"department": f"Department {number % 40}", "employeeNumber": str(number)},
    }


def fill(count: int) -> None:
    """Writes the people into the tables."""
    now = clock.now()
    for start in range(0, count, STRETCH):
        numbers = range(start, min(count, start + STRETCH))
        with db.unit_of_work() as session:
            ids = _users(session, numbers, now)
            tie = [{"source": KEY, "subject": f"id-{n}", "user_id": i} for n, i in zip(numbers, ids, strict=True)]
            session.execute(insert(Identity), [one | {"created_at": now} for one in tie])
            session.execute(insert(Record), [one | {"changed_at": now} for one in tie])
            people = [
                one
                | {"id": f"seed-{n}", "external_id": one["subject"], "login": f"person.{n}@example.com"}
                | {"words": said(n), "created_at": now, "changed_at": now}
                for n, one in zip(numbers, tie, strict=True)
            ]
            session.execute(insert(ScimPerson), people)
            mails = [{"person_id": one["id"], "place": 0, "value": one["login"], "kind": "work"} for one in people]
            session.execute(insert(ScimAddress), mails)


def _users(session: Session, numbers: range, now: datetime) -> list[int]:
    rows = [
        {"name": f"Person Number {n}", "sort_name": f"person number {n}", "slug": f"person.number-{n}"}
        | {"email": f"person.{n}@example.com", "source": KEY, "created_at": now}
        for n in numbers
    ]
    return list(session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows))


def request(token: str, method: str, path: str, body: object = None) -> Shot:
    """One request of the client."""
    content = json.dumps(body).encode() if body is not None else b""
    lines = [f"{method} /scim/v2{path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    lines += ["Content-Type: application/scim+json", f"Content-Length: {len(content)}", "Connection: keep-alive"]
    return Shot("\r\n".join([*lines, "", ""]).encode() + content)


def tell(what: str, outcome: Outcome) -> None:
    """Prints how it went."""
    print(
        f"{what:44} {outcome.per_second:6.0f}/s  p50 {outcome.median:5.1f} ms  p95 {outcome.percentile(0.95):5.1f} ms  "
        f"{outcome.statuses}",
        flush=True,
    )


FILTERS = (
    'userName eq "Person.{n}@example.com"',
    'externalId eq "id-{n}"',
    'emails[type eq "work"].value eq "person.{n}@example.com"',
    'userName eq "person.{n}@example.com" and active eq true',
)


def find(port: int, token: str, people: int) -> None:
    """Looks people up, one after the other, and reads pages."""

    def page(number: int) -> Shot:
        return request(token, "GET", f"/Users?startIndex={number * 997 % people}&count=100")

    run(port, page, requests=20, connections=8)  # what is loaded at the first request
    for words in FILTERS:

        def asked(number: int, words: str = words) -> Shot:
            return request(token, "GET", f"/Users?filter={quote(words.replace('{n}', str(number * 37 % people)))}")

        tell(words, run(port, asked, requests=400, connections=1))
    tell("a page of 100", run(port, page, requests=60, connections=1))


def make(port: int, token: str, numbers: tuple[int, int], server: int, floor: Floor) -> None:
    """Makes people from a number on, so many over one connection and as many over four."""
    first, made = numbers
    for connections in (1, 4):
        below, before = floor.cpu(), processes.cpu_seconds(server)

        def new(number: int, first: int = first) -> Shot:
            return request(token, "POST", "/Users", said(first + number))

        tell(f"creations, {connections} at once", run(port, new, requests=made, connections=connections))
        cpu = 1000 * (processes.cpu_seconds(server) - before) / made
        print(f"  CPU {cpu:.1f} ms each, floor {below:.1f} before and {floor.cpu():.1f} after", flush=True)
        first += made


def main() -> None:
    """Fills the database, starts the portal, and measures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=50_000)
    options.add_argument("--made", type=int, default=1000)
    options.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        url, port = address(given.database, Path(folder), "bench_scim"), free_port()
        create_app(Settings(env="demo", data=Path(folder), database=url, secret_key="for measuring alone", port=port))
        schema.upgrade()
        with db.unit_of_work():
            ida = actor(make_user("Ida IT", roles=("it-admin",)))
            form = ClientForm(label="Entra", key=KEY, scopes=SCOPES)
            _source, token = tokens.make_client(ida, form)
        fill(given.people)
        if given.database == "postgresql":
            with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
        environment = {"FOYER_ENV": "demo", "FOYER_DATA": folder, "FOYER_DATABASE": url, "FOYER_PORT": str(port)}
        environment |= {"FOYER_WEB_PROCESSES": "2", "FOYER_SECRET_KEY": "for measuring alone"}
        web = [sys.executable, "-m", "gunicorn", "-c", "python:portal.ops.gunicorn_conf", "wsgi:portal()"]
        with bare() as floor:
            db.session.remove()
            db.engine().dispose()
            with serving(web, port, environment) as server:
                find(port, token, given.people)
                make(port, token, (given.people, given.made), server.pid, floor)


if __name__ == "__main__":
    main()
