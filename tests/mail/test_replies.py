"""Answers by mail become comments of the one person whom their address was made for, and of nobody else."""

import time
from email.message import EmailMessage
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from portal.attachments import Attachment
from portal.comments import Comment
from portal.core import db
from portal.core.subjects import Ref
from portal.mail.intake import take
from portal.mail.models import Message
from portal.posts import remove_post
from tests.comments.factories import make_comment
from tests.counterparts.mail_catcher import Catcher
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group
from tests.mail.conftest import work
from tests.mail.mails import reply
from tests.posts.factories import make_post


@pytest.fixture
def scene(configured):
    """Ann's post in a hidden group that Bob is in; mails for replies are taken in."""
    configured(mail_replies="foyer@in.corp.example", mail_from="Foyer <foyer@corp.example>")
    ann, bob = make_user("Ann", email="ann@corp.example"), make_user("Bob", email="Bob@corp.example")
    group = make_group("Secret plans", visibility="hidden", owner=ann)
    add_member(group, bob)
    return ann, bob, make_post(ann, group.key, title="Plan A")


def bodies(post) -> list[str]:
    return list(db.session.scalars(select(Comment.body).where(Comment.subject_id == post.id).order_by(Comment.id)))


def about(post) -> Ref:
    return Ref("post", post.id)


def returned() -> list[dict]:
    return [item for m in db.session.scalars(select(Message).where(Message.kind == "returned")) for item in m.items]


def test_an_answer_is_posted_without_what_it_quotes(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), "Gute Idee!\n\nIch mache mit.\n\n-- \nBob Brand\nInstandhaltung\n")
    assert take(content, address, "bob@corp.example") == "posted"
    assert bodies(post) == ["Gute Idee!\n\nIch mache mit."]
    assert db.session.scalars(select(Comment.author_id)).all() == [bob.id]


def test_the_address_survives_a_server_that_writes_it_in_capitals(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post))
    assert len(address.partition("@")[0]) <= 64
    assert take(content, address.upper(), "x@y") == "posted"


def test_the_same_mail_twice_is_one_comment(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post))
    assert [take(content, address, "x@y") for _ in range(3)] == ["posted"] * 3
    assert len(bodies(post)) == 1


def test_an_answer_to_a_comment_stands_below_it(scene) -> None:
    ann, bob, post = scene
    comment = make_comment(about(post), ann, "What do you think?")
    content, address = reply(bob, about(post), comment_id=comment.id)
    take(content, address, "x@y")
    assert db.session.scalar(select(Comment.parent_id).where(Comment.author_id == bob.id)) == comment.id


@pytest.mark.parametrize(
    "changed",
    [
        {"From": "Mallory <mallory@corp.example>"},
        {"From": "Bob <bob@corp.example>, Mallory <mallory@corp.example>"},
        {"From": '"bob@corp.example" <mallory@evil.example>'},
        {"From": "=?utf-8?q?bob=40corp.example?= <m@evil.example>"},
        {"From": "bob@corp.example.evil.example"},
        {"From": ""},
    ],
)
def test_a_stranger_is_refused(scene, changed) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), **changed)
    assert take(content, address, "bob@corp.example") == "refused"
    assert bodies(post) == []


def test_two_senders_are_none(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post))
    assert take(b"From: mallory@evil.example\n" + content, address, "x@y") == "refused"


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Authentication_Results": "mx.corp.example; dmarc=pass header.from=corp.example"}, "posted"),
        ({"Authentication_Results": "mx.corp.example; dmarc=fail header.from=corp.example"}, "refused"),
        ({"Authentication_Results": "mx.evil.example; dmarc=pass"}, "refused"),
        ({}, "refused"),
    ],
)
def test_a_forged_sender_is_refused_where_the_own_server_checks_senders(scene, configured, headers, outcome) -> None:
    _, bob, post = scene
    configured(mail_authserv="mx.corp.example")
    content, address = reply(bob, about(post), **headers)
    assert take(content, address, "bob@corp.example") == outcome


def test_the_topmost_result_of_the_own_server_counts(scene, configured) -> None:
    _, bob, post = scene
    configured(mail_authserv="mx.corp.example")
    content, address = reply(bob, about(post), Authentication_Results="mx.corp.example; dmarc=pass")
    real = b"Authentication-Results: mx.corp.example; dmarc=fail\n"
    assert take(real + content, address, "bob@corp.example") == "refused"


