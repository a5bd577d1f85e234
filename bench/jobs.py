"""How many jobs a second are enqueued, claimed and run, on both databases, by one worker and by two."""

import multiprocessing
import time

from bench.databases import portal_on
from portal.core import db, jobs

COUNT = 2000


@jobs.job
def nothing(*, number: int) -> None:
    """Does nothing: what remains is the cost of the queue."""


def _drain(url: str, done: "multiprocessing.Queue[int]") -> None:
    db.connect(url)
    runs = 0
    while ids := jobs.claim(10):
        for job_id in ids:
            jobs.run(job_id)
            runs += 1
    done.put(runs)


def measure(kind: str) -> None:
    """Prints the rates for one database."""
    with portal_on(kind, "bench_jobs") as app:
        begin = time.perf_counter()
        for start in range(0, COUNT, 100):
            with db.unit_of_work():
                for number in range(start, start + 100):
                    jobs.enqueue(nothing, number=number)
        enqueued = time.perf_counter() - begin
        print(f"{kind:11} enqueue {COUNT / enqueued:7.0f}/s in units of 100")
        for workers in (1, 2):
            with db.unit_of_work():
                for number in range(COUNT if workers == 2 else 0):
                    jobs.enqueue(nothing, number=number)
            db.session.remove()
            db.engine().dispose()
            done: multiprocessing.Queue[int] = multiprocessing.Queue()
            url = app.settings.database_url
            processes = [multiprocessing.Process(target=_drain, args=(url, done)) for _ in range(workers)]
            begin = time.perf_counter()
            for process in processes:
                process.start()
            runs = [done.get(timeout=120) for _ in processes]
            took = time.perf_counter() - begin
            for process in processes:
                process.join()
            print(f"{kind:11} claim and run {sum(runs) / took:7.0f}/s with {workers} worker(s), {runs}")


if __name__ == "__main__":
    for database in ("sqlite", "postgresql"):
        measure(database)
