"""Questions: lists, the page of one, asking, changing, removing."""

from datetime import datetime
from typing import Any

from flask import Response, request, url_for

from auth.audience import Actor
from auth.policy import get, require
from auth.session import actor
from portal.attachments import File, attach, files_of, take_in_all
from portal.comments import gone_on, open_thread
from portal.core import browsers, clock, text
from portal.core.errors import Forbidden, NotFound
from portal.core.i18n import _
from portal.core.paging import Page
from portal.core.web import fragment, go, keep_typed, limit, page, parse, redraw, wants_fragment
from portal.drafts import KEPT, DraftForm, DueForm, draft_of, due_fields, forget, schedule, store
from portal.groups import group_frame, may_write, places

from .. import actions, cards, drafting, queries
from ..actions.asking import Stale, ref_of
from ..addresses import url_of
from ..asking_around.queries import carried, looks_after
from ..desks.board import place_of
from ..desks.keys import works_at
from ..desks.library import words_of
from ..desks.views.desks import choosing
from ..forms import QuestionEditForm, QuestionForm, RemovalForm
from ..models import TITLE, Question
from ..queries.lists import STATES
from . import blueprint, typed


@blueprint.get("")
def index() -> Response:
    state, whose = request.args.get("state", ""), request.args.get("for", "")
    chosen = {"state": state if state in STATES else "", "whose": whose if whose in queries.WHOSE else ""}
    chosen["tag"] = request.args.get("tag", "")[:40]
    found = queries.listed(actor(), **chosen, after=request.args.get("after"))
    template = "questions/_list.html" if wants_fragment() else "questions/list.html"
    return page(template, questions=found, chosen=chosen, rooms=_rooms(), looks_after=looks_after(actor()))


def of_group(slug: str) -> Response:
    """Draws the questions of a group; the closed door for those who may not read them."""
    who = actor()
    frame = group_frame(who, slug)
    if not who.holds(frame.group.key):
        return page("questions/closed.html", frame=frame)
    state = request.args.get("state", "")
    found = queries.listed(who, state=state, audience=frame.group.key, after=request.args.get("after"))
    template = "questions/_of_group.html" if wants_fragment() else "questions/group.html"
    may_ask = may_write(who, frame.group.key)
    return page(
        template, frame=frame, slug=slug, questions=found, state=state if state in STATES else "", may_ask=may_ask
    )


def _rooms() -> list[str]:
    return sorted(key for key in actor().keys if key == "everyone" or key.startswith("unit:"))


@blueprint.get("/new")
def new() -> Response:
    who = actor()
    draft = drafting.opened(who, request.args.get("draft", ""), "question")
    title = text.clean(request.args.get("title", "") or request.args.get("q", ""))[:TITLE] or draft.title
    shown: dict[str, Any] = {"places": places(who), "audience": request.values.get("audience", draft.audience)}
    shown |= {"title": title, "draft": draft, "waiting": typed.waiting(draft.files), "key": typed.key(draft.key)}
    shown |= {"alike": queries.alike(who, request.values.get("title", title)) if title or request.form else []}
    tags = request.values.get("tags", draft.tags)
    shown |= choosing(tags, request.values.get("desk", draft.choices.get("desk", ""))) | due_fields(draft)
    return page("questions/new.html", **shown, tags=tags, wait=queries.expected_wait(who, tags))


@blueprint.get("/similar")
def similar() -> Response:
    found = queries.alike(actor(), request.args.get("title", "")[:TITLE])
    return fragment("questions/_alike.html", alike=found, may_find=True)


@blueprint.get("/wait")
def wait() -> Response:
    found = queries.expected_wait(actor(), request.args.get("tags", "")[:200])
    return fragment("questions/_wait.html", wait=found)


@blueprint.get("/<int:question_id>/similar")
def alike(question_id: int) -> Response:
    row = queries.question_row(actor(), question_id)
    found = queries.alike(actor(), row.title, except_id=question_id)
    return fragment("questions/_alike.html", alike=found, may_find=False)


@blueprint.post("")
@limit("30 per minute")
@redraw(new)
def create() -> Response:
    sent = take_in_all(typed.uploads())
    wanted = request.form.get("do", "")
    if wanted == "look":
        keep_typed()
        return new()
    if wanted in ("draft", "schedule"):
        return _put_by(wanted, sent)
    form = parse(QuestionForm).with_files([attach(actor(), one).id for one in sent])
    question = actions.ask_question(actor(), form, alts=typed.alts())
    forget(actor(), form.key)
    return go(url_of(question.id, question.title), say=_("Your question is there."))


def _put_by(wanted: str, sent: list[Any]) -> Response:
    """Keeps a question that is not to be asked yet, or not now."""
    form = parse(DraftForm)
    if wanted == "schedule":
        actions.check_urgency(parse(QuestionForm))
    files = (*form.attachments, *(attach(actor(), one).id for one in sent))
    put = form.model_copy(update={"attachments": files, "place": KEPT, "sort": "question"})
    stored = store(actor(), put, device=browsers.name(request.user_agent.string))
    if wanted == "draft":
        return go("drafts.index", say=_("Your draft is kept."))
    schedule(actor(), draft_of(actor(), stored.id), parse(DueForm))
    return go("drafts.index", say=_("Your question goes out by itself."))


