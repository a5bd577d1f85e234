"""Carrying out and taking back: accounts, sessions, units, history; after a crash, twice, and against the brake."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from auth.audience import actor_for
from auth.models import Identity, Session, Unit, User
from auth.provisioning import directory, jobs, limits, photos, runs, sources
from auth.provisioning.apply import _batch
from auth.provisioning.history_models import Employment, PersonUnit, UnitVersion
from auth.provisioning.models import Run
from auth.provisioning.wanted import Unit as WantedUnit
from portal.audit import Entry
from portal.core import clock, db, storage
from portal.core import jobs as queue
from portal.core.errors import Conflict, Unavailable
from portal.core.web import Portal
from tests.factories import make_unit, make_user, save
from tests.people.factories import make_photo, picture

from .factories import applied, changes, make_source, person, planned, said, undone, user_of

pytestmark = pytest.mark.usefixtures("app")


def _days(model: type[PersonUnit] | type[Employment], user: User) -> list[tuple[date, date | None]]:
    rows = db.session.execute(
        select(model.valid_from, model.valid_until).where(model.user_id == user.id).order_by(model.valid_from)
    )
    return [(row.valid_from, row.valid_until) for row in rows]


def _on(day: int) -> None:
    clock.freeze(datetime(2026, 11, day, 12, tzinfo=UTC))


def test_people_come_with_department_site_and_lead() -> None:
    make_source()
    run = applied(
        person("2", "Emre Şahin", manager="1", department=("Production", "Assembly"), site="Kassel"),
        person("1", "Sofie Krämer", email="sofie@example.com", language="en", hired_on=date(2020, 1, 1)),
        WantedUnit(kind="site", path=("Kassel",), city="Kassel", country="de"),
    )
    emre, sofie = user_of("2"), user_of("1")
    assert run.state == "applied"
    assert (emre.manager_id, emre.source, emre.slug, emre.is_active) == (sofie.id, "hr", "emre.sahin", True)
    assembly = db.session.get_one(Unit, emre.department_id)
    assert (assembly.name, db.session.get_one(Unit, assembly.parent_id).name) == ("Assembly", "Production")
    site = db.session.get_one(Unit, emre.site_id)
    assert (site.name, site.city, site.country) == ("Kassel", "Kassel", "DE")
    assert (sofie.email, sofie.language, sofie.hired_on) == ("sofie@example.com", "en", date(2020, 1, 1))
    assert _days(Employment, sofie)[0][0] == date(2020, 1, 1)


def test_who_leaves_is_out_at_once_and_what_was_written_stays() -> None:
    make_source()
    applied(person("1"), person("2"))
    user = user_of("1")
    moment = clock.now()
    save(Session(secret_hash="x" * 64, user_id=user.id, created_at=moment, expires_at=moment.replace(year=2099)))
    applied(person("2"))
    user = user_of("1")
    assert (user.is_active, user.name) == (False, "Person 1")
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0


def test_the_name_of_leavers_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_limits", limits.Limits(leavers="replace", language="en"))
    make_source()
    applied(person("1", "Dieter Hagemann"), person("2"))
    photo = make_photo(user_of("1"))
    run = applied(person("2"))
    user = user_of("1")
    assert (user.name, user.slug, user.photo) == ("Former colleague", "former.colleague", None)
    undone(run, actor_for(make_user("Hanna HR", roles=("hr-admin",)).id))
    user = user_of("1")
    assert (user.name, user.slug, user.is_active) == ("Dieter Hagemann", "dieter.hagemann", True)
    assert user.photo == photo


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The photos that the source keeps, by id; carrying a run out brings them."""
    at_source: dict[str, bytes] = {}
    monkeypatch.setattr(directory, "offered", lambda: {"hr": SimpleNamespace(settings=None)})
    monkeypatch.setattr(photos, "photos", lambda _settings, ids: ((one, at_source.get(one, b"")) for one in ids))
    make_source()
    return at_source


def with_photos(at_source: dict[str, bytes], **fields: str) -> Run:
    run = applied(*(person(n, photo=photos.hash_of(at_source.get(n, b"")), **fields) for n in ("1", "2", "3")))
    queue.run_all()
    db.session.expire_all()
    return run


