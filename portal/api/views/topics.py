"""Topics: what they are, following and looking after them, who knows, and what I said of them."""

from auth.audience import Actor
from portal import questions, topics
from portal.core.i18n import lazy_

from ..asks import Cursor
from ..operations import Operation
from ..shapes import topics as shapes
from .door import serve

READ, WRITE = "topics:read", "topics:write"
_ONE = "/topics/<slug>"


@serve(Operation("GET", "/topics", READ, lazy_("Topics that people know about"), shapes.Topics, query=Cursor))
def list_topics(who: Actor, query: Cursor) -> shapes.Topics:  # noqa: ARG001  (every operation takes who asks)
    return shapes.topics_on(query.after or None)


@serve(Operation("GET", _ONE, READ, lazy_("One topic, by any of its names"), shapes.WholeTopic))
def get_topic(who: Actor, slug: str) -> shapes.WholeTopic:
    return shapes.topic(who, slug)


@serve(Operation("PUT", _ONE, WRITE, lazy_("Say what a topic is called"), shapes.WholeTopic, topics.TopicForm))
def describe_topic(who: Actor, slug: str, body: topics.TopicForm) -> shapes.WholeTopic:
    return shapes.topic(who, topics.describe(who, slug, body).slug)


@serve(Operation("GET", f"{_ONE}/experts", READ, lazy_("Who wants to be asked about it"), shapes.Experts))
def list_experts(who: Actor, slug: str) -> shapes.Experts:
    return shapes.experts(who, slug)


@serve(Operation("PUT", f"{_ONE}/follow", WRITE, lazy_("Follow a topic")))
def follow_topic(who: Actor, slug: str) -> None:
    topics.follow(who, slug)


@serve(Operation("DELETE", f"{_ONE}/follow", WRITE, lazy_("Follow a topic no longer")))
def unfollow_topic(who: Actor, slug: str) -> None:
    topics.unfollow(who, slug)


@serve(
    Operation(
        "PUT", f"{_ONE}/stance", WRITE, lazy_("Say whether I want to be asked about it"), body=questions.StanceForm
    )
)  # fmt: skip
def take_stance(who: Actor, slug: str, body: questions.StanceForm) -> None:
    questions.take_stance(who, slug, body)


@serve(Operation("DELETE", f"{_ONE}/stance", WRITE, lazy_("Take back what I said of it")))
def drop_stance(who: Actor, slug: str) -> None:
    questions.drop_stance(who, slug)


@serve(
    Operation(
        "POST", f"{_ONE}/merger", WRITE, lazy_("Have it go on under another one, and give that"), shapes.WholeTopic,
        topics.MergerForm,
    )
)  # fmt: skip
def merge_topic(who: Actor, slug: str, body: topics.MergerForm) -> shapes.WholeTopic:
    return shapes.topic(who, topics.merge(who, slug, body).slug)


@serve(
    Operation("POST", f"{_ONE}/proposal", WRITE, lazy_("Propose to merge it into another one"), body=topics.MergerForm)
)
def propose_merger(who: Actor, slug: str, body: topics.MergerForm) -> None:
    topics.propose_merger(who, slug, body)


@serve(Operation("DELETE", "/topics/merged/<int:topic_id>", WRITE, lazy_("Have a merged topic stand for itself again")))
def part_topic(who: Actor, topic_id: int) -> None:
    topics.part(who, topics.merged_topic(topic_id))


@serve(Operation("GET", "/me/stances", READ, lazy_("What I said of topics"), shapes.Stances, query=Cursor))
def list_my_stances(who: Actor, query: Cursor) -> shapes.Stances:
    return shapes.stances(who, query.after or None)
