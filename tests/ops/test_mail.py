"""`foyer mail` and what `foyer check-setup` says of mail: every fault in plain words, against real servers."""

import json
import smtplib
from pathlib import Path

import pytest

from tests.counterparts.lifetime import free_port, wait_until
from tests.counterparts.mail_catcher import Catcher, running
from tests.ops.installation import Installation

pytestmark = pytest.mark.counterpart


def findings(installation: Installation) -> dict[str, dict[str, str]]:
    done = installation.foyer("check-setup", "--json")
    assert "Traceback" not in done.stderr
    return {found["what"]: found for found in json.loads(done.stdout)}


def test_a_test_mail_arrives_or_the_servers_answer_is_told(tmp_path: Path) -> None:
    with running(Catcher()) as catcher:
        settings = {"smtp": f"smtp://127.0.0.1:{catcher.port}", "mail_from": "Foyer <foyer@corp.example>"}
        installation = Installation(tmp_path, **settings)
        done = installation.foyer("mail", "test", "ann@corp.example")
        assert "has taken a mail" in done.stdout
        assert catcher.to("ann@corp.example")[0].mail["Subject"] == "Foyer: mail works"
        catcher.unknown = {"bob@corp.example"}
        done = installation.foyer("mail", "test", "bob@corp.example")
        assert (done.returncode, "there is nobody of that name" in done.stderr) == (1, True)
        assert findings(installation)["mail"]["state"] == "ok"
    done = installation.foyer("mail", "test", "ann@corp.example")
    assert "refuses" in done.stderr
    found = findings(installation)["mail"]
    assert (found["state"], "refused" in found["says"]) == ("fault", True)
    assert "foyer mail test" in found["remedy"]


def test_a_demo_keeps_mails_as_files(tmp_path: Path) -> None:
    installation = Installation(tmp_path, env="demo", smtp="smtp://mail.company.example:587")
    assert "Nothing leaves this machine" in installation.foyer("mail", "test", "ann@corp.example").stdout
    assert len(list((tmp_path / "outbox").iterdir())) == 1
    assert "sends nothing outwards" in findings(installation)["mail"]["says"]


def test_production_needs_a_sender_and_is_told_when_nobody_takes_answers_in(tmp_path: Path) -> None:
    settings = {"smtp": "smtp://127.0.0.1:1", "mail_replies": "not an address", "imap": "mail.example"}
    installation = Installation(tmp_path, env="production", **settings)
    said = installation.foyer("mail", "test", "a@b.example").stderr
    for name in ("FOYER_MAIL_FROM", "FOYER_MAIL_REPLIES", "FOYER_IMAP"):
        assert name in said
    installation = Installation(tmp_path, mail_replies="foyer@in.example")
    assert findings(installation)["replies by mail"]["state"] == "fault"
    assert "no host and port" in installation.foyer("mail", "listen").stderr


def test_the_door_takes_mails_in_until_it_is_told_to_stop(tmp_path: Path) -> None:
    port = free_port()
    installation = Installation(tmp_path, mail_listen=f"127.0.0.1:{port}", mail_replies="foyer@in.corp.example")
    assert installation.foyer("migrate").returncode == 0
    door = installation.start("mail", "listen")

    def is_open() -> bool:
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=2).quit()
        except OSError:
            return False
        return True

    try:
        wait_until(is_open, seconds=60, what="the door")
        with smtplib.SMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("x@y.example", ["foyer+r.1.post.1.0.aaaaaaaaaaaaaaaa@in.corp.example"], "hello")
    finally:
        door.terminate()
        said, _ = door.communicate(timeout=30)
    assert "Taking in mail" in said
    assert door.returncode == 0
