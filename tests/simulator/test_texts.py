"""What colleagues write reads like colleagues: guards over every seed post."""

import re
from collections import Counter

import pytest

from portal.core import text
from portal.simulator.library import Seed, asides, data, seeds
from portal.simulator.phrases import Phrases
from portal.simulator.rng import Stream

ALL = [seed for theme in seeds().values() for seed in theme]
KINDS = {"question", "tip", "thanks", "announcement", "offer", "talk", "story"}
DUTIES = {
    "community", "hr", "it", "council", "travel", "trainer", "boss", "finance", "safety", "kitchen", "planner",
    "apprentice", "newcomer",
}  # fmt: skip
KNOWN = {
    "author": "Jana", "@author": "@jana.hoffmann", "name": "Mehmet", "@name": "@mehmet.yildiz", "me": "Jana Hoffmann",
    "mydept": "Entwicklung", "mysite": "Leipzig", "site": "Leipzig", "site2": "Kassel", "years": "10",
    "group": "[Python & Daten](/groups/python-daten)",
}  # fmt: skip
GERMAN = re.compile(r"\b(der|die|das|und|ist|nicht|ein|eine|ich|wir|es|mit|zu|für|auf|den|im|sind|hat|wer|mir)\b", re.I)
ENGLISH = re.compile(r"\b(the|and|is|not|a|an|I|we|it|with|to|for|on|in|are|has|who|of|you|that|they)\b")


def _filled(seed: Seed, turn: int) -> list[str]:
    phrases = Phrases(seed.language, Stream("test", seed.key, turn), KNOWN)
    return [phrases.fill(words) for words in (seed.title, seed.text, *(reply.text for reply in seed.replies))]


def test_there_is_much_to_read_in_both_languages() -> None:
    languages = Counter(seed.language for seed in ALL)
    assert languages["de"] >= 180
    assert languages["en"] >= 100
    assert all(seed.kind in KINDS for seed in ALL)


def test_every_seed_post_has_answers() -> None:
    poor = [seed.key for seed in ALL if len(seed.replies) < 4]
    assert not poor
    assert sum(len(seed.replies) for seed in ALL) >= 5 * len(ALL)


def test_speakers_are_people_the_company_has() -> None:
    sites = {site["name"] for site in data("places")["site"]}
    known = DUTIES | sites | {"", "author", "name", "man", "woman"}
    unknown = {reply.speaker for seed in ALL for reply in seed.replies} | {seed.by for seed in ALL}
    assert unknown <= known


@pytest.mark.parametrize("turn", range(3))
def test_no_slot_stays_unfilled(turn: int) -> None:
    for seed in ALL:
        for words in _filled(seed, turn):
            assert not re.search(r"[{}]|\|\||TODO|[Ll]orem", words.replace("| ---", "")), (seed.key, words)
            assert "  " not in words.replace("    ", ""), (seed.key, words)


def test_every_text_has_words_when_rendered() -> None:
    for seed in ALL:
        title, body, *replies = _filled(seed, 0)
        assert len(title) <= 150
        assert len(text.render(body).plain) >= 40, seed.key
        assert all(text.render(reply).plain for reply in replies), seed.key


def test_texts_are_in_the_language_of_their_file() -> None:
    wrong = []
    for seed in ALL:
        words = " ".join(_filled(seed, 0))
        german, english = len(GERMAN.findall(words)), len(ENGLISH.findall(words))
        if (german > english) != (seed.language == "de"):
            wrong.append(seed.key)
    assert not wrong


def test_no_two_seed_posts_are_alike() -> None:
    assert not [words for words, count in Counter(seed.text for seed in ALL).items() if count > 1]
    titles = Counter(seed.title for seed in ALL if seed.title)
    assert not [title for title, count in titles.items() if count > 1]
    answers = Counter(reply.text for seed in ALL for reply in seed.replies if len(reply.text) > 40)
    assert not [words for words, count in answers.items() if count > 1]


def test_seed_posts_that_come_again_vary() -> None:
    for seed in (seed for seed in ALL if seed.again):
        drawn = {_filled(seed, turn)[1] for turn in range(12)}
        assert len(drawn) >= 5, seed.key


def test_groups_and_themes_belong_together() -> None:
    groups = data("groups")["group"]
    assert len(groups) == 40
    used = {theme.partition(":")[0] for group in groups for theme in group["themes"]}
    used |= {theme.partition(":")[0] for entry in data("addresses").values() for theme in entry["themes"]}
    assert used == set(seeds())
    assert all(20 <= len(group["purpose"]) <= 200 and len(group["name"]) <= 80 for group in groups)


def test_remarks_exist_for_every_kind() -> None:
    for language in ("de", "en"):
        assert {kind for kind, texts in asides(language).items() if len(texts) >= 6} == KINDS


def test_a_slot_keeps_its_value_in_a_thread() -> None:
    phrases = Phrases("de", Stream("slots"), {"name": "Ann"})
    first = phrases.fill("{day} {n:10-99} {name}")
    assert phrases.fill("{day} {n} {name}") == first
    assert phrases.fill("{day2}") != phrases.fill("{day}")


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError):
        Phrases("de", Stream("slots"), {}).fill("{nonsense}")
