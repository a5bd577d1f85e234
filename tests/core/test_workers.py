"""What a dead worker had taken comes back within seconds; nobody who lives is taken for dead."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from portal.core import clock, db, jobs, seats, workers
from portal.core.web import Portal
from portal.core.workers import DEAD, SILENT, Pulse

runs: list[int] = []
OTHER = 41
SITTING = """
import fcntl, sys
file = open(sys.argv[1] + "-workers", "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 1, int(sys.argv[2]))
print(flush=True)
sys.stdin.read()
"""


@jobs.job
def note_it(*, number: int) -> None:
    runs.append(number)


@pytest.fixture
def pulse(app: Portal) -> Iterator[Pulse]:
    """A worker that looks on, and a job that another one has taken."""
    runs.clear()
    with db.unit_of_work():
        jobs.enqueue(note_it, number=7)
    assert len(jobs.claim(worker=OTHER)) == 1
    looking = Pulse()
    yield looking
    looking.close()


def look(pulse: Pulse, times: int) -> None:
    for _ in range(times):
        pulse.look()


def until_free() -> None:
    """Waits until PostgreSQL has noticed that a connection is gone."""
    looking = seats.ConnectionSeats()
    for _ in range(500):
        if seats.is_free(looking, OTHER):
            break
        time.sleep(0.01)
    looking.close()


@pytest.fixture
def seated(pulse: Pulse) -> Iterator[Callable[[], None]]:
    """The other worker sits on its seat, in a process or connection of its own; calling it ends that."""
    pulse.look()  # the file is there
    with ExitStack() as stack:
        if db.dialect() == "postgresql":
            other = seats.ConnectionSeats()
            assert other.take(OTHER)
            stack.callback(until_free)
            stack.callback(other.close)
        else:
            command = [sys.executable, "-S", "-E", "-c", SITTING, str(db.engine().url.database), str(OTHER)]
            process = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
            stack.callback(process.kill)
            assert process.stdout is not None
            process.stdout.readline()
        yield stack.close


def test_what_a_dead_worker_had_taken_is_free_after_some_looks(pulse: Pulse) -> None:
    look(pulse, DEAD - 1)
    assert jobs.run_all() == 0
    look(pulse, 1)
    assert jobs.run_all() == 1
    assert runs == [7]


def test_whoever_sits_keeps_the_job_until_it_ends(pulse: Pulse, seated: Callable[[], None]) -> None:
    look(pulse, DEAD * 2)
    clock.freeze(clock.now() + timedelta(hours=1))  # whatever the clocks say
    assert jobs.run_all() == 0
    seated()
    look(pulse, DEAD)
    assert jobs.run_all() == 1


def test_a_worker_that_stands_still_for_five_minutes_loses_its_jobs_and_knows_it(
    pulse: Pulse, seated: Callable[[], None]
) -> None:
    look(pulse, SILENT - 2)
    assert jobs.claim(worker=pulse.worker) == []
    look(pulse, 1)
    [job_id] = jobs.claim(worker=pulse.worker)
    assert jobs.run(job_id, worker=OTHER)  # it moves again
    assert runs == []
    assert jobs.run(job_id, worker=pulse.worker)
    assert runs == [7]


def test_who_sits_down_again_in_time_is_not_dead(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    look(pulse, DEAD - 1)
    with monkeypatch.context() as patch:
        patch.setattr(seats, "is_free", lambda *_: False)
        look(pulse, 1)
    look(pulse, DEAD - 1)
    assert jobs.run_all() == 0


def test_after_an_error_nothing_is_believed_of_what_was_seen(pulse: Pulse, monkeypatch: pytest.MonkeyPatch) -> None:
    look(pulse, DEAD - 1)
    with monkeypatch.context() as patch:
        patch.setattr(seats, "is_free", _away)
        with pytest.raises(OSError, match="away"):
            pulse.look()
    look(pulse, DEAD - 1)
    assert jobs.run_all() == 0
    look(pulse, 1)
    assert jobs.run_all() == 1


def _away(*_: object) -> bool:
    raise OSError("away")


def test_a_long_job_says_now_and_then_that_it_goes_on(app: Portal) -> None:
    with db.unit_of_work():
        jobs.enqueue(note_it, number=1)
    pulse = Pulse()
    jobs.claim(worker=pulse.worker)
    before = db.session.query(jobs.Job).one().run_at
    clock.freeze(clock.now() + timedelta(minutes=2))
    look(pulse, 1)
    db.session.expire_all()
    assert db.session.query(jobs.Job).one().run_at > before + timedelta(minutes=1)
    pulse.close()


def test_a_job_that_dies_with_each_worker_waits_longer_each_time(pulse: Pulse) -> None:
    pauses = []
    for _ in range(3):
        assert workers.release(OTHER) == 1
        pauses.append((db.session.query(jobs.Job).one().run_at - clock.now()).total_seconds())
        clock.freeze(clock.now() + timedelta(hours=1))
        assert len(jobs.claim(worker=OTHER)) == 1
        db.session.expire_all()
    assert [round(pause) for pause in pauses] == [0, 5, 15]
