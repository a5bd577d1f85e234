"""A loaded company stands in the database as if people had made it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs

import pytest
from sqlalchemy import ColumnElement, Connection, func, select
from werkzeug.routing import RequestRedirect

from auth.audience import EVERYONE, SharedKey, actor_for
from auth.models import Unit, User
from portal import simulator
from portal.activity import Entry
from portal.announcements import Announcement, Receipt, announcements, on_top
from portal.attachments import Attachment, Rendition
from portal.attachments.queries import widths_of
from portal.comments import Comment
from portal.comments.models import Rules
from portal.core import clock, db, storage
from portal.core.subjects import ref
from portal.core.web import Portal
from portal.drafts import Draft
from portal.groups import Group, Membership
from portal.notifications import Notice
from portal.people import Follow, Profile
from portal.posts import Bookmark, Post, Revision
from portal.posts.models import Link
from portal.questions import Answer, Question, column
from portal.questions.desks.models import Desk
from portal.reactions import Reaction
from portal.reports import Report
from portal.topics import Stance, Synonym, Topic
from search import find
from tests.conftest import rolled_back

OF_A_KIND = 3  # pages whose address differs in numbers and names alone
NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


said: list[tuple[str, int, int]] = []


@pytest.fixture(scope="module")
def ground(app: Portal) -> Iterator[Connection]:
    """The tiny company, loaded at a fixed instant, once for this file; `said` is what was told of the progress."""
    clock.freeze(NOW)
    with rolled_back() as connection:
        simulator.load("tiny", seed=1, progress=lambda *step: said.append(step))
        yield connection


@pytest.fixture
def tiny(ground: Connection) -> list[tuple[str, int, int]]:
    """The tiny company; gives what was said of the progress."""
    clock.freeze(NOW)
    return said


def count(model: type[db.Base], *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def test_everything_is_loaded_and_told(tiny: list[tuple[str, int, int]]) -> None:
    assert count(User) == 12
    assert count(Profile) == 12
    assert count(Group) == 3
    assert count(Unit) == 18
    assert all(
        count(model) for model in (Post, Comment, Reaction, Bookmark, Follow, Topic, Synonym, Notice, Attachment, Entry)
    )
    assert [label for label, _, _ in tiny if label] == sorted(
        (label for label, _, _ in tiny), key=("People", "Groups", "Posts", "Search").index
    )
    last = {label: (done, total) for label, done, total in tiny}
    assert all(done == total for done, total in last.values())


def test_nothing_lies_in_the_future(tiny: object) -> None:
    columns = (Post.published_at, Comment.created_at, Reaction.created_at, Notice.at, Membership.joined_at, Entry.at)
    for instant in columns:
        assert db.session.scalar(select(func.max(instant))) <= NOW


def test_stored_counts_are_true(tiny: object) -> None:
    for post in db.session.scalars(select(Post)):
        assert post.comment_count == count(Comment, Comment.subject_id == post.id)
        reactions = (Reaction.subject_kind == "post", Reaction.subject_id == post.id)
        assert sum(post.reactions.values()) == count(Reaction, *reactions)
        assert post.has_files == bool(count(Attachment, Attachment.subject_id == post.id))
    for comment in db.session.scalars(select(Comment)):
        reactions = (Reaction.subject_kind == "comment", Reaction.subject_id == comment.id)
        assert sum(comment.reactions.values()) == count(Reaction, *reactions)
    for group in db.session.scalars(select(Group)):
        left = group.post_seq - count(Post, Post.audience == group.key)
        assert left in (0, 1), "one post was moved to another group, and what was counted is not counted back"
        assert group.member_count == count(Membership, Membership.group_id == group.id)
        assert 0 <= (db.session.scalar(select(func.max(Membership.read_seq))) or 0) <= count(Post)


def test_the_company_has_announced_something(tiny: object) -> None:
    newest = db.session.scalars(select(Announcement).order_by(Announcement.id)).first()
    assert newest is not None
    assert newest.pinned_until is not None
    assert newest.pinned_until > NOW
    assert newest.confirmed_count == newest.read_count == count(Receipt, Receipt.announcement_id == newest.id)
    reader = actor_for(db.session.scalars(select(User.id).where(User.persona == "employee")).one())
    assert on_top(announcements(reader, [], with_pinned=True).values()) is not None
    assert ref(newest) in {hit.ref for hit in find(reader, "Nordtor").hits}


def test_personas_have_begun_something_and_one_text_goes_out_by_itself(tiny: object) -> None:
    personas = count(User, User.persona.is_not(None))
    assert count(Draft, Draft.due_at.is_(None)) == 2 * personas
    assert count(Draft, Draft.due_at > NOW) == 1


def test_open_groups_are_open_to_everybody(tiny: object) -> None:
    keys = {group.key for group in db.session.scalars(select(Group).where(Group.visibility == "open"))}
    assert set(db.session.scalars(select(SharedKey.key))) == keys
    assert set(db.session.scalars(select(Group.audience))) == {EVERYONE}


def test_personas_can_be_chosen(tiny: object) -> None:
    known = simulator.personas()
    assert set(known) == {
        "employee", "community-manager", "hr-admin", "it-admin", "works-council", "ambassador", "newcomer",
    }  # fmt: skip
    assert known["employee"].slug == "jana.hoffmann"
    assert actor_for(known["works-council"].id).has("works-council")


def test_the_company_can_be_searched(tiny: object) -> None:
    jana = actor_for(simulator.personas()["employee"].id)
    assert any(hit.ref.kind == "person" for hit in find(jana, "Mehmet").hits)


def test_texts_are_stored_rendered(tiny: object) -> None:
    for html in db.session.scalars(select(Post.html).where(Post.body != "")):
        assert html.startswith("<")
        assert not re.search(r"[{}]|&lt;", re.sub(r"<pre>.*?</pre>", "", html, flags=re.DOTALL))


def test_files_are_kept(tiny: object) -> None:
    for attachment in db.session.scalars(select(Attachment)):
        assert storage.path(attachment.digest).stat().st_size == attachment.size
        assert attachment.mimetype != "image/webp" or attachment.alt
        kinds = select(Rendition.width, Rendition.format).where(_of(attachment))
        made = {(row.width, row.format) for row in db.session.execute(kinds)}
        wanted = widths_of(attachment.width) if attachment.width else ()
        assert made == {(width, name) for width in wanted for name in ("webp", "avif")}


def _of(attachment: Attachment) -> ColumnElement[bool]:
    return Rendition.attachment_id == attachment.id


def test_posts_have_a_life(tiny: object, as_: object) -> None:
    jana, petra = (simulator.personas()[name] for name in ("employee", "community-manager"))
    edited = count(Post, Post.version == 2)
    assert count(Revision) == edited
    for former in db.session.scalars(select(Revision)):
        assert former.body != db.session.get_one(Post, former.post_id).body
    assert count(Rules, Rules.closed_at.is_not(None)) == count(Rules, Rules.slow_minutes > 0) == 1
    assert set(db.session.scalars(select(Link.kind))) == {"card", "split"}
    assert count(Report) == 1
    assert count(Notice, Notice.user_id == petra.id, Notice.kind == "report") == 1
    browser = as_(jana)  # type: ignore[operator]  # the fixture's function
    for post in db.session.scalars(select(Post).where(Post.version == 2)):
        assert browser.get(f"/posts/{post.id}/history").status_code in (200, 404)
    assert browser.get("/home").status_code == 200


def test_the_same_company_lives_the_same_life(tiny: object) -> None:
    links = db.session.execute(select(Link.post_id, Link.origin_id, Link.kind).order_by(Link.post_id))
    assert [tuple(row) for row in links] == [(19, 5, "split"), (20, 6, "card")]


def test_the_next_row_gets_a_fresh_id(tiny: object) -> None:
    last = db.session.scalar(select(func.max(User.id))) or 0
    user = User(slug="new.one", name="New One", sort_name="new one", created_at=NOW)
    db.session.add(user)
    db.session.flush()
    assert user.id > last


def test_nobody_is_told_of_an_own_deed_and_notices_are_folded(tiny: object) -> None:
    folds = set()
    for notice in db.session.scalars(select(Notice)):
        assert notice.user_id not in notice.actor_ids
        assert notice.people >= len(notice.actor_ids) > 0
        assert (notice.user_id, notice.fold) not in folds
        folds.add((notice.user_id, notice.fold))


def test_pages_of_the_employee_are_full(tiny: object, as_: object) -> None:
    jana = as_(simulator.personas()["employee"])  # type: ignore[operator]  # the fixture's function
    for address in ("/home", "/groups", "/people", "/notifications", "/people/mehmet.yildiz"):
        answer = jana.get(address)
        assert answer.status_code == 200, address
    assert jana.get("/home").text.count("<article") >= 10


@pytest.mark.slow
@pytest.mark.parametrize("persona", ["employee", "community-manager", "hr-admin", "it-admin", "works-council"])
def test_no_link_leads_to_a_door_that_is_shut(tiny: object, app: Portal, as_: object, persona: str) -> None:
    browser = as_(simulator.personas()[persona])  # type: ignore[operator]  # the fixture's function
    routes = app.url_map.bind("localhost")
    waiting, met, shut = ["/home"], {"/home"}, []
    followed: Counter[object] = Counter()
    while waiting:
        address = waiting.pop(0)
        path, _, query = address.partition("?")
        try:
            kind = (routes.match(path)[0], *sorted(parse_qs(query)))
        except RequestRedirect:
            kind = (path,)
        followed[kind] += 1
        if followed[kind] > OF_A_KIND:
            continue
        with browser.get(address, follow_redirects=True) as answer:
            if answer.status_code >= 400:
                shut.append(f"{answer.status_code} {address}")
            page = answer.text if answer.mimetype == "text/html" else ""
        for link in map(unescape, re.findall(r'<a [^>]*?href="(/[^"#]*)', page)):
            if link not in met:
                met.add(link)
                waiting.append(link)
    assert not shut, "\n".join(shut)
    assert len(followed) > 60


def test_the_board_of_every_desk_is_filled(tiny: object, as_: object) -> None:
    leads = {"it-service": "it-admin", "personalservice": "hr-admin", "arbeitssicherheit": "works-council"}
    for slug, persona in leads.items():
        lead = simulator.personas()[persona]
        at = db.session.scalars(select(Desk).where(Desk.slug == slug)).one()
        cards = {state: column(actor_for(lead.id), at, state).items for state in ("new", "taken", "waiting", "done")}
        assert cards["new"], slug
        assert cards["taken"], slug
        assert all(card.question.state != "solved" for card in (*cards["new"], *cards["taken"]))
        assert all(card.question.state == "solved" for card in cards["done"])
        assert all(card.question.asked_at < NOW - timedelta(hours=1) for state in cards for card in cards[state])
        board = as_(lead).get(f"/desks/{slug}/board").text  # type: ignore[operator]  # the fixture's function
        assert board.count("data-permalink") == sum(map(len, cards.values()))


def test_people_said_whether_to_ask_them_and_a_busy_topic_has_nobody(tiny: object, as_: object) -> None:
    assert set(db.session.scalars(select(Stance.said))) == {"later", "no"}
    for user in simulator.personas().values():
        page = as_(user).get("/experts/mine").text  # type: ignore[operator]  # the fixture's function
        assert page.count("take_back") or page.count("/stance") > 2
    petra = as_(simulator.personas()["community-manager"])  # type: ignore[operator]  # the fixture's function
    assert "Dienstrad" in petra.get("/topics").text.split('id="deserted-h"')[1].split("</section>")[0]
    assert "Reisekosten" in petra.get("/experts").text


def test_questions_are_asked_answered_and_found(tiny: object) -> None:
    assert count(Question) > 5
    assert count(Answer) > 5
    asked = {row.id: row for row in db.session.scalars(select(Question))}
    answers = list(db.session.scalars(select(Answer)))
    for question in asked.values():
        mine = [answer for answer in answers if answer.question_id == question.id]
        assert question.answer_count == len(mine)
        assert (question.state == "solved") == any(answer.is_accepted for answer in mine)
        assert all(answer.author_id != question.author_id and answer.written_at > question.asked_at for answer in mine)
        assert all(answer.audience == question.audience for answer in mine)
    assert count(Entry, Entry.subject_kind == "question") == len(asked)
