"""Chance is the same on every machine."""

from collections import Counter

from portal.simulator.rng import Stream, key_of


def test_known_draws_never_change() -> None:
    stream = Stream(1, "person", 7)
    assert [stream.below(1000) for _ in range(6)] == [165, 502, 709, 447, 326, 293]
    assert key_of(1, "person") != key_of("person", 1)


def test_two_streams_of_the_same_name_are_equal_and_others_are_not() -> None:
    first = [Stream(3, "x", 1).bits() for _ in range(2)]
    assert first[0] == first[1]
    assert Stream(3, "x", 2).bits() != first[0] != Stream(4, "x", 1).bits()


def test_draws_are_even() -> None:
    stream = Stream("even")
    counts = Counter(stream.below(10) for _ in range(20_000))
    assert set(counts) == set(range(10))
    assert all(1800 < count < 2200 for count in counts.values())


def test_weights_are_kept() -> None:
    stream = Stream("weights")
    counts = Counter(stream.weighted(("a", "b", "c"), (1, 0, 3)) for _ in range(4000))
    assert counts["b"] == 0
    assert 2800 < counts["c"] < 3200


def test_samples_hold_different_items() -> None:
    stream = Stream("sample")
    for size in (0, 3, 30, 100):
        drawn = stream.sample(range(100), size)
        assert len(drawn) == len(set(drawn)) == size
    assert sorted(stream.sample("abc", 9)) == ["a", "b", "c"]


def test_chances_are_per_mille() -> None:
    stream = Stream("chance")
    assert not any(stream.chance(0) for _ in range(100))
    assert all(stream.chance(1000) for _ in range(100))
    assert 400 < sum(stream.chance(500) for _ in range(1000)) < 600
