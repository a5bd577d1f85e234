"""Announcing, reading, confirming; audiences, shares, and who announces in whose name."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from auth.policy import get, require
from auth.session import actor
from portal.attachments import attach, files_of, take_in_all, waiting_of
from portal.comments import thread
from portal.core import browsers, i18n
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.web import fragment, go, keep_typed, limit, page, parse, redraw, wants_fragment
from portal.drafts import KEPT, DueForm, draft_of, due_fields
from portal.drafts import forget as forget_draft

from . import actions, choosing, counting, criteria, delegation, drafting, queries
from .forms import AnnouncementForm, AudienceForm, EditForm, UnfinishedForm, VoiceForm, WithdrawalForm, new_key
from .models import Announcement

blueprint = Blueprint("announcements", __name__, url_prefix="/announcements")
NOBODY_YET: dict[str, Any] = {"departments": (), "sites": (), "languages": (), "groups": ""}


@blueprint.get("")
def index() -> Response:
    who = actor()
    found = queries.listed(who, after=request.args.get("after"))
    shown: dict[str, Any] = {
        "announcements": found,
        "may_announce": queries.announces(who),
        "percent": counting.percent,
    }
    return page("announcements/list.html", manages_all=who.has("community-manager"), **shown)


@blueprint.get("/new")
def new() -> Response:
    return _form(None)


def _form(people: int | None) -> Response:
    who = actor()
    draft = drafting.opened(who, request.args.get("draft", ""))
    found = choosing.choices(who)
    kept = drafting.fields(draft)
    followed = _followed(kept["follows"])
    meant = choosing.typed(_criteria(followed)) if followed else _prefilled(found)
    meant = {name: kept[name] for name in NOBODY_YET} if draft.id else meant
    shown: dict[str, Any] = {"choices": found, "meant": meant, "followed": followed, "kept": kept, "draft": draft}
    shown |= {"waiting": waiting_of(who, draft.files) if draft.id else _waiting(), "leaders": delegation.leaders(who)}
    shown |= {"key": request.form.get("key") or draft.key or new_key()} | due_fields(draft)
    return page("announcements/new.html", people=_reached(meant) if people is None else people, **shown)


def _followed(kept: str) -> Announcement | None:
    """What this is a follow-up to; a draft outlives what it followed."""
    if not kept:
        number = _number("follow")
        return get(actor(), Announcement, number) if number else None
    try:
        return get(actor(), Announcement, int(kept))
    except NotFound:
        return None


def _reached(meant: dict[str, Any]) -> int | None:
    """How many people an audience reaches that is there already when the form is opened."""
    try:
        wanted = choosing.wanted_people(actor(), AudienceForm(**meant)) if any(meant.values()) else None
    except Invalid:
        return None
    return criteria.reach(wanted) if wanted else None


def _number(name: str) -> int:
    typed = request.values.get(name) or (request.form.get("follows", "") if name == "follow" else "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else 0


def _criteria(announcement: Announcement) -> criteria.Criteria:
    require(actor(), "manage", announcement)
    return criteria.criteria_of(announcement.audience_id)


def _prefilled(found: choosing.Choices) -> dict[str, Any]:
    saved = _number("saved")
    if saved in {audience.id for audience in found.saved}:
        return choosing.typed(criteria.criteria_of(saved))
    return NOBODY_YET | {"groups": request.args.get("group", "")[:200]}


@blueprint.post("/reach")
@limit("60 per minute")
@redraw(new)
def count() -> Response:
    try:
        people = criteria.reach(choosing.wanted_people(actor(), parse(AudienceForm)))
    except Invalid as invalid:
        if wants_fragment():
            return fragment("announcements/_reach.html", 422, people=None, wrong=invalid.message)
        raise
    if wants_fragment():
        return fragment("announcements/_reach.html", people=people)
    keep_typed()
    return _form(people)


@blueprint.post("")
@limit("60 per hour")
@redraw(new)
def create() -> Response:
    kept = take_in_all(_uploads())
    if request.form.get("do", "") in ("draft", "schedule"):
        return _put_by(request.form["do"], kept)
    form = parse(AnnouncementForm)
    sent = (*form.attachments, *(attach(actor(), one).id for one in kept))
    announcement = actions.publish_announcement(actor(), form.model_copy(update={"attachments": sent}))
    forget_draft(actor(), form.key)
    return go(queries.url_of(announcement.id), say=_("Your announcement is on its way."))


def _put_by(wanted: str, kept: list[Any]) -> Response:
    """Keeps an announcement that is not to be made yet, or not now."""
    form = parse(UnfinishedForm)
    files = (*form.attachments, *(attach(actor(), one).id for one in kept))
    put = form.model_copy(update={"attachments": files, "place": KEPT})
    stored = drafting.keep(actor(), put, device=browsers.name(request.user_agent.string))
    if wanted == "draft":
        return go("drafts.index", say=_("Your draft is kept."))
    drafting.plan(actor(), draft_of(actor(), stored.id), parse(DueForm))
    return go("drafts.index", say=_("Your announcement goes out by itself."))


@blueprint.get("/<int:announcement_id>")
def show(announcement_id: int) -> Response:
    who = actor()
    row = queries.announcement_row(who, announcement_id)
    may = queries.rights(who, row)
    wanted = request.args.get("in", "")
    said = queries.words(row, wanted if wanted in ("de", "en") else i18n.language())
    about = actions.ref_of(announcement_id)
    shown: dict[str, Any] = {"html": queries.shown(said), "may": may, "files": _files(announcement_id)}
    talk = thread(who, about, after=request.args.get("after"), may_comment=may.comment)
    return page("announcements/show.html", row=row, said=said, thread=talk, **shown)


def _files(announcement_id: int) -> list[Any]:
    return files_of(actor(), "announcement", [announcement_id]).get(announcement_id, [])


@blueprint.post("/<int:announcement_id>/reading")
def read(announcement_id: int) -> Response:
    actions.note_read(actor(), get(actor(), Announcement, announcement_id))
    return Response(status=204)


@blueprint.put("/<int:announcement_id>/confirmation")
def confirm(announcement_id: int) -> Response:
    actions.confirm(actor(), get(actor(), Announcement, announcement_id))
    return go(queries.url_of(announcement_id), say=_("Thank you: noted that you have read this."))


@blueprint.get("/<int:announcement_id>/shares")
def shares(announcement_id: int) -> Response:
    announcement = get(actor(), Announcement, announcement_id)
    meant = choosing.described(_criteria(announcement))
    found = counting.shares(announcement)
    shown: dict[str, Any] = {
        "title": queries.title_of(announcement),
        "meant": meant,
        "shares": found,
        "least": counting.LEAST,
    }
    return page("announcements/shares.html", announcement=announcement, **shown)


@blueprint.post("/<int:announcement_id>/reminder")
def remind(announcement_id: int) -> Response:
    actions.remind(actor(), get(actor(), Announcement, announcement_id))
    return go(
        "announcements.shares",
        announcement_id=announcement_id,
        say=_("Everybody who has not confirmed is being reminded."),
    )


@blueprint.get("/<int:announcement_id>/edit")
def edit(announcement_id: int) -> Response:
    announcement = get(actor(), Announcement, announcement_id)
    require(actor(), "edit", announcement)
    hanging = _files(announcement_id)
    named = {file.id: file for file in (*hanging, *_waiting())}
    files = hanging if request.method == "GET" else [named[number] for number in _sent() if number in named]
    return page("announcements/edit.html", announcement=announcement, files=files, days=_days(announcement))


def _days(announcement: Announcement) -> dict[str, str]:
    ends = {"pinned_until": announcement.pinned_until, "expires_on": announcement.expires_at}
    return {name: queries.last_day(end) for name, end in ends.items()}


@blueprint.put("/<int:announcement_id>")
@redraw(edit)
def update(announcement_id: int) -> Response:
    kept = take_in_all(_uploads())
    announcement = get(actor(), Announcement, announcement_id)
    form = parse(EditForm)
    sent = (*form.attachments, *(attach(actor(), one).id for one in kept))
    actions.edit_announcement(actor(), announcement, form.model_copy(update={"attachments": sent}))
    return go(queries.url_of(announcement_id), say=_("Your changes are there."))


@blueprint.get("/<int:announcement_id>/withdrawal")
def withdrawal(announcement_id: int) -> Response:
    announcement = get(actor(), Announcement, announcement_id)
    require(actor(), "remove", announcement)
    return page("announcements/withdrawal.html", announcement=announcement, title=queries.title_of(announcement))


@blueprint.delete("/<int:announcement_id>")
@redraw(withdrawal)
def delete(announcement_id: int) -> Response:
    announcement = get(actor(), Announcement, announcement_id)
    actions.withdraw_announcement(actor(), announcement, parse(WithdrawalForm).reason)
    return go("announcements.index", say=_("The announcement is withdrawn."))


@blueprint.delete("/audiences/<int:audience_id>")
def forget(audience_id: int) -> Response:
    actions.forget_audience(actor(), audience_id)
    return go("announcements.new", say=_("The audience is no longer on your list."))


@blueprint.get("/voices")
def delegations() -> Response:
    who = actor()
    found = delegation.voices(who)
    return page("announcements/voices.html", voices=found, gives_for_others=who.has("community-manager"))


@blueprint.post("/voices")
@limit("30 per hour")
@redraw(delegations)
def delegate() -> Response:
    delegation.give_voice(actor(), parse(VoiceForm))
    return go("announcements.delegations", say=_("The right is given; both have been told."))


@blueprint.delete("/voices/<int:delegation_id>")
def revoke(delegation_id: int) -> Response:
    delegation.revoke_voice(actor(), delegation_id)
    return go("announcements.delegations", say=_("The right is ended; both have been told."))


def _uploads() -> list[FileStorage]:
    """What was chosen without a script, which uploads at once; read before the first query, since it takes long."""
    return [upload for upload in request.files.getlist("upload") if upload.filename]


def _sent() -> list[int]:
    return [int(n) for n in request.form.getlist("attachments") if n.isascii() and n.isdigit() and len(n) < 16]


def _waiting() -> list[Any]:
    return waiting_of(actor(), _sent())
