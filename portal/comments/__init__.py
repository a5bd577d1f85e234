"""Comments: what people say under a subject, one level deep. A kind of subject takes them by the trait `comments`."""

from flask import Flask

from .actions import add_comment, edit_comment, remove_comment, restore_comment, subject_of
from .events import CommentAdded, CommentEdited, CommentEvent, CommentRemoved, CommentRestored, CommentTakenDown
from .forms import CommentForm, EditForm, RemovalForm
from .models import Comment
from .queries import CommentRow, Strand, Thread, new_key, row_of, thread

__all__ = [
    "Comment",
    "CommentAdded",
    "CommentEdited",
    "CommentEvent",
    "CommentForm",
    "CommentRemoved",
    "CommentRestored",
    "CommentRow",
    "CommentTakenDown",
    "EditForm",
    "RemovalForm",
    "Strand",
    "Thread",
    "add_comment",
    "edit_comment",
    "new_key",
    "register",
    "remove_comment",
    "restore_comment",
    "row_of",
    "subject_of",
    "thread",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import subjects, text
    from portal.core.i18n import _

    from . import documents, drafting, jobs, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    subjects.add(
        "comment",
        Comment,
        title=lambda comment: text.excerpt(comment.plain, 80) or _("Comment without words"),
        url=lambda comment: f"/comments/{comment.id}",
        document=documents.document,
        documents=documents.documents,
        traits=["reactions"],
    )
