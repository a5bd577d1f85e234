"""Posts: what a group, a unit or the whole company should read and talk about."""

from flask import Flask

from .actions import edit_post, pin_post, publish_post, remove_post, restore_post, save_post, unpin_post, unsave_post
from .cards import draw
from .events import (
    PostEdited,
    PostEvent,
    PostMoved,
    PostMovedByOthers,
    PostPassedOn,
    PostPinned,
    PostPublished,
    PostRemoved,
    PostRestored,
    PostShared,
    PostSplit,
    PostTakenDown,
    PostVersionTakenDown,
)
from .forms import EditForm, PostForm, RemovalForm, new_key
from .life.forms import MoveForm, PassForm, ShareForm, SplitForm
from .life.history import history, take_out_version
from .life.moving import move_post, split_post
from .life.passing import Told, pass_on, share_post
from .models import Bookmark, Post, Revision
from .queries import PostRow, Rights, heading_of, post_row, posts, rights, saved, url_of, written_by

__all__ = [
    "Bookmark",
    "EditForm",
    "MoveForm",
    "PassForm",
    "Post",
    "PostEdited",
    "PostEvent",
    "PostForm",
    "PostMoved",
    "PostMovedByOthers",
    "PostPassedOn",
    "PostPinned",
    "PostPublished",
    "PostRemoved",
    "PostRestored",
    "PostRow",
    "PostShared",
    "PostSplit",
    "PostTakenDown",
    "PostVersionTakenDown",
    "RemovalForm",
    "Revision",
    "Rights",
    "ShareForm",
    "SplitForm",
    "Told",
    "draw",
    "edit_post",
    "history",
    "move_post",
    "new_key",
    "pass_on",
    "pin_post",
    "post_row",
    "posts",
    "publish_post",
    "register",
    "remove_post",
    "restore_post",
    "rights",
    "save_post",
    "saved",
    "share_post",
    "split_post",
    "take_out_version",
    "unpin_post",
    "unsave_post",
    "written_by",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, sections, subjects
    from portal.core.i18n import lazy_

    from . import cards, documents, drafting, jobs, policy, subscribers, views  # noqa: F401  (importing registers)
    from .life import turning  # noqa: F401  (importing registers)
    from .life import views as life

    app.register_blueprint(views.blueprint)
    app.register_blueprint(life.blueprint)
    subjects.add(
        "post",
        Post,
        title=lambda post: heading_of(post.title, post.plain),
        url=lambda post: url_of(post.id, post.title, post.plain),
        document=documents.document,
        documents=documents.documents,
        traits=["comments", "reactions", "attachments", "feed", "reports"],
    )
    sections.provide("person", "posts", cards.section, order=20)
    navigation.add("posts.new", label=lazy_("Post"), icon="square-pen", order=10, area="new")
