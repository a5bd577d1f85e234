"""What a browser needs to install the portal, and which pages carry the mark that lets a device keep them."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from portal.core.web import Portal
from portal.offline.icons import colour
from portal.offline.paths import may_be_kept
from tests.browser_client import Browser
from tests.factories import make_user
from tests.posts.factories import make_post

As = Callable[..., Browser]


@pytest.mark.parametrize(("language", "word"), [("de", "Neuer Beitrag"), ("en", "New post")])
def test_the_manifest_speaks_the_reader_s_language(client: FlaskClient, language: str, word: str) -> None:
    told = json.loads(client.get(f"/manifest.webmanifest?lang={language}").data)
    assert told["lang"] == language
    assert told["shortcuts"][0] == {"name": word, "url": "/posts/new", "icons": told["shortcuts"][0]["icons"]}
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} >= {("192x192", "any"), ("512x512", "maskable")}


def test_every_icon_of_the_manifest_is_a_picture_of_its_size(client: FlaskClient) -> None:
    for icon in json.loads(client.get("/manifest.webmanifest").data)["icons"]:
        picture = Image.open(BytesIO(client.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        corner = picture.convert("RGBA").getpixel((0, 0))
        assert (corner[3] == 255) == (icon["purpose"] == "maskable")
    assert client.get("/icons/icon-511.png").status_code == 404


def test_the_brand_s_colour_is_the_style_sheet_s() -> None:
    assert colour(262, 1, 0) == "#ffffff"
    assert colour(29.2, 0.628, 0.2577) in ("#ff0000", "#fe0000", "#ff0001")


def test_the_worker_is_fresh_whenever_a_file_changes(client: FlaskClient, app: Portal) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    assert app.assets.url("app.css") in answer.text
    assert "eval(" not in answer.text


def test_the_page_without_a_connection_is_open_to_nobody_in_particular(client: FlaskClient) -> None:
    answer = client.get("/offline?lang=de")
    assert "Ohne Verbindung" in answer.text
    assert "csrf" not in answer.text
    assert "Set-Cookie" not in answer.headers


KEPT = ["/home", "/groups", "/groups/lauftreff", "/groups/lauftreff/about", "/posts/12-canteen", "/posts/new"]
KEPT += ["/questions", "/questions/new", "/questions/12-which-train"]
NOT_KEPT = [
    "/settings", "/me", "/me/privacy", "/admin", "/admin/sync", "/anonymous", "/anonymous/inbox", "/adoption",
    "/moderation", "/people", "/people/ann", "/notifications", "/drafts", "/search", "/groups/new", "/posts/12/edit",
    "/questions/12/edit", "/questions/answers/3", "/questions/12/closing", "/questions/invitations",
    "/groups/lauftreff/settings", "/groups/lauftreff/members", "/groups/lauftreff/requests", "/login", "/files/3/x",
]  # fmt: skip


def test_only_these_pages_may_be_kept() -> None:
    assert [path for path in KEPT if not may_be_kept(path)] == []
    assert [path for path in NOT_KEPT if may_be_kept(path)] == []


def test_the_mark_names_the_reader_and_only_pages_that_may_be_kept_carry_it(as_: As, client: FlaskClient) -> None:
    ann = make_user("Ann Probst")
    post = make_post(ann, title="Canteen")
    browser = as_(ann)
    assert browser.get(f"/posts/{post.id}-canteen").headers["Foyer-Keep"] == f"{ann.id};en"
    for path in ("/settings", "/people", "/notifications", f"/posts/{post.id}/edit", "/groups/new"):
        assert "Foyer-Keep" not in browser.get(path).headers
    assert "Foyer-Keep" not in browser.get("/posts/999999").headers
    assert "Foyer-Keep" not in client.get("/home", follow_redirects=True).headers


def test_every_page_of_the_portal_that_is_marked_is_on_the_list(app: Portal, as_: As) -> None:
    browser = as_(make_user("Ann Probst"))
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments and not rule.rule.startswith("/socket.io"):
            marked = "Foyer-Keep" in browser.get(rule.rule).headers
            assert not marked or rule.rule in (*KEPT, "/posts/places"), rule.rule


def test_the_worker_learns_who_is_there_and_nobody_else_does(as_: As, client: FlaskClient) -> None:
    ann = make_user("Ann Probst")
    answer = as_(ann).get("/offline/session")
    assert answer.json["user"] == str(ann.id)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/offline/session", headers={"Accept": "application/json"}).status_code == 401
