"""Runs as pages show them: the preview with its totals, questions and changes, and the history."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import func, literal_column, select

from auth.audience import Actor
from auth.models import Identity, User
from auth.policy import can, require
from auth.provisioning import faults, limits
from auth.provisioning.models import WORKING, Change, FaultyRow, Run, Source
from auth.provisioning.words import FIELDS
from portal.core import clock, db, i18n, spreadsheets
from portal.core.errors import Forbidden, NotFound
from portal.core.i18n import _, lazy_
from portal.core.paging import Page, paginate

from .concerning import concerning
from .effects import heirs
from .meaning import day, sentences
from .policy import looks_after_people

KINDS = {
    "add": ("add",),
    "change": ("change", "reactivate"),
    "remove": ("deactivate",),
    "units": ("unit_add", "unit_match", "unit_change", "unit_close"),
}
_SAID = {
    "add": lazy_("comes"),
    "unit_add": lazy_("is made"),
    "unit_match": lazy_("is found"),
    "deactivate": lazy_("will be closed"),
    "unit_close": lazy_("will be closed"),
    "reactivate": lazy_("comes back"),
}
MOST_QUESTIONS = 20
_UNDONE = {
    "left": lazy_("Was not carried out, since nothing was decided"),
    "skipped": lazy_("Is left out, as was decided"),
}
"""Changes that a run does not make, and why."""


class Seen(NamedTuple):
    """A run with its source and the names of those who had to do with it."""

    run: Run
    source: Source
    names: dict[int, str]
    share: float
    is_expired: bool
    failed: int
    held: int
    done: int

    @property
    def ready(self) -> int:
        """How many changes can be carried out."""
        return self.run.adds + self.run.changes + self.run.removals + self.run.units - self.held

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.run.state in WORKING


def seen(actor: Actor, run_id: int) -> Seen:
    """Gives a run for its page. Raises NotFound, Forbidden."""
    row = db.session.execute(select(Run, Source).join(Source, Source.key == Run.source).where(Run.id == run_id)).first()
    if row is None:
        raise NotFound
    if not looks_after_people(actor):
        raise Forbidden
    run: Run = row.Run
    asked = ("failed", "held", "applied") if run.state == "applying" else ("failed", "held")
    counted = select(Change.state, func.count()).where(Change.run_id == run.id, Change.state.in_(asked))
    counts: dict[str, int] = {found[0]: found[1] for found in db.session.execute(counted.group_by(Change.state))}
    ids = {run.made_by, run.released_by, run.applied_by, run.undone_by} - {None, 0}
    names: dict[int, str] = {
        found.id: found.name for found in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    }
    is_old = run.expires_at is not None and run.expires_at <= clock.now()
    said = (counts.get(state, 0) for state in ("failed", "held", "applied"))
    return Seen(run, row.Source, names, limits.share_of(run), is_old, *said)


def may_carry_out(actor: Actor, run_id: int) -> Seen:
    """Gives a run to whoever may have it carried out. Raises NotFound, Forbidden."""
    found = seen(actor, run_id)
    require(actor, "manage", found.run)
    return found


class Line(NamedTuple):
    """A change as the table shows it."""

    change: Change
    fields: list[tuple[str, str, str]]
    effects: list[str]
    error: str


def lines(actor: Actor, run: Run, kind: str = "", *, after: str | None = None) -> Page:
    """Gives the changes of a run that concern the actor, of one kind where asked, with leads by name."""
    statement: Any = select(Change).where(Change.run_id == run.id, concerning(actor))
    if kind == "failed":
        statement = statement.where(Change.state == "failed")
    elif kind in KINDS:
        statement = statement.where(Change.kind.in_(KINDS[kind]))
    page = paginate(statement, order=[(Change.id, "asc")], after=after, size=50)
    leads = _leads(run, page.items)
    meant = sentences(run, page.items)
    return Page([_line(change, leads, meant[change.id]) for change in page.items], page.next, page.size)


def _leads(run: Run, changes: list[Change]) -> dict[str, str]:
    wanted = {entry[2] for change in changes for entry in change.shown if entry[0] == "manager" and entry[2]}
    if not wanted:
        return {}
    coming = select(Change.subject, Change.name).where(Change.run_id == run.id, Change.subject.in_(wanted))
    here = select(Identity.subject, User.name).join(User).where(Identity.source == run.source)
    rows = [*db.session.execute(coming), *db.session.execute(here.where(Identity.subject.in_(wanted)))]
    return {row.subject: row.name for row in rows}


def _line(change: Change, leads: dict[str, str], effects: list[str]) -> Line:
    fields = []
    for name, before, after in change.shown:
        label = str(FIELDS.get(name, name))
        if name == "photo":
            before, after = before and _("former photo"), after and _("new photo")  # noqa: PLW2901  (its words)
        before, after = day(name, before), day(name, after)  # noqa: PLW2901  (its words)
        fields.append((label, before, leads.get(after, after) if name == "manager" else after))
    if change.kind in ("deactivate", "reactivate"):
        words = (_("active"), _("closed")) if change.kind == "deactivate" else (_("closed"), _("active"))
        fields.insert(0, (_("Account"), *words))
    error = faults.sentence(change.error, {}) if change.error in faults.SENTENCES else change.error
    if change.state in _UNDONE:
        effects = [str(_UNDONE[change.state])]
    return Line(change, fields, effects, error)


class Question(NamedTuple):
    """A decision: the sentence, and what can be chosen, each value and text; it is missing until one was."""

    change: Change
    sentence: str
    options: list[tuple[str, str]]

    @property
    def is_missing(self) -> bool:
        """Whether nothing was decided yet."""
        return not self.change.choice


class Questions(NamedTuple):
    """The decisions of a run, those that are missing first, and how many are missing in all."""

    shown: list[Question]
    missing: int


def questions(actor: Actor, run: Run) -> Questions:
    """Gives the decisions that a run waits for and those that can still be changed, to those who may decide."""
    if not can(actor, "manage", run):
        return Questions([], 0)
    asked = [Change.run_id == run.id, Change.question != literal_column("''")]
    asked.append(Change.state.in_(("held", "planned", "skipped")))
    missing = db.session.scalar(select(func.count()).where(*asked, Change.choice == "")) or 0
    first = select(Change).where(*asked).order_by(Change.choice != "", Change.id).limit(MOST_QUESTIONS)
    return Questions([_question(change) for change in db.session.scalars(first)], missing)


def _question(change: Change) -> Question:
    if change.question == "owner":
        groups = change.effect.get("ownerless", [])
        names = ", ".join(name for _id, name in groups)
        sentence = _(
            "%(name)s leaves, and is the only owner of: %(groups)s. Who takes over?", name=change.name, groups=names
        )
        people = heirs([group_id for group_id, _name in groups], change.run_id)
        nobody = ("none", _("Nobody: the community managers look after it"))
        return Question(change, sentence, [*((str(user_id), name) for user_id, name in people), nobody])
    other = change.effect.get("other_name", "")
    sentence = _(
        "%(name)s has the e-mail address of the account “%(other)s”. The same person?", name=change.name, other=other
    )
    options = [("apart", _("Somebody else: without this address")), ("skip", _("Leave it out"))]
    if change.kind == "add":
        options.insert(0, ("same", _("The same person: the source takes the account over")))
    return Question(change, sentence, options)


class Wrong(NamedTuple):
    """A row of a source that could not be used, and why."""

    line: int
    subject: str
    reason: str


def wrong_rows(actor: Actor, run: Run, *, after: str | None = None) -> Page:
    """Gives the rows of a run that could not be used, as they stood there. Raises Forbidden."""
    require(actor, "manage", run)
    statement = select(FaultyRow).where(FaultyRow.run_id == run.id)
    page = paginate(statement, order=[(FaultyRow.line, "asc"), (FaultyRow.id, "asc")], after=after, size=50)
    rows = [Wrong(row.line, row.subject, faults.sentence(row.reason, row.given)) for row in page.items]
    return Page(rows, page.next, page.size)


def as_table(actor: Actor, run: Run) -> Iterator[bytes]:
    """Gives the changes of a run that concern the actor as CSV, in stretches."""
    concerns = concerning(actor)
    head = [_("Kind"), _("Name"), _("Personnel number"), _("Field"), _("Before"), _("After"), _("Effect")]
    language, run_id, delimiter = i18n.language(), run.id, spreadsheets.delimiter()
    yield (spreadsheets.MARK + spreadsheets.lines([head], delimiter=delimiter)).encode()
    after: int | None = 0
    while after is not None:
        with db.reading() as session, i18n.using(language):
            statement = (
                select(Change)
                .where(Change.run_id == run_id, Change.id > after, concerns)
                .order_by(Change.id)
                .limit(500)
            )
            changes = list(session.scalars(statement))
            meant = sentences(run, changes)
            rows = [row for change in changes for row in _rows(_line(change, {}, meant[change.id]))]
            after = changes[-1].id if changes else None
        if rows:
            yield spreadsheets.lines(rows, delimiter=delimiter).encode()


def _rows(line: Line) -> list[list[str]]:
    change = line.change
    common = [str(_SAID.get(change.kind, _("changes"))), change.name, change.subject]
    fields = line.fields or [("", "", "")]
    return [[*common, *field, " ".join(line.effects)] for field in fields]
