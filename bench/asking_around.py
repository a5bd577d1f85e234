"""Would those who answered have been invited? The company's past asked again, question by question.

    python -m bench.asking_around [--scenario demo] [--data FOLDER]

For each question with an answer, people are put in order by what was known when it was asked. A hit is one whose first
answerer is among the first five. Beside it two baselines that know nothing of the question: whoever had answered most,
and whoever had answered most in the same group. Each weight of the ranking is then left out in turn.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from portal.core import db
from portal.questions import Answer, Question
from portal.questions.asking_around import ranking
from portal.questions.asking_around.evidence import Evidence, gather, rarity

FIRST = 5
_WEIGHTS = {"ANSWERED": 0.0, "HELPED": 0.0, "NAMED": 0.0, "ALIKE": 0.0, "FOREIGN": 1.0}


class Case(NamedTuple):
    """A question, who answered first, what spoke for whom then, and who had answered how much before."""

    language: str
    answerer: int
    evidence: list[Evidence]
    questions: dict[str, int]
    before: Counter[int]
    before_here: Counter[int]


@contextmanager
def portal_in(folder: Path, scenario: str) -> Any:
    """Opens a filled portal on SQLite in the folder; fills it where it is empty."""
    environment = {"FOYER_ENV": "demo", "FOYER_DATA": str(folder)}
    if not (folder / "foyer.sqlite3").exists():
        command = [sys.executable, "-m", "portal.cli", "simulate", "--scenario", scenario]
        subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.DEVNULL)
    os.environ.update(environment)
    from portal.app import create_app

    with create_app().app_context():
        yield


def cases() -> list[Case]:
    """Gathers every answered question with what was known when it was asked, in the order of asking."""
    from auth.audience import actor_for

    found = []
    before: Counter[int] = Counter()
    here: dict[str, Counter[int]] = {}
    for question in db.session.scalars(select(Question).order_by(Question.asked_at)).all():
        first = select(Answer).where(Answer.question_id == question.id, Answer.author_id != question.author_id)
        answer = db.session.scalars(first.order_by(Answer.written_at, Answer.id).limit(1)).first()
        if answer is None:
            continue
        evidence = gather(actor_for(question.author_id), question, at=question.asked_at)
        own = here.setdefault(question.audience, Counter())
        known = Counter(before), Counter(own)
        found.append(Case(question.language, answer.author_id, evidence, rarity(question.tags), *known))
        before[answer.author_id] += 1
        own[answer.author_id] += 1
    return found


def share(found: Sequence[Case], guess: Callable[[Case], Sequence[int]]) -> float:
    """Gives the share of questions whose answerer is among the first that are guessed."""
    return sum(case.answerer in guess(case)[:FIRST] for case in found) / len(found)


def ranked(case: Case) -> list[int]:
    """Gives people in the order in which they would be invited."""
    order = ranking.rank(case.evidence, case.language, questions=case.questions, invited={})
    return [one.user_id for one in order]


def most(counted: Counter[int]) -> list[int]:
    """Gives whoever occurs most often."""
    return [one for one, _ in counted.most_common(FIRST)]


def main() -> None:
    """Prints the shares."""
    options = argparse.ArgumentParser()
    options.add_argument("--scenario", default="demo")
    options.add_argument("--data", type=Path)
    given = options.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder,
        portal_in(given.data or Path(folder), given.scenario),
    ):
        found = cases()
    print(f"{len(found)} answered questions; the first who answered is among the first {FIRST}:")
    print(f"  asking around            {share(found, ranked):.0%} (must 60 %)")
    print(f"  most answers anywhere    {share(found, lambda case: most(case.before)):.0%}")
    print(f"  most answers in the place {share(found, lambda case: most(case.before_here)):.0%}")
    for name, without in _WEIGHTS.items():
        kept = getattr(ranking, name)
        setattr(ranking, name, without)
        print(f"  without {name:16} {share(found, ranked):.0%}")
        setattr(ranking, name, kept)


if __name__ == "__main__":
    main()
