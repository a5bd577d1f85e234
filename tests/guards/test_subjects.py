"""One matrix over every kind of subject: who holds the key sees it everywhere, a stranger finds it nowhere.

A new kind enters here with one line in SAMPLES and is covered on its first day.
"""

from collections.abc import Callable
from typing import Any

import pytest

import search
from auth.models import User
from auth.policy import get
from auth.sockets import may_enter
from portal.core import db, subjects
from portal.core.errors import NotFound
from portal.core.subjects import Ref
from portal.core.web import Portal
from portal.groups import Group
from tests.announcements.factories import send
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post
from tests.questions.factories import make_answer, make_question

WORD = "Zirbelholz"


def _post(member: User, group: Group) -> Any:
    return make_post(member, group.key, title=WORD, body=f"{WORD} for the sauna.")


def _comment(member: User, group: Group) -> Any:
    post = make_post(member, group.key, body="Which wood do we take?")
    return make_comment(Ref("post", post.id), member, f"{WORD} it is.")


def _group(member: User, group: Group) -> Any:
    return group


def _announcement(member: User, group: Group) -> Any:
    return send(owner_of(group), groups=group.name, title=WORD, body=f"{WORD} comes on Monday.")


def _question(member: User, group: Group) -> Any:
    return make_question(member, group.key, title=f"{WORD}?", body=f"{WORD} for the sauna?")


def _answer(member: User, group: Group) -> Any:
    question = make_question(owner_of(group), group.key, title="Which wood do we take?")
    return make_answer(question, member, f"{WORD} it is.")


# kind -> makes one that only the members of a hidden group may see; None for kinds that are open to everybody
SAMPLES: dict[str, Callable[[User, Group], Any] | None] = {
    "person": None,
    "topic": None,
    "desk": None,
    "group": _group,
    "comment": _comment,
    "post": _post,
    "announcement": _announcement,
    "question": _question,
    "answer": _answer,
}
HIDDEN = [kind for kind, sample in SAMPLES.items() if sample is not None]


@pytest.fixture
def circle(app: Portal) -> tuple[User, User, Group]:
    """A member, a stranger, and a hidden group that only one of them belongs to."""
    member, stranger = make_user("Mia Member"), make_user("Sam Stranger")
    group = make_group(f"{WORD} circle", visibility="hidden")
    add_member(group, member)
    return member, stranger, group


def test_every_kind_is_in_the_matrix(app: Portal) -> None:
    assert {kind.name for kind in subjects.kinds()} == set(SAMPLES), "add a line to SAMPLES"


@pytest.mark.parametrize("kind", HIDDEN)
def test_who_holds_the_key_sees_it_and_a_stranger_finds_nothing(
    circle: tuple[User, User, Group], as_: Any, kind: str
) -> None:
    member, stranger, group = circle
    sample = SAMPLES[kind]
    assert sample is not None
    thing = sample(member, group)
    known = subjects.get(kind)
    url = known.url(thing)

    assert get(actor(member), known.model, thing.id) is not None
    with pytest.raises(NotFound):
        get(actor(stranger), known.model, thing.id)

    assert as_(member).get(url, follow_redirects=True).status_code == 200
    assert as_(stranger).get(url).status_code == 404

    found = Ref("question", thing.question_id) if kind == "answer" else Ref(kind, thing.id)
    assert found in [hit.ref for hit in search.find(actor(member), WORD).hits]
    assert search.find(actor(stranger), WORD).total == 0
    assert not search.suggest(actor(stranger), WORD[:5])

    for path in ("/home?view=all", "/groups", "/notifications"):
        assert WORD not in as_(stranger).get(path).get_data(as_text=True), path

    db.session.commit()
    assert may_enter(member.id, thing.audience)
    assert not may_enter(stranger.id, thing.audience)
