"""Naming, following and looking after topics."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from auth.audience import EVERYONE, Actor
from auth.policy import require
from portal.core import clock, db, events
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import _
from portal.core.subjects import Ref

from .events import MergerProposed, TopicDescribed, TopicMerged, TopicParted
from .forms import MergerForm, TopicForm
from .models import NAME, Follower, Synonym, Topic
from .queries import name_of, synonyms_of
from .slug import slug_of

MOST_SYNONYMS = 12


def ensure(names: Iterable[str]) -> set[int]:
    """Gives the ids of the topics that these names mean; a name that none has begins one."""
    spelled = {slug: name for name in reversed(list(names)) if (slug := slug_of(name))}
    known = dict(db.session.execute(select(Synonym.slug, Synonym.topic_id).where(Synonym.slug.in_(spelled))).all())
    own = {slug: name for slug, name in sorted(spelled.items()) if slug not in known}
    for slug, name in own.items():
        db.upsert(Topic, {"slug": slug, "name": name[:NAME], "people_count": 0}, keys=("slug",), update={})
    return {*known.values(), *db.session.scalars(select(Topic.id).where(Topic.slug.in_(own)))}


def topic_for(name: str) -> Topic:
    """Gives the topic that a name means, with what it goes on under; begins one where none has it. Raises Invalid."""
    ids = ensure([name])
    if not ids:
        raise Invalid("name", _("“%(name)s” is not a topic.", name=name))
    topic = db.session.get_one(Topic, ids.pop())
    return db.session.get_one(Topic, topic.merged_into_id) if topic.merged_into_id else topic


def follow(actor: Actor, name: str) -> None:
    """Has the actor hear of what is new under a topic; twice changes nothing. Raises Invalid for what is no topic."""
    row = {"user_id": actor.id, "topic_id": topic_for(name).id, "since": clock.now()}
    db.upsert(Follower, row, keys=("user_id", "topic_id"), update={})


def unfollow(actor: Actor, name: str) -> None:
    """Ends that, also for topics that have gone on under this one."""
    topic = topic_for(name)
    ids = select(Topic.id).where((Topic.id == topic.id) | (Topic.merged_into_id == topic.id))
    db.session.execute(delete(Follower).where(Follower.user_id == actor.id, Follower.topic_id.in_(ids)))


def describe(actor: Actor, name: str, form: TopicForm) -> Topic:
    """Says what a topic is called, what it is about, and its synonyms. Raises Forbidden; Invalid for taken synonyms."""
    require(actor, "manage", Topic())
    topic = topic_for(name)
    former = "; ".join(filter(None, (topic.name_de, topic.name_en, topic.about_de, topic.about_en)))
    former = "; ".join(filter(None, (former, ", ".join(synonyms_of(topic)))))
    for column, said in form.model_dump(exclude={"synonyms"}).items():
        setattr(topic, column, said)
    _set_synonyms(topic, form.synonyms)
    events.publish(TopicDescribed(**_said(actor, topic), former=former))
    return topic


def _said(actor: Actor, topic: Topic) -> dict[str, Any]:
    return {"actor_id": actor.id, "subject": Ref("topic", topic.id), "audience": EVERYONE, "name": name_of(topic)}


def _set_synonyms(topic: Topic, typed: str) -> None:
    spelled = (*typed.split(","), topic.name_de, topic.name_en)  # what it is called has to lead to it as well
    names = {slug: name for part in spelled if (slug := slug_of(name := " ".join(part.split())))}
    names.pop(topic.slug, None)
    if len(names) > MOST_SYNONYMS or any(len(name) > NAME for name in names.values()):
        raise Invalid("synonyms", _("At most %(n)s synonyms of at most 40 characters.", n=MOST_SYNONYMS))
    topics = select(Topic.name).where(Topic.slug.in_(names))
    others = select(Synonym.name).where(Synonym.slug.in_(names), Synonym.topic_id != topic.id)
    taken = db.session.scalars(topics.union(others)).first()
    if taken is not None:
        said = _("“%(name)s” is a topic or a synonym of another one already. Merge topics instead.", name=taken)
        raise Invalid("synonyms", said)
    db.session.execute(delete(Synonym).where(Synonym.topic_id == topic.id))
    if names:
        db.session.execute(insert(Synonym), [{"slug": s, "name": n, "topic_id": topic.id} for s, n in names.items()])


def merge(actor: Actor, name: str, form: MergerForm) -> Topic:
    """Has a topic go on under another one, and gives that. Raises Forbidden; Invalid for itself and for a chain."""
    require(actor, "manage", Topic())
    topic, into = topic_for(name), topic_for(form.into)
    if topic.id == into.id:
        raise Invalid("into", _("These are one topic already."))
    held = select(Topic).where(Topic.id.in_((topic.id, into.id))).order_by(Topic.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).all()
    under = db.session.scalar(select(func.count()).where(Topic.merged_into_id == topic.id))
    if under or topic.merged_into_id or into.merged_into_id:
        raise Invalid(
            "into", _("Other topics were merged into this one. Part them first, or merge the other way round.")
        )
    topic.merged_into_id = into.id
    db.session.flush()
    events.publish(TopicMerged(**_said(actor, topic), into=name_of(into)))
    return into


def propose_merger(actor: Actor, name: str, form: MergerForm) -> None:
    """Tells those who look after topics that two mean the same, as the actor sees it. Raises Invalid for one topic."""
    topic, into = topic_for(name), topic_for(form.into)
    if topic.id == into.id:
        raise Invalid("into", _("These are one topic already."))
    events.publish(MergerProposed(**_said(actor, topic), into=name_of(into), slug=into.slug))


def part(actor: Actor, topic: Topic) -> None:
    """Has a merged topic stand for itself again. Raises Forbidden, and Conflict when it does already."""
    require(actor, "manage", topic)
    former = topic.merged_into_id
    apart = update(Topic).where(Topic.id == topic.id, Topic.merged_into_id.is_not(None)).values(merged_into_id=None)
    if former is None or not db.session.execute(apart.returning(Topic.id)).all():
        raise Conflict(_("This topic stands for itself already."))
    events.publish(TopicParted(**_said(actor, topic), former_id=former))
