"""Accounts: the list, who left last month, one person's page."""

from typing import Any

from flask import Response, request

from auth.again import confirmed
from auth.merged import kept_for
from auth.models import User
from auth.provisioning import sources
from auth.session import actor
from portal.core.errors import Invalid
from portal.core.i18n import _
from portal.core.web import go, page, parse, redraw

from .. import actions, local, queries
from ..forms import AccountForm, MoveForm, NewAccountForm, PeopleFilter, ReasonForm, TermForm, WhyForm
from ..policy import may_manage
from ..why import Why, group_named, why
from .blueprint import blueprint


@blueprint.get("/admin/people")
def people() -> Response:
    wanted = parse(PeopleFilter, query=True)
    found = queries.accounts(actor(), wanted, after=request.args.get("after"))
    options = [("", _("all")), ("-", _("looked after here"))]
    options += [(source.key, source.label) for source in sources.all_sources()]
    return page("admin/people.html", wanted=wanted, people=found, source_options=options)


@blueprint.get("/admin/people/new")
def new_account() -> Response:
    who = actor()
    shown: dict[str, Any] = {"departments": queries.tree(who, "department"), "sites": queries.tree(who, "site")}
    return page("admin/account.html", **shown)


@blueprint.post("/admin/people")
@redraw(new_account)
@confirmed
def make_account() -> Response:
    user = local.make_account(actor(), parse(NewAccountForm))
    return go("admin.person", user_id=user.id, say=_("The account is made. Now its person needs a way in."))


@blueprint.get("/admin/people/<int:user_id>")
def person(user_id: int) -> Response:
    who = actor()
    account = queries.account(who, user_id)
    shown: dict[str, Any] = {"account": account}
    shown["asked"], shown["why"], shown["fault"] = _explained(account.user)
    shown |= {"stays": queries.stays(user_id), "employments": queries.employments(user_id)}
    shown |= {"deeds": queries.deeds(who, account.user), "may_manage": may_manage(who, account.user)}
    shown["merged"] = None if account.user.is_active else kept_for(user_id)
    shown["asks_for_codes"] = local.may_turn_off_codes(who, account.user)
    if not account.user.source:
        shown["term"] = queries.term(user_id)
        shown |= {"departments": queries.branches("department"), "sites": queries.branches("site")}
    return page("admin/person.html", 422 if shown["fault"] else 200, **shown)


def _explained(user: User) -> tuple[str, Why | None, str]:
    """What was asked about a group, the answer, and what is wrong with the question."""
    typed = request.args.get("group", "")
    try:
        asked = parse(WhyForm, query=True).group
        return asked, why(group_named(actor(), asked), user) if asked else None, ""
    except Invalid as invalid:
        return typed, None, invalid.errors.get("group", "")


@blueprint.post("/admin/people/<int:user_id>/closure")
@redraw(person)
@confirmed
def close_account(user_id: int) -> Response:
    actions.close_account(actor(), user_id)
    return go("admin.person", user_id=user_id, say=_("The account is closed."))


@blueprint.delete("/admin/people/<int:user_id>/closure")
@redraw(person)
@confirmed
def open_account(user_id: int) -> Response:
    actions.open_account(actor(), user_id, parse(ReasonForm).reason)
    return go("admin.person", user_id=user_id, say=_("The account is open again."))


@blueprint.delete("/admin/people/<int:user_id>/codes")
@redraw(person)
@confirmed
def turn_off_codes(user_id: int) -> Response:
    local.turn_off_codes(actor(), user_id)
    return go("admin.person", user_id=user_id, say=_("The account asks for no codes any more."))


@blueprint.put("/admin/people/<int:user_id>/data")
@redraw(person)
@confirmed
def change_account(user_id: int) -> Response:
    local.change_account(actor(), user_id, parse(AccountForm))
    return go("admin.person", user_id=user_id, say=_("Saved."))


@blueprint.put("/admin/people/<int:user_id>/term")
@redraw(person)
def set_term(user_id: int) -> Response:
    actions.set_term(actor(), user_id, parse(TermForm))
    return go("admin.person", user_id=user_id, say=_("Saved."))


@blueprint.put("/admin/people/<int:user_id>/place")
@redraw(person)
def move_person(user_id: int) -> Response:
    actions.move_person(actor(), user_id, parse(MoveForm))
    return go("admin.person", user_id=user_id, say=_("Saved."))
