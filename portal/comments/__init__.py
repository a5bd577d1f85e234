"""Comments: what people say under a subject, one level deep. A kind of subject takes them by the trait `comments`."""

from flask import Flask

from .actions import add_comment, edit_comment, remove_comment, restore_comment
from .events import CommentAdded, CommentEdited, CommentEvent, CommentRemoved, CommentRestored, CommentTakenDown
from .models import Comment
from .queries import CommentRow, Strand, Thread, new_key, thread

__all__ = [
    "Comment",
    "CommentAdded",
    "CommentEdited",
    "CommentEvent",
    "CommentRemoved",
    "CommentRestored",
    "CommentRow",
    "CommentTakenDown",
    "Strand",
    "Thread",
    "add_comment",
    "edit_comment",
    "new_key",
    "register",
    "remove_comment",
    "restore_comment",
    "thread",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import subjects, text

    from . import documents, jobs, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "comment",
        Comment,
        title=lambda comment: text.excerpt(comment.plain, 80),
        url=lambda comment: f"/comments/{comment.id}",
        document=documents.document,
        documents=documents.documents,
        traits=["reactions"],
    )
