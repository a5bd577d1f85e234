"""The preview of a run and what one does with it."""

from typing import Any

from flask import Response, request

from auth.again import confirmed
from auth.provisioning.limits import limits
from auth.session import actor
from portal.core.i18n import _, ngettext
from portal.core.web import fragment, go, limit, page, parse, redraw, wants_fragment

from .. import actions, previews
from ..forms import ApplyForm, DecisionForm
from ..policy import looks_after_everybody
from ..sync import can_undo, undo_until
from ..undoing import undoing
from .blueprint import blueprint


@blueprint.get("/admin/sync/<int:run_id>")
def preview(run_id: int) -> Response:
    who = actor()
    seen = previews.seen(who, run_id)
    kind = request.args.get("kind", "")
    lines = previews.lines(who, seen.run, kind, after=request.args.get("after"))
    shown: dict[str, Any] = {"seen": seen, "lines": lines, "kind": kind, "questions": previews.questions(who, seen.run)}
    shown |= {"limits": limits(), "can_undo": can_undo(seen.run), "undo_until": undo_until(seen.run)}
    return page("admin/preview.html", everywhere=looks_after_everybody(who), **shown)


@blueprint.get("/admin/sync/<int:run_id>/faults")
def faults(run_id: int) -> Response:
    who = actor()
    seen = previews.seen(who, run_id)
    rows = previews.wrong_rows(who, seen.run, after=request.args.get("after"))
    return page("admin/faults.html", seen=seen, faulty=rows)


@blueprint.get("/admin/sync/<int:run_id>.csv")
def as_table(run_id: int) -> Response:
    seen = previews.seen(actor(), run_id)
    response = Response(previews.as_table(actor(), seen.run), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="sync-{run_id}.csv"'
    return response


@blueprint.get("/admin/sync/<int:run_id>/application")
def confirm(run_id: int) -> Response:
    seen = previews.may_carry_out(actor(), run_id)
    shown: dict[str, Any] = {"seen": seen, "later": bool(request.values.get("later"))}
    return fragment("admin/_confirm_dialog.html", **shown) if wants_fragment() else page("admin/confirm.html", **shown)


@blueprint.post("/admin/sync/<int:run_id>/application")
@redraw(confirm)
@confirmed
def apply(run_id: int) -> Response:
    run = actions.carry_out(actor(), run_id, parse(ApplyForm))
    return go(
        "admin.preview",
        run_id=run_id,
        say=_("It will be carried out.") if run.apply_at else _("It is being carried out."),
    )


@blueprint.post("/admin/sync/<int:run_id>/release")
@confirmed
def release(run_id: int) -> Response:
    actions.release(actor(), run_id)
    return go("admin.preview", run_id=run_id, say=_("The run may go on. Somebody else carries it out."))


@blueprint.delete("/admin/sync/<int:run_id>")
def discard(run_id: int) -> Response:
    actions.discard(actor(), run_id)
    return go("admin.sync", say=_("The preview is thrown away. Nothing was changed."))


@blueprint.put("/admin/sync/<int:run_id>/decisions/<int:change_id>")
@redraw(lambda run_id, change_id: preview(run_id))  # noqa: ARG005  (the page is the run's)
def decide(run_id: int, change_id: int) -> Response:
    actions.decide(actor(), run_id, change_id, parse(DecisionForm).choice)
    return go("admin.preview", run_id=run_id, say=_("Decided."))


@blueprint.post("/admin/sync/<int:run_id>/attempts")
@limit("60 per hour")
def retry(run_id: int) -> Response:
    actions.retry(actor(), run_id)
    return go("admin.preview", run_id=run_id, say=_("It is being tried again."))


@blueprint.get("/admin/sync/<int:run_id>/undoing")
def confirm_undo(run_id: int) -> Response:
    found = undoing(actor(), run_id)
    return (
        fragment("admin/_undo_dialog.html", undoing=found)
        if wants_fragment()
        else page("admin/undo.html", undoing=found)
    )


@blueprint.post("/admin/sync/<int:run_id>/undoing")
@confirmed
def take_back(run_id: int) -> Response:
    count = actions.take_back(actor(), run_id)
    said = ngettext("%(n)s run is being taken back.", "%(n)s runs are being taken back.", count)
    return go("admin.preview", run_id=run_id, say=said)
