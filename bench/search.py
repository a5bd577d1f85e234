"""What search costs: CPU milliseconds a call, the database's own included, on a corpus of any size.

    python -m bench.search --documents 200000 --groups 500 [--database postgresql+psycopg://…] [--keep]

The searcher is in 30 of the groups. A twelfth of the documents are questions, as many posts, the others comments; word
frequencies fall as in real texts. Without --keep the database is filled first (it must be an empty one); the rate of
filling is told too. At the end whole requests are made, by somebody who sees the nine groups of ten that are open.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from sqlalchemy import text

import search
from auth.audience import Actor, share
from portal.app import create_app
from portal.config import Settings
from portal.core import db, schema
from portal.core.subjects import Ref
from portal.core.web import Portal
from search.documents import Document
from search.index import put_many
from tests.browser_client import Browser
from tests.factories import make_user

SYLLABLES = (
    "scha ber tun kel mor lin das wer ko ti man ge fahr hau bri nen sol tra pen zu ra li ne op ver ste hen".split()  # noqa: SIM905
)
DAYS = 180
KINDS = ("question",)
PAIRS = ((3, 8), (20, 30), (60, 90), (200, 300), (1000, 2000), (10, 3000))
"""Ranks of the two words asked for, from words that occur everywhere to rare ones."""
ACTOR = Actor(1, frozenset(), frozenset({"everyone", "user:1", *(f"group:{n}" for n in range(1, 31))}), "de", "Ann")


def vocabulary(size: int = 20_000) -> list[str]:
    source = random.Random(1)
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(source.choice(SYLLABLES) for _ in range(source.randint(2, 4)))] = None
    return list(words)


def documents(number: int, words: list[str], now: datetime, groups: int) -> Iterator[Document]:
    source = random.Random(2)
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(words))))
    for n in range(number):
        kind = {0: "question", 6: "post"}.get(n % 12, "comment")
        has_title = kind != "comment"
        length = max(5, int(source.lognormvariate(4.2 if has_title else 3.1, 0.5)))
        group = f"group:{source.randint(1, groups)}"
        yield Document(
            Ref(kind, n + 1),
            audience=group,
            title=" ".join(source.choices(words, cum_weights=weights, k=5)).capitalize() if has_title else "",
            body=" ".join(source.choices(words, cum_weights=weights, k=length)),
            at=now - timedelta(days=DAYS) * (1 - n / number),
            author=f"{words[source.randint(0, 900)]} {words[source.randint(900, 3000)]}".title(),
            language="de",
            group=group,
        )


def fill(number: int, words: list[str], groups: int) -> None:
    started, done = time.process_time(), 0
    source = documents(number, words, datetime.now(UTC), groups)
    while True:
        with db.unit_of_work():
            batch = list(islice(source, 2_000))
            put_many(batch)
        if not batch:
            break
        done += len(batch)
        print(f"\r{done:,} of {number:,}", end="", file=sys.stderr) if sys.stderr.isatty() else None
    with db.unit_of_work():
        for n in range(groups * 9 // 10):
            share(f"group:{n}")
    print(
        f"\nfilled at {number / (time.process_time() - started):,.0f} documents a CPU second (without the database's)"
    )
    with db.unit_of_work():
        search.settle()
    if db.dialect() == "postgresql":
        with db.engine().connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def backend_cpu() -> float:
    """CPU milliseconds of this session's database process; 0 where the database is this process."""
    if db.dialect() == "sqlite":
        return 0.0
    pid = db.session.scalar(text("SELECT pg_backend_pid()"))
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def cost(call: Callable[[], object], times: int = 40) -> str:
    for _ in range(8):
        call()
    app, database = [], []
    for _ in range(times):
        before, own = backend_cpu(), time.process_time()
        call()
        app.append((time.process_time() - own) * 1000)
        database.append(backend_cpu() - before)
    whole = [a + d for a, d in zip(app, database, strict=True)]
    middle = statistics.median
    most = sorted(whole)[-max(1, len(whole) // 20)]
    return f"{middle(whole):6.2f} ms (app {middle(app):.2f}, database {middle(database):.2f}), p95 {most:.1f}"


def measure(words: list[str], number: int) -> None:
    for one, other in PAIRS:
        query = f"{words[one]} {words[other]}"
        with db.reading():
            results = search.find(ACTOR, query)
            matches = f"{results.total}{'+' if results.is_capped else ''}"
            print(f"find, words {one:>4} and {other:>4}, {matches:>5} hits:", cost(partial(search.find, ACTOR, query)))
    with db.reading():
        print("find, one frequent word:          ", cost(lambda: search.find(ACTOR, words[5])))
        print(
            "find, nothing (did you mean):     ", cost(lambda: search.find(ACTOR, words[700][:-1] + "xq " + words[40]))
        )
        print(
            "similar, a title of six words:    ",
            cost(lambda: search.similar(ACTOR, " ".join(words[60:66]), kinds=KINDS)),
        )
        print("suggest, two letters:             ", cost(lambda: search.suggest(ACTOR, words[30][:2])))
        print("suggest, five letters:            ", cost(lambda: search.suggest(ACTOR, words[30][:5])))
    new = documents(200, words, datetime.now(UTC) + timedelta(days=DAYS), 100)
    with db.unit_of_work():
        print("put, a new post or comment:       ", cost(lambda: search.put(_renumbered(next(new), number)), times=100))
        db.session.rollback()


def _renumbered(document: Document, number: int) -> Document:
    return Document(
        **{**vars(document), "ref": Ref(document.ref.kind, document.ref.id + number), "at": datetime.now(UTC)}
    )


def whole_requests(app: Portal, words: list[str]) -> None:
    """Prints how long somebody waits for fragments and the page, the making of them included."""
    with app.app_context():
        browser = Browser(app, make_user("Ann Bench", persona=f"bench-{time.time_ns()}"))
    title, word = "+".join(words[60:66]), words[30]
    for name, path in (
        ("suggestions, two letters", f"/search/suggest?q={word[:2]}"),
        ("suggestions, five letters", f"/search/suggest?q={word[:5]}"),
        ("similar questions, six words", f"/questions/similar?title={title}"),
        ("search page, two words", f"/search?q={words[20]}+{words[30]}"),
    ):
        times = []
        for _ in range(60):
            started = time.perf_counter()
            assert browser.get(path, htmx="?q" not in path).status_code == 200
            times.append((time.perf_counter() - started) * 1000)
        times = sorted(times[10:])
        print(f"request, {name + ':':30} {statistics.median(times):6.1f} ms of waiting, p95 {times[-3]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--database", default="sqlite:////tmp/foyer-bench-search.sqlite3")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    words = vocabulary()
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        settings = Settings(env="test", data=Path(folder), database=options.database, secret_key="for measuring alone")
        app = create_app(settings)
        if not options.keep:
            schema.upgrade()
            fill(options.documents, words, options.groups)
        measure(words, options.documents)
        whole_requests(app, words)


if __name__ == "__main__":
    main()
