"""Which events webhooks hear, under which names."""

from portal import announcements, comments, groups, posts, questions, reactions
from portal.core.events import Event
from portal.core.i18n import LazyText, lazy_

EVENTS: dict[str, tuple[type[Event], LazyText]] = {
    "post.published": (posts.PostPublished, lazy_("A post is published")),
    "post.edited": (posts.PostEdited, lazy_("A post is changed")),
    "post.removed": (posts.PostRemoved, lazy_("A post is removed")),
    "post.restored": (posts.PostRestored, lazy_("A post is back")),
    "post.pinned": (posts.PostPinned, lazy_("A post is pinned")),
    "question.asked": (questions.QuestionAsked, lazy_("A question is asked")),
    "question.edited": (questions.QuestionEdited, lazy_("A question is changed")),
    "question.removed": (questions.QuestionRemoved, lazy_("A question is removed")),
    "answer.given": (questions.AnswerGiven, lazy_("A question is answered")),
    "answer.accepted": (questions.AnswerAccepted, lazy_("An answer has solved a question")),
    "desk.asked": (questions.DeskAsked, lazy_("A question comes to a desk")),
    "desk.taken": (questions.CaseTaken, lazy_("Somebody at a desk takes a question")),
    "desk.handed_over": (questions.CaseHandedOver, lazy_("A question goes on at another desk")),
    "announcement.published": (announcements.AnnouncementPublished, lazy_("Something is announced")),
    "announcement.edited": (announcements.AnnouncementEdited, lazy_("An announcement is changed")),
    "announcement.withdrawn": (announcements.AnnouncementWithdrawn, lazy_("An announcement is withdrawn")),
    "comment.added": (comments.CommentAdded, lazy_("A comment is written")),
    "comment.edited": (comments.CommentEdited, lazy_("A comment is changed")),
    "comment.removed": (comments.CommentRemoved, lazy_("A comment is removed")),
    "comment.restored": (comments.CommentRestored, lazy_("A comment is back")),
    "reaction.added": (reactions.Reacted, lazy_("Somebody reacts")),
    "reaction.removed": (reactions.Unreacted, lazy_("Somebody takes a reaction back")),
    "group.created": (groups.GroupCreated, lazy_("A group is founded")),
    "group.edited": (groups.GroupEdited, lazy_("A group is described anew")),
    "group.archived": (groups.GroupArchived, lazy_("A group is archived")),
    "group.restored": (groups.GroupRestored, lazy_("An archived group is open again")),
    "member.joined": (groups.Joined, lazy_("Somebody joins")),
    "member.left": (groups.Left, lazy_("Somebody leaves")),
    "member.removed": (groups.MemberRemoved, lazy_("Somebody is put out")),
}
TEST = "webhook.test"
_names = {kind: name for name, (kind, _label) in EVENTS.items()}


def name_of(event: Event) -> str | None:
    """Gives the name under which an event is heard; None for one that is not."""
    return next((_names[kind] for kind in type(event).__mro__ if kind in _names), None)
