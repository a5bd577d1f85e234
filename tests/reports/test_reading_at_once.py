"""Several who answer at once: the first word counts, whichever it is."""

import threading
from collections import Counter

from sqlalchemy import func, select

from portal.audit import Entry
from portal.core import db
from portal.core.errors import Conflict
from portal.core.web import Portal
from portal.reports import Reading
from portal.reports.reading import agree, decline
from tests.factories import actor, make_user
from tests.reports.factories import make_asked, make_closed

ANSWERS = ("ReadingAgreed", "ReadingDeclined")


def test_one_answer_counts_of_many_at_once(app: Portal, committed: None) -> None:
    wanted = make_asked(make_closed())
    people = [actor(make_user(f"Second {n}", roles=("moderator",))) for n in range(4)]
    db.commit()
    db.session.remove()
    ended: Counter[str] = Counter()

    def answer(number: int) -> None:
        try:
            with db.unit_of_work():
                if number % 2:
                    agree(people[number], wanted.id, "Yes, look at it.", hours=72)
                else:
                    decline(people[number], wanted.id, "No, ask the group.")
            ended["counted"] += 1
        except Conflict:
            ended["late"] += 1

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == {"counted": 1, "late": 3}
    with db.reading() as session:
        assert session.get_one(Reading, wanted.id).answered_by in [one.id for one in people]
        assert session.scalar(select(func.count()).where(Entry.event.in_(ANSWERS))) == 1
