"""Jobs take what JSON can say, and running one twice changes nothing that running it once did not.

A busy little company asks for the jobs; one that nobody in it asks for fails here until somebody does.
"""

import inspect
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import NoneType, SimpleNamespace, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import select

from auth.credentials.reset import ask
from auth.provisioning import directory, photos, runs, sources
from auth.provisioning.jobs import undo_runs
from auth.provisioning.models import Run
from auth.roles import map_group
from portal.admin.merging import merge
from portal.announcements import confirm, remind, withdraw_announcement
from portal.attachments.tidying import throw_away_from
from portal.comments.jobs import forget_thread, purge_thread
from portal.core import clock, db, jobs, outgoing
from portal.core.subjects import Ref
from portal.core.web import Portal
from portal.groups import Joined
from portal.notifications import notify_audience
from portal.notifications.jobs import forget_subject
from portal.people.actions import set_photo
from portal.posts import pin_post, remove_post
from portal.questions import remove_question
from portal.reactions import react
from portal.reactions.jobs import forget_reactions
from portal.reports.jobs import forget_reports
from tests.announcements.factories import send
from tests.api.factories import make_hook
from tests.attachments.factories import make_attachment, make_waiting, office
from tests.comments.factories import make_comment
from tests.drafts.factories import plan_post
from tests.factories import actor, make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.people.factories import make_photo, picture
from tests.posts.factories import make_post
from tests.provisioning.factories import make_source, person, said
from tests.push.factories import make_device
from tests.questions.factories import fresh, make_answer, make_question

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
_PLAIN = (str, int, float, bool, NoneType, Any)
_NOT_COMPARED = {jobs.Job.__tablename__, jobs.Heartbeat.__tablename__}
_MOST = 300


def is_json(kind: Any) -> bool:
    """Whether all values of a type can be said in JSON."""
    if get_origin(kind) in (list, Union, UnionType):
        return all(is_json(part) for part in get_args(kind))
    if get_origin(kind) is dict:
        return get_args(kind)[0] is str and is_json(get_args(kind)[1])
    return kind in _PLAIN


def test_every_job_takes_what_json_can_say(app: Portal) -> None:
    wrong = []
    for name, task in jobs._tasks.items():
        hints = get_type_hints(task.function)
        for parameter in inspect.signature(task.function).parameters.values():
            if parameter.kind is not parameter.KEYWORD_ONLY or not is_json(hints[parameter.name]):
                wrong.append(f"{name}: {parameter}")
    assert not wrong, f"a job takes ids, by name: {wrong}"
    assert is_json(dict[str, list[int] | None])
    assert not is_json(Ref)
    assert not is_json(list[datetime])


