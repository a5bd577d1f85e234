"""What was removed long ago goes with all that refers to it, in every slice."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import Column, Table, func, select, update

from auth.models import User
from portal.attachments import Attachment
from portal.comments import Comment, add_comment, choose_level, close_thread, edit_comment, remove_comment, visit
from portal.comments import jobs as comment_jobs
from portal.core import clock, db, jobs, purging, storage
from portal.core.subjects import Ref
from portal.notifications import mute
from portal.posts import (
    EditForm,
    Post,
    PostForm,
    edit_post,
    pass_on,
    pin_post,
    remove_post,
    restore_post,
    save_post,
    split_post,
)
from portal.posts.jobs import purge_post, purge_removed_posts
from portal.posts.models import Link
from portal.reactions import Reaction, react
from portal.reports import Reading, ReportForm, report
from search.models import SearchDocument
from tests.attachments.factories import make_attachment
from tests.factories import actor, make_unit, make_user, save
from tests.posts.factories import fresh, make_post, ref
from tests.questions.factories import make_answer, make_question

BOOK = {
    "audit_entry": "the book of acts of power is only ever added to",
    "api_delivery": "what was sent to a program is the log of its hook",
    "mail_message": "what was sent by mail is a log that its slice shortens by age",
}


def naming(kind: str) -> list[tuple[Table, object]]:
    """Gives every table that can name a subject of a kind, with the condition that a row names number :id."""
    found = []
    for table in db.Base.metadata.sorted_tables:
        for column in table.columns:
            subject = table.columns.get(_beside(column, table))
            if subject is not None:
                found.append((table, (column == kind, subject)))
            if any(key.column.table.name == f"{kind}s_{kind}" for key in column.foreign_keys):
                found.append((table, (column.is_not(None), column)))
    return [(table, how) for table, how in found if table.name not in BOOK]


def _beside(column: Column, table: Table) -> str:
    if column.name == "kind" and "subject_kind" not in table.columns:
        return "subject_id"
    return column.name.removesuffix("_kind") + "_id" if column.name.endswith("_kind") else ""


def left(kind: str, ids: Iterable[int]) -> dict[str, int]:
    """Counts, by table, the rows that name one of the subjects."""
    counts: dict[str, int] = {}
    for table, (is_kind, column) in naming(kind):
        rows = select(func.count()).select_from(table).where(is_kind, column.in_(list(ids)))
        counts[f"{table.name}.{column.name}"] = db.session.scalar(rows) or 0
    return counts


def purge(days: int = 31) -> None:
    clock.freeze(clock.now() + timedelta(days=days))
    purge_removed_posts()
    comment_jobs.purge_removed_comments()
    db.commit()
    jobs.run_all()
    clock.freeze(None)


@pytest.fixture
def company(app) -> tuple[User, User, Post]:
    hall = make_unit("Hall 3")
    ann, bob = make_user("Ann Probst", roles=("community-manager",), department=hall), make_user("Bob")
    post = make_post(ann, title="Turbine", attachments=[make_attachment(ann).id], body="Ask @bob")
    first, _ = add_comment(actor(bob), ref(post), "First words")
    reply, _ = add_comment(actor(ann), ref(post), "@bob indeed", parent_id=first.id)
    for thing in (ref(post), Ref("comment", first.id), Ref("comment", reply.id)):
        react(actor(bob), thing, "heart")
    save_post(actor(bob), post)
    pin_post(actor(ann), post)
    mute(actor(ann), ref(post))
    live(ann, bob, post)
    db.commit()
    jobs.run_all()
    return ann, bob, fresh(post)


def live(ann: User, bob: User, post: Post) -> None:
    """Has everything happen to a post that leaves rows behind."""
    away, _ = add_comment(actor(bob), ref(post), "By the way")
    edit_comment(actor(bob), away, "By the way, lunch?", 1)
    edit_post(actor(ann), post, EditForm(title="Turbine", body="Ask @bob again", version=1, attachments=_files(post)))
    moved = PostForm(audience="everyone", title="Lunch", body="What is there?")
    new = split_post(actor(ann), post, moved, [away.id])
    pass_on(actor(ann), post, f"unit:{ann.department_id}")
    choose_level(actor(bob), ref(post), "all")
    visit(actor(bob), ref(post), clock.now(), None)
    report(actor(bob), ReportForm(about=str(ref(post)), reason="insult"))
    save(
        Reading(
            subject_kind="post", subject_id=post.id, place="unit:1", asker_id=bob.id, reason="?", asked_at=clock.now()
        )
    )
    close_thread(actor(ann), ref(post), post, "Enough said")
    db.session.add(Link(post_id=post.id, origin_id=new.id, kind="split"))
    make_answer(make_question(bob), ann, f"As [said here](/posts/{post.id}).")


def _files(post: Post) -> tuple[int, ...]:
    return tuple(db.session.scalars(select(Attachment.id).where(Attachment.subject_id == post.id)))


def test_nothing_names_a_post_that_was_removed_long_ago(company, monkeypatch) -> None:
    ann, _bob, post = company
    monkeypatch.setattr(comment_jobs, "BATCH", 1)
    comments = list(db.session.scalars(select(Comment.id).where(Comment.subject_id == post.id)))
    before, under = left("post", [post.id]), left("comment", comments)
    unknown = [table for table, rows in before.items() if not rows]
    assert not unknown, f"let the story above fill these tables too, and their slices follow Purged: {unknown}"
    assert under.pop("notifications_notice.about_id", 0) + under.pop("notifications_mute.about_id", 0) == 0
    remove_post(actor(ann), post)
    db.commit()
    purge()
    assert not any(left("post", [post.id]).values()), left("post", [post.id])
    assert not any(left("comment", comments).values()), left("comment", comments)
    assert db.session.get(Post, post.id, populate_existing=True) is None
    assert not db.session.scalars(select(Comment.id).where(Comment.subject_id == post.id)).all()


def test_the_bytes_of_purged_files_go_too(company, monkeypatch) -> None:
    ann, _bob, post = company
    monkeypatch.setattr("portal.attachments.tidying._FRESH", -1)
    digest = db.session.scalar(select(Attachment.digest))
    assert storage.path(digest).exists()
    remove_post(actor(ann), post)
    db.commit()
    purge()
    assert not storage.path(digest).exists()


def test_what_came_back_in_time_keeps_everything(company) -> None:
    ann, _bob, post = company
    before = left("post", [post.id])
    remove_post(actor(ann), post)
    db.commit()
    restore_post(actor(ann), post.id)
    db.commit()
    clock.freeze(clock.now() + timedelta(days=31))
    purge_post(post_id=post.id)
    db.commit()
    jobs.run_all()
    assert left("post", [post.id]) == before
    assert fresh(post).removed_at is None


def test_young_removals_stay(company) -> None:
    ann, _bob, post = company
    remove_post(actor(ann), post)
    db.commit()
    purge(days=29)
    assert left("post", [post.id])["comments_comment.subject_id"] == 2


def test_many_rows_go_in_stretches(company, monkeypatch) -> None:
    ann, _bob, post = company
    cem = make_user("Cem")
    for person in (ann, cem):
        react(actor(person), ref(post), "clap")
        save_post(actor(person), post)
    remove_post(actor(ann), post)
    db.commit()
    monkeypatch.setattr(purging.delete_some, "__kwdefaults__", {"most": 1})
    purge()
    assert not any(left("post", [post.id]).values())


def test_a_comment_that_was_removed_long_ago_leaves_nothing(company) -> None:
    ann, _bob, post = company
    reply = db.session.scalars(select(Comment).where(Comment.parent_id.is_not(None))).one()
    remove_comment(actor(ann), reply)
    db.commit()
    purge()
    assert not any(left("comment", [reply.id]).values())
    assert db.session.get(Comment, reply.id, populate_existing=True) is None
    assert left("post", [post.id])["comments_comment.subject_id"] == 1


def test_of_a_removed_comment_with_replies_only_the_text_goes_until_they_go(company) -> None:
    ann, bob, post = company
    here = select(Comment).where(Comment.subject_id == post.id)
    first = db.session.scalars(here.where(Comment.parent_id.is_(None))).one()
    remove_comment(actor(bob), first)
    db.commit()
    purge()
    kept = db.session.get_one(Comment, first.id, populate_existing=True)
    assert (kept.body, kept.html, kept.plain) == ("", "", "")
    reply = db.session.scalars(select(Comment).where(Comment.parent_id == first.id)).one()
    remove_comment(actor(ann), reply)
    old = clock.now() - timedelta(days=40)
    db.session.execute(update(Comment).where(Comment.id == reply.id).values(removed_at=old))
    db.commit()
    purge()
    purge()
    assert not any(left("comment", [first.id, reply.id]).values())
    assert not db.session.scalars(select(Reaction.kind).where(Reaction.subject_kind == "comment")).all()
    found = select(SearchDocument.id).where(SearchDocument.kind == "comment", SearchDocument.subject_id.in_([first.id]))
    assert not db.session.scalars(found).all()
