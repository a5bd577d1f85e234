"""Everything that those who look after people and the organisation change."""

from datetime import datetime, time, timedelta
from typing import IO, Any
from zoneinfo import ZoneInfo

from auth import accounts
from auth.audience import EVERYONE, Actor
from auth.merged import kept_for
from auth.models import Unit, User
from auth.policy import require
from auth.provisioning import carrying, history, runs, sources, table, terms, units, units_due
from auth.provisioning.events import TermSet
from auth.provisioning.models import Record, Run, Source
from portal.core import clock, db, events, i18n, storage, text
from portal.core.errors import Conflict, Invalid, NotFound, Unavailable
from portal.core.i18n import _
from portal.core.subjects import Ref
from portal.roles import somebody

from .forms import ApplyForm, MoveForm, ReorganiseForm, TermForm, UnitForm
from .policy import reaches
from .reorganising import MOVING

TABLE = "table"


def upload(actor: Actor, content: IO[bytes] | None, name: str) -> Source:
    """Keeps a table and looks at its heading; nothing is compared yet. Raises Invalid for what is none."""
    source = table_source()
    require(actor, "manage", source)
    if content is None or not name:
        raise Invalid("file", _("Choose a file."))
    digest = storage.put(content)
    try:
        with storage.at_hand(digest) as path:
            heading, rows = table.peek(path, source.settings.get("headings", {}))
    except Unavailable as fault:
        raise Invalid("file", fault.message or _("This file cannot be read.")) from fault
    kept = {"file": digest, "name": text.clean(name)[:120], "heading": heading, "rows": rows, "by": actor.id}
    source.settings = {**source.settings, "upload": kept}
    db.session.flush()
    return source


def table_source() -> Source:
    """Gives the source of uploaded tables."""
    return sources.ensure_source(TABLE, "table", _("Table"))


def compare(actor: Actor, chosen: dict[int, str], seen: str = "") -> Run:
    """Has the uploaded table compared, its columns read as chosen; the choice is remembered by heading.

    `seen` is the file whose columns were chosen. Raises Invalid where it is another one by now, or where the number or
    the name has no column; NotFound where nothing was uploaded.
    """
    source = sources.source(TABLE)
    require(actor, "manage", source)
    kept = source.settings.get("upload")
    if not kept:
        raise NotFound
    if seen not in ("", kept["file"]):
        raise Invalid("columns", _("Meanwhile “%(name)s” was uploaded: these are its columns.", name=kept["name"]))
    headings = dict(source.settings.get("headings", {}))
    for place, heading in enumerate(kept["heading"]):
        if place in chosen and (chosen[place] in table.HEADINGS or not chosen[place]):
            headings[table.fold(heading)] = chosen[place]
    mapping = table.mapping_of(kept["heading"], headings)
    if missing := table.lacks(mapping):
        field = table.HEADINGS[missing][i18n.language() == "en"]
        raise Invalid("columns", _("Choose the column that holds this: %(field)s", field=field))
    source.settings = {"headings": headings}
    return runs.begin(source, "upload", actor_id=actor.id, file=kept["file"], name=kept["name"])


def read_again(actor: Actor, key: str) -> Run:
    """Has a source read now. Raises Conflict while it is worked on, or where nobody can ask it."""
    source = sources.source(key)
    require(actor, "manage", source)
    if not sources.can_be_read(source):
        raise Conflict(_("This source cannot be asked. Upload a table instead."))
    return runs.begin(source, "by hand", actor_id=actor.id)


def carry_out(actor: Actor, run_id: int, form: ApplyForm) -> Run:
    """Has a run carried out, now or at a time of day. Raises Conflict, Invalid."""
    run = runs.get_run(run_id)
    require(actor, "manage", run)
    if run.removals and form.checked != "yes":
        raise Invalid("checked", _("Look at the accounts that would be closed, and say so here."))
    return runs.start(actor.id, run_id, at=_next(form.at) if form.at else None)


def _next(words: str) -> datetime:
    zone = ZoneInfo(i18n.zone_name())
    now = clock.now().astimezone(zone)
    try:
        at = datetime.combine(now.date(), time.fromisoformat(words), zone)
    except ValueError as error:
        raise Invalid("at", _("This is not a time of day.")) from error
    return at if at > now else at + timedelta(days=1)


def release(actor: Actor, run_id: int) -> None:
    """Lets a run go on that the safety net has stopped. Raises Conflict for whoever made it."""
    require(actor, "manage", runs.get_run(run_id))
    runs.release(actor, run_id)


def discard(actor: Actor, run_id: int) -> None:
    """Throws a preview away. Raises Conflict."""
    require(actor, "manage", runs.get_run(run_id))
    runs.discard(run_id)


def decide(actor: Actor, run_id: int, change_id: int, choice: str) -> None:
    """Answers a question of a preview. Raises NotFound, Invalid, Conflict."""
    require(actor, "manage", runs.get_run(run_id))
    runs.decide(run_id, change_id, choice)


def retry(actor: Actor, run_id: int) -> None:
    """Tries again what failed. Raises Conflict."""
    require(actor, "manage", runs.get_run(run_id))
    runs.retry(actor.id, run_id)


def take_back(actor: Actor, run_id: int) -> int:
    """Takes a run and all later ones of its source back; gives how many. Raises Conflict."""
    require(actor, "manage", runs.get_run(run_id))
    return len(runs.undo_since(actor, run_id))


