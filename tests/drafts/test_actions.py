"""What is begun is never lost, and what is scheduled goes out once, at its time, as its author could send it then."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.attachments.queries import forgotten
from portal.core import clock, db, jobs
from portal.core.errors import Invalid, NotFound, TooMany
from portal.drafts import Draft, DraftForm, DueForm, instant, latest_at, schedule, store
from portal.drafts.actions import MOST, call_off, choose, remove, restore, send_due
from portal.drafts.jobs import forget_old_drafts, send_what_is_late
from portal.drafts.queries import draft_of, drafts, scheduled
from portal.notifications import Notice
from portal.posts import Post
from tests.attachments.factories import make_attachment
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

from .factories import draft, keep

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOMORROW = DueForm(day="2026-03-03", time="10:00", zone="Europe/Berlin")


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_draft_grows_with_what_is_typed() -> None:
    ann = make_user("Ann")
    one = keep(ann)
    two = keep(ann, version=one.version, body="Half a thought, and more", title="T", audience="everyone")
    assert (two.id, two.version, two.beside) == (one.id, 2, None)
    found = draft(two)
    assert (found.body, found.title, found.audience) == ("Half a thought, and more", "T", "everyone")
    assert count(Draft) == 1


def test_what_another_device_wrote_meanwhile_stays_beside_it() -> None:
    ann = make_user("Ann")
    one = keep(ann)
    phone = keep(ann, version=1, body="From the phone")
    desk = keep(ann, version=1, body="From the desk")
    assert phone.version == 2
    assert desk.id != one.id
    assert desk.beside == one.id
    assert draft(one).body == "From the phone"
    assert draft(desk).body == "From the desk"
    assert keep(ann, key=desk.key, version=desk.version, body="Still the desk").id == desk.id


def test_the_same_text_twice_is_no_conflict() -> None:
    ann = make_user("Ann")
    one = keep(ann)
    again = keep(ann)
    late = keep(ann, version=7)
    assert (again.id, late.id) == (one.id, one.id)
    assert count(Draft) == 1


def test_going_on_with_a_text_that_was_sent_elsewhere_gives_a_new_key() -> None:
    ann = make_user("Ann")
    make_post(ann, key="key-of-one", body="Half a thought")
    stored = keep(ann, version=3, body="Half a thought, changed")
    assert stored.key != "key-of-one"
    assert stored.beside is None


def test_one_of_two_is_chosen_and_the_other_can_be_taken_back() -> None:
    ann = make_user("Ann")
    one = keep(ann)
    keep(ann, version=1, body="From the phone")
    desk = keep(ann, version=1, body="From the desk")
    assert choose(actor(ann), draft(desk)) == one.id
    assert [row.id for row in drafts(actor(ann)).items] == [desk.id]
    restore(actor(ann), one.id)
    assert {row.id for row in drafts(actor(ann)).items} == {one.id, desk.id}


def test_another_device_gets_the_latest_text_of_a_form() -> None:
    ann = make_user("Ann")
    clock.freeze(NOW)
    keep(ann, key="first-key", body="Older")
    clock.freeze(NOW + timedelta(minutes=1))
    keep(ann, key="second-key", body="Newer")
    found = latest_at(actor(ann), "home")
    assert found is not None
    assert found.body == "Newer"
    assert latest_at(actor(ann), "post") is None
    assert latest_at(actor(make_user("Ben")), "home") is None


def test_nobody_else_gets_at_a_draft() -> None:
    one = keep(make_user("Ann"))
    ben = actor(make_user("Ben"))
    for attempt in (
        lambda: draft_of(ben, one.id),
        lambda: remove(ben, draft(one)),
        lambda: schedule(ben, draft(one), TOMORROW),
        lambda: call_off(ben, draft(one)),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert drafts(ben).items == []


def test_hundreds_of_drafts_are_enough() -> None:
    ann = make_user("Ann")
    for n in range(MOST):
        keep(ann, key=f"number-{n:04}")
    with pytest.raises(TooMany):
        keep(ann, key="one-too-many")


def test_storing_is_cheap() -> None:
    ann = actor(make_user("Ann"))
    text = "Half a thought. " * 400
    spent = []
    for version in range(40):
        began = time.process_time()
        with db.unit_of_work():
            store(ann, DraftForm(key="key-of-one", place="home", version=version, body=f"{text}{version}"))
        spent.append(time.process_time() - began)
    milliseconds = sorted(spent)[len(spent) // 2] * 1000
    assert milliseconds < 9


# ---- scheduling


@pytest.fixture
def ann():
    clock.freeze(NOW)
    return make_user("Ann")


def plan(ann, form: DueForm = TOMORROW, **fields):
    stored = keep(ann, **({"audience": "everyone", "body": "See you at the gate."} | fields))
    schedule(actor(ann), draft(stored), form)
    db.commit()
    return stored


def at(moment: datetime) -> None:
    clock.freeze(moment)
    jobs.run_all()


def test_a_scheduled_post_goes_out_at_its_time_and_once(ann) -> None:
    stored = plan(ann)
    at(datetime(2026, 3, 3, 8, 59, tzinfo=UTC))
    assert count(Post) == 0
    at(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    [post] = db.session.scalars(select(Post))
    assert (post.body, post.author_id, post.audience) == ("See you at the gate.", ann.id, "everyone")
    assert db.session.get(Draft, stored.id) is None
    with db.unit_of_work():
        send_due(draft_id=stored.id, due="2026-03-03T09:00:00+00:00")
    assert count(Post) == 1
    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "draft"))
    assert notice.data["url"].startswith("/posts/")


def test_another_time_counts_instead_of_the_former(ann) -> None:
    stored = plan(ann)
    schedule(actor(ann), draft(stored), DueForm(day="2026-03-05", time="07:30", zone="Asia/Tokyo"))
    db.commit()
    at(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    assert count(Post) == 0
    at(datetime(2026, 3, 4, 22, 30, tzinfo=UTC))
    assert count(Post) == 1


def test_what_was_called_off_or_removed_does_not_go_out(ann) -> None:
    one, two = plan(ann), plan(ann, key="key-of-two")
    call_off(actor(ann), draft(one))
    remove(actor(ann), draft(two))
    db.commit()
    at(NOW + timedelta(days=3))
    assert count(Post) == 0
    assert [row.id for row in drafts(actor(ann)).items] == [one.id]
    assert scheduled(actor(ann)) == []


def test_what_is_edited_before_its_time_goes_out_as_it_is_then(ann) -> None:
    stored = plan(ann)
    keep(ann, version=draft(stored).version, audience="everyone", body="See you at gate 3.")
    at(NOW + timedelta(days=3))
    assert [post.body for post in db.session.scalars(select(Post))] == ["See you at gate 3."]


def test_rights_are_looked_at_again_at_that_time(ann) -> None:
    from portal.groups import leave_group

    group = make_group("Brazing", visibility="private")
    add_member(group, ann)
    stored = plan(ann, audience=group.key)
    leave_group(actor(ann), group)
    db.commit()
    at(NOW + timedelta(days=3))
    assert count(Post) == 0
    kept = draft(stored)
    assert kept.due_at is None
    assert kept.problem
    assert kept.body == "See you at the gate."
    [notice] = db.session.scalars(select(Notice).where(Notice.kind == "draft"))
    assert notice.data["url"] == "/drafts"


def test_somebody_who_has_left_sends_nothing(ann) -> None:
    stored = plan(ann)
    ann.is_active = False
    db.commit()
    at(NOW + timedelta(days=3))
    assert count(Post) == 0
    assert draft(stored).due_at is None


def test_a_text_that_was_sent_by_hand_does_not_go_out_again(ann) -> None:
    plan(ann)
    make_post(ann, key="key-of-one", body="See you at the gate.")
    at(NOW + timedelta(days=3))
    assert count(Post) == 1


def test_a_job_that_was_lost_is_made_up_for(ann) -> None:
    from sqlalchemy import delete

    plan(ann)
    db.session.execute(delete(jobs.Job))
    db.commit()
    clock.freeze(NOW + timedelta(days=2))
    with db.unit_of_work():
        send_what_is_late()
    jobs.run_all()
    assert count(Post) == 1


@pytest.mark.parametrize(
    ("day", "time_", "zone", "moment"),
    [
        ("2026-03-28", "02:30", "Europe/Berlin", "2026-03-28T01:30"),
        ("2026-03-30", "02:30", "Europe/Berlin", "2026-03-30T00:30"),
        ("2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30"),
        ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00"),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T05:30"),
        ("2026-07-01", "09:00", "Asia/Kolkata", "2026-07-01T03:30"),
        ("2026-07-01", "09:00", "UTC", "2026-07-01T09:00"),
        ("2026-07-01", "09:00", "", "2026-07-01T07:00"),
    ],
)
def test_a_wall_clock_means_the_right_instant(ann, day: str, time_: str, zone: str, moment: str) -> None:
    found = instant(DueForm(day=day, time=time_, zone=zone))
    assert found.isoformat(timespec="minutes").removesuffix("+00:00") == moment


@pytest.mark.parametrize(
    ("field", "form"),
    [
        ("time", {"day": "2026-03-29", "time": "02:30", "zone": "Europe/Berlin"}),
        ("time", {"day": "2026-03-08", "time": "02:15", "zone": "America/New_York"}),
        ("time", {"day": "2026-03-02", "time": "09:59", "zone": "Europe/Berlin"}),
        ("day", {"day": "2028-01-01", "time": "09:00", "zone": "Europe/Berlin"}),
        ("day", {"day": "2026-02-30", "time": "09:00", "zone": "Europe/Berlin"}),
        ("day", {"day": "tomorrow", "time": "09:00", "zone": "Europe/Berlin"}),
        ("day", {"day": "2026-03-09", "time": "25:00", "zone": "Europe/Berlin"}),
        ("zone", {"day": "2026-03-09", "time": "09:00", "zone": "Mars/Olympus"}),
        ("zone", {"day": "2026-03-09", "time": "09:00", "zone": "../../etc/passwd"}),
    ],
)
def test_a_time_that_does_not_do_is_refused_at_its_field(ann, field: str, form: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        instant(DueForm(**form))
    assert list(refused.value.errors) == [field]


def test_what_has_no_words_or_no_place_cannot_be_scheduled(ann) -> None:
    with pytest.raises(Invalid) as refused:
        schedule(actor(ann), draft(keep(ann)), TOMORROW)
    assert "audience" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        schedule(actor(ann), draft(keep(ann, key="key-of-two", body="", audience="everyone")), TOMORROW)
    assert "body" in refused.value.errors


# ---- what hangs on drafts, and forgetting


def test_a_file_on_a_draft_is_not_thrown_away(ann) -> None:
    kept, lost = make_attachment(ann), make_attachment(ann)
    keep(ann, attachments=(kept.id,))
    clock.freeze(NOW + timedelta(days=5))
    assert [file.id for file in forgotten(10)] == [lost.id]


def test_a_scheduled_post_brings_its_files(ann) -> None:
    file = make_attachment(ann)
    plan(ann, attachments=(file.id,))
    at(NOW + timedelta(days=3))
    [post] = db.session.scalars(select(Post))
    assert post.has_files


def test_old_drafts_are_forgotten_and_scheduled_ones_are_not(ann) -> None:
    old, gone, later = (
        keep(ann),
        keep(ann, key="key-of-two"),
        plan(ann, DueForm(day="2027-02-01", time="09:00"), key="key-three"),
    )
    remove(actor(ann), draft(gone))
    db.commit()
    clock.freeze(NOW + timedelta(days=31))
    with db.unit_of_work():
        forget_old_drafts()
    assert set(db.session.scalars(select(Draft.id))) == {old.id, later.id}
    clock.freeze(NOW + timedelta(days=200))
    with db.unit_of_work():
        forget_old_drafts()
    assert set(db.session.scalars(select(Draft.id))) == {later.id}


def test_a_department_is_kept_with_the_draft(ann) -> None:
    unit = make_unit("Sales")
    stored = keep(ann, audience=f"unit:{unit.id}")
    assert drafts(actor(ann)).items[0].where == "Sales"
    assert draft(stored).audience == f"unit:{unit.id}"
