"""Jobs exist exactly when their change does, and are delivered at least once."""

from datetime import timedelta

import pytest

from portal.core import clock, db, jobs
from tests.factories import make_user

runs: list[int] = []


@jobs.job
def note_run(*, number: int) -> None:
    if number < 0:
        raise ValueError("no")
    runs.append(number)


@pytest.fixture(autouse=True)
def _empty(app) -> None:
    runs.clear()


def waiting() -> int:
    return db.session.query(jobs.Job).count()


def test_a_job_of_a_change_that_was_taken_back_does_not_exist() -> None:
    with pytest.raises(RuntimeError):
        enqueue_and_fail()
    assert jobs.run_all() == 0


def enqueue_and_fail() -> None:
    with db.unit_of_work():
        jobs.enqueue(note_run, number=1)
        raise RuntimeError


def test_a_job_runs_once_and_is_gone() -> None:
    with db.unit_of_work():
        jobs.enqueue(note_run, number=1)
    assert jobs.run_all() == 1
    assert runs == [1]
    assert waiting() == 0


def test_equal_jobs_that_wait_are_one() -> None:
    with db.unit_of_work():
        for _ in range(3):
            jobs.enqueue(note_run, number=1, key="one")
    assert jobs.run_all() == 1


def test_a_failing_job_pauses_longer_each_time_and_stays_after_eight_attempts() -> None:
    with db.unit_of_work():
        jobs.enqueue(note_run, number=-1)
    for _ in range(jobs.ATTEMPTS):
        assert jobs.run_all() == 1
        clock.freeze(clock.now() + timedelta(days=2))
    assert jobs.run_all() == 0
    row = db.session.query(jobs.Job).one()
    assert row.failed_at is not None
    assert "ValueError" in (row.error or "")


def test_a_leased_job_comes_back_when_its_worker_died() -> None:
    with db.unit_of_work():
        jobs.enqueue(note_run, number=7)
    assert len(jobs.claim()) == 1
    assert jobs.claim() == []
    clock.freeze(clock.now() + jobs.LEASE + timedelta(seconds=1))
    assert jobs.run_all() == 1
    assert runs == [7]


def test_slow_jobs_and_quick_ones_are_claimed_by_threads_of_their_own() -> None:
    with db.unit_of_work():
        jobs.enqueue(wait_for_a_server)
        jobs.enqueue(note_run, number=7)
    [quick] = jobs.claim(10, slow=False)
    [slow] = jobs.claim(10, slow=True)
    assert jobs.run(quick)
    assert jobs.run(slow)
    assert runs == [7, 0]


@jobs.job(transaction=False)
def wait_for_a_server() -> None:
    runs.append(0)


def test_what_a_failed_job_wrote_is_taken_back() -> None:
    with db.unit_of_work():
        jobs.enqueue(write_and_fail, name="Ghost")
    jobs.run_all(limit=1)
    from auth.models import User

    assert db.session.query(User).count() == 0


@jobs.job
def write_and_fail(*, name: str) -> None:
    make_and_flush(name)
    raise ValueError


def make_and_flush(name: str) -> None:
    from auth import accounts

    db.session.add(accounts.make_user(name=name))
    db.session.flush()


def test_two_people_of_one_name_get_two_addresses(app) -> None:
    assert make_user("Max Müller").slug != make_user("Max Müller").slug
