"""Whoever came first writes first into a SQLite file, whatever process it is in."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from portal.core import sqlite_file
from portal.core.turns import Turns

GREEDY = """
import sys, time
from pathlib import Path
from sqlalchemy import create_engine, text
from portal.core import sqlite_file
engine = create_engine(f"sqlite:///{sys.argv[1]}")
sqlite_file.prepare(engine)
while True:
    with engine.begin() as connection:
        connection.execute(text("UPDATE counter SET n = n + 1"))
        print("wrote", flush=True)
        time.sleep(0.02)
"""
HOLDING = """
import sys, time
from pathlib import Path
from portal.core.turns import Turns
assert Turns(Path(sys.argv[1])).take()
print("mine", flush=True)
time.sleep(60)
"""


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(tmp_path / "turns")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path / 'file.sqlite3'}")
    sqlite_file.prepare(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    yield made
    made.dispose()


def running(program: str, *words: str) -> "subprocess.Popen[str]":
    """A process that has said a first word."""
    process = subprocess.Popen([sys.executable, "-c", program, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_threads_come_in_the_order_of_their_arrival(turns: Turns) -> None:
    assert turns.take()
    order: list[int] = []

    def write(number: int) -> None:
        assert turns.take()
        order.append(number)
        turns.give()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads):
        thread.start()
        while len(turns._line) < number + 2:
            time.sleep(0.001)
    turns.give()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_whoever_waits_too_long_leaves_the_line_and_holds_up_nobody(turns: Turns, tmp_path: Path) -> None:
    assert turns.take()
    late: list[bool] = []
    waiting = threading.Thread(target=lambda: late.append(turns.take(0.01)))
    waiting.start()
    waiting.join()
    assert late == [False]
    turns.give()
    assert turns.take()


def test_the_turn_of_a_process_that_is_killed_goes_to_the_next(turns: Turns, tmp_path: Path) -> None:
    holding = running(HOLDING, str(tmp_path / "turns"))
    assert not turns.take(0.05)
    holding.send_signal(signal.SIGKILL)
    holding.communicate()
    assert turns.take(5)
    turns.give()


def test_a_transaction_that_fails_gives_its_turn_back(engine: Engine) -> None:
    for _ in range(3):
        with pytest.raises(RuntimeError), engine.begin():
            raise RuntimeError
    with engine.begin() as connection:
        assert connection.execute(text("UPDATE counter SET n = 5")).rowcount == 1


def test_who_only_reads_waits_for_nobody(engine: Engine) -> None:
    with engine.begin(), engine.connect().execution_options(readonly=True) as reader:
        assert reader.scalar(text("SELECT n FROM counter")) == 0


@pytest.mark.slow
def test_processes_that_never_stop_writing_let_others_in(engine: Engine, tmp_path: Path) -> None:
    others = [running(GREEDY, str(tmp_path / "file.sqlite3")) for _ in range(2)]
    waits = []
    try:
        for _ in range(40):
            began = time.monotonic()
            with engine.begin() as connection:
                waits.append(time.monotonic() - began)
                connection.execute(text("UPDATE counter SET n = n + 1"))
    finally:
        for other in others:
            other.kill()
            other.communicate()
    assert max(waits) < 0.5, sorted(waits)[-5:]
