"""What moves mean for groups: automatic ones that are joined and left, and those that lose their only owner."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from auth.audience import keys_changed
from auth.models import Unit, User
from auth.provisioning.effects import Effect, Looker, Move
from auth.provisioning.models import Change, Run
from portal.core import db, events
from portal.core.subjects import Ref
from portal.groups import Group, Membership, RoleChanged


def begin() -> Looker:
    """Reads the groups that have a rule and the tree, once a stretch, and gives who looks at the moves of it."""
    above: dict[int, int | None] = {
        row.id: row.parent_id for row in db.session.execute(select(Unit.id, Unit.parent_id))
    }
    rules, opened = _rules()

    def names(units: Iterable[int | None]) -> list[str]:
        found: dict[str, None] = {}
        for unit in units:
            here, passed = unit, set[int]()
            while here is not None and here not in passed:
                found |= dict.fromkeys(rules.get(here, ()))
                passed.add(here)
                here = above.get(here)
        return list(found)

    def look(moves: Sequence[Move]) -> list[Effect]:
        orphaned = _orphaned([move.user_id for move in moves if move.leaves and move.user_id is not None])
        effects = []
        for move in moves:
            before, after = names(move.before), names(move.after)
            joins = [name for name in after if name not in before]
            leaves = [name for name in before if name not in after]
            still_read = [] if move.leaves else [name for name in leaves if name in opened]
            effects.append(Effect(joins, leaves, orphaned.get(move.user_id or 0, []), still_read))
        return effects

    return look


def _rules() -> tuple[dict[int, list[str]], set[str]]:
    """Gives the names of the groups that fill themselves, by unit, and those among them that everybody reads."""
    rules: defaultdict[int, list[str]] = defaultdict(list)
    opened = set[str]()
    columns = (Group.unit_id, Group.name, Group.visibility)
    statement = select(*columns).where(Group.unit_id.is_not(None), Group.archived_at.is_(None))
    for row in db.session.execute(statement.order_by(Group.name)):
        rules[row.unit_id].append(row.name)
        opened |= {row.name} if row.visibility == "open" else set()
    return rules, opened


def _orphaned(user_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    if not user_ids:
        return {}
    other, person = aliased(Membership), aliased(User)
    # Owners who leave together leave nobody behind, also where an earlier stretch of the same plan named them.
    others_leaving = select(Change.user_id).join(Run, Run.id == Change.run_id)
    others_leaving = others_leaving.where(
        Run.state == "reading", Change.kind == "deactivate", Change.user_id.is_not(None)
    )
    owns = (
        select(func.count())
        .select_from(other)
        .join(person, person.id == other.user_id)
        .where(other.group_id == Membership.group_id, other.role == "owner", person.is_active)
        .where(other.user_id.not_in(user_ids), other.user_id.not_in(others_leaving))
        .correlate(Membership)
        .scalar_subquery()
    )
    owned = (
        select(Membership.user_id, Group.id, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.user_id.in_(user_ids), Membership.role == "owner", Group.archived_at.is_(None), owns == 0)
        .order_by(Group.name)
    )
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    asked = set[int]()
    for row in db.session.execute(owned):
        if row.id not in asked:
            found[row.user_id].append((row.id, row.name))
        asked.add(row.id)
    return found


def heirs(group_ids: Sequence[int], run_id: int) -> list[tuple[int, str]]:
    """Gives who could own these groups, members by name who do not leave by the same run; at most thirty."""
    leaving = select(Change.user_id).where(Change.run_id == run_id, Change.kind == "deactivate")
    statement = (
        select(User.id, User.name)
        .where(User.is_active, User.id.not_in(leaving.where(Change.user_id.is_not(None))))
        .where(User.id.in_(select(Membership.user_id).where(Membership.group_id.in_(group_ids))))
        .order_by(User.sort_name, User.id)
    )
    return [(row.id, row.name) for row in db.session.execute(statement.limit(30))]


def hand_over(group_id: int, leaver_id: int, heir_id: int, by: int) -> None:
    """Makes a member the owner of a group whose owner leaves; nothing where the member is gone meanwhile."""
    member = select(Membership).join(User, User.id == Membership.user_id).where(Membership.group_id == group_id)
    heir = db.session.scalar(member.where(User.id == heir_id, User.id != leaver_id, User.is_active))
    if heir is None:
        return
    heir.role = "owner"
    db.session.flush()
    keys_changed(heir_id)
    about = Ref("group", group_id)
    said = RoleChanged(actor_id=by, subject=about, audience=f"user:{heir_id}", user_id=heir_id, role="owner")
    events.publish(said)
