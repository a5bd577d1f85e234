"""Who wants to be asked about what, and a topic on which much is asked and nobody wants to be."""

from datetime import timedelta
from itertools import cycle

from sqlalchemy import func, select, update

from auth.audience import EVERYONE, actor_for
from auth.models import User
from portal.activity import Entry
from portal.core import clock, db
from portal.people import ProfileTopic
from portal.questions import Answer, Question, QuestionForm, StanceForm, Tag, ask_question, take_stance
from portal.simulator.library import data
from portal.topics import Topic

_MOST, _HELPED = 5, 24


def add_experts() -> None:
    """Has people say whether they want to be asked, and others ask on, in the present unit of work."""
    _ask_on()
    _say()


def _ask_on() -> None:
    said = data("experts")
    others = select(User.id).where(User.is_active, User.persona.is_(None)).order_by(User.id.desc())
    for given, asker in zip(said["asked"], cycle(db.session.scalars(others).all())):
        words = {"title": given["title"], "body": given["text"], "language": given["language"]}
        form = QuestionForm(audience=EVERYONE, tags=said["tag"], **words)
        question = ask_question(actor_for(asker), form)
        question.asked_at = clock.now() - timedelta(days=given["days"])
        db.session.flush()
        entry = update(Entry).where(Entry.subject_kind == "question", Entry.subject_id == question.id)
        db.session.execute(entry.values(at=question.asked_at).execution_options(synchronize_session=False))


def _say() -> None:
    """Whoever signs in has said something of two topics that many know about, and those who helped of what it was."""
    personas = db.session.scalars(select(User.id).where(User.persona.is_not(None)).order_by(User.id)).all()
    known = select(Topic.slug).where(Topic.merged_into_id.is_(None)).order_by(Topic.people_count.desc(), Topic.slug)
    many = db.session.scalars(known.limit(_MOST)).all()
    said = [
        (person, many[(place + n) % len(many)], ("later", "no")[n])
        for place, person in enumerate(personas)
        for n in (0, 1)
    ]
    said += [(person, slug, ("yes", "later", "no")[n % 3]) for n, (person, slug) in enumerate(_helped())]
    named = set(
        db.session.execute(select(ProfileTopic.user_id, Topic.slug).join(Topic, Topic.id == ProfileTopic.topic_id))
    )
    for person, slug, word in said:
        if (person, slug) not in named:
            take_stance(actor_for(person), slug, StanceForm(said=word))


def _helped() -> list[tuple[int, str]]:
    helped = select(Answer.author_id, Tag.slug).join(Tag, Tag.question_id == Answer.question_id)
    helped = helped.join(Question, Question.id == Answer.question_id).join(User, User.id == Answer.author_id)
    helped = helped.where(Answer.is_accepted, User.is_active, User.persona.is_(None), Question.audience == EVERYONE)
    most = helped.group_by(Answer.author_id, Tag.slug).order_by(func.count().desc(), Answer.author_id, Tag.slug)
    return [(person, slug) for person, slug in db.session.execute(most.limit(_HELPED))]
