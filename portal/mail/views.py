"""What comes by mail and when; the page behind the link that ends it, which needs nobody to be signed in."""

from typing import Any

from flask import Blueprint, Response, request

from auth.session import actor
from portal.core import i18n, mail, navigation
from portal.core.i18n import _
from portal.core.web import go, limit, page, parse, public, redraw
from portal.core.web.application import csrf
from portal.notifications import all_kinds

from . import actions, addresses, explaining, queries
from . import overview as found
from .forms import RhythmForm
from .shown import shown_rhythm, weekdays, zones

blueprint = Blueprint("mail", __name__)


@blueprint.get("/notifications/mail")
def settings() -> Response:
    who = actor()
    return page(
        "mail/settings.html",
        choices=queries.choices(who),
        rhythm=shown_rhythm(queries.setting_of(who)),
        address=queries.address_of(who),
        weekdays=weekdays(),
        day_options=[(number, name) for number, _short, name in weekdays()],
        zones=zones(),
        is_on=mail.is_on(),
        takes_replies=queries.takes_replies(),
        pages=navigation.items("me", who.roles, request.path),
    )


@blueprint.post("/notifications/mail")
@redraw(settings)
def choose() -> Response:
    chosen = {name[5:]: value for name, value in request.form.items() if name.startswith("kind-")}
    actions.choose(actor(), chosen, parse(RhythmForm))
    return go("mail.settings", say=_("Your choice is kept."))


@blueprint.post("/notifications/mail/trial")
@limit("5 per hour")
@redraw(settings)
def try_again() -> Response:
    actions.try_again(actor())
    return go("mail.settings", say=_("A mail is on its way to you."))


@blueprint.get("/admin/mail")
def overview() -> Response:
    who = actor()
    return page(
        "mail/overview.html",
        standing=found.standing(who),
        way=found.way(),
        answers=found.answers(who),
        people=found.switched_off(who, request.args.get("after")),
        trial=found.trial(who),
        explain=explaining.explain,
        is_on=mail.is_on(),
    )


@blueprint.post("/admin/mail/trial")
@limit("30 per hour")
@redraw(overview)
def try_out() -> Response:
    actions.try_out(actor())
    return go("mail.overview")


@blueprint.delete("/admin/mail/pauses/<int:user_id>")
def switch_on(user_id: int) -> Response:
    actions.switch_on(actor(), user_id)
    return go("mail.overview", say=_("Mail is sent there again."))


@blueprint.get("/mail/stop/<token>")
@public
def ask_stop(token: str) -> Response:
    return _linked(token, actions.linked, "mail/stop.html")


@blueprint.post("/mail/stop/<token>")
@public
def stop(token: str) -> Response:
    return _linked(token, actions.stop, "mail/stopped.html")


@blueprint.post("/mail/start/<token>")
@public
def start(token: str) -> Response:
    return _linked(token, actions.start_again, "mail/stop.html", is_back=True)


for view in (stop, start):
    # One click in a mail program has neither cookie nor token: the signed link is the proof.
    csrf.exempt(view)


def _linked(token: str, act: Any, template: str, **context: Any) -> Response:
    user_id, what = addresses.read_stop_token(token)
    i18n.use(act(user_id, what).language)
    label = next((kind.label for kind in all_kinds() if kind.name == what), None)
    return page(template, token=token, label=label, **{"is_back": False} | context)
