"""Asking, changing, removing questions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update

from auth.audience import NOBODY, Actor, move
from auth.policy import require
from portal.attachments import adopt
from portal.core import clock, db, events, text
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.groups import count_post
from portal.people import mentionable
from portal.topics import slug_of

from ..desks.cases import desk_to_ask, hand_in
from ..events import QuestionAsked, QuestionEdited, QuestionRemoved, QuestionRestored, QuestionTakenDown
from ..forms import QuestionEditForm, QuestionForm, tags_of
from ..models import Question, Revision, Tag


class Stale(Conflict):
    """The words changed while somebody edited them; `thing` is what stands there now."""

    def __init__(self, thing: Any) -> None:
        super().__init__(_("This was changed while you were writing."))
        self.thing = thing


def ref_of(question_id: int) -> Ref:
    """Names a question as a subject."""
    return Ref("question", question_id)


def ask_question(actor: Actor, form: QuestionForm, *, alts: Mapping[int, str] | None = None) -> Question:
    """Asks a question; the same `key` once more gives the one that is there. `alts` describe pictures, by id.

    Raises NotFound for an audience unseen, Forbidden for one that the actor may not write to, and Invalid: for an
    urgent one without a reason, for a desk that cannot take it, and where the key was sent before with other words.
    """
    rendered = text.render(form.body, mentionable)
    values = _values(actor, form, rendered) | {"author_id": actor.id, "audience": form.audience}
    require(actor, "create", Question(**values))
    values |= {"client_key": form.key or None, "asked_at": clock.now(), "state": "open", "version": 1}
    statement = db.insert(Question).values(**values).on_conflict_do_nothing()
    question_id = db.session.scalar(statement.returning(Question.id))
    if question_id is None:
        return _sent_before(actor, form)
    desk = desk_to_ask(form.desk, form.audience)
    question = db.session.get_one(Question, question_id)
    put_under(question)
    adopt(actor, form.attachments, ref_of(question.id), question.audience, alts=alts)
    count_post(question.audience, actor.id)
    events.publish(QuestionAsked(**said(actor, question), mentions=rendered.mentions))
    if desk is not None:
        hand_in(question, desk, by=actor.id)
    return question


def said(actor: Actor, question: Question) -> dict[str, Any]:
    """Gives what every event about a question says."""
    return {"actor_id": actor.id, "subject": ref_of(question.id), "audience": question.audience}


def check_urgency(form: QuestionForm) -> None:
    """Raises Invalid for an urgent question without a reason."""
    if form.urgency != "normal" and not form.urgency_reason:
        raise Invalid("urgency_reason", _("Say why it cannot wait: that helps others to help you first."))


def _values(actor: Actor, form: QuestionForm, rendered: text.Rendered) -> dict[str, Any]:
    check_urgency(form)
    return {
        "title": form.title,
        "body": form.body,
        "html": rendered.html,
        "plain": rendered.plain,
        "tags": tags_of(form.tags, rendered.tags),
        "language": form.language or actor.language,
        "urgency": form.urgency,
        "urgency_reason": form.urgency_reason if form.urgency != "normal" else "",
        "has_files": bool(form.attachments),
    }


def _sent_before(actor: Actor, form: QuestionForm) -> Question:
    same = select(Question).where(Question.author_id == actor.id, Question.client_key == form.key)
    question = db.session.scalars(same).one()
    if question.version == 1 and (question.title, question.body) != (form.title, form.body):
        raise Invalid("key", _("You have sent this already, with other words. Send it again if both are meant."))
    return question


def put_under(question: Question) -> None:
    """Has the question stand under its tags, and under no others."""
    gone = delete(Tag).where(Tag.question_id == question.id)
    db.session.execute(gone.execution_options(synchronize_session=False))
    slugs = dict.fromkeys(slug for tag in question.tags if (slug := slug_of(tag)))
    db.session.add_all(Tag(question_id=question.id, slug=slug) for slug in slugs)
    db.session.flush()


def edit_question(
    actor: Actor, question: Question, form: QuestionEditForm, *, alts: Mapping[int, str] | None = None
) -> None:
    """Changes the words of a question. Raises Stale when it is no longer the version that the author began with."""
    require(actor, "edit", question)
    rendered = text.render(form.body, mentionable)
    new_names = () if form.quiet else named_anew(question.body, rendered)
    replace(question, form.version, _values(actor, form, rendered))
    put_under(question)
    adopt(actor, form.attachments, ref_of(question.id), question.audience, alts=alts)
    events.publish(QuestionEdited(**said(actor, question), mentions=new_names))


def named_anew(before: str, rendered: text.Rendered) -> tuple[int, ...]:
    """Gives who is named in a text and was not before."""
    known = set(text.render(before, mentionable).mentions)
    return tuple(user_id for user_id in rendered.mentions if user_id not in known)


def replace(thing: Any, version: int, values: dict[str, Any]) -> None:
    """Puts other words in place of those of a version, which are kept. Raises Stale where others stand there."""
    model: Any = type(thing)
    kind = "question" if model is Question else "answer"
    written = thing.edited_at or (thing.asked_at if kind == "question" else thing.written_at)
    former = {"title": getattr(thing, "title", ""), "body": thing.body, "at": written}
    same = update(model).where(model.id == thing.id, model.version == version)
    changed = same.values(**values, version=version + 1, edited_at=clock.now()).returning(model.id)
    if db.session.scalar(changed.execution_options(synchronize_session=False)) is None:
        db.session.refresh(thing)
        raise Stale(thing)
    db.session.add(Revision(kind=kind, thing_id=thing.id, version=version, **former))
    db.session.flush()
    db.session.refresh(thing)


def remove_question(actor: Actor, question: Question, reason: str = "") -> None:
    """Takes a question and its answers from everybody's sight; it can be restored until it is purged.

    Raises Invalid without a reason for somebody else's question.
    """
    require(actor, "remove", question)
    is_own = question.author_id == actor.id
    if not is_own and not reason:
        raise Invalid("reason", _("Say why: the author will read it."))
    question.former, question.removed_at, question.removed_by = question.audience, clock.now(), actor.id
    event = said(actor, question)
    move(actor, question, NOBODY)
    events.publish(QuestionRemoved(**event) if is_own else QuestionTakenDown(**event, reason=reason))


def restore_question(actor: Actor, question_id: int) -> Question:
    """Takes a removal back, for who removed it. Raises NotFound."""
    question = db.session.get(Question, question_id) if question_id < 2**53 else None
    if question is None or question.removed_at is None or question.removed_by != actor.id or not question.former:
        raise NotFound
    if not actor.holds(question.former):
        raise Forbidden
    audience, question.removed_at, question.removed_by, question.former = question.former, None, None, None
    move(actor, question, audience)
    events.publish(QuestionRestored(**said(actor, question)))
    return question
