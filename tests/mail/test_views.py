"""The page of choices, and the link in every mail that ends it without signing in."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.subjects import Ref
from portal.mail.addresses import stop_token
from portal.mail.models import Choice, Setting
from tests.comments.factories import make_comment
from tests.counterparts.mail_catcher import Catcher
from tests.factories import make_user
from tests.mail.conftest import work
from tests.posts.factories import make_post

RHYTHM = {"digest": "daily", "digest_day": "0", "digest_time": "07:00", "time_zone": "", "hours": "always"}


@pytest.fixture
def bob(configured):
    """Somebody with an address."""
    return make_user("Bob", email="bob@corp.example")


def choice(user, kind: str) -> str | None:
    return db.session.scalar(select(Choice.choice).where(Choice.user_id == user.id, Choice.kind == kind))


def setting(user) -> Setting:
    db.session.expire_all()
    return db.session.scalars(select(Setting).where(Setting.user_id == user.id)).one()


def test_the_page_shows_the_presets(bob, as_) -> None:
    page = as_(bob).get("/notifications/mail").get_data(as_text=True)
    mention = page.split('name="kind-mention"')[1].split("</select>")[0]
    comment = page.split('name="kind-comment"')[1].split("</select>")[0]
    assert 'value="now" selected' in mention
    assert 'value="digest" selected' in comment
    assert "Mail goes to bob@corp.example." in page


def test_both_pages_of_settings_lead_to_each_other(bob, as_) -> None:
    for path, other in (("mail", "settings"), ("settings", "mail")):
        assert f'href="/notifications/{other}"' in as_(bob).get(f"/notifications/{path}").get_data(as_text=True)


def test_a_choice_is_kept_and_shown(bob, as_) -> None:
    browser = as_(bob)
    form = RHYTHM | {"kind-comment": "now", "kind-mention": "off", "digest": "weekly", "digest_day": "4"}
    form |= {"hours": "shifts", "weeks": "2", "this_week": "2", "time_zone": "Europe/Lisbon"}
    form |= {
        "days1": ["0", "1"],
        "from1": "06:00",
        "to1": "14:00",
        "days2": ["2", "3"],
        "from2": "22:00",
        "to2": "06:00",
    }
    assert browser.post("/notifications/mail", form).status_code == 303
    assert (choice(bob, "comment"), choice(bob, "mention")) == ("now", "off")
    kept = setting(bob)
    assert kept.windows == [{"days": [0, 1], "start": 360, "end": 840}, {"days": [2, 3], "start": 1320, "end": 360}]
    assert (kept.digest, kept.digest_day, kept.time_zone) == ("weekly", 4, "Europe/Lisbon")
    page = browser.get("/notifications/mail").get_data(as_text=True)
    assert 'value="shifts" checked' in page
    assert '<option value="2" selected>2</option>' in page.split('name="this_week"')[1]
    assert 'value="22:00"' in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"digest_time": "25:00"}, "This is not a time of day"),
        ({"digest_time": "noon"}, "This is not a time of day"),
        ({"time_zone": "Mars/Olympus"}, "There is no such time zone"),
        ({"hours": "hours", "from1": "06:00", "to1": "14:00"}, "Choose at least one day"),
        ({"hours": "hours", "days1": ["0"], "from1": "x", "to1": "14:00"}, "This is not a time of day"),
        ({"digest": "hourly"}, "Choose one of the options"),
        ({"digest_day": "9"}, "This number is too large"),
        ({"days1": ["0", "7"]}, "This number is too large"),
        ({"weeks": "99"}, "This number is too large"),
    ],
)
def test_bad_input_is_told_at_the_field_and_what_was_typed_stays(bob, as_, wrong, sentence) -> None:
    answer = as_(bob).post("/notifications/mail", RHYTHM | {"kind-comment": "now"} | wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="now" selected' in page.split('name="kind-comment"')[1].split("</select>")[0]
    assert choice(bob, "comment") is None


def test_an_unknown_kind_or_choice_changes_nothing(bob, as_) -> None:
    as_(bob).post("/notifications/mail", RHYTHM | {"kind-nothing": "now", "kind-comment": "always"})
    assert db.session.query(Choice).count() == 0


def test_one_click_ends_mails_without_a_cookie_or_token(bob, client) -> None:
    url = f"/mail/stop/{stop_token(bob.id, 'mention')}"
    answer = client.post(url, data="List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert choice(bob, "mention") == "off"
    assert (
        client.post(url, data={"List-Unsubscribe": "One-Click"}, content_type="multipart/form-data").status_code == 200
    )


def test_looking_at_the_link_changes_nothing(bob, client) -> None:
    url = f"/mail/stop/{stop_token(bob.id, 'mention')}"
    assert "Stop these mails" in client.get(url).get_data(as_text=True)
    assert client.head(url).status_code == 200
    assert choice(bob, "mention") is None


def test_the_overview_is_ended_and_taken_back(bob, client) -> None:
    token = stop_token(bob.id, "digest")
    assert "You get no more overview." in client.post(f"/mail/stop/{token}").get_data(as_text=True)
    assert (setting(bob).digest, setting(bob).next_digest_at) == ("off", None)
    assert "You get these mails again." in client.post(f"/mail/start/{token}").get_data(as_text=True)
    assert setting(bob).digest == "daily"
    assert setting(bob).next_digest_at is not None


def test_the_page_speaks_the_language_of_the_person(bob, client) -> None:
    bob.language = "de"
    db.commit()
    page = client.get(f"/mail/stop/{stop_token(bob.id, 'mention')}", headers={"Accept-Language": "en"})
    assert "Diese Mails abbestellen" in page.get_data(as_text=True)


@pytest.mark.parametrize("spoil", ["x", "", ".", "1.mention.aaaaaaaaaaaaaaaa", "ä.ö.ü", "9" * 500])
def test_a_link_that_was_not_made_here_leads_nowhere(bob, client, spoil) -> None:
    for address in (f"/mail/stop/{spoil}", f"/mail/start/{spoil}"):
        assert client.post(address).status_code in (404, 405)


def test_a_link_for_somebody_else_cannot_be_made_from_ones_own(bob, client) -> None:
    ann = make_user("Ann")
    token = stop_token(bob.id, "mention")
    forged = token.replace(token.split(".")[0], format(ann.id, "x"), 1)
    assert client.post(f"/mail/stop/{forged}").status_code == 404
    assert client.post(f"/mail/stop/{token.replace('mention', 'comment')}").status_code == 404


def test_a_link_of_a_closed_account_leads_nowhere(bob, client) -> None:
    bob.is_active = False
    db.commit()
    assert client.post(f"/mail/stop/{stop_token(bob.id, 'mention')}").status_code == 404


def test_the_link_of_a_mail_works_and_then_there_are_no_more(catcher: Catcher, client) -> None:
    ann, bob = make_user("Ann", email="a@corp.example"), make_user("Bob", email="bob@corp.example")
    post = make_post(ann, title="Canteen")
    make_comment(Ref("post", post.id), ann, f"@{bob.slug}?")
    work()
    [caught] = catcher.caught
    url = caught.mail["List-Unsubscribe"].strip("<>").removeprefix("https://foyer.corp.example")
    assert url in caught.part("plain")
    assert client.post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    make_comment(Ref("post", post.id), ann, f"@{bob.slug} again?")
    work(days=2)
    assert len(catcher.caught) == 1


def test_a_test_mail_needs_an_address(configured, as_) -> None:
    answer = as_(make_user("Ann", email=None)).post("/notifications/mail/trial")
    assert answer.status_code == 422
    assert "knows no mail address of yours" in answer.get_data(as_text=True)


def test_a_portal_without_mail_says_so(bob, as_, configured) -> None:
    configured(env="production", smtp="")
    assert "This portal sends no mail." in as_(bob).get("/notifications/mail").get_data(as_text=True)
