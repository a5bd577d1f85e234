"""Two people, or two tabs of one, act on one question in the same moment: nothing is lost, nothing counts twice."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.core import db
from portal.core.errors import Conflict
from portal.questions import Answer, Question, Vote, accept_answer, vote
from tests.factories import actor, make_user
from tests.questions.factories import make_answer, make_question

pytestmark = pytest.mark.usefixtures("committed")


def at_once(*calls: Callable[[], object]) -> list[BaseException]:
    """Runs each in a thread and a transaction of its own; gives what went wrong beyond a clear refusal."""
    ready, failures = Barrier(len(calls)), list[BaseException]()

    def run(call: Callable[[], object]) -> None:
        try:
            ready.wait()
            with db.unit_of_work():
                call()
        except Conflict:
            return
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_of_two_answers_accepted_at_once_one_is() -> None:
    jonas = make_user("Jonas")
    question = make_question(jonas)
    ids = [make_answer(question, make_user(name), f"Words of {name}").id for name in ("Aylin", "Mia")]
    asker = actor(jonas)
    db.session.remove()
    assert not at_once(*(lambda one=one: accept_answer(asker, db.session.get_one(Answer, one)) for one in ids))
    accepted = db.session.scalars(select(Answer.id).where(Answer.is_accepted)).all()
    assert len(accepted) == 1
    assert accepted[0] in ids
    assert db.session.scalar(select(Question.state)) == "solved"


def test_two_votes_of_one_person_at_once_count_once() -> None:
    answer, mia = make_answer(make_question()), actor(make_user("Mia"))
    number = answer.id
    db.session.remove()
    assert not at_once(*[lambda: vote(mia, db.session.get_one(Answer, number))] * 3)
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 1
    assert db.session.scalar(select(Answer.vote_count).where(Answer.id == number)) == 1
