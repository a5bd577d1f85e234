"""Comments: what people say under a subject, one level deep. A kind of subject takes them by the trait `comments`."""

from flask import Flask

from .actions import add_comment, edit_comment, remove_comment, restore_comment, subject_of
from .events import (
    CommentAdded,
    CommentEdited,
    CommentEvent,
    CommentRemoved,
    CommentRestored,
    CommentsMoved,
    CommentTakenDown,
    CommentVersionTakenDown,
    SubjectTurned,
    ThreadClosed,
    ThreadEvent,
    ThreadPaced,
    ThreadReopened,
)
from .forms import ClosingForm, CommentForm, EditForm, LevelForm, PaceForm, RemovalForm, TurnForm
from .models import Comment
from .queries import CommentRow, Strand, Thread, new_key, row_of, thread
from .tags import newest_tags
from .threads.history import history, take_out_version
from .threads.listening import listeners
from .threads.moving import chosen, everything_said, move_comments
from .threads.opening import open_thread
from .threads.rules import close_thread, pace_thread, reopen_thread
from .threads.standing import Standing, choose_level, readers_since, standing, visit
from .turning import Turnable, Words, become_comment, comments_once, gone_on, leave_thread, turn, turnable

__all__ = [
    "ClosingForm",
    "Comment",
    "CommentAdded",
    "CommentEdited",
    "CommentEvent",
    "CommentForm",
    "CommentRemoved",
    "CommentRestored",
    "CommentRow",
    "CommentTakenDown",
    "CommentVersionTakenDown",
    "CommentsMoved",
    "EditForm",
    "LevelForm",
    "PaceForm",
    "RemovalForm",
    "Standing",
    "Strand",
    "SubjectTurned",
    "Thread",
    "ThreadClosed",
    "ThreadEvent",
    "ThreadPaced",
    "ThreadReopened",
    "TurnForm",
    "Turnable",
    "Words",
    "add_comment",
    "become_comment",
    "choose_level",
    "chosen",
    "close_thread",
    "comments_once",
    "edit_comment",
    "everything_said",
    "gone_on",
    "history",
    "leave_thread",
    "listeners",
    "move_comments",
    "new_key",
    "newest_tags",
    "open_thread",
    "pace_thread",
    "readers_since",
    "register",
    "remove_comment",
    "reopen_thread",
    "restore_comment",
    "row_of",
    "standing",
    "subject_of",
    "take_out_version",
    "thread",
    "turn",
    "turnable",
    "visit",
]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import subjects, text
    from portal.core.i18n import _

    from . import documents, drafting, jobs, policy, subscribers, views  # noqa: F401  (importing registers)
    from .threads import views as threads

    app.register_blueprint(views.blueprint)
    app.register_blueprint(threads.blueprint)
    subjects.add(
        "comment",
        Comment,
        title=lambda comment: text.excerpt(comment.plain, 80) or _("Comment without words"),
        url=lambda comment: f"/comments/{comment.id}",
        document=documents.document,
        documents=documents.documents,
        traits=["reactions", "reports"],
    )