def test_taking_a_run_back_takes_the_photos_back_that_it_brought(kept: dict[str, bytes]) -> None:
    kept["1"] = picture(colour="teal")
    with_photos(kept)
    former = user_of("1").photo
    kept |= {"1": picture(colour="navy"), "2": picture(colour="olive"), "3": picture(colour="red")}
    run = with_photos(kept, title="Welder")
    assert former != user_of("1").photo
    assert user_of("2").photo
    assert storage.unspoken([former or ""]) == set(), "it is kept as long as the run can be taken back"
    own = make_photo(user_of("3"), "black")
    undone(run, actor_for(make_user("Hanna HR", roles=("hr-admin",)).id))
    assert (user_of("1").photo, user_of("2").photo, user_of("3").photo) == (former, None, own)
    again = planned(*(person(n, title="Welder", photo=photos.hash_of(kept[n])) for n in ("1", "2")))
    assert [[name for name, *_ in change.shown] for change in changes(again, "change")] == [["title", "photo"]] * 2


def test_who_comes_back_gets_the_same_account() -> None:
    make_source()
    _on(1)
    applied(person("1", site="Kassel"), person("2"))
    first = user_of("1").id
    _on(10)
    applied(person("2"))
    _on(20)
    run = applied(person("1", site="Kassel"), person("2"))
    user = user_of("1")
    assert (user.id, user.is_active, changes(run)[0].kind) == (first, True, "reactivate")
    stays = [(date(2026, 11, 1), date(2026, 11, 10)), (date(2026, 11, 20), None)]
    assert _days(Employment, user) == stays
    assert _days(PersonUnit, user) == stays


def test_somebody_whom_an_administrator_closed_stays_closed() -> None:
    make_source()
    applied(person("1"), person("2"))
    user = user_of("1")
    user.is_active = False
    db.session.commit()
    assert planned(person("1"), person("2")).state == "same"


def test_moves_are_half_open_intervals_and_of_one_day_the_last_stands() -> None:
    make_source()
    _on(1)
    applied(person("1", department=("A",)))
    _on(5)
    applied(person("1", department=("B",)))
    applied(person("1", department=("C",)))
    user = user_of("1")
    assert _days(PersonUnit, user) == [(date(2026, 11, 1), date(2026, 11, 5)), (date(2026, 11, 5), None)]


def test_the_same_account_can_be_taken_over_after_a_decision() -> None:
    make_source()
    local = make_user("Nora Feldmann", email="nora@example.com")
    run = planned(person("1", "Nora Feldmann", email="nora@example.com", title="Picker"))
    runs.decide(run.id, changes(run, "add")[0].id, "same")
    db.session.commit()
    runs.start(0, run.id)
    db.session.commit()
    jobs.apply_run(run_id=run.id)
    user = user_of("1")
    assert (user.id, user.source, user.title) == (local.id, "hr", "Picker")


def test_what_is_not_decided_is_left() -> None:
    make_source()
    make_user("Nora Feldmann", email="nora@example.com")
    run = applied(person("1", "Nora Feldmann", email="nora@example.com"), person("2"))
    assert [change.state for change in changes(run, "add")] == ["left", "applied"]
    assert db.session.scalar(select(func.count()).select_from(Identity)) == 1


def test_a_change_that_was_overtaken_is_refused_and_the_others_are_done() -> None:
    make_source()
    applied(person("1", title="Old"), person("2", title="Old"))
    run = planned(person("1", title="New"), person("2", title="New"))
    user = user_of("1")
    user.title = "By hand"
    db.session.commit()
    runs.start(0, run.id)
    db.session.commit()
    jobs.apply_run(run_id=run.id)
    assert [(c.state, c.error) for c in changes(run)] == [("failed", "changed"), ("applied", "")]
    assert user_of("2").title == "New"


def test_a_batch_more_than_once_is_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auth.provisioning.apply.BATCH", 2)
    make_source()
    run = planned(*(person(str(n)) for n in range(5)))
    runs.start(0, run.id)
    db.session.commit()
    with db.unit_of_work():
        assert _batch(runs.get_run(run.id))
    for _n in range(3):
        jobs.apply_run(run_id=run.id)
    assert db.session.scalar(select(func.count()).select_from(User)) == 5
    assert runs.get_run(run.id).state == "applied"


def test_a_stopped_run_needs_two_people() -> None:
    ann, ben, cem = (actor_for(make_user(name, roles=("hr-admin",)).id) for name in ("Ann A", "Ben B", "Cem C"))
    make_source()
    applied(*(person(str(n)) for n in range(10)))
    run = planned(person("1"), by=ann.id)
    assert run.state == "blocked"
    with pytest.raises(Conflict):
        runs.start(ann.id, run.id)
    with pytest.raises(Conflict, match="second person"):
        runs.release(ann, run.id)
    runs.release(ben, run.id)
    with pytest.raises(Conflict, match="Somebody else"):
        runs.start(ben.id, run.id)
    assert runs.start(cem.id, run.id).state == "applying"
    assert [e.event for e in db.session.scalars(select(Entry).where(Entry.subject_kind == "run"))][-2:] == [
        "RunReleased",
        "RunStarted",
    ]


