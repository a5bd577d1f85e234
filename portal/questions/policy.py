"""Who may do what with questions and answers."""

from auth.audience import Actor
from auth.policy import rule
from portal.core import db
from portal.groups import is_archived, may_write, moderates

from .desks.keys import is_at_desk_of
from .models import Answer, Question


@rule("create", Question)
def may_ask(actor: Actor, question: Question) -> bool:
    """One asks the whole company, one's own units, and groups that one belongs to."""
    return may_write(actor, question.audience)


@rule("edit", Question)
def may_edit(actor: Actor, question: Question) -> bool:
    """Only the author changes the words, while the group is open and the question stands for itself."""
    return question.author_id == actor.id and _goes_on(question)


@rule("remove", Question)
def may_remove(actor: Actor, question: Question) -> bool:
    """The author while nobody has answered, and who moderates: an answer is not its asker's to throw away."""
    if question.removed_at is not None or question.merged_into_id is not None:
        return False
    own = question.author_id == actor.id and not question.answer_count
    return own or moderates(actor, question.audience)


@rule("comment", Question)
def may_comment(actor: Actor, question: Question) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees it may ask back, unless the group is archived."""
    return _goes_on(question)


@rule("join", Question)
def may_join(actor: Actor, question: Question) -> bool:
    """Who sees somebody else's question may have the same one."""
    return question.author_id != actor.id and _goes_on(question)


@rule("manage", Question)
def may_manage(actor: Actor, question: Question) -> bool:
    """The author and who moderates close, reopen and move a question, while the group is open."""
    return _goes_on(question) and (question.author_id == actor.id or moderates(actor, question.audience))


@rule("moderate", Question)
def may_moderate(actor: Actor, question: Question) -> bool:
    """Owners and hosts bring order into the questions of their group, community managers everywhere."""
    return question.removed_at is None and moderates(actor, question.audience)


def _goes_on(question: Question) -> bool:
    stands = question.removed_at is None and question.merged_into_id is None
    return stands and not is_archived(question.audience)


@rule("create", Answer)
def may_answer(actor: Actor, answer: Answer) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees a question may answer it, unless the group is archived."""
    return not is_archived(answer.audience)


@rule("edit", Answer)
def may_edit_answer(actor: Actor, answer: Answer) -> bool:
    """Only the author changes the words, while the group is open."""
    return answer.author_id == actor.id and answer.removed_at is None and not is_archived(answer.audience)


@rule("remove", Answer)
def may_remove_answer(actor: Actor, answer: Answer) -> bool:
    """The author, and who moderates."""
    return answer.removed_at is None and (answer.author_id == actor.id or moderates(actor, answer.audience))


@rule("comment", Answer)
def may_comment_on_answer(actor: Actor, answer: Answer) -> bool:  # noqa: ARG001  (every rule takes both)
    """Who sees it may comment, unless the group is archived."""
    return answer.removed_at is None and not is_archived(answer.audience)


@rule("react", Answer)
def may_react(actor: Actor, answer: Answer) -> bool:
    """Who sees somebody else's answer may say that it helped."""
    return answer.author_id != actor.id and answer.removed_at is None


@rule("manage", Answer)
def may_accept(actor: Actor, answer: Answer) -> bool:
    """Who has asked says which answer has helped, or the desk that was asked."""
    question = db.session.get(Question, answer.question_id)
    if answer.removed_at is not None or question is None:
        return False
    return question.author_id == actor.id or is_at_desk_of(actor, question.id)


@rule("publish", Answer)
def may_confirm(actor: Actor, answer: Answer) -> bool:
    """Who looks after the place, or the desk that was asked, stands for an answer and says until when it holds."""
    if answer.removed_at is not None:
        return False
    return moderates(actor, answer.audience) or is_at_desk_of(actor, answer.question_id)


@rule("moderate", Answer)
def may_moderate_answer(actor: Actor, answer: Answer) -> bool:
    """Owners and hosts in their group, community managers everywhere."""
    return answer.removed_at is None and moderates(actor, answer.audience)