@pytest.fixture
def company(app: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long ago people did what jobs follow from, and some of it was removed."""
    site = make_unit("Kassel", kind="site")
    ann, ben = make_user("Ann", site=site), make_user("Ben", site=site)
    group = make_group("Brazing", owner=ann)
    clock.freeze(LONG_AGO)
    add_member(group, ben)
    for colour in ("teal", "navy"):
        set_photo(actor(ann), make_photo(ben, colour))
    make_waiting(ann)
    make_waiting(ben, office("word/document"), "plan.docx")
    file = make_attachment(ann)
    make_attachment(ben)
    monkeypatch.setattr(outgoing, "post", lambda *_, **__: outgoing.Answer(201, {}, b""))
    make_device(ann)
    make_hook(ann, "https://build.example.com/", group.key)
    plan_post(ben, group.key, day=LONG_AGO + timedelta(days=1))
    question = make_question(ann, group.key, at=LONG_AGO, title="Which flux?")
    answer = make_answer(question, ben, at=LONG_AGO)
    make_question(ben, group.key, at=LONG_AGO, title="Who has never answered?")
    post = make_post(ann, group.key, at=LONG_AGO, body="Who has the flux, @ben?", attachments=[file.id])
    clock.freeze(LONG_AGO)
    comment = make_comment(Ref("post", post.id), ben)
    make_comment(Ref("post", post.id), ben, "Who else, @ann?")
    make_comment(Ref("answer", answer.id), ann, "Thanks")
    for subject in (Ref("post", post.id), Ref("comment", comment.id)):
        react(actor(ben), subject, "heart")
    told = send(ann, groups="Brazing", wants_confirmation="yes")
    confirm(actor(ben), told)
    remind(actor(ann), told)
    withdraw_announcement(actor(ann), send(ann, groups="Brazing", title="Wrong day"), "It was another day.")
    pin_post(actor(owner_of(group)), fresh(make_post(ben, group.key)))
    joined = Joined(actor_id=ann.id, subject=Ref("group", group.id), audience=group.key, user_id=ben.id)
    notify_audience(joined, kind="membership", notice="groups/_role_notice.html", about=joined.subject, fold="joined")
    clock.freeze(LONG_AGO)
    remove_post(actor(ann), fresh(post))
    remove_question(actor(owner_of(group)), fresh(question))
    forgetting = (forget_thread, forget_subject, forget_reactions, forget_reports)
    for goes_on in (throw_away_from, purge_thread, *forgetting):  # where there is much to purge
        jobs.enqueue(goes_on, kind="post", subject_id=post.id)
    _provision(monkeypatch)
    merge(actor(make_user("Hanna", roles=("hr-admin",))), ben.id, make_user("Benno").id, reason="One person")
    make_user("Lou Local", email="lou@nordlicht.example", password_hash="none that opens")
    ask("lou@nordlicht.example", "http://127.0.0.1")
    db.commit()
    clock.freeze(NOW)


def _provision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a source ask for a run that is carried out, with a photo, and another run be taken back."""
    make_source()
    monkeypatch.setattr(directory, "offered", lambda: {"hr": SimpleNamespace(settings=None)})
    monkeypatch.setattr(photos, "photos", lambda _settings, ids: ((one, picture()) for one in ids))
    said["hr"] = [person("1", department=("Night shift",), photo="a" * 64, memberships=("Editors",))]
    map_group(actor(make_user("Ida", roles=("it-admin",))), "hr", "Editors", "editor")
    db.session.add(Run(source="hr", state="applied", trigger="by hand", created_at=clock.now()))
    db.session.flush()
    runs.begin(sources.source("hr"), "schedule")
    old = Run(source="hr", state="undoing", trigger="by hand", created_at=clock.now())
    db.session.add(old)
    db.session.flush()
    jobs.enqueue(undo_runs, run_ids=[old.id])


def test_running_a_job_twice_changes_nothing_more(company: None) -> None:
    ran: set[str] = set()
    for name, args in _asked_for():
        _run(name, args)
        once = _everything()
        _run(name, args)
        assert _everything() == once, f"{name}({args}) is not safe to run twice"
        ran.add(name)
    never = sorted(name for name in set(jobs._tasks) - ran if not name.startswith("tests."))
    assert not never, f"let the company above do something that asks for {never}"


def _asked_for() -> Iterator[tuple[str, dict[str, Any]]]:
    """Gives the jobs that wait, those without arguments, and those that they ask for in turn."""
    waiting = {name: {} for name, task in jobs._tasks.items() if not inspect.signature(task.function).parameters}
    done: set[str] = set()
    for _ in range(_MOST):
        rows = db.session.execute(select(jobs.Job.name, jobs.Job.args).order_by(jobs.Job.id)).all()
        fresh_rows = ((row.name, row.args) for row in rows if _key(row.name, row.args) not in done)
        name, args = next(fresh_rows, None) or next(
            ((name, args) for name, args in waiting.items() if _key(name, args) not in done), ("", {})
        )
        if not name:
            return
        done.add(_key(name, args))
        yield name, args
    raise AssertionError(f"after {_MOST} jobs there are still more: one asks for itself for ever")


def _key(name: str, args: dict[str, Any]) -> str:
    return f"{name} {json.dumps(args, sort_keys=True)}"


def _run(name: str, args: dict[str, Any]) -> None:
    task = jobs._tasks[name]
    if task.transaction:
        with db.unit_of_work():
            task.function(**args)
    else:
        task.function(**args)


def _everything() -> dict[str, list[str]]:
    """Gives what stands in all tables but the queue itself."""
    return {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
        for table in db.Base.metadata.sorted_tables
        if table.name not in _NOT_COMPARED
    }
