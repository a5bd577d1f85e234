"""The command that measures the search: what it prints, what it says of files that are no judgements."""

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.ops import evaluation
from portal.ops.search_commands import evaluate_search
from search import Judgement, mean, worst_first

FOLDER = Path(__file__).parent / "judged"
CORPUS = [
    {"_id": "a", "lang": "de", "title": "Urlaubsplanung", "text": "Wann die Halle schließt"},
    {"_id": "b", "lang": "en", "title": "Release notes", "text": "What is new"},
]
QUERIES = [
    {"_id": "q1", "lang": "de", "text": "Urlaub planung"},
    {"_id": "q2", "lang": "en", "text": "holidays on the moon"},
    {"_id": "not judged", "lang": "en", "text": "release"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t0\nq2\tb\t1\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, lines in (("corpus", CORPUS), ("queries", QUERIES)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return tmp_path


def arguments(files: Path) -> list[str]:
    names = (("--corpus", "corpus.jsonl"), ("--queries", "queries.jsonl"), ("--qrels", "qrels.tsv"))
    return [part for option, name in names for part in (option, str(files / name))]


@pytest.fixture
def run(index: None, files: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command in the tests' database instead of one of its own."""
    monkeypatch.setattr(evaluation, "throw_away", lambda server: contextlib.nullcontext())

    def call(*more: str) -> Result:
        return CliRunner().invoke(evaluate_search, [*arguments(files), *more])

    return call


def test_it_tells_how_good_the_answers_are_and_which_queries_lost(run) -> None:
    told = run()
    assert told.exit_code == 0, told.output
    assert "sqlite: 2 queries" in told.output
    assert "nDCG@10  0.5000" in told.output
    assert "MRR@10   0.5000" in told.output
    assert "0.000  q2  holidays on the moon" in told.output
    assert "right: b" in told.output
    assert "q1" not in told.output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corpus.jsonl", "{not json", "line 1: this is no JSON"),
        ("queries.jsonl", '{"text": "x"}', "line 1: there is no _id"),
        ("qrels.tsv", "q1 a 2", "line 1: query-id, corpus-id, score"),
        ("qrels.tsv", "other\ta\t1", "No query of the one file"),
    ],
)
def test_files_of_another_form_are_told_with_the_line(run, files: Path, name: str, content: str, said: str) -> None:
    (files / name).write_text(content, encoding="utf-8")
    told = run()
    assert told.exit_code == 1
    assert said in told.output


def test_postgresql_needs_an_address(run) -> None:
    assert "Which PostgreSQL?" in run("--engine", "postgresql", "--server", "sqlite://").output


def test_the_measures_are_those_of_the_books() -> None:
    one = Judgement("q", "", ("x", "a", "b"), {"a": 2.0, "b": 1.0})
    assert one.reciprocal == 0.5
    assert one.ndcg == pytest.approx((2 / 1.58496 + 1 / 2) / (2 + 1 / 1.58496), abs=1e-4)
    assert Judgement("q", "", ("a", "b"), {"a": 2.0, "b": 1.0}).ndcg == pytest.approx(1)
    assert Judgement("q", "", (), {"a": 1.0}).reciprocal == 0
    assert worst_first([one]) == [one]
    assert mean([]) == 0


@pytest.mark.drill
def test_the_whole_command_leaves_nothing_behind(files: Path) -> None:
    command = [sys.executable, "-m", "portal.cli", "evaluate-search", *arguments(files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "nDCG@10  0.5000" in done.stdout
