"""Atom feeds: the token in the address opens what its owner may read, no page, and can be revoked."""

import re
import xml.etree.ElementTree as ET

import pytest
from sqlalchemy import select

from portal.api.models import Token
from portal.core import db
from tests.api.factories import make_token
from tests.factories import make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def ann(app):
    return make_user("Ann Probst")


@pytest.fixture
def group(ann):
    group = make_group("Night shift", visibility="hidden")
    add_member(group, ann)
    return group


@pytest.fixture
def addresses(ann, group, as_) -> list[str]:
    page = as_(ann).post("/settings/access/feeds", {"place": "Screen in hall 3"}).get_data(as_text=True)
    return [found.removeprefix("http://localhost") for found in re.findall(r'value="(http[^"]+\.atom)"', page)]


def test_a_group_is_read_as_a_feed_without_a_session(ann, group, addresses, client) -> None:
    make_post(ann, group.key, title="Plan <b>&", body="Text with **words** and <script>.")
    answer = client.get(addresses[1])
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.get_data())
    assert feed.find(f"{ATOM}title").text.startswith("Night shift")
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Plan <b>&"
    assert "<strong>words</strong>" in entry.find(f"{ATOM}content").text
    assert "<script>" not in entry.find(f"{ATOM}content").text
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Ann Probst"
    assert entry.find(f"{ATOM}link").get("href").startswith("http://localhost/posts/")
    assert "Set-Cookie" not in answer.headers
    again = client.get(addresses[1], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_company_has_a_feed_too_and_an_empty_one_is_one(addresses, client) -> None:
    feed = ET.fromstring(client.get(addresses[0]).get_data())
    assert not feed.findall(f"{ATOM}entry")


def test_who_leaves_reads_the_feed_no_more(ann, group, addresses, client) -> None:
    from portal.groups import leave_group
    from tests.factories import actor

    leave_group(actor(ann), group)
    db.commit()
    assert client.get(addresses[1]).status_code == 404


def test_a_revoked_address_leads_nowhere(ann, addresses, as_, client) -> None:
    token_id = db.session.scalars(select(Token.id)).one()
    as_(ann).delete(f"/settings/access/tokens/{token_id}")
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_neither_kind_of_token_stands_for_the_other(ann, addresses, client) -> None:
    secret = addresses[0].split("/")[2].removesuffix(".atom")
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert client.get(f"/feeds/{make_token(ann)}.atom").status_code == 404
    assert client.get("/feeds/foyer_feed_.atom").status_code == 404