@pytest.mark.parametrize(
    "spoil", [("+r.", "+r.1"), (".post.", ".group."), ("in.corp", "in.evil"), ("foyer+", "other+")]
)
def test_an_address_that_was_not_made_here_is_unknown(scene, spoil) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post))
    assert take(content, address.replace(*spoil), "x@y") == "unknown"
    assert take(content, "foyer@in.corp.example", "x@y") == "unknown"


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ({"Auto_Submitted": "auto-replied"}, "bob@corp.example"),
        ({"Auto_Submitted": "auto-generated (vacation)"}, "bob@corp.example"),
        ({"Precedence": "bulk"}, "bob@corp.example"),
        ({"Precedence": "auto_reply"}, "bob@corp.example"),
        ({"X_Autoreply": "yes"}, "bob@corp.example"),
        ({"X_Loop": "foyer@corp.example"}, "bob@corp.example"),
        ({}, ""),
        ({}, "<>"),
    ],
)
def test_machines_and_loops_are_not_listened_to(scene, headers, sender) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), **headers)
    assert take(content, address, sender) == "ignored"
    assert bodies(post) == returned() == []


def test_a_mail_of_the_portal_itself_goes_round_in_no_circle(catcher: Catcher) -> None:
    ann, bob = make_user("Ann", email="ann@corp.example"), make_user("Bob", email="bob@corp.example")
    post = make_post(ann, title="Canteen")
    make_comment(about(post), ann, f"@{bob.slug}?")
    work()
    [caught] = catcher.to("bob@corp.example")
    address = caught.mail["Reply-To"].addresses[0].addr_spec
    assert take(caught.content, address, "foyer@corp.example") == "ignored"
    assert (
        take(caught.content.replace(b"Auto-Submitted", b"X-Was").replace(b"X-Loop", b"X-W"), address, "x@y")
        == "ignored"
    )


def test_who_has_left_the_group_gets_the_answer_back(scene) -> None:
    from portal.groups import Membership

    _, bob, post = scene
    content, address = reply(bob, about(post), "My secret thought")
    db.session.delete(db.session.get(Membership, (int(post.audience[6:]), bob.id)))
    db.session.get(type(bob), bob.id).keys_version += 1
    db.commit()
    assert take(content, address, "x@y") == "returned"
    [item] = returned()
    assert item["text"] == "My secret thought"
    assert "no longer" in item["reason"]
    assert item["url"] == "/home"


def test_a_removed_post_takes_no_answer_and_the_text_comes_back(scene) -> None:
    ann, bob, post = scene
    content, address = reply(bob, about(post), "Too late")
    remove_post(actor(ann), post)
    db.commit()
    assert take(content, address, "x@y") == "returned"
    assert returned()[0]["text"] == "Too late"


def test_who_has_left_the_company_is_a_stranger(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post))
    db.session.get(type(bob), bob.id).is_active = False
    db.commit()
    assert take(content, address, "x@y") == "refused"


def test_nothing_but_quotes_comes_back_with_the_reason(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), "")
    assert take(content, address, "x@y") == "returned"
    assert "nothing above" in returned()[0]["reason"]


def test_a_reply_that_came_back_arrives_with_its_text(catcher: Catcher) -> None:
    ann, bob = make_user("Ann", email="ann@corp.example"), make_user("Bob", email="bob@corp.example", language="de")
    post = make_post(ann, title="Canteen")
    content, address = reply(bob, about(post), "Zu spät")
    remove_post(actor(ann), post)
    db.commit()
    take(content, address, "x@y")
    work()
    [caught] = catcher.to("bob@corp.example")
    assert caught.mail["Subject"] == "Deine Antwort ist nicht erschienen"
    assert "Zu spät" in caught.part("plain")
    assert caught.mail["Reply-To"] is None


def test_not_more_than_ten_come_back_in_a_day(scene) -> None:
    _, bob, post = scene
    for n in range(15):
        content, address = reply(bob, about(post), "", Message_ID=f"<{n}@x>")
        take(content, address, "x@y")
    assert len(returned()) == 10


