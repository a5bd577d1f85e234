"""The process that runs jobs: one thread for quick ones, one for slow ones, and one that shows that it lives.

That one also looks whether others live, and releases what a dead worker had taken. Dead is whose seat was free for
some looks, so that a lost connection can be made again; or who, with a seat, said nothing for five minutes, as on a
machine that is cut off. Looks are counted, since the clocks of two machines differ and processes stand still.
"""

import logging
import math
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update

from . import clock, db, jobs, seats
from .jobs import LEASE, Job

log = logging.getLogger(__name__)

LOOK = 2.0  # seconds between two looks
DEAD = 4  # looks at a free seat
SILENT = int(LEASE.total_seconds() / LOOK)  # looks at a worker that says nothing new
_SAY = 30  # looks after which a worker says again that it is still at its jobs


class Seen(NamedTuple):
    """What was seen of another worker: what it said last, for how many looks, and at how many its seat was free."""

    said: datetime
    same: int
    free: int


class Pulse:
    """Shows that a worker lives, and finds those that do not. Used by one thread."""

    def __init__(self) -> None:
        self.worker = secrets.randbelow(2**31 - 1) + 1
        self._seats: seats.Seats | None = None
        self._is_seated = False
        self._others: dict[int, Seen] = {}
        self._looks = 0

    def look(self) -> None:
        """Takes the own seat where it was lost, and looks at everybody who has taken jobs.

        Raises what the database does. Then nothing is believed of what was seen before: it may have been away.
        """
        try:
            sitting = self._sit()
            takers = _takers()
            if takers.pop(self.worker, None) and self._looks % _SAY == 0:
                _extend(self.worker)
            self._looks += 1
            self._others = {worker: self._see(sitting, worker, said) for worker, said in takers.items()}
            for worker, seen in self._others.items():
                if (seen.free >= DEAD or seen.same >= SILENT) and release(worker):
                    log.warning("worker %s is gone: what it had taken is released", worker)
        except Exception:
            self._others = {}
            if isinstance(self._seats, seats.ConnectionSeats):
                self.close()
            raise

    def _sit(self) -> seats.Seats:
        if self._seats is None:
            self._seats = seats.seats()
        self._is_seated = self._is_seated or self._seats.take(self.worker)
        return self._seats

    def _see(self, sitting: seats.Seats, worker: int, said: datetime) -> Seen:
        before = self._others.get(worker, Seen(said, 0, 0))
        same = before.same + 1 if before.said == said else 1
        return Seen(said, same, before.free + 1 if seats.is_free(sitting, worker) else 0)

    def close(self) -> None:
        """Gives the seat up."""
        if self._seats is not None:
            self._seats.close()
        self._seats, self._is_seated = None, False

    def keep(self, is_over: threading.Event) -> None:
        """Looks every two seconds until it is over. Survives a lost database."""
        while not is_over.is_set():
            try:
                self.look()
            except Exception:
                log.exception("the worker shows in a moment that it lives")
            is_over.wait(LOOK)
        self.close()


def _takers() -> dict[int, datetime]:
    """Gives the workers that have taken jobs, each with what it said last."""
    found = select(Job.worker, func.max(Job.run_at)).where(Job.worker != 0).group_by(Job.worker)
    with db.reading() as session:
        return {row[0]: row[1] for row in session.execute(found)}


def _extend(worker: int) -> None:
    """Says of all that a worker has taken that it is at it. A row that a job holds needs no word."""
    theirs = select(Job.id).where(Job.worker == worker).with_for_update(skip_locked=True)
    still = update(Job).where(Job.id.in_(theirs.scalar_subquery())).values(run_at=clock.now() + LEASE)
    with db.unit_of_work() as session:
        session.execute(still.execution_options(synchronize_session=False))


def release(worker: int, *, slow: bool | None = None) -> int:
    """Lets others take what a worker had taken; gives how many jobs those are.

    The first time at once; a job that died with its worker before waits longer each time: it may be what kills.
    """
    left = select(Job).where(Job.worker == worker, *jobs.lane(slow)).with_for_update(skip_locked=True)
    with db.unit_of_work() as session:
        rows = session.scalars(left).all()
        for row in rows:
            pause = 0 if row.attempts <= 1 else 5 * 3 ** min(row.attempts - 2, jobs.ATTEMPTS)
            row.worker, row.run_at = 0, clock.now() + timedelta(seconds=pause)
        return len(rows)


def work(stop: Callable[[], bool], *, pause: float = 0.25) -> None:
    """Works until told to stop: runs due jobs, looks for periodic ones every ten seconds. Survives a lost database.

    Slow jobs have a thread of their own: a mail server that thinks for a minute keeps no bell from ringing.
    """
    pulse, is_over = Pulse(), threading.Event()
    shows = threading.Thread(target=pulse.keep, args=(is_over,), name="sign of life")
    slow = threading.Thread(target=_work, args=(stop, pause, pulse.worker), kwargs={"slow": True}, name="slow jobs")
    shows.start()
    slow.start()
    _work(stop, pause, pulse.worker, slow=False)
    slow.join()
    is_over.set()
    shows.join()


def _work(stop: Callable[[], bool], pause: float, worker: int, *, slow: bool) -> None:
    next_periodic = math.inf if slow else 0.0
    is_lost = False
    while not stop():
        try:
            if is_lost:  # what this thread had taken and did not come to
                release(worker, slow=slow)
                is_lost = False
            if time.monotonic() >= next_periodic:
                jobs.start_periodic()
                next_periodic = time.monotonic() + 10
            ids = jobs.claim(1 if slow else 10, slow=slow, worker=worker)
            for job_id in ids:
                jobs.run(job_id, worker=worker)
        except Exception:
            log.exception("the worker goes on in a moment")
            is_lost = True
            time.sleep(2)
            continue
        if not ids:
            time.sleep(pause)
