"""Comments for tests."""

from auth.models import User
from portal.comments import Comment, add_comment
from portal.core import db
from portal.core.subjects import Ref
from tests.factories import actor


def make_comment(about: Ref, author: User, body: str = "I can take the late shift.", parent: Comment | None = None):
    comment, _ = add_comment(actor(author), about, body, parent_id=parent.id if parent else None)
    db.commit()
    return comment