def test_a_flood_of_answers_is_held(scene) -> None:
    _, bob, post = scene
    outcomes = []
    for n in range(32):
        content, address = reply(bob, about(post), f"Number {n}", Message_ID=f"<{n}@x>")
        outcomes.append(take(content, address, "x@y"))
    assert outcomes.count("posted") == 30
    assert outcomes[-1] == "returned"


def _with_files(content: bytes, *files: tuple[str, bytes, str, str]) -> bytes:
    import email
    import email.policy

    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    for name, data, main, sub in files:
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def picture(size: int = 40) -> bytes:
    out = BytesIO()
    Image.new("RGB", (size, size), "teal").save(out, "PNG")
    return out.getvalue()


def test_files_are_kept_with_the_audience_of_the_thread(scene, as_) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), "See here")
    content = _with_files(
        content, ("Plan [1].png", picture(), "image", "png"), ("a.txt", b"words\n" * 9, "text", "plain")
    )
    assert take(content, address, "x@y") == "posted"
    files = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [(f.subject_kind, f.audience, f.mimetype) for f in files] == [
        ("comment", post.audience, "image/webp"),
        ("comment", post.audience, "text/plain"),
    ]
    [body] = bodies(post)
    assert body.startswith("See here\n\n![Plan 1 .webp]")
    page = as_(bob).get(f"/posts/{post.id}", follow_redirects=True).get_data(as_text=True)
    assert f'src="/files/{files[0].id}/' in page
    assert as_(make_user("Sam Stranger")).get(f"/files/{files[0].id}/x").status_code == 404


def test_files_of_an_answer_follow_the_thread_when_it_moves(scene) -> None:
    ann, bob, post = scene
    content, address = reply(bob, about(post), "See here")
    take(_with_files(content, ("a.png", picture(), "image", "png")), address, "x@y")
    remove_post(actor(ann), post)
    db.commit()
    assert db.session.scalars(select(Attachment.audience)).all() == ["nobody"]


def test_the_same_mail_with_a_file_twice_keeps_one_file(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post))
    content = _with_files(content, ("a.png", picture(), "image", "png"))
    assert [take(content, address, "x@y"), take(content, address, "x@y")] == ["posted", "posted"]
    assert len(db.session.scalars(select(Attachment.id)).all()) == len(bodies(post)) == 1


def test_a_file_that_is_not_taken_is_named_and_the_words_are_posted(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), "Run this")
    content = _with_files(content, ("virus.exe", b"MZ\x90" + bytes(2000), "application", "octet-stream"))
    assert take(content, address, "x@y") == "posted"
    assert bodies(post) == ["Run this"]
    [item] = returned()
    assert item["posted"]
    assert "virus.exe" in item["reason"]


def test_a_name_with_paths_and_markup_does_no_harm(scene) -> None:
    _, bob, post = scene
    content, address = reply(bob, about(post), "x")
    name = '../../etc/[a](javascript:alert(1))"><img onerror=x>\u202egnp.png'
    assert take(_with_files(content, (name, picture(), "image", "png")), address, "x@y") == "posted"
    html = db.session.scalars(select(Comment.html)).one()
    assert "javascript:" not in html
    assert "onerror=" not in html.replace("&", "").split("src")[0]


def test_ten_megabytes_of_quotes_are_cut_in_seconds(scene) -> None:
    _, bob, post = scene
    quotes = "\n\nAm Mo., 23. Nov. 2026 schrieb Foyer <f@x>:\n" + "> quoted again and again\n" * 430_000
    content, address = reply(bob, about(post), "Short.", quoted=quotes)
    assert len(content) > 10_000_000
    began = time.monotonic()
    assert take(content, address, "x@y") == "posted"
    assert time.monotonic() - began < 5
    assert bodies(post) == ["Short."]


def test_a_mail_of_html_alone_is_read(scene) -> None:
    _, bob, post = scene
    message = EmailMessage()
    _, address = reply(bob, about(post))
    message["From"], message["To"], message["Message-ID"] = bob.email, address, "<h@x>"
    message.set_content(
        "<div>Ja, <b>gern</b>!</div><ul><li>eins</li></ul><script>alert(1)</script>"
        '<div class="gmail_quote"><div>Am Mo schrieb Foyer &lt;f@x&gt;:<br></div><blockquote>quoted</blockquote></div>',
        subtype="html",
    )
    assert take(message.as_bytes(), address, "x@y") == "posted"
    assert bodies(post) == ["Ja, **gern**!\n\n- eins"]
