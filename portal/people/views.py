"""Pages about people: directory, profile, organisation chart, settings."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from auth.merged import kept_for
from auth.models import User
from auth.provisioning import photos
from auth.session import actor
from portal.core import db, sections
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.paging import Page
from portal.core.web import file, fragment, go, keep_typed, limit, page, parse, redraw, wants_fragment

from . import actions, directory, languages, organisation, pictures, profiles, queries, topics
from .forms import LEVEL_LABELS, DirectoryForm, EditedProfileForm, PhotoForm

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def index() -> Response:
    wanted, errors = _wanted()
    people = directory.people(actor(), wanted, request.args.get("after"))
    filters = {name: value for name, value in wanted.model_dump().items() if value}
    shown = {"people": people, "more": _more(people, **filters), "wanted": wanted, "errors": errors}
    status = 422 if errors else 200
    if wants_fragment():
        return fragment("people/_list.html", status, **shown)
    spoken = languages.choices()
    return page("people/index.html", status, choices=directory.choices(), spoken=spoken, **shown)


def _more(people: Page, **filters: Any) -> str:
    return url_for(str(request.endpoint), after=people.next, **filters) if people.next else ""


def _wanted() -> tuple[DirectoryForm, dict[str, str]]:
    try:
        return parse(DirectoryForm, query=True), {}
    except Invalid as invalid:
        return DirectoryForm(), invalid.errors


@blueprint.get("/people/following")
def following() -> Response:
    people = directory.followed(actor(), request.args.get("after"))
    template = "people/_rows.html" if wants_fragment() else "people/following.html"
    return page(template, people=people, more=_more(people))


@blueprint.get("/people/topics")
def sharing() -> Response:
    return page("people/sharing.html", sharing=topics.sharing_topics(actor()))


@blueprint.get("/people/org")
def org() -> Response:
    chart = organisation.chart(request.args.get("unit", type=int))
    if wants_fragment():
        return fragment("people/_branches.html", branches=chart.branches, opened=False)
    way = [(_("Organisation"), url_for("people.org"))]
    way += [(branch.name, url_for("people.org", unit=branch.id)) for branch in chart.path]
    opened = len(chart.branches) == 1
    return page("people/org.html", chart=chart, branches=chart.branches, way=way, opened=opened)


@blueprint.get("/people/mentions")
def mentions() -> Response:
    return fragment("people/_mentions.html", people=directory.mention_options(request.args.get("q", "")[:80]))


@blueprint.get("/people/photos/<digest>")
def photo(digest: str) -> Response:
    if db.session.scalar(queries.photo_owner(digest)) is None:
        raise NotFound
    response = file(digest, mimetype="image/webp", name="photo.webp", download=False)
    response.cache_control.max_age = 365 * 86400
    response.cache_control.immutable = True
    return response


@blueprint.get("/people/<slug>")
def show(slug: str) -> Response:
    who = actor()
    shown = profiles.profile(who, slug)
    if not shown.user.is_active and (kept := kept_for(shown.user.id)) is not None:
        return go("people.show", slug=kept.slug)
    known = topics.topics_of(who, shown.user.id)
    led, beside = profiles.team(shown.user) if shown.user.is_active else ([], [])
    spoken = [languages.name(code) for code in shown.fields["languages"] or ()]
    return page(
        "people/show.html",
        shown=shown,
        topics=known,
        spoken=spoken,
        led=led,
        beside=beside,
        most=profiles.TEAM_SHOWN,
        sections=sections.build("person", who, shown.user),
    )


@blueprint.post("/people/<slug>/follow")
@limit("60 per minute")
def follow(slug: str) -> Response:
    person = queries.person(slug)
    actions.follow(actor(), person)
    return _followed(person, True, _("You follow %(name)s.", name=person.name))


@blueprint.delete("/people/<slug>/follow")
@limit("60 per minute")
def unfollow(slug: str) -> Response:
    person = queries.person(slug)
    actions.unfollow(actor(), person)
    return _followed(person, False, _("You no longer follow %(name)s.", name=person.name))


def _followed(person: User, is_followed: bool, say: str) -> Response:
    if wants_fragment():
        return fragment("people/_follow.html", slug=person.slug, name=person.name, is_followed=is_followed)
    return go("people.show", say=say, slug=person.slug)


@blueprint.get("/settings")
def settings() -> Response:
    return _settings(200)


def _settings(status: int) -> Response:
    who = actor()
    return page(
        "people/settings.html",
        status,
        person=profiles.own_profile(who),
        spoken=languages.choices(),
        common=languages.COMMON,
        suggested=topics.popular_topics(12),
        levels=LEVEL_LABELS,
        is_stale=status == 409,
    )


@blueprint.put("/settings")
@limit("60 per hour")
@redraw(settings)
def edit() -> Response:
    who, form = actor(), parse(EditedProfileForm)
    try:
        actions.edit_profile(who, form, begun_with=form.version)
    except actions.Stale:
        keep_typed(instead={"version": profiles.own_profile(who).version})
        return _settings(409)
    return go("people.show", say=_("Your profile is saved."), slug=who.slug)


@blueprint.get("/settings/photo")
def photo_settings() -> Response:
    return page("people/photo.html", source=photos.only_place(actor().id))


@blueprint.post("/settings/photo")
@limit("30 per hour")
@redraw(photo_settings)
def set_photo() -> Response:
    form = parse(PhotoForm)
    upload = request.files.get("photo")
    if upload is None or not upload.filename:
        raise Invalid("photo", _("Choose a picture first."))
    digest = pictures.square(upload.stream, keep=form.keep)
    actions.set_photo(actor(), digest)
    return go("people.photo_settings", say=_("Your photo is saved."))


@blueprint.delete("/settings/photo")
def remove_photo() -> Response:
    actions.set_photo(actor(), None)
    return go("people.photo_settings", say=_("Your photo is removed."))


@blueprint.get("/settings/display")
def display() -> Response:
    return page("people/display.html")
