"""Programs that run inside an installation: they make who takes part in a drill, and look at what is left of it."""

SET_UP = """
import json
from auth import accounts
from portal.core import db
from tests.api.factories import make_token
from tests.factories import make_user, save
from tests.groups.factories import add_member, make_group
with db.unit_of_work():
    writers = [accounts.create_local_account(email=f"w{n}@corp.example", name=f"Writer {n}", password="for this drill")
               for n in range(20)]
    readers = [make_user(f"Reader {n}", email=f"r{n}@corp.example") for n in range(100)]
    group = make_group("Night shift", owner=writers[0])
    for writer in writers[1:]:
        add_member(group, writer)
    print(json.dumps({
        "audience": group.key,
        "emails": [writer.email for writer in writers],
        "secrets": [make_token(writer) for writer in writers],
        "told": [reader.slug for reader in readers],
    }))
"""
LOOK = """
import json, re, sys
from sqlalchemy import func, select, text, update
from auth.models import User
from portal.activity.models import Entry
from portal.api.models import Answer
from portal.comments.models import Comment
from portal.core import clock, db, jobs
from portal.groups import Group
from portal.mail.models import Message
from portal.notifications.models import Notice
from portal.posts.models import Post
from search.models import SearchDocument as Document
audience = sys.argv[1]
with db.unit_of_work() as session:  # what the last killed worker had taken
    session.execute(update(jobs.Job).where(jobs.Job.failed_at.is_(None)).values(run_at=clock.now(), worker=0))
    session.execute(update(Message).where(Message.state == "waiting").values(due_at=clock.now()))
while jobs.run_all():
    with db.unit_of_work() as session:
        session.execute(update(jobs.Job).where(jobs.Job.failed_at.is_(None), jobs.Job.name.like("%mail%"))
                        .values(run_at=clock.now()))
def keys(rows):
    return [[re.search(r"key-\\d+-\\d+", body)[0], id] for id, body in rows]
with db.reading() as session:
    ours = Post.body.like("Something to say: key-%")
    said = Comment.body.like("Something to add: key-%")
    below = (Comment.subject_kind == "post") & (Comment.subject_id == Post.id) & (Comment.author_id != Post.author_id)
    heard = select(Notice.about_id).join(Post, (Post.id == Notice.about_id) & (Post.author_id == Notice.user_id))
    readers = select(User.id).where(User.email.like("r%@corp.example"))
    mails = session.execute(select(Message.about_id, Message.state).where(Message.user_id.in_(readers))).all()
    print(json.dumps({
        "posts": keys(session.execute(select(Post.id, Post.body).where(ours))),
        "comments": keys(session.execute(select(Comment.id, Comment.body).where(said))),
        "comments_counted": session.scalar(select(func.sum(Post.comment_count)).where(ours)),
        "comments_found": list(session.scalars(select(Document.subject_id).where(Document.kind == "comment"))),
        "answered": list(session.scalars(select(Post.id).join(Comment, below).where(said).distinct())),
        "heard": list(session.scalars(heard.where(Notice.kind == "comment", ours))),
        "found": list(session.scalars(select(Document.subject_id).where(Document.kind == "post"))),
        "told": list(session.scalars(select(Entry.subject_id).where(Entry.subject_kind == "post"))),
        "named": list(session.scalars(select(Notice.about_id).where(Notice.user_id.in_(readers)))),
        "noticed": list(session.scalars(
            select(Notice.about_id).join(User, User.id == Notice.user_id)
            .where(User.email == "w19@corp.example", Notice.kind == "pinned"))),
        "pinned": list(session.scalars(select(Post.id).where(ours, Post.is_pinned))),
        "mailed": [about for about, _ in mails],
        "mails": session.scalar(select(func.count()).select_from(Message).where(Message.state == "sent")),
        "unsent": [state for _, state in mails if state != "sent"],
        "failed": list(session.scalars(select(jobs.Job.error).where(jobs.Job.failed_at.is_not(None)))),
        "waiting": list(session.scalars(
            select(jobs.Job.name).where(jobs.Job.failed_at.is_(None), jobs.Job.run_at <= clock.now()))),
        "counted": session.scalar(select(Group.post_seq).where(Group.id == int(audience.split(":")[1]))),
        "written": session.scalar(select(func.count()).select_from(Post).where(Post.audience == audience)),
        "sound": session.scalar(text("PRAGMA integrity_check")) if db.dialect() == "sqlite" else "ok",
    }))
"""
JOBS = """
from sqlalchemy import func, select
from portal.core import db, jobs
with db.reading() as session:
    print(session.scalar(select(func.count()).select_from(jobs.Job)),
          session.scalar(select(func.count()).select_from(jobs.Job).where(jobs.Job.failed_at.is_not(None))))
"""
