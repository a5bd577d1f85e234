"""The judged set: what ninety queries have to bring first. docs/search.md tells how it was made and what is missed."""

import json
from collections import Counter
from pathlib import Path

import pytest

from portal.ops.evaluation import evaluate
from search import Judgement, worst_first

pytestmark = pytest.mark.usefixtures("index")

FOLDER = Path(__file__).parent / "judged"
STRICTLY = 0.9
"""The share of queries whose right answers have to come before anything else."""


@pytest.fixture
def judged() -> list[Judgement]:
    return evaluate(FOLDER / "corpus.jsonl", FOLDER / "queries.jsonl", FOLDER / "qrels.tsv")


def test_nine_queries_of_ten_bring_what_is_right_before_anything_else(judged: list[Judgement]) -> None:
    lost = worst_first(judged)
    assert len(lost) <= (1 - STRICTLY) * len(judged), [(one.text, round(one.ndcg, 2), one.came) for one in lost]
    assert all(one.reciprocal > 0 for one in judged), "whatever else comes, what is right is among the first ten"


def test_the_set_has_queries_of_every_sort() -> None:
    queries = [json.loads(line) for line in (FOLDER / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    sorts = Counter(query["_id"].rsplit("-", 1)[0] for query in queries)
    assert len(queries) >= 60
    assert len(sorts) >= 8
    assert min(sorts.values()) >= 5, sorts
    assert {query["lang"] for query in queries} == {"de", "en"}