def close_account(actor: Actor, user_id: int) -> None:
    """Closes an account. Raises NotFound, Forbidden, Conflict for that of the last IT administrator."""
    user = _user(actor, user_id)
    if user.is_active:
        terms.close(actor, user)


def open_account(actor: Actor, user_id: int, reason: str) -> None:
    """Opens an account again. Raises Conflict where its source says that the person has left."""
    user = _user(actor, user_id)
    if (kept := kept_for(user_id)) is not None:
        raise Conflict(_("This account was merged into that of %(name)s.", name=kept.name))
    record = db.session.get(Record, (user.source, _subject(user))) if user.source else None
    if record is not None and not record.is_active:
        raise Conflict(_("The source says that this person has left. It has to come from there."))
    carrying.reopen(actor, user, reason=reason)


def move_person(actor: Actor, user_id: int, form: MoveForm) -> None:
    """Puts somebody who is looked after here into another department or site. Raises Conflict for a source's."""
    user = _user(actor, user_id)
    if user.source:
        raise Conflict(_("The source of this account says where the person belongs."))
    check_place(actor, form)
    accounts.move_user(actor, user, department_id=form.department_id, site_id=form.site_id)


def check_place(actor: Actor, form: MoveForm) -> None:
    """Raises Invalid where nobody can belong there, or the actor's role does not hold."""
    for kind, unit_id in (("department", form.department_id), ("site", form.site_id)):
        unit = db.session.get(Unit, unit_id) if unit_id is not None else None
        if unit_id is not None and (unit is None or unit.kind != kind or unit.closed_on is not None):
            raise Invalid(f"{kind}_id", _("Choose one of the options."))
    if not reaches(actor, form.department_id, form.site_id):
        raise Invalid("department_id", _("Your role does not hold there."))


def set_term(actor: Actor, user_id: int, form: TermForm) -> None:
    """Says until when somebody who is looked after here has access, and who answers for them. Raises Invalid."""
    user = _user(actor, user_id)
    if user.source:
        raise Conflict(_("The source of this account says until when the person has access."))
    if form.last_day is not None and form.last_day < history.today():
        raise Invalid("last_day", _("This day has passed."))
    sponsor = somebody(form.sponsor, field="sponsor") if form.sponsor else None
    ends_on = form.last_day + timedelta(days=1) if form.last_day is not None else None
    term = terms.term_of(user.id)
    term.ends_on, term.sponsor_id = ends_on, sponsor.id if sponsor is not None else None
    db.session.flush()
    about = Ref("person", user.id)
    said: dict[str, Any] = {"ends_on": str(ends_on or ""), "sponsor_id": term.sponsor_id}
    events.publish(TermSet(actor_id=actor.id, subject=about, audience=EVERYONE, **said))


def _user(actor: Actor, user_id: int) -> User:
    user = db.session.get(User, user_id, with_for_update={"key_share": True})
    if user is None:
        raise NotFound
    require(actor, "manage", user)
    return user


def _subject(user: User) -> str:
    from sqlalchemy import select

    from auth.models import Identity

    statement = select(Identity.subject).where(Identity.user_id == user.id, Identity.source == user.source)
    return db.session.scalar(statement.limit(1)) or ""


def make_unit(actor: Actor, form: UnitForm) -> Unit:
    """Makes a department or a site. Raises Invalid for a name that is taken."""
    require(actor, "manage", Unit(kind=form.kind, parent_id=form.parent_id))
    units.take_turn()
    if units.is_taken(form.kind, form.name):
        raise Invalid("name", _("There is a department or site of this name already."))
    parent = db.session.get(Unit, form.parent_id) if form.parent_id is not None else None
    is_wrong = form.parent_id is not None and (parent is None or parent.kind != "department" or form.kind == "site")
    if is_wrong:
        raise Invalid("parent_id", _("Choose one of the options."))
    places: dict[str, Any] = {"city": form.city, "country": form.country.upper()} if form.kind == "site" else {}
    return units.make_unit(actor, form.kind, form.name, parent_id=form.parent_id, **places)


def reorganise(actor: Actor, unit_id: int, form: ReorganiseForm) -> bool:
    """Changes the tree on a day; says whether it is done. Raises NotFound, Invalid, Conflict."""
    unit = _unit(actor, unit_id)
    if form.kind in ("move", "merge") and not reaches(actor, form.target_id, None):
        raise Invalid("target_id", _("Your role does not hold there."))
    if form.kind == "rename" and form.seen not in ("", unit.name):
        raise Invalid("name", _("Somebody else calls it “%(name)s” since then.", name=unit.name))
    wish = units_due.Wish(form.kind, form.target_id, form.name, form.people if form.kind == "split" else ())
    units_due.check(unit, wish)
    if form.kind in MOVING and form.checked != "yes":
        raise Invalid("checked", _("Look at what follows, and say so here."))
    return units_due.reorganise(actor, unit, wish, on=form.on or history.today())


def call_off(actor: Actor, unit_id: int, reorganisation_id: int) -> None:
    """Calls a change of the tree off that is still to come. Raises Conflict."""
    planned = next((one for one in units_due.waiting(unit_id) if one.id == reorganisation_id), None)
    _unit(actor, planned.unit_id if planned is not None else unit_id)
    units_due.call_off(planned.id if planned is not None else 0)


def _unit(actor: Actor, unit_id: int) -> Unit:
    units.take_turn()
    unit = db.session.get(Unit, unit_id, populate_existing=True)
    if unit is None:
        raise NotFound
    require(actor, "manage", unit)
    return unit
