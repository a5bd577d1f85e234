"""Announcements in the browser: writing, reading, confirming, and every kind of bad input."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.announcements import Announcement
from portal.core import clock, db, i18n, jobs
from portal.notifications import Notice
from tests.announcements.factories import announce, fresh, let_speak, make_manager, words
from tests.factories import make_unit, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import make_post

STATEMENTS = 6


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def ann(app):
    return make_user("Ann")


def test_announcing_leads_to_the_page_and_everybody_finds_it(as_, ann) -> None:
    browser = as_(make_manager())
    answer = browser.post("/announcements", words(other_title="Tor zu", other_body="Am *Montag*.", key="k"))
    assert answer.status_code == 303
    assert "Your announcement is on its way." in text(browser.get(answer.location))
    jobs.run_all()
    reader = as_(ann)
    assert "Carla Manager announced: Gate closed" in text(reader.get("/notifications"))
    assert "Gate closed" in text(reader.get("/home?view=all"))
    assert "Gate closed" in text(reader.get("/announcements"))
    assert answer.location.replace("announcements", "search/announcement") in text(reader.get("/search?q=gate"))
    german = text(reader.get(f"{answer.location}?in=de"))
    assert 'lang="de"><h1 id="title">Tor zu</h1>' in german
    assert 'href="' + answer.location + '?in=en"' in german


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "This field is empty."),
        ({"body": " "}, "This field is empty."),
        ({"body": "x" * 20_001}, "This is too long"),
        ({"language": "fr"}, "Choose one of the options."),
        ({"sites": "x"}, "This is not a number."),
        ({"departments": "99999"}, "Choose one of the options."),
        ({"groups": "Nonexistent"}, "There is no group “Nonexistent”"),
        ({"pinned_until": "soon"}, "This is not a date."),
        ({"expires_on": "2001-01-01"}, "This day is over."),
        ({"on_behalf": "77"}, "You may not announce in this name any more."),
        ({"other_title": "Tor zu"}, "The other language needs a title and a text, or neither."),
    ],
)
def test_bad_input_is_named_at_the_field_and_the_text_is_kept(as_, typed, said) -> None:
    answer = as_(make_manager()).post("/announcements", words(title="Kept title", body="Kept text") | typed)
    page = text(answer)
    assert answer.status_code == 422
    assert said in page
    assert ("Kept title" in page) or ("Kept text" in page)
    assert db.session.query(Announcement).count() == 0


def test_an_audience_without_people_is_said_and_the_text_is_kept(as_) -> None:
    lyon = make_unit("Lyon", kind="site")
    answer = as_(make_manager()).post("/announcements", words(sites=str(lyon.id), body="A long text"))
    page = text(answer)
    assert answer.status_code == 422
    assert "Nobody belongs to this audience." in page
    assert "A long text" in page
    assert re.search(rf'name="sites" value="{lyon.id}" checked', page)


def test_the_number_of_people_is_shown_while_choosing_with_and_without_a_script(as_, ann) -> None:
    lyon = make_unit("Lyon", kind="site")
    for n in range(3):
        make_user(f"P {n}", site=lyon)
    browser = as_(make_manager())
    part = text(browser.post("/announcements/reach", words(sites=str(lyon.id)), htmx=True))
    assert part.startswith('<p id="reach"')
    assert "This reaches 3 people." in part
    whole = text(browser.post("/announcements/reach", words(sites=str(lyon.id), body="Kept text")))
    assert "This reaches 3 people." in whole
    assert "Kept text" in whole
    assert "checked" in re.search(rf'name="sites" value="{lyon.id}"[^>]*', whole)[0]
    nobody = make_unit("Oslo", kind="site")
    assert "This reaches nobody." in text(browser.post("/announcements/reach", {"sites": nobody.id}, htmx=True))
    wrong = browser.post("/announcements/reach", {"groups": "No such group"}, htmx=True)
    assert (wrong.status_code, text(wrong).count("<p"), "<form" in text(wrong)) == (422, 1, False)
    assert "There is no group “No such group”" in text(wrong)


def test_who_announces_nothing_finds_no_form(as_, ann) -> None:
    browser = as_(ann)
    assert browser.get("/announcements/new").status_code == 403
    assert browser.post("/announcements", words()).status_code == 403
    assert browser.post("/announcements/reach", {}, htmx=True).status_code == 403
    assert "/announcements/new" not in text(browser.get("/announcements"))


def test_an_owner_comes_from_the_group_and_finds_it_filled_in(as_) -> None:
    group = make_group("Night shift")
    browser = as_(owner_of(group))
    page = text(browser.get("/groups/night-shift"))
    assert "/announcements/new?group=Night+shift" in page
    filled = text(browser.get("/announcements/new?group=Night+shift"))
    assert 'value="Night shift"' in filled
    assert "This reaches 1 person." in filled
    assert "Choose who is meant" in text(browser.get("/announcements/new?group=Somebody+elses"))
    member = make_user("Mia")
    add_member(group, member)
    assert "/announcements/new" not in text(as_(member).get("/groups/night-shift"))


def test_a_saved_audience_is_chosen_with_one_click_and_taken_off_the_list(as_) -> None:
    lyon = make_unit("Lyon", kind="site")
    make_user("Ann", site=lyon)
    browser = as_(make_manager())
    browser.post("/announcements", words(sites=str(lyon.id), save_as="Everybody in Lyon"))
    page = text(browser.get("/announcements/new"))
    link = re.search(r'href="(/announcements/new\?saved=(\d+))">Everybody in Lyon', page)
    assert link
    assert re.search(rf'name="sites" value="{lyon.id}" checked', text(browser.get(link[1])))
    stranger = as_(make_manager("Dora"))
    assert stranger.delete(f"/announcements/audiences/{link[2]}").status_code == 404
    browser.delete(f"/announcements/audiences/{link[2]}")
    assert "Everybody in Lyon" not in text(browser.get("/announcements/new"))


def test_the_button_confirms_and_goes(as_, ann) -> None:
    announcement = announce(wants_confirmation="yes")
    browser, url = as_(ann), f"/announcements/{announcement.id}"
    assert f'formaction="{url}/confirmation?_method=PUT"' in text(browser.get("/home?view=all"))
    assert "I have read this" in text(browser.get(url))
    answer = browser.post(f"{url}/confirmation?_method=PUT")
    assert answer.status_code == 303
    page = text(browser.get(url))
    assert "You have confirmed" in page
    assert "I have read this" not in page
    assert "I have read this" not in text(browser.get("/home?view=all"))


def test_the_pinned_one_stands_above_everything_and_once(as_, ann) -> None:
    day = i18n.local(clock.now()).date() + timedelta(days=1)
    announcement = announce(pinned_until=day)
    make_post(make_user("Bob"), title="Later post", at=clock.now() + timedelta(minutes=1))
    for path in ("/home", "/home?view=all"):
        page = text(as_(ann).get(path))
        assert page.count(f'id="a{announcement.id}"') == 1
        assert page.index(f'id="a{announcement.id}"') < (page.find("Later post") + 1 or len(page))


def test_in_a_group_it_stands_among_the_posts(as_) -> None:
    group = make_group("Night shift")
    announce(owner_of(group), groups="Night shift")
    make_post(owner_of(group), group.key, title="Older", at=clock.now() - timedelta(hours=1))
    page = text(as_(owner_of(group)).get("/groups/night-shift"))
    assert 0 < page.index("Gate closed") < page.index("Older")


def test_both_names_are_to_be_seen(as_, ann) -> None:
    manager, leader = make_manager(), make_user("Linda Leader")
    let_speak(leader, manager)
    announcement = announce(manager, on_behalf=leader.id)
    for path in ("/home?view=all", f"/announcements/{announcement.id}"):
        assert "on behalf of <a" in text(as_(ann).get(path))
    assert "Carla Manager on behalf of Linda Leader" in text(as_(ann).get("/announcements"))


def test_rights_to_a_name_are_given_and_ended_on_a_page(as_) -> None:
    leader = make_user("Linda Leader")
    make_manager()
    browser = as_(leader)
    assert "Nobody announces in your name." in text(browser.get("/announcements/voices"))
    assert browser.post("/announcements/voices", {"delegate": "Nobody At All"}).status_code == 422
    browser.post("/announcements/voices", {"delegate": "Carla Manager"})
    page = text(browser.get("/announcements/voices"))
    assert "Carla Manager announces on behalf of Linda Leader" in page
    number = re.search(r"/announcements/voices/(\d+)", page)
    assert number
    browser.delete(number[0])
    assert "Nobody announces in your name." in text(browser.get("/announcements/voices"))


def test_shares_are_for_who_answers_for_it(as_, ann) -> None:
    manager = make_manager()
    for n in range(12):
        make_user(f"P {n}")
    announcement = announce(manager, wants_confirmation="yes")
    url = f"/announcements/{announcement.id}"
    as_(ann).put(f"{url}/confirmation")
    assert as_(ann).get(f"{url}/shares").status_code == 403
    page = text(as_(manager).get(f"{url}/shares"))
    assert "7 % have read it." in page
    assert "Ann" not in page.replace("Announce", "").replace("Announcement", "")
    browser = as_(manager)
    assert browser.post(f"{url}/reminder").status_code == 303
    again = browser.post(f"{url}/reminder")
    assert again.status_code == 409
    assert "Once a day is enough" in text(again)


def test_editing_and_withdrawing(as_, ann) -> None:
    manager = make_manager()
    day = i18n.local(clock.now()).date() + timedelta(days=3)
    announcement = announce(manager, expires_on=day)
    url, browser = f"/announcements/{announcement.id}", as_(manager)
    assert f'value="{day.isoformat()}"' in text(browser.get(f"{url}/edit"))
    assert browser.put(url, words(title="Gate open", version="1")).status_code == 303
    assert "edited" in text(as_(ann).get(url))
    unfinished = browser.put(url, words(title="", version="1"))
    assert 'name="version" value="1"' in text(unfinished)
    late = browser.put(url, words(title="Typed late", version="1"))
    assert late.status_code == 422
    assert "Typed late" in text(late)
    assert 'id="body-error"' in text(late)
    assert 'name="version" value="2"' in text(late)
    assert as_(ann).get(f"{url}/withdrawal").status_code == 403
    assert browser.delete(url, {"reason": ""}).status_code == 422
    assert browser.delete(url, {"reason": "Wrong day"}).status_code == 303
    assert as_(ann).get(url).status_code == 404
    assert "Gate open" not in text(as_(ann).get("/home?view=all"))


def test_opening_it_counts_as_read_without_a_trace_in_the_page(as_, ann) -> None:
    announcement = announce()
    browser, url = as_(ann), f"/announcements/{announcement.id}"
    assert f'data-read-url="{url}/reading"' in text(browser.get(url))
    assert browser.post(f"{url}/reading").status_code == 204
    assert as_(make_user("Bob")).post("/announcements/99999/reading").status_code == 404
    clock.freeze(clock.now() + timedelta(minutes=1))
    jobs.run_all()
    assert fresh(announcement).read_count == 1


def test_in_german_everything_is_german(as_) -> None:
    german = make_user("Greta", language="de")
    announcement = announce(wants_confirmation="yes")
    assert "Ich habe das gelesen" in text(as_(german).get(f"/announcements/{announcement.id}"))


@pytest.mark.parametrize("size", [1, 12])
def test_pages_cost_few_statements(as_, statements, ann, size) -> None:
    manager = make_manager()
    for n in range(size):
        announcement = announce(manager, title=f"No {n}", wants_confirmation="yes")
    for user in (ann, manager):
        browser = as_(user)
        for path in ("/announcements", f"/announcements/{announcement.id}", "/home?view=all"):
            browser.get(path)
            with statements() as said:
                assert browser.get(path).status_code == 200
            assert len(said) <= STATEMENTS, path + "\n" + "\n\n".join(said)


def test_an_author_does_no_more_for_many_than_for_few(as_, statements) -> None:
    """Everybody is told by jobs; what the author waits for does not grow with the audience."""
    browser, asked = as_(make_manager()), []
    browser.post("/announcements", words(title="Before"))
    for readers in (2, 20):
        for n in range(readers):
            make_user(f"Reader {n} of {readers}")
        with statements() as said:
            assert browser.post("/announcements", words(title=f"To {readers}")).status_code == 303
        asked.append(len(said))
    assert asked[0] == asked[1]
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
