"""The page for those who look after mail: figures, the server's own words explained, addresses switched on again."""

import html
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal.audit import entries_about
from portal.core import clock, db, jobs
from portal.core.subjects import Ref
from portal.mail import bounces, overview
from portal.mail.explaining import explain
from portal.mail.models import Bounce, Message, Setting
from portal.mail.preparing import add_settings, send_to
from tests.counterparts.mail_catcher import Catcher
from tests.factories import actor, make_user
from tests.mail.conftest import work


@pytest.fixture
def admin(configured):
    """Who looks after mail."""
    return make_user("Ida Admin", roles=("it-admin",), email="ida@corp.example")


@pytest.fixture
def look(admin, as_):
    """Gives the page's words."""

    def words(path: str = "/admin/mail") -> str:
        return html.unescape(as_(admin).get(path).get_data(as_text=True))

    return words


@pytest.fixture
def silent(configured):
    """Somebody whose mails came back until none were sent."""
    bob = make_user("Bob Bounced", email="bob@corp.example")
    add_settings()
    for _ in range(bounces.MOST):
        send_to(bob.id, "test", [])
    for number in db.session.scalars(select(Message.id)).all():
        bounces.note(number, "550 5.1.1 there is nobody of that name")
    db.commit()
    return bob


def paused(user) -> bool:
    db.session.expire_all()
    return db.session.scalar(select(Setting.paused_at).where(Setting.user_id == user.id)) is not None


@pytest.mark.parametrize("role", ["community-manager", "hr-admin"])
def test_nobody_else_sees_or_does_any_of_it(silent, as_, role: str) -> None:
    browser = as_(make_user("Carla", roles=(role,), email="carla@corp.example"))
    assert browser.get("/admin/mail").status_code == 403
    assert browser.post("/admin/mail/trial").status_code == 403
    assert browser.delete(f"/admin/mail/pauses/{silent.id}").status_code == 403
    assert paused(silent)


def test_the_test_mail_takes_the_way_of_all_and_its_end_is_shown(admin, look, as_, catcher: Catcher) -> None:
    assert "Nothing has been sent yet." in look()
    assert as_(admin).post("/admin/mail/trial").location == "/admin/mail"
    assert 'hx-trigger="load delay:2s"' in look()
    jobs.run_all()
    assert [mail.recipient for mail in catcher.caught] == ["ida@corp.example"], "at once, not at the next look"
    assert "The mail server has taken the test mail" in look()
    page = look()
    assert "load delay:2s" not in page
    assert "Mail is being sent." in page
    assert f"127.0.0.1:{catcher.port}" in page


def test_what_the_server_says_is_shown_in_its_words_and_in_ours(admin, look, as_, catcher: Catcher) -> None:
    catcher.unknown.add("ida@corp.example")
    as_(admin).post("/admin/mail/trial")
    jobs.run_all()
    shown = look()
    assert "was refused" in shown
    assert "The server knows nobody with this address." in shown
    assert "550 5.1.1 there is nobody of that name" in shown
    page = look()
    assert "Why mails were refused" in page
    assert "1 mail ·" in page


def test_a_server_that_is_away_is_told_of_when_mails_have_waited_long(admin, look, as_, configured) -> None:
    configured(smtp="smtp://127.0.0.1:1", mail_from="Foyer <foyer@corp.example>")
    as_(admin).post("/admin/mail/trial")
    jobs.run_all()
    shown = look()
    assert "did not get through; it is tried again" in shown
    assert "Nobody answers at this address." in shown
    assert "Connection refused" in shown
    assert "Mails have been waiting since" not in look()
    work(hours=2)
    page = look()
    assert "Mails have been waiting since" in page
    assert "1 was tried in vain" in page


def test_an_address_is_switched_on_again_and_that_is_written_down(admin, look, as_, silent) -> None:
    page = look()
    assert "Bob Bounced" in page
    assert "bob@corp.example · 3 came back" in page
    for _ in range(2):
        assert as_(admin).delete(f"/admin/mail/pauses/{silent.id}").status_code == 303
    assert not paused(silent)
    assert db.session.scalars(select(Bounce)).all() == [], "counting begins anew"
    events = [entry.event for entry in entries_about(Ref("person", silent.id)).items]
    assert events.count("MailSwitchedOn") == 1
    assert "Every address gets its mail." in look()
    assert as_(admin).delete("/admin/mail/pauses/999999").status_code == 404


def test_more_addresses_than_fit_are_on_further_pages(look) -> None:
    for n in range(31):
        make_user(f"Person {n:02}", email=f"p{n}@corp.example")
    add_settings()
    for n, setting in enumerate(db.session.scalars(select(Setting).order_by(Setting.user_id))):
        setting.paused_at = clock.now() - timedelta(minutes=n)
    db.commit()
    first = look()
    assert first.count("Send again") == 30
    following = first.split('href="/admin/mail?after=')[1].split('"')[0]
    assert 0 < look(f"/admin/mail?after={following}").count("Send again") < 30


def test_somebody_without_an_address_reads_so(as_, configured) -> None:
    browser = as_(make_user("Ida", roles=("it-admin",), email=None))
    answer = browser.post("/admin/mail/trial")
    assert answer.status_code == 422
    assert "The portal knows no mail address of yours." in answer.get_data(as_text=True)


def test_the_password_of_the_server_is_on_no_page(look, configured) -> None:
    configured(smtp="smtps://portal:smtp-secret@localhost", mail_replies="foyer@in.corp.example")
    page = look()
    assert "localhost:465 · encrypted from the start" in page
    assert "smtp-secret" not in page


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("[Errno 111] Connection refused", "Nobody answers"),
        ("[Errno -2] Name or service not known", "no server of this name"),
        ("timed out", "not answer in time"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate", "not trusted"),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "encryption does not fit"),
        ("mail.corp.example offers no encryption (STARTTLS)", "offers no encryption"),
        ("535 5.7.8 Error: authentication failed", "user or the password"),
        ("550 5.7.1 Sender address rejected: not owned by user", "with this sender"),
        ("554 5.7.1 Relay access denied", "with this sender"),
        ("550 5.1.1 no such user", "knows nobody"),
        ("552 5.3.4 Message size exceeds fixed limit", "too large"),
        ("451 4.7.1 Greylisted", "asks to wait"),
        ("554 no", "for good"),
        ("Connection unexpectedly closed", "hung up"),
        ("something new", ""),
    ],
)
def test_each_answer_of_a_server_is_explained(app, answer: str, meaning: str) -> None:
    assert meaning in explain(answer)
    assert bool(explain(answer)) == bool(meaning)


def test_the_page_looks_at_no_mail_that_it_does_not_tell_of(app, admin, statements) -> None:
    looker = actor(admin)
    with statements() as said:
        overview.standing(looker)
        overview.answers(looker)
    if db.dialect() == "sqlite":
        standing, answers = (_plan(one, state) for one, state in zip(said, ("waiting", "failed"), strict=True))
        assert "SCAN mail_message" not in standing
        assert any("ix_mail_message_failed" in line for line in answers)


def _plan(statement: str, state: str) -> list[str]:
    asked = statement.replace("state = ?", f"state = '{state}'").replace("?", "1")
    return [row.detail for row in db.session.execute(text("EXPLAIN QUERY PLAN " + asked))]
