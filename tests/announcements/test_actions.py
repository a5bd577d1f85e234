"""Announcing, telling, confirming, reminding, withdrawing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.models import User
from auth.policy import get
from portal.announcements import (
    Announcement,
    AnnouncementForm,
    EditForm,
    announcement_row,
    announcements,
    confirm,
    edit_announcement,
    note_read,
    on_top,
    publish_announcement,
    remind,
    shares,
    withdraw_announcement,
    words,
)
from portal.announcements.counting import _enough, _Part
from portal.announcements.jobs import purge_withdrawn_announcements
from portal.announcements.models import Receipt
from portal.audit import entries_about
from portal.comments.actions import add_comment
from portal.core import clock, db, i18n, jobs
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.groups import set_level
from portal.notifications import Notice, choose, mute, notices
from portal.reactions import react
from tests.announcements.factories import announce, fresh, in_a_minute, let_speak, make_manager, ref
from tests.announcements.factories import words as said
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of


def told(user) -> list[str]:
    return list(db.session.scalars(select(Notice.fold).where(Notice.user_id == user.id).order_by(Notice.id)))


@pytest.fixture
def ann(app) -> User:
    return make_user("Ann")


def test_everybody_who_is_meant_is_told_and_the_author_is_not(ann) -> None:
    manager = make_manager()
    make_user("Gone", is_active=False)
    announcement = announce(manager)
    assert told(ann) == [f"announcement:{announcement.id}"]
    assert told(manager) == []
    with db.reading():
        assert notices(actor(ann)).items[0].title == "Gate closed"


def test_more_people_than_a_batch_are_all_told_once(app, monkeypatch) -> None:
    monkeypatch.setattr("portal.announcements.jobs.BATCH", 3)
    plant = make_unit("Plant")
    people = [make_user(f"P {n}", department=plant) for n in range(7)]
    announce(departments=(plant.id,), languages=("en",))
    assert [len(told(person)) for person in people] == [1] * 7


def test_who_switched_it_off_or_muted_hears_only_of_what_is_forced(ann) -> None:
    ben, group = make_user("Ben"), make_group("Night shift")
    for user in (ann, ben):
        add_member(group, user)
    choose(actor(ann), set())
    set_level(actor(ben), group.id, "none")
    db.commit()
    announce(owner_of(group), groups="Night shift")
    assert (told(ann), told(ben)) == ([], [])
    forced = announce(owner_of(group), groups="Night shift", title="Fire drill", is_forced="yes")
    assert told(ann) == told(ben) == [f"announcement:{forced.id}"]
    mute(actor(ann), ref(forced))
    notice = db.session.scalars(select(Notice).where(Notice.user_id == ann.id)).one()
    assert notice.data["forced"] is True


def test_sending_twice_is_one_announcement(ann) -> None:
    manager = make_manager()
    first, second = (announce(manager, key="once") for _ in range(2))
    assert first.id == second.id
    assert told(ann) == [f"announcement:{first.id}"]


def test_each_reads_the_own_language_and_without_one_the_first(ann) -> None:
    both = announce(other_title="Tor zu", other_body="Das Nordtor ist am Montag **zu**.")
    row = announcement_row(actor(ann), both.id)
    assert (words(row, "en").title, words(row, "de").title) == ("Gate closed", "Tor zu")
    assert "<strong>zu</strong>" in words(row, "de").html
    assert (words(row, "de").other, words(row, "en").other) == ("en", "de")
    one = announcement_row(actor(ann), announce(make_manager("Dora")).id)
    assert words(one, "de")[:2] == ("en", "Gate closed")
    assert words(one, "de").other == ""


@pytest.mark.parametrize("typed", [{"other_title": "Tor zu"}, {"other_body": "Nur Text"}])
def test_half_a_second_language_is_refused(app, typed) -> None:
    with pytest.raises(Invalid):
        announce(**typed)


def test_it_stands_on_top_until_its_day_or_until_it_is_confirmed(ann) -> None:
    today = i18n.local(clock.now()).date()
    older = announce(pinned_until=today + timedelta(days=9))
    newer = announce(make_manager("Dora"), pinned_until=today + timedelta(days=2), wants_confirmation="yes")

    def first() -> int | None:
        top = on_top(announcements(actor(ann), [], with_pinned=True).values())
        return top.id if top else None

    assert first() == newer.id
    confirm(actor(ann), fresh(newer))
    assert first() == older.id
    clock.freeze(clock.now() + timedelta(days=10))
    assert first() is None


def test_what_is_over_leaves_lists_and_stays_on_its_page(ann) -> None:
    today = i18n.local(clock.now()).date()
    announcement = announce(expires_on=today, pinned_until=today)
    assert list(announcements(actor(ann), [announcement.id])) == [announcement.id]
    clock.freeze(clock.now() + timedelta(days=1, hours=1))
    assert announcements(actor(ann), [announcement.id], with_pinned=True) == {}
    assert announcement_row(actor(ann), announcement.id).is_over
    with pytest.raises(Forbidden):
        add_comment(actor(ann), ref(announcement), "Too late?")


@pytest.mark.parametrize(("field", "days"), [("pinned_until", -1), ("expires_on", -1), ("pinned_until", 61)])
def test_days_that_cannot_be_are_refused(app, field, days) -> None:
    with pytest.raises(Invalid) as refused:
        announce(**{field: i18n.local(clock.now()).date() + timedelta(days=days)})
    assert field in refused.value.errors


def test_comments_and_reactions_are_as_the_author_wants(ann) -> None:
    quiet = announce(takes_comments="", takes_reactions="")
    with pytest.raises(Forbidden):
        add_comment(actor(ann), ref(quiet), "But why?")
    with pytest.raises(Forbidden):
        react(actor(ann), ref(quiet), "heart")
    author = make_manager("Dora")
    lively = announce(author)
    add_comment(actor(ann), ref(lively), "Which gate is open?")
    react(actor(ann), ref(lively), "heart")
    db.commit()
    lively = fresh(lively)
    assert (lively.comment_count, lively.reactions) == (1, {"heart": 1})
    assert f"comment:announcement:{lively.id}" in told(author)


def test_confirming_is_kept_once_and_ends_the_notice(ann) -> None:
    announcement = announce(wants_confirmation="yes")
    for _ in range(2):
        note_read(actor(ann), announcement)
        confirm(actor(ann), announcement)
    note_read(actor(ann), announcement)
    db.commit()
    assert [row.is_confirmed for row in db.session.scalars(select(Receipt))] == [True]
    assert db.session.scalars(select(Notice).where(Notice.user_id == ann.id)).one().read_at is not None
    in_a_minute()
    counted = fresh(announcement)
    assert (counted.read_count, counted.confirmed_count, counted.people_count) == (1, 1, 2)


def test_nobody_confirms_what_asks_for_nothing(ann) -> None:
    with pytest.raises(Conflict):
        confirm(actor(ann), announce())


def test_a_reminder_reaches_who_has_not_confirmed_once_a_day(ann) -> None:
    ben, manager = make_user("Ben"), make_manager()
    announcement = announce(manager, wants_confirmation="yes")
    confirm(actor(ann), announcement)
    note_read(actor(ben), announcement)
    remind(actor(manager), announcement)
    db.commit()
    jobs.run_all()
    assert (len(told(ann)), len(told(ben))) == (1, 2)
    with pytest.raises(Conflict):
        remind(actor(manager), fresh(announcement))
    clock.freeze(clock.now() + timedelta(hours=25))
    remind(actor(manager), fresh(announcement))
    with pytest.raises(Forbidden):
        remind(actor(ben), announcement)


def test_shares_are_of_departments_with_enough_people(app) -> None:
    units = {name: make_unit(name) for name in ("Large", "Medium", "Small", "Tiny")}
    sizes = {"Large": 12, "Medium": 11, "Small": 9, "Tiny": 2}
    people = {n: [make_user(f"{n} {k}", department=units[n]) for k in range(size)] for n, size in sizes.items()}
    announcement = announce(departments=tuple(unit.id for unit in units.values()), wants_confirmation="yes")
    for person in people["Large"][:3]:
        confirm(actor(person), announcement)
    note_read(actor(people["Tiny"][0]), announcement)
    found = shares(announcement)
    assert [(part.name, part.people, part.confirmed) for part in found.departments] == [
        ("Large", 12, 25),
        ("Medium", 11, 0),
    ]
    assert (found.people, found.hidden) == (34, 2)
    assert found.whole is not None
    assert (found.whole.read, found.whole.confirmed) == (12, 9)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [((30, 20, 12, 9), 2), ((30, 9), 0), ((30, 20, 4, 3), 1), ((30, 20), 2), ((30, 20, 9, 9), 2), ((9, 8), 0)],
)
def test_what_is_hidden_cannot_be_found_by_subtraction(sizes, shown) -> None:
    parts = [_Part(f"D{n}", size, 1, 1) for n, size in enumerate(sizes)]
    visible = _enough(parts)
    assert len(visible) == shown
    rest = sum(sizes) - sum(part.people for part in visible)
    assert all(part.people >= 10 for part in visible)
    assert rest == 0 or rest >= 10


def test_few_people_have_no_shares_at_all(ann) -> None:
    announcement = announce(wants_confirmation="yes")
    confirm(actor(ann), announcement)
    assert shares(announcement).whole is None
    assert shares(announcement).departments == []


def test_editing_leaves_a_mark_and_an_old_version_changes_nothing(ann) -> None:
    manager = make_manager()
    announcement = announce(manager)
    edit_announcement(actor(manager), announcement, EditForm(**said(title="Gate open"), version=1))
    assert (announcement.title, announcement.version, announcement.edited_at is not None) == ("Gate open", 2, True)
    with pytest.raises(Invalid):
        edit_announcement(actor(manager), announcement, EditForm(**said(title="Late"), version=1))
    with pytest.raises(Forbidden):
        edit_announcement(actor(ann), announcement, EditForm(**said(), version=2))


def test_withdrawing_needs_a_reason_is_audited_and_ends_all_sight(ann) -> None:
    manager = make_manager()
    announcement = announce(manager, wants_confirmation="yes")
    confirm(actor(ann), announcement)
    with pytest.raises(Forbidden):
        withdraw_announcement(actor(ann), announcement, "No")
    with pytest.raises(Invalid):
        withdraw_announcement(actor(manager), announcement, "")
    withdraw_announcement(actor(manager), announcement, "Wrong day")
    db.commit()
    for user in (ann, manager):
        with pytest.raises(NotFound):
            get(actor(user), Announcement, announcement.id)
    entry = entries_about(ref(announcement)).items[0]
    assert (entry.event, entry.reason, entry.actor_id) == ("AnnouncementWithdrawn", "Wrong day", manager.id)
    assert notices(actor(ann)).items == []
    clock.freeze(clock.now() + timedelta(days=31))
    with db.unit_of_work():
        purge_withdrawn_announcements()
    jobs.run_all()
    assert db.session.get(Announcement, announcement.id) is None


def test_what_is_withdrawn_before_the_job_runs_is_told_to_nobody(ann) -> None:
    manager = make_manager()
    announcement = publish_announcement(actor(manager), AnnouncementForm(**said()))
    withdraw_announcement(actor(manager), announcement, "Too early")
    db.commit()
    jobs.run_all()
    assert told(ann) == []


def test_a_follow_up_goes_to_the_same_audience_as_it_is_now(ann) -> None:
    plant, manager = make_unit("Plant"), make_manager()
    ben = make_user("Ben", department=plant)
    first = announce(manager, departments=(plant.id,))
    cem = make_user("Cem", department=plant)
    second = announce(manager, departments=(plant.id,), title="Gate open again", follows=first.id)
    assert (second.follows_id, second.audience) == (first.id, first.audience)
    assert announcement_row(actor(ben), second.id).follows_id == first.id
    assert (len(told(ben)), len(told(cem))) == (2, 1)
    owner, foreign = owner_of(make_group("Night shift")), announce(make_manager("Dora"))
    with pytest.raises(Forbidden):
        announce(owner, groups="Night shift", follows=foreign.id)


def test_in_a_leaders_name_both_are_named_and_the_leader_is_told(ann) -> None:
    leader, manager = make_user("Linda Leader"), make_manager()
    with pytest.raises(Invalid):
        announce(manager, on_behalf=leader.id)
    let_speak(leader, manager)
    plant = make_unit("Plant")
    make_user("Ben", department=plant)
    announcement = announce(manager, on_behalf=leader.id, departments=(plant.id,))
    row = announcement_row(actor(leader), announcement.id)
    assert (row.author, row.leader) == ("Carla Manager", "Linda Leader")
    assert f"in-my-name:announcement:{announcement.id}" in told(leader)
    entry = entries_about(ref(announcement)).items[0]
    assert entry.details["on_behalf_of"] == leader.id
    withdraw_announcement(actor(leader), fresh(announcement), "I did not mean that.")
    db.commit()
    own = announce(manager, departments=(plant.id,), title="In my own name")
    with pytest.raises(NotFound):
        announcement_row(actor(leader), own.id)


def test_what_is_followed_up_is_named_only_while_it_can_be_seen(ann) -> None:
    manager = make_manager()
    first = announce(manager)
    second = announce(manager, follows=first.id)
    withdraw_announcement(actor(manager), fresh(first), "Wrong day")
    db.commit()
    assert announcement_row(actor(ann), second.id).follows_id is None
