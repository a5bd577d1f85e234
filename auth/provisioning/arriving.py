"""Many who come at once: their accounts are made together, with one statement a table, not one a person."""

from collections.abc import Sequence

from sqlalchemy import select

from auth import accounts
from auth.audience import EVERYONE
from auth.models import Identity, User
from portal.core import clock, db, events, text
from portal.core.subjects import Ref

from . import history, limits, setting
from .carrying import Work
from .events import AccountMade, PeopleArrived
from .models import Change, Record


def is_plain(change: Change) -> bool:
    """Whether a change makes an account about which nothing had to be decided."""
    return change.kind == "add" and change.choice != "same"


def make_accounts(work: Work, changes: Sequence[Change]) -> None:
    """Makes the accounts of these changes. Fails as a whole where one of them cannot be made."""
    slugs = _slugs([change.name for change in changes])
    users = [_user(work, change, slug) for change, slug in zip(changes, slugs, strict=True)]
    records = [_record(work, change, user) for change, user in zip(changes, users, strict=True)]
    db.session.add_all(users)
    db.session.flush()
    for change, user, record in zip(changes, users, records, strict=True):
        record.user_id, now = user.id, clock.now()
        identity = Identity(user_id=user.id, source=work.run.source, subject=change.subject, created_at=now)
        db.session.add_all((record, identity))
        change.user_id, change.state, change.applied_at, change.error = user.id, "applied", now, ""
    db.session.flush()
    history.begin(users)
    db.session.info["fetched"] = users  # whoever asks for them next finds them in the session
    _tell(work, [user.id for user in users])


def _wanted(change: Change) -> dict[str, object]:
    return dict(change.wanted) | ({"email": None} if change.choice == "apart" else {})


def _user(work: Work, change: Change, slug: str) -> User:
    wanted = _wanted(change)
    return User(
        name=change.name,
        sort_name=text.fold(change.name),
        slug=slug,
        email=wanted.get("email"),
        language=wanted.get("language") or limits.limits().language,
        title="",
        source=work.run.source,
        is_active=bool(wanted.get("works")),
        card_version=0,
        created_at=clock.now(),
    )


def _record(work: Work, change: Change, user: User) -> Record:
    record = Record(source=work.run.source, subject=change.subject, changed_at=clock.now())
    record.user_name = record.given_name = record.family_name = record.photo = record.picture = ""
    record.memberships, record.is_active = [], bool(change.wanted.get("works"))
    setting.put(user, record, _wanted(change), work.tree)
    return record


def _slugs(names: Sequence[str]) -> list[str]:
    """Gives an unused part of an address each; only where the plain one is taken it is looked for singly."""
    bases = [accounts.slug_of(name) for name in names]
    taken = set(accounts.RESERVED_SLUGS) | set(db.session.scalars(select(User.slug).where(User.slug.in_(bases))))
    found = []
    for name, base in zip(names, bases, strict=True):
        slug = base if base not in taken else accounts.free_slug(name, also=taken)
        taken.add(slug)
        found.append(slug)
    return found


def _tell(work: Work, user_ids: list[int]) -> None:
    for user_id in user_ids:
        about = Ref("person", user_id)
        events.publish(AccountMade(actor_id=work.actor.id, subject=about, audience=EVERYONE, source=work.run.source))
    about = Ref("run", work.run.id)
    said = PeopleArrived(actor_id=work.actor.id, subject=about, audience=EVERYONE, user_ids=tuple(user_ids))
    events.publish(said)
