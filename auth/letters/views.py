"""The page for HR and IT that prints letters, and the door where letters lead."""

from flask import Blueprint, Response, jsonify, render_template, request
from markupsafe import Markup

from portal.core import i18n
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import _
from portal.core.web import client_address, go, limit, page, parse, public, redraw, settings

from .. import idling
from ..account.views import known
from ..account.views.passkeys import party
from ..again import confirmed
from ..credentials import passkeys
from ..models import User
from ..providers import views as doors
from ..session import actor
from . import actions, queries
from .forms import CodeForm, LettersFilter, NewPasskeyForm, PinForm, PrintForm

blueprint = Blueprint("letters", __name__)


@blueprint.get("/admin/access-codes")
def index() -> Response:
    wanted = parse(LettersFilter, query=True)
    found = queries.letters(actor(), wanted, after=request.args.get("after"))
    return page("letters/list.html", wanted=wanted, people=found, most=actions.MOST)


@blueprint.post("/admin/access-codes")
@redraw(index)
@confirmed
def create() -> Response:
    form, who = parse(PrintForm), actor()
    chosen = queries.ids_of(who, form, most=actions.MOST) if form.everyone else form.people
    letters = actions.print_letters(who, chosen, days=settings().access_code_days)
    response = page("letters/letters.html", letters=[_drawn(letter) for letter in letters])
    response.headers["Cache-Control"] = "no-store"
    return response


def _drawn(letter: actions.Letter) -> Markup:
    import segno

    base = settings().base_url.rstrip("/") or request.host_url.rstrip("/")
    url = f"{base}/sign-in/code"
    picture = segno.make(f"{url}/{letter.code}", error="m").svg_data_uri(scale=4, border=2)
    with i18n.using(letter.user.language):  # drawn anew: parts of pages are kept in memory, and a code must not be
        shown = {"letter": letter, "url": url, "picture": picture, "company": settings().company}
        return Markup(render_template("letters/_letter.html", **shown))  # noqa: S704  (drawn by Jinja)


@blueprint.delete("/admin/access-codes/<int:user_id>")
@confirmed
def revoke(user_id: int) -> Response:
    actions.revoke_code(actor(), user_id)
    return go("letters.index", view="open", say=_("The code opens nothing any more."))


@blueprint.get("/sign-in/code")
@public
def ask() -> Response:
    return page("letters/ask.html")


@blueprint.post("/sign-in/code")
@public
@limit("120 per minute", by=client_address)
@redraw(ask)
def find() -> Response:
    code = queries.normal(parse(CodeForm).code)
    try:
        queries.whose(code)
    except NotFound as error:
        raise Invalid("code", error.message) from error
    return go("letters.show", code=code)


@blueprint.get("/sign-in/code/<code>")
@public
@limit("120 per minute", by=client_address)
def show(code: str) -> Response:
    user = queries.whose(code)
    i18n.use(user.language)
    login, idle = queries.names_of([user])[user.id], settings().shared_idle_minutes
    return page("letters/choose.html", user=user, login=login, code=code, idle=idle)


@blueprint.post("/sign-in/code/<code>")
@public
@limit("120 per minute", by=client_address)
@redraw(show)
def choose_pin(code: str) -> Response:
    form = parse(PinForm)
    user = actions.choose_pin(code, form)
    idling.keep_shared(is_shared=form.device == "shared")
    return _enter(user)


@blueprint.post("/sign-in/code/<code>/passkey/options")
@public
@limit("120 per minute", by=client_address)
def passkey_options(code: str) -> Response:
    return jsonify(passkeys.options_to_register(party(), queries.whose(code)))


@blueprint.post("/sign-in/code/<code>/passkey")
@public
@limit("120 per minute", by=client_address)
@redraw(show)
def choose_passkey(code: str) -> Response:
    user = actions.choose_passkey(code, party(), parse(NewPasskeyForm))
    idling.keep_shared(is_shared=False)
    return _enter(user)


def _enter(user: User) -> Response:
    known.remember(queries.names_of([user])[user.id])
    return doors.enter(user, next_url="/home", resume="")
