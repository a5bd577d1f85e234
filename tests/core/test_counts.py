"""Several processes of one machine count together: each has a connection of its own to the same file."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from portal.config import Settings
from portal.core.web import counts

RATE = parse("60 per minute")


def settings(tmp_path: Path, **values: object) -> Settings:
    return Settings(env="test", data=tmp_path / "a folder", secret_key="for tests alone", **values)


def test_processes_share_one_limit(tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    address = counts.address(settings(tmp_path, web_processes=4))
    processes = [MovingWindowRateLimiter(storage_from_string(address)) for _ in range(4)]

    def knock(process: MovingWindowRateLimiter) -> int:
        return sum(process.hit(RATE, "token") for _ in range(40))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(knock, processes)) == 60
    stats = processes[0].get_window_stats(RATE, "token")
    assert stats.remaining == 0
    assert processes[1].hit(RATE, "another")
    assert processes[2].storage.get(RATE.key_for("another")) == 1
    processes[3].clear(RATE, "token")
    assert processes[0].hit(RATE, "token")
    for process in processes:
        process.storage.close()


def test_processes_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    (tmp_path / "a folder").mkdir()
    path, begin = tmp_path / "a folder" / "counts.sqlite3", Barrier(6)

    def knock(process: counts.MachineStorage) -> int:
        begin.wait()
        return process.incr("token", 60)

    for _ in range(60):
        processes = [counts.MachineStorage(f"machine://{path}") for _ in range(6)]
        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(knock, processes)) == [1, 2, 3, 4, 5, 6]
        for process in processes:
            process.close()
        path.unlink()


def test_the_moving_window_lets_go_of_what_is_long_ago(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a folder").mkdir()
    storage = storage_from_string(counts.address(settings(tmp_path, web_processes=2)))
    seconds = 1_000_000.0
    monkeypatch.setattr(counts.time, "time", lambda: seconds)
    assert [storage.acquire_entry("k", 2, 60) for _ in range(3)] == [True, True, False]
    assert storage.get_moving_window("k", 2, 60) == (seconds, 2)
    seconds += 61
    assert storage.get_moving_window("k", 2, 60) == (seconds, 0)
    assert storage.acquire_entry("k", 2, 60)
    assert (storage.incr("n", 10), storage.incr("n", 10, 2), storage.get_expiry("n")) == (1, 3, seconds + 10)
    assert storage.check()
    assert storage.reset() == 4
    storage.close()


def test_redis_counts_for_several_machines_and_memory_for_one_process(tmp_path: Path) -> None:
    assert counts.address(settings(tmp_path)) == "memory://"
    assert counts.address(settings(tmp_path, redis="redis://h:1/0", web_processes=2)) == "redis://h:1/0"
