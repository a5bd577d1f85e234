"""Topics, who knows about them, and what the reader said of them, as the API gives them."""

from auth.audience import Actor
from portal import questions, topics
from portal.core.errors import NotFound

from .common import Listing, Shape, Thing
from .people import Author, author


class Topic(Thing):
    """A topic in a list, in the reader's language."""

    slug: str
    name: str
    about: str
    people: int
    url: str


class Topics(Listing[Topic]):
    """A stretch of the topics, those about which most people know first."""


class Merged(Shape):
    """A topic that goes on under another one; the number is for whoever parts them."""

    id: int
    slug: str
    name: str


class WholeTopic(Thing):
    """A topic under the name that it goes by, with what it is called in both languages; synonyms go back with commas.

    `stance` says how the reader stands to being asked: named, no, later, asked (without an answer yet), or null.
    """

    slug: str
    name: str
    about: str
    name_de: str
    name_en: str
    about_de: str
    about_en: str
    synonyms: list[str]
    merged: list[Merged]
    is_followed: bool
    stance: str | None
    url: str


class Expert(Shape):
    """Somebody who wants to be asked, with what speaks for it: answers, those that helped, and thanks."""

    person: Author
    answers: int
    helped: int
    thanks: int


class Experts(Listing[Expert]):
    """Those for whom most speaks, of what the reader may see."""


class Stance(Shape):
    """What I said of a topic: yes, no, later, or asked (without an answer yet)."""

    slug: str
    name: str
    said: str


class Stances(Listing[Stance]):
    """A stretch of what I said; every yes stands in the first one."""


def topics_on(after: str | None) -> Topics:
    """Gives a stretch of the topics."""
    page = topics.listed(after=after)
    items = [Topic(**line._asdict(), **_places(line.slug)) for line in page.items]
    return Topics(items=items, next=page.next)


def _places(slug: str) -> dict[str, str]:
    return {"url": f"/topics/{slug}", "href": f"/api/v1/topics/{slug}"}


def topic(who: Actor, name: str) -> WholeTopic:
    """Gives a topic by any of its names. Raises NotFound for what cannot be one."""
    found = _shown(who, name)
    row = found.topic
    merged = topics.merged_into(row) if row else []
    said = {part: getattr(row, part) if row else "" for part in ("name_de", "name_en", "about_de", "about_en")}
    return WholeTopic(
        slug=found.slug,
        name=found.name,
        about=found.about,
        **said,
        synonyms=topics.synonyms_of(row) if row else [],
        merged=[Merged(id=one.id, slug=one.slug, name=topics.name_of(one)) for one in merged],
        is_followed=found.is_followed,
        stance=questions.stance_on(who, found) or None,
        **_places(found.slug),
    )


def _shown(who: Actor, name: str) -> topics.Shown:
    found = topics.shown(who, name)
    if not found.slug:
        raise NotFound
    return found


def experts(who: Actor, name: str) -> Experts:
    """Gives who wants to be asked about a topic. Raises NotFound for what cannot be one."""
    found = questions.who_knows(who, _shown(who, name))
    return Experts(items=[_expert(one) for one in found], next=None)


def _expert(one: questions.Expert) -> Expert:
    card, proof = one.person, one.proof
    person = author(card.id, card.slug, card.name, card.title, card.photo)
    return Expert(person=person, answers=proof.answers, helped=proof.helped, thanks=proof.thanks)


def stances(who: Actor, after: str | None) -> Stances:
    """Gives a stretch of what the actor said of topics."""
    page = questions.said_otherwise(who, after)
    yes = [] if after else [Stance(slug=slug, name=name, said="yes") for slug, name in questions.said_yes(who)]
    return Stances(items=[*yes, *(Stance.model_validate(one) for one in page.items)], next=page.next)
