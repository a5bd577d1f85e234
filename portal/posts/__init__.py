"""Posts: what a group, a unit or the whole company should read and talk about."""

from flask import Flask

from .actions import edit_post, pin_post, publish_post, remove_post, restore_post, save_post, unpin_post, unsave_post
from .cards import draw
from .events import PostEdited, PostEvent, PostPinned, PostPublished, PostRemoved, PostRestored, PostTakenDown
from .forms import EditForm, PostForm, RemovalForm, new_key
from .models import Bookmark, Post
from .places import Place, places
from .queries import PostRow, Rights, heading_of, post_row, posts, rights, saved, url_of, written_by

__all__ = [
    "Bookmark",
    "EditForm",
    "Place",
    "Post",
    "PostEdited",
    "PostEvent",
    "PostForm",
    "PostPinned",
    "PostPublished",
    "PostRemoved",
    "PostRestored",
    "PostRow",
    "PostTakenDown",
    "RemovalForm",
    "Rights",
    "draw",
    "edit_post",
    "new_key",
    "pin_post",
    "places",
    "post_row",
    "posts",
    "publish_post",
    "register",
    "remove_post",
    "restore_post",
    "rights",
    "save_post",
    "saved",
    "unpin_post",
    "unsave_post",
    "written_by",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import navigation, sections, subjects
    from portal.core.i18n import lazy_

    from . import cards, documents, drafting, jobs, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "post",
        Post,
        title=lambda post: heading_of(post.title, post.plain),
        url=lambda post: url_of(post.id, post.title, post.plain),
        document=documents.document,
        documents=documents.documents,
        traits=["comments", "reactions", "attachments", "feed"],
    )
    sections.provide("person", "posts", cards.section, order=20)
    navigation.add("posts.new", label=lazy_("Post"), icon="square-pen", order=10, area="new")
