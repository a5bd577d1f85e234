"""From a mention to a mail in a real mail server, with all that goes wrong on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError

from portal.core import clock, db, jobs, mail
from portal.core.subjects import Ref
from portal.mail import sending
from portal.mail.models import Bounce, Message, Setting
from portal.notifications import Notice
from portal.notifications.actions import mark_read_about
from portal.notifications.queries import notices
from portal.posts import remove_post
from tests.comments.factories import make_comment
from tests.counterparts.mail_catcher import PASSWORD, USER, Catcher, certificate, running
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.mail.conftest import work
from tests.posts.factories import make_post


@pytest.fixture
def scene(catcher: Catcher):
    """Ann wrote a post in a hidden group that Bob is in."""
    ann, bob = make_user("Ann Author", email="ann@corp.example"), make_user("Bob Brand", email="bob@corp.example")
    group = make_group("Secret plans", visibility="hidden", owner=ann)
    add_member(group, bob)
    return ann, bob, group, make_post(ann, group.key, title="Plan A")


def mention(by, user, post, words: str = "what do you think") -> None:
    make_comment(Ref("post", post.id), by, f"@{user.slug} {words}?")


def states() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(Message.state).order_by(Message.id)))


def test_a_mention_arrives_as_a_mail(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    work()
    [caught] = catcher.to("bob@corp.example")
    assert caught.mail["Subject"] == "[Secret plans] Plan A"
    assert "Ann Author mentioned you" in caught.part("plain")
    assert "what do you think" in caught.part("plain")
    assert "what do you think" in caught.part("html")
    assert "https://foyer.corp.example/comments/" in caught.part("plain")
    work(hours=2)
    assert len(catcher.caught) == 1


def test_what_is_taken_back_at_once_is_not_mailed(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    remove_post(actor(ann), post)
    db.commit()
    work()
    assert catcher.caught == []
    assert "waiting" not in states()


def test_what_was_read_in_the_portal_is_not_mailed(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    mark_read_about(actor(bob), Ref("post", post.id))
    db.commit()
    work()
    assert catcher.caught == []


def test_who_has_left_the_group_by_then_gets_nothing(catcher: Catcher, scene) -> None:
    from portal.groups import Membership

    ann, bob, group, post = scene
    mention(ann, bob, post)
    catcher.faults = ["greylist"]
    work()
    db.session.delete(db.session.get(Membership, (group.id, bob.id)))
    db.session.get(type(bob), bob.id).keys_version += 1
    db.commit()
    work(minutes=10)
    assert catcher.caught == []
    assert states() == ["dropped"]


def test_a_closed_account_gets_nothing(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    catcher.faults = ["greylist"]
    work()
    db.session.get(type(bob), bob.id).is_active = False
    db.commit()
    work(minutes=10)
    assert catcher.caught == []


def test_a_mail_of_the_same_thread_answers_the_one_before(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    work()
    mention(ann, bob, post, "and now")
    work()
    first, second = [caught.mail for caught in catcher.to("bob@corp.example")]
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split() == [first["References"], first["Message-ID"]]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["List-Id"] == second["List-Id"]
    assert "Secret plans" in first["List-Id"]


def test_every_header_that_servers_and_programs_want_is_there(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    work()
    [caught] = catcher.to("bob@corp.example")
    headers = caught.mail
    assert headers["List-Unsubscribe"].startswith("<https://foyer.corp.example/mail/stop/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Precedence"] == "list"
    assert headers["Reply-To"].addresses[0].addr_spec.endswith("@in.corp.example")
    assert caught.sender.startswith("foyer+b.")
    assert headers["From"].addresses[0].addr_spec == "foyer@corp.example"
    assert headers["From"].addresses[0].display_name == "Ann Author · Foyer"
    assert b"\r\n" in caught.content
    assert all(len(line) <= 998 for line in caught.content.split(b"\r\n"))


def test_mails_speak_the_readers_language_in_the_readers_time_zone(catcher: Catcher, scene) -> None:
    ann, _, group, post = scene
    joerg = make_user("Jörg Müßig", email="joerg@corp.example", language="de")
    add_member(group, joerg)
    db.session.add(Setting(user_id=joerg.id, time_zone="Pacific/Auckland", windows=[]))
    db.commit()
    mention(ann, joerg, post)
    clock.freeze(clock.now().replace(year=2027, month=1, day=4, hour=20, minute=0))
    db.session.execute(update(Notice).values(at=clock.now()))
    work()
    [caught] = catcher.to("joerg@corp.example")
    assert "hat dich in einem Kommentar" in caught.part("plain")
    assert "Solche Mails abbestellen" in caught.part("plain")
    assert "5. Januar 2027, 09:00" in caught.part("html")
    assert caught.mail["To"].addresses[0].display_name == "Jörg Müßig"
    assert caught.mail["Content-Language"] == "de"


def test_many_mails_go_through_one_connection(catcher: Catcher, scene) -> None:
    ann, _, group, post = scene
    people = [make_user(f"Person {n}", email=f"p{n}@corp.example") for n in range(30)]
    for person in people:
        add_member(group, person)
    make_comment(Ref("post", post.id), ann, " ".join(f"@{person.slug}" for person in people))
    work()
    assert len(catcher.caught) == 30
    assert len({caught.connection for caught in catcher.caught}) == 1


def test_greylisting_delays_and_loses_nothing(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    catcher.faults = ["greylist", "greylist"]
    work()
    assert (catcher.caught, states()) == ([], ["waiting"])
    work(seconds=60)
    assert catcher.faults == ["greylist"], "it is not asked again at once"
    work(seconds=90)
    work(minutes=5)
    assert len(catcher.caught) == 1
    assert states() == ["sent"]


def test_a_server_that_is_down_delays_and_loses_nothing(catcher: Catcher, scene, configured) -> None:
    ann, bob, _, post = scene
    address = mail.settings().smtp
    configured(smtp="smtp://127.0.0.1:1")
    for n in range(3):
        mention(ann, bob, post, f"number {n}")
        work()
    assert states() == ["waiting"] * 3
    configured(smtp=address)
    work(seconds=60)
    work(seconds=60)
    assert len(catcher.caught) == 3
    assert len({caught.mail["Message-ID"] for caught in catcher.caught}) == 3


@pytest.mark.parametrize(("fault", "copies"), [("drop", 1), ("lost", 2)])
def test_a_connection_that_breaks_in_the_middle_costs_one_mail_a_delay(catcher: Catcher, scene, fault, copies) -> None:
    ann, bob, group, post = scene
    carl = make_user("Carl", email="carl@corp.example")
    add_member(group, carl)
    make_comment(Ref("post", post.id), ann, f"@{bob.slug} @{carl.slug}?")
    catcher.faults = [fault]
    work()
    assert len(catcher.to("carl@corp.example")) == 1, "the next one goes at once, through a new connection"
    work(minutes=3)
    mails = catcher.to("bob@corp.example")
    assert len(mails) == copies
    assert len({caught.mail["Message-ID"] for caught in mails}) == 1


def test_a_slow_server_gets_each_mail_once(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    catcher.faults = ["slow"]
    work()
    work(minutes=30)
    assert len(catcher.caught) == 1


def test_a_mail_that_cannot_be_written_stops_no_other(catcher: Catcher, scene) -> None:
    ann, bob, group, post = scene
    carl = make_user("Carl", email="carl@corp.example")
    add_member(group, carl)
    make_comment(Ref("post", post.id), ann, f"@{bob.slug} @{carl.slug}?")
    db.session.execute(update(Notice).where(Notice.user_id == bob.id).values(notice="mail/there_is_none.html"))
    db.commit()
    work()
    assert len(catcher.to("carl@corp.example")) == 1
    assert sorted(states()) == ["failed", "sent"]


def test_a_worker_that_dies_with_mails_in_hand_leaves_them_to_the_next(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    clock.freeze(clock.now() + timedelta(seconds=30))
    jobs.run_all(limit=1)
    assert len(sending.claim(50)) == 1
    work()
    assert catcher.caught == []
    work(minutes=11)
    assert len(catcher.caught) == 1


def test_what_was_sent_while_the_database_was_away_is_not_sent_again(catcher: Catcher, scene, during_sending) -> None:
    ann, bob, _, post = scene
    mention(ann, bob, post)
    lost = [OperationalError("UPDATE", {}, Exception("server closed the connection")) for _ in range(3)]

    def away(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "sent_at=" in statement and lost:
            raise lost.pop()

    during_sending("before_cursor_execute", away)
    work()
    work(hours=2)
    assert (len(catcher.caught), states(), lost) == (1, ["sent"], [])


@pytest.fixture
def during_sending(monkeypatch):
    """Listens at the database for the time of a test, and has nobody wait long for it."""
    monkeypatch.setattr(sending, "_LOOK_AGAIN", 0.01)
    listening: list[tuple] = []

    def listen(name: str, listener) -> None:
        event.listen(db.engine(), name, listener)
        listening.append((db.engine(), name, listener))

    yield listen
    for each in listening:
        event.remove(*each)


def test_three_refusals_for_good_switch_mail_off_and_the_portal_says_so(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    catcher.unknown = {"bob@corp.example"}
    for n in range(4):
        mention(ann, bob, post, f"number {n}")
        work()
    assert states() == ["failed"] * 3
    assert db.session.scalar(select(Setting.paused_at).where(Setting.user_id == bob.id)) is not None
    said = [entry.template for entry in notices(actor(bob)).items]
    assert "mail/_paused_notice.html" in said


def test_a_refusal_for_now_is_no_bounce(catcher: Catcher, scene) -> None:
    ann, bob, _, post = scene
    catcher.faults = ["greylist"] * 3
    mention(ann, bob, post)
    for _ in range(5):
        work(minutes=30)
    assert db.session.query(Bounce).count() == 0
    assert len(catcher.caught) == 1


def test_trying_again_sends_a_mail_and_begins_to_count_anew(catcher: Catcher, scene, as_) -> None:
    ann, bob, _, post = scene
    catcher.unknown = {"bob@corp.example"}
    for n in range(3):
        mention(ann, bob, post, f"number {n}")
        work()
    catcher.unknown = set()
    page = as_(bob).get("/notifications/mail").get_data(as_text=True)
    assert "came back several times" in page
    as_(bob).post("/notifications/mail/trial")
    work()
    assert [caught.mail["Subject"] for caught in catcher.to("bob@corp.example")] == ["Mail works"]
    assert db.session.query(Bounce).count() == 0


def test_a_sparing_company_says_only_that_there_is_something(catcher: Catcher, scene, configured) -> None:
    ann, bob, _, post = scene
    configured(mail_content="sparing")
    mention(ann, bob, post, "tell nobody")
    work()
    [caught] = catcher.to("bob@corp.example")
    whole = str(caught.mail) + caught.part("plain") + caught.part("html")
    for word in ("Plan", "plan", "Secret", "Ann", "tell nobody", "comments/"):
        assert word not in whole.replace("explan", ""), word
    assert "There is 1 new notification for you." in caught.part("plain")


def test_a_title_cannot_bring_headers_along(catcher: Catcher, scene) -> None:
    ann, bob, _, _ = scene
    post = make_post(ann, title="Plan")
    post.title = "Plan\r\nBcc: everybody@corp.example\r\n\r\n<script>alert(1)</script>\u2028X-Evil: 1"
    bob.name = 'Bob "\r\nX-Evil: yes'
    db.commit()
    mention(ann, bob, post)
    work()
    [caught] = catcher.to("bob@corp.example")
    assert caught.mail["Bcc"] is caught.mail["X-Evil"] is None
    assert "Bcc: everybody" in caught.mail["Subject"]
    assert "<script>" not in caught.part("html")


def test_the_company_server_is_spoken_to_encrypted_and_with_a_password(tmp_path, configured, app) -> None:
    bob = make_user("Bob", email="bob@corp.example")
    pem = certificate(tmp_path)
    from portal.mail.actions import send_test

    with running(Catcher(), pem) as server:
        configured(
            smtp=f"smtp://{USER}:{PASSWORD}@localhost:{server.port}", smtp_ca=str(pem), mail_from="f@corp.example"
        )
        send_test(actor(bob))
        db.commit()
        work()
        [caught] = server.caught
        assert (caught.encrypted, caught.user) == (True, USER)
        configured(smtp=f"smtp://{USER}:wrong@localhost:{server.port}")
        with pytest.raises(mail.Unreachable, match="535"), mail.courier():
            pass
        configured(smtp=f"smtp://{USER}:{PASSWORD}@localhost:{server.port}", smtp_ca="")
        with pytest.raises(mail.Unreachable, match=r"(?i)certificate"), mail.courier():
            pass


def test_without_a_server_mails_are_files_that_any_mail_program_opens(configured, app) -> None:
    bob = make_user("Bob", email="bob@corp.example")
    from portal.mail.actions import send_test

    configured(smtp="smtp://mail.company.example:587", data=app.settings.data / "alone")
    send_test(actor(bob))
    db.commit()
    work()
    [file] = mail.outbox().iterdir()
    assert b"To: Bob <bob@corp.example>" in file.read_bytes(), "a demo sends nothing to a company's server"


def test_production_without_a_server_makes_no_mails(configured, app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob", email="bob@corp.example")
    configured(env="production", smtp="")
    mention(ann, bob, make_post(ann, title="Plan"))
    work()
    assert states() == []