def test_an_old_preview_is_not_carried_out() -> None:
    make_source()
    _on(1)
    run = planned(person("1"))
    _on(2)
    with pytest.raises(Conflict, match="expired"):
        runs.start(0, run.id)
    jobs.look_after_runs()
    assert runs.get_run(run.id).state == "expired"


def test_undo_takes_a_run_and_all_later_ones_back() -> None:
    hanna = actor_for(make_user("Hanna HR", roles=("hr-admin",)).id)
    make_source()
    applied(person("1", title="One", department=("A",)), person("2", title="Two"))
    second = applied(person("1", title="First", department=("B",), manager="3"), person("3"))
    applied(person("1", title="First again", department=("B",), manager="3"), person("3"))
    undone(second, hanna)
    one, two, three = user_of("1"), user_of("2"), user_of("3")
    assert (one.title, one.manager_id, two.is_active, three.is_active) == ("One", None, True, False)
    assert db.session.get_one(Unit, one.department_id).name == "A"
    assert db.session.scalar(select(Unit.closed_on).where(Unit.name == "B")) is not None
    assert runs.get_run(second.id).state == "undone"


def test_undo_ends_after_thirty_days() -> None:
    hanna = actor_for(make_user("Hanna HR", roles=("hr-admin",)).id)
    make_source()
    clock.freeze(datetime(2026, 10, 1, tzinfo=UTC))
    run = applied(person("1"))
    clock.freeze(datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(Conflict, match="too old"):
        runs.undo_since(hanna, run.id)


def test_a_schedule_asks_at_each_time_once_and_carries_out_what_is_harmless() -> None:
    from portal.core.jobs import run_all

    from .factories import said

    def asked() -> str:
        for _again in range(2):
            jobs.ask_sources()
        db.session.commit()
        run_all()
        return runs.get_run(db.session.scalars(select(func.max(Run.id))).one()).state

    make_source(times=["09:00", "15:00"])
    said["hr"] = [person("1")]
    _on(3)
    assert asked() == "ready", "the first time somebody looks at it"
    applied(person("1"))
    said["hr"] = [person("1"), person("2")]
    assert asked() == "applied", "nobody asks a second time"
    assert not db.session.scalar(select(User.id).where(User.name == "Person 2"))
    clock.freeze(datetime(2026, 11, 3, 15, tzinfo=UTC))
    assert asked() == "applied"
    assert user_of("2").is_active
    assert db.session.scalar(select(func.count()).select_from(Run)) == 3


def test_a_scheduled_run_that_stops_changes_nothing() -> None:
    from portal.core.jobs import run_all

    from .factories import said

    make_source()
    applied(*(person(str(n)) for n in range(10)))
    for answer in ([], Unavailable("no route")):
        said["hr"] = answer
        run = runs.begin(sources.source("hr"), "schedule")
        db.session.commit()
        run_all()
        assert runs.get_run(run.id).state in ("blocked", "failed")
    assert db.session.scalar(select(func.count()).where(User.is_active, User.source == "hr")) == 10


def test_first_and_last_days_come_by_the_calendar() -> None:
    make_source()
    _on(1)
    applied(person("1", valid_from=date(2026, 11, 5), valid_until=date(2026, 11, 10)))
    assert not user_of("1").is_active
    _on(5)
    jobs.follow_the_calendar()
    db.session.commit()
    assert user_of("1").is_active
    _on(10)
    jobs.follow_the_calendar()
    db.session.commit()
    user = user_of("1")
    assert not user.is_active
    assert _days(Employment, user) == [(date(2026, 11, 5), date(2026, 11, 10))]


def test_departments_of_one_name_are_told_apart() -> None:
    make_source()
    applied(person("1", department=("Sales", "Field")), person("2", department=("Service", "Field")))
    names = [db.session.get_one(Unit, user_of(s).department_id).name for s in ("1", "2")]
    assert names == ["Field", "Field (Service)"]
    assert (
        planned(person("1", department=("Sales", "Field")), person("2", department=("Service", "Field"))).state
        == "same"
    )


def test_a_department_that_nobody_names_is_closed_when_it_is_empty() -> None:
    make_source()
    applied(person("1", department=("A",)), person("2", department=("B",)))
    local = make_user("Local Lou")
    local.department_id = user_of("2").department_id
    db.session.commit()
    run = applied(person("1", department=("A",)), person("2", department=("A",)))
    (closing,) = changes(run, "unit_close")
    assert (closing.state, closing.error) == ("failed", "empty-unit")
    user = db.session.get_one(User, local.id)
    user.department_id = None
    db.session.commit()
    runs.retry(0, run.id)
    db.session.commit()
    jobs.apply_run(run_id=run.id)
    assert db.session.scalar(select(Unit.closed_on).where(Unit.name == "B")) is not None
    version = select(UnitVersion).join(Unit, Unit.id == UnitVersion.unit_id).where(Unit.name == "B")
    assert db.session.scalar(version) is None


def test_what_local_accounts_do_is_noted_as_well(app: Portal) -> None:
    unit = make_unit("Maintenance")
    user = make_user("Ann Probst", department=unit)
    _on(3)
    jobs.look_over_history()
    db.session.commit()
    assert _days(PersonUnit, user) == [(clock.now().date(), None)]


def test_who_came_can_be_found_and_one_bad_account_keeps_no_other_out() -> None:
    from auth.audience import EVERYONE, Actor
    from search import find

    make_source()
    run = planned(person("1", "Nora Feldmann", email="n@example.com"), person("2", "Nora Feldmann"), person("3"))
    make_user("Meanwhile Made", email="n@example.com")
    runs.start(0, run.id)
    db.session.commit()
    jobs.apply_run(run_id=run.id)
    assert [(c.state, c.error) for c in changes(run)] == [("failed", "address-taken"), ("applied", ""), ("applied", "")]
    assert user_of("2").slug == "nora.feldmann"
    reader = Actor(1, frozenset(), frozenset({EVERYONE}), "en", "Reader")
    assert [hit.ref.id for hit in find(reader, "Feldmann").hits] == [user_of("2").id]


def test_what_a_later_reading_knows_better_is_not_tried_again() -> None:
    ida = make_user("Ida IT", roles=("it-admin",))
    make_source()
    applied(person("1"), person("2"))
    run = applied(person("1", title="New"), by=ida.id)
    one = user_of("1")
    change = changes(run, "change")[0]
    change.state, change.error = "failed", "failed"
    one.title = ""
    db.session.commit()
    later = planned(person("1", title="Newer"))
    with pytest.raises(Conflict, match="read again since"):
        runs.retry(ida.id, run.id)
    assert later.state == "ready"


def test_a_source_is_worked_on_once_at_a_time() -> None:
    ida = actor_for(make_user("Ida IT", roles=("it-admin",)).id)
    make_source()
    run = applied(person("1"))
    runs.begin(sources.source("hr"), "by hand")
    db.session.commit()
    for attempt in (
        lambda: runs.begin(sources.source("hr"), "by hand"),
        lambda: runs.retry(ida.id, run.id),
        lambda: runs.undo_since(ida, run.id),
    ):
        with pytest.raises(Conflict, match="worked on at the moment"):
            attempt()


def test_a_plan_that_goes_wrong_in_an_unforeseen_way_is_over_and_stands_in_nobodys_way() -> None:
    make_source()
    applied(person("1"))
    said["hr"] = [person("2"), RuntimeError("nobody has thought of this")]
    run = runs.begin(sources.source("hr"), "schedule")
    db.session.commit()
    jobs.plan_run(run_id=run.id)
    run = runs.get_run(run.id)
    assert (run.state, changes(run), user_of("1").is_active) == ("failed", [], True)
    assert "im Protokoll des Servers" in sources.source("hr").error
    assert planned(person("1")).state == "same"


def test_many_small_runs_by_the_clock_count_as_a_large_one() -> None:
    make_source()
    clock.freeze(datetime(2026, 11, 20, 5, tzinfo=UTC))
    applied(*(person(str(n)) for n in range(1000)))
    for hour, gone in ((6, 10), (7, 20)):
        clock.freeze(datetime(2026, 11, 20, hour, tzinfo=UTC))
        run = planned(*(person(str(n)) for n in range(gone, 1000)), trigger="schedule")
        assert run.state == "ready"
        runs.start(0, run.id)
        db.session.commit()
        jobs.apply_run(run_id=run.id)
    clock.freeze(datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert planned(*(person(str(n)) for n in range(21, 1000)), trigger="schedule").brake == "number"
    assert planned(*(person(str(n)) for n in range(21, 1000)), trigger="by hand").brake == ""
    clock.freeze(datetime(2026, 11, 21, 7, 1, tzinfo=UTC))
    assert planned(*(person(str(n)) for n in range(21, 1000)), trigger="schedule").brake == ""
