"""The pages of joining, asking and inviting."""

import pytest

from portal.core import db
from tests.factories import make_user
from tests.groups.factories import (
    add_member,
    fresh,
    make_group,
    make_invitation,
    make_request,
    owner_of,
    role_of,
    text,
)


def test_joining_shows_the_welcome_until_it_is_read(as_, ann) -> None:
    group = make_group(welcome="Say where you **work**.")
    browser = as_(ann)
    assert "Say where you" not in text(browser.get(f"/groups/{group.slug}"))
    browser.post(f"/groups/{group.slug}/membership")
    page = text(browser.get(f"/groups/{group.slug}"))
    assert "Say where you <strong>work</strong>" in page
    assert "I have read the welcome" in page
    browser.delete(f"/groups/{group.slug}/welcome")
    assert "Say where you" not in text(browser.get(f"/groups/{group.slug}"))
    assert "Say where you" in text(browser.get(f"/groups/{group.slug}/about"))


@pytest.mark.parametrize("visibility", ["open", "request", "private", "hidden"])
def test_leaving_is_taken_back_within_seconds_alone(as_, ann, visibility) -> None:
    group = make_group(visibility=visibility)
    add_member(group, ann)
    browser = as_(ann)
    answer = browser.delete(f"/groups/{group.slug}/membership")
    assert role_of(group, ann) is None
    page = text(browser.get(answer.headers["Location"]))
    undo = page.split("/return?ticket=")[1].split('"')[0]
    forged = browser.post(f"/groups/{group.slug}/return?ticket={undo[:-3]}abc")
    assert forged.status_code == 409
    assert as_(make_user("Ben")).post(f"/groups/{group.slug}/return?ticket={undo}").status_code == 404
    assert browser.post(f"/groups/{group.slug}/return?ticket={undo}").status_code == 303
    assert role_of(group, ann) == "member"


def test_a_request_goes_to_the_hosts_and_comes_back(as_, ann) -> None:
    group = make_group(visibility="request")
    owner, browser = as_(owner_of(group)), as_(ann)
    assert browser.post(f"/groups/{group.slug}/request", {"message": "I work nights."}).status_code == 303
    assert "Your request waits for an answer" in text(browser.get(f"/groups/{group.slug}"))
    page = text(owner.get(f"/groups/{group.slug}/members"))
    assert "I work nights." in page
    assert "1 request" in page
    number = page.split("/requests/")[1].split("/")[0]
    assert browser.post(f"/groups/{group.slug}/requests/{number}/approval").status_code == 403
    owner.post(f"/groups/{group.slug}/requests/{number}/refusal", {"message": "We are full."})
    assert "We are full." in text(browser.get(f"/groups/{group.slug}"))
    answered = owner.post(f"/groups/{group.slug}/requests/{number}/approval")
    assert answered.status_code == 409
    assert "with the words “We are full.”" in text(answered)
    assert f'value="@{ann.slug}"' in text(answered)


def test_a_host_who_answers_late_is_told_who_was_faster_and_keeps_the_words(as_, ann) -> None:
    group = make_group(visibility="request")
    host = make_user("Hanna Host")
    add_member(group, host, "host")
    path = f"/groups/{group.slug}/requests/{make_request(group, ann).id}"
    assert as_(host).post(f"{path}/approval").status_code == 303
    late = as_(owner_of(group)).post(f"{path}/refusal", {"message": "Write to me in spring."})
    assert late.status_code == 409
    assert "Hanna Host has already let Ann Probst in." in text(late)
    assert "Write to me in spring." in text(late)
    assert role_of(group, ann) == "member"
    assert as_(owner_of(group)).post(f"{path}0/approval").status_code == 404


def test_a_request_that_is_too_long_is_kept(as_, ann) -> None:
    group = make_group(visibility="request")
    answer = as_(ann).post(f"/groups/{group.slug}/request", {"message": "word " * 200})
    assert answer.status_code == 422
    assert "word word" in text(answer)


def test_a_word_that_is_too_long_is_kept_at_the_request_that_it_answers(as_, ann) -> None:
    group = make_group(visibility="request")
    make_request(group, make_user("Ben"))
    request = make_request(group, ann)
    url = f"/groups/{group.slug}/requests/{request.id}/refusal"
    answer = as_(owner_of(group)).post(url, {"message": "No room " * 80, "asked": str(request.id)})
    assert answer.status_code == 422
    assert text(answer).count('value="No room') == 1
    assert "This is too long" in text(answer).split(f'id="word-{request.id}"')[1].split("</form>")[0]
    assert fresh(request).state == "waiting"


def test_the_request_of_a_closed_account_is_waiting_no_more(as_, ann) -> None:
    group = make_group(visibility="request")
    make_request(group, ann)
    host = as_(owner_of(group))
    assert "1 request" in text(host.get(f"/groups/{group.slug}"))
    fresh(ann).is_active = False
    db.commit()
    assert "1 request" not in text(host.get(f"/groups/{group.slug}"))


@pytest.mark.parametrize("visibility", ["open", "private"])
def test_one_asks_only_where_asking_is_the_way_in(as_, ann, visibility) -> None:
    group = make_group(visibility=visibility)
    assert as_(ann).get(f"/groups/{group.slug}/request").status_code == 303
    assert as_(ann).post(f"/groups/{group.slug}/request").status_code == 403


def test_an_invitation_that_names_nobody_is_kept(as_, ann) -> None:
    group = make_group(owner=ann)
    answer = as_(ann).post(f"/groups/{group.slug}/invitations", {"people": "Nobody <Atall>"})
    assert answer.status_code == 422
    assert "Nobody &lt;Atall&gt;" in text(answer)
    assert as_(ann).post(f"/groups/{group.slug}/invitations", {"people": "Ann Probst"}).status_code == 303


def test_an_invitation_can_be_taken_back(as_, ann) -> None:
    group = make_group(visibility="hidden")
    make_invitation(group, ann)
    owner = as_(owner_of(group))
    assert "Take back" in text(owner.get(f"/groups/{group.slug}/members"))
    owner.delete(f"/groups/{group.slug}/invitations/{ann.id}")
    assert as_(ann).get(f"/groups/{group.slug}").status_code == 404


def test_what_somebody_writes_stands_in_the_quotation_marks_of_the_reader(as_, ann) -> None:
    group = make_group(visibility="request", owner=make_user("Olga Owner", language="de"))
    assert as_(ann).post(f"/groups/{group.slug}/request", {"message": "I mill."}).status_code == 303
    assert "„I mill.“" in text(as_(owner_of(group)).get(f"/groups/{group.slug}/members"))