@blueprint.get("/<int:question_id>", defaults={"slug": ""})
@blueprint.get("/<int:question_id>-<slug>")
def show(question_id: int, slug: str = "") -> Response:  # noqa: ARG001  (the address is compared whole)
    who = actor()
    try:
        row = queries.question_row(who, question_id)
    except NotFound:
        return go(gone_on(who, ref_of(question_id)))
    if row.merged_into_id is not None:
        target = queries.question_row(who, row.merged_into_id)
        return go(target.url, say=_("“%(title)s” goes on here.", title=row.title))
    if request.method == "GET" and request.path != row.url:
        return go(f"{row.url}?{request.query_string.decode()}" if request.query_string else row.url)
    may = queries.rights(who, row)
    sort = "newest" if request.args.get("sort") == "newest" else "helpful"
    after = request.args.get("after")
    found = queries.answers(who, question_id, sort=sort, after=after) if row.answer_count else Page([], None, 0)
    drawn = cards.draw_answers(who, found.items, may, may_comment=may.comment)
    shown: dict[str, Any] = {"row": row, "may": may, "answers": drawn, "next": found.next, "sort": sort}
    shown |= {"html": text.shown(row.html), "files": _hanging(question_id) if row.has_files else []}
    if wants_fragment() and request.method == "GET":
        return page("questions/_answers.html", **shown)
    shown |= {"carried": carried(who, question_id) if row.state == "open" else None, "since": clock.now()}
    shown |= {"place": place_of(question_id) if row.desk_id else None, "can_work": works_at(who, row.desk_id)}
    return page("questions/show.html", **shown, **_form(who, row, may))


def _form(who: Actor, row: queries.QuestionRow, may: queries.Rights) -> dict[str, Any]:
    """Gives what the form for an answer needs, where there is one; it may begin with a text of the desk."""
    draft = drafting.opened(who, request.args.get("draft", ""), "answer")
    files = typed.waiting(draft.files) if may.answer else []
    text_id = request.args.get("text", "")
    wanted = row.desk_id if may.answer and works_at(who, row.desk_id) and text_id.isascii() else None
    texts = [int(text_id)] if wanted and text_id.isdigit() and len(text_id) < 16 else []
    if wanted and texts and not draft.id:
        draft.body = words_of(who, wanted, texts[0], row.language)
    return {"draft": draft, "waiting": files, "key": typed.key(draft.key), "texts": texts}


def _hanging(question_id: int) -> list[File]:
    return files_of(actor(), "question", [question_id]).get(question_id, [])


@blueprint.get("/<int:question_id>/comments")
def comments(question_id: int) -> Response:
    who = actor()
    row = queries.question_row(who, question_id)
    may = queries.rights(who, row)
    said = open_thread(who, ref_of(question_id), row.audience, after=request.args.get("after"), may_comment=may.comment)
    return page("questions/comments.html", row=row, may=may, thread=said)


@blueprint.get("/<int:question_id>/edit")
def edit(question_id: int) -> Response:
    who, number = actor(), request.args.get("draft", "")
    try:
        question = get(who, Question, question_id)
        require(who, "edit", question)
    except (NotFound, Forbidden):
        if not number:
            raise
        return go("drafts.index", say=_("The question can no longer be changed. Your text is here."))
    change = drafting.change_of(who, "question", question, number)
    files = typed.kept(_hanging(question_id), change.draft)
    return page("questions/edit.html", question=question, change=change, files=files)


@blueprint.put("/<int:question_id>")
@redraw(edit)
def update(question_id: int) -> Response:
    sent = take_in_all(typed.uploads())
    question = get(actor(), Question, question_id)
    form = parse(QuestionEditForm)
    form = form.model_copy(update={"attachments": (*form.attachments, *(attach(actor(), one).id for one in sent))})
    try:
        actions.edit_question(actor(), question, form, alts=typed.alts())
    except Stale as stale:
        files = typed.kept(_hanging(question_id))
        return page("questions/conflict.html", 409, question=stale.thing, typed=form, files=files)
    forget(actor(), form.key)
    return go(url_of(question.id, question.title), say=_("Your changes are there."))


@blueprint.get("/<int:question_id>/removal")
def removal(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    require(actor(), "remove", question)
    return page("questions/removal.html", row=queries.question_row(actor(), question_id))


@blueprint.delete("/<int:question_id>")
@redraw(removal)
def delete(question_id: int) -> Response:
    question = get(actor(), Question, question_id)
    row = queries.question_row(actor(), question_id)
    actions.remove_question(actor(), question, parse(RemovalForm).reason)
    undo = url_for("questions.restore", question_id=question_id)
    return go(row.place_url or "questions.index", say=_("The question is removed."), undo=undo)


@blueprint.post("/<int:question_id>/restoration")
def restore(question_id: int) -> Response:
    question = actions.restore_question(actor(), question_id)
    return go(url_of(question.id, question.title), say=_("The question is back."))


@blueprint.get("/<int:question_id>/news")
def news(question_id: int) -> Response:
    row = queries.question_row(actor(), question_id)
    try:
        since = datetime.fromisoformat(request.args.get("since", ""))
    except ValueError as error:
        raise NotFound from error
    if since.tzinfo is None:
        raise NotFound
    return fragment("questions/_news.html", row=row, count=queries.answers_since(actor(), question_id, since))
