"""What happens to posts after they were written: closed, slowed, passed on, split, moved, reported, by the actions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, func, literal, select, update

from auth.audience import Actor, actor_for
from auth.models import RoleGrant, User
from portal.activity import Entry
from portal.comments import Comment, close_thread, pace_thread
from portal.core import clock, db
from portal.core.subjects import Ref
from portal.groups import Group, Membership, key_of
from portal.notifications import Notice
from portal.posts import Post, PostForm, move_post, pass_on, split_post
from portal.reports import ReportForm, report
from portal.simulator.library import data

_FEW, _MANY, _MINUTES = 2, 4, 15


def add_life() -> None:
    """Has things happen to some lively threads where the employee reads, in the present unit of work."""
    jana = db.session.scalar(select(User.id).where(User.persona == "employee"))
    if jana is None:
        return
    told, written = _last(Notice), _last(Post)
    threads = _threads(jana)
    for happen in (_close, _slow, _split, _report, _pass_on, _move):
        any(happen(actor_for(jana), post, group) for post, group in threads)
    _report_closed()
    _date_back(told, written)


def _last(model: Any) -> int:
    return db.session.scalar(select(func.max(model.id))) or 0


def _threads(reader: int) -> Iterator[tuple[Post, Group]]:
    """Lively posts with their groups, newest first: one a group to begin with, the reader's groups before others."""
    own = select(Membership.group_id).where(Membership.user_id == reader)
    lively = select(Post, Group).join(Group, Post.audience == literal("group:") + cast(Group.id, String))
    lively = lively.where(Group.visibility == "open", Group.archived_at.is_(None), Post.comment_count >= _FEW)
    lively = lively.where(~Post.is_pinned, Post.author_id != reader)
    first = Group.id.in_(own).desc(), (Post.comment_count >= _MANY).desc(), Post.published_at.desc(), Post.id.desc()
    rows = [(row[0], row[1]) for row in db.session.execute(lively.order_by(*first).limit(300))]
    firsts: dict[int, Post] = {}
    for post, group in rows:
        firsts.setdefault(group.id, post)
    yield from ((post, group) for post, group in rows if firsts[group.id] is post)
    yield from ((post, group) for post, group in rows if firsts[group.id] is not post)


def _about(post: Post) -> Ref:
    return Ref("post", post.id)


def _owner(group: Group) -> Actor:
    owners = select(Membership.user_id).join(User, User.id == Membership.user_id)
    owners = owners.where(Membership.group_id == group.id, Membership.role == "owner", User.is_active)
    return actor_for(db.session.scalars(owners.order_by(Membership.user_id)).first() or 0)


def _elsewhere(user_id: int, group: Group) -> str | None:
    """Another open group of somebody, in the same language where there is one."""
    own = select(Group.id).join(Membership, Membership.group_id == Group.id)
    own = own.where(Membership.user_id == user_id, Group.visibility == "open", Group.archived_at.is_(None))
    alike = own.where(Group.id != group.id).order_by((Group.language == group.language).desc(), Group.id)
    found = db.session.scalars(alike).first()
    return key_of(found) if found else None


def _close(_jana: Actor, post: Post, group: Group) -> bool:
    close_thread(_owner(group), _about(post), post, data("life")["closed"][group.language])
    return True


def _slow(_jana: Actor, post: Post, group: Group) -> bool:
    pace_thread(_owner(group), _about(post), post, _MINUTES)
    return True


def _pass_on(jana: Actor, post: Post, group: Group) -> bool:
    place = _elsewhere(jana.id, group)
    if place is not None:
        pass_on(jana, post, place)
    return place is not None


def _split(_jana: Actor, post: Post, group: Group) -> bool:
    under = select(Comment.id).where(Comment.subject_kind == "post", Comment.subject_id == post.id)
    last = db.session.scalars(under.where(Comment.parent_id.is_(None)).order_by(Comment.id.desc()).limit(2)).all()
    said, language = data("life")["split"], group.language
    form = PostForm(audience=post.audience, title=said[f"title_{language}"], body=said[f"text_{language}"])
    split_post(_owner(group), post, form, last)
    return True


def _move(_jana: Actor, post: Post, group: Group) -> bool:
    owner = _owner(group)
    place = _elsewhere(owner.id, group)
    if place is not None:
        move_post(owner, post, place, data("life")["moved"][group.language])
    return place is not None


def _report(_jana: Actor, post: Post, group: Group) -> bool:
    """By somebody who commented before: whoever wrote the last comment is the one who is reported."""
    under = select(Comment.id, Comment.author_id).where(Comment.subject_kind == "post", Comment.subject_id == post.id)
    last, *others = db.session.execute(under.order_by(Comment.id.desc())).all()
    reporter = next((one.author_id for one in others if one.author_id != last.author_id), None)
    if reporter is not None:
        said = data("life")["reported"]
        form = ReportForm(about=f"comment:{last.id}", reason=said["reason"], words=said[group.language])
        report(actor_for(reporter), form)
    return reporter is not None


def _report_closed() -> None:
    """In a group that nobody of those who look after reports belongs to: reading it takes two of them."""
    looking_after = select(RoleGrant.user_id).where(RoleGrant.role.in_(("community-manager", "moderator")))
    known = select(Membership.group_id).where(Membership.user_id.in_(looking_after))
    closed = (Group.visibility.in_(("private", "hidden")), Group.archived_at.is_(None), Group.id.not_in(known))
    posts = select(Post, Group).join(Group, Post.audience == literal("group:") + cast(Group.id, String))
    found = db.session.execute(posts.where(*closed).order_by(Post.published_at.desc(), Post.id.desc()).limit(1)).first()
    if found is None:
        return
    post, group = found
    members = select(User.id).join(Membership, Membership.user_id == User.id).where(Membership.group_id == group.id)
    others = members.where(User.is_active, User.id != post.author_id).order_by(User.id)
    reporter = db.session.scalars(others.limit(1)).first()
    if reporter is not None:
        said = data("life")["reported_closed"]
        form = ReportForm(about=str(_about(post)), reason=said["reason"], words=said[group.language or "en"])
        report(actor_for(reporter), form)


def _date_back(told: int, written: int) -> None:
    """It happened this morning, rather than in the second in which somebody opens the demo."""
    at = clock.now() - timedelta(hours=2)
    fresh = select(Post.id).where(Post.id > written)
    for statement in (
        update(Entry).where(Entry.subject_kind == "post", Entry.subject_id.in_(fresh)).values(at=at),
        update(Notice).where(Notice.id > told).values(at=at),
        update(Post).where(Post.id > written).values(published_at=at),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
