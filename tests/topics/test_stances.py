"""What one said of topics stands in one place, where it is changed and taken back; nobody else reads a no."""

import pytest

from portal.core import db
from portal.questions import StanceForm, said_otherwise, said_yes, take_stance
from portal.topics import MergerForm, merge
from tests.factories import actor, make_user


@pytest.fixture
def ben(app):
    return make_user("Ben")


def say(user, **said: str) -> None:
    for name, word in said.items():
        take_stance(actor(user), name, StanceForm(said=word))
    db.commit()


def otherwise(user) -> dict[str, str]:
    return {one.slug: one.said for one in said_otherwise(actor(user)).items}


def test_everything_said_is_listed_and_can_be_changed_there(ben, as_) -> None:
    say(ben, visa="yes", sauna="no", printer="later")
    browser = as_(ben)
    page = browser.get("/experts/mine").text
    for words in ("visa: no", "visa: later", "sauna: yes", "sauna: later", "printer: yes", "printer: no"):
        assert f'aria-label="{words}"' in page
    assert "sauna: no" not in page
    sent = browser.post("/experts/sauna/stance?back=1", {"said": "yes"})
    assert sent.location == "/experts/mine"
    browser.post("/experts/visa/stance?back=1", {"said": "no"})
    assert [slug for slug, _name in said_yes(actor(ben))] == ["sauna"]
    assert otherwise(ben) == {"visa": "no", "printer": "later"}


def test_what_is_taken_back_is_gone(ben, as_) -> None:
    say(ben, visa="yes", sauna="no")
    browser = as_(ben)
    for name in ("visa", "sauna", "sauna", "unheard"):
        assert browser.delete(f"/experts/{name}/stance").location == "/experts/mine"
    assert said_yes(actor(ben)) == []
    assert otherwise(ben) == {}
    assert "You have not said anything yet." in browser.get("/experts/mine").text


def test_a_merged_topic_stands_there_once_under_the_name_that_it_goes_by(ben) -> None:
    say(ben, visa="yes", visum="yes", spesen="later", reisekosten="no")
    lena = actor(make_user("Lena", roles=("community-manager",)))
    merge(lena, "visum", MergerForm(into="visa"))
    merge(lena, "spesen", MergerForm(into="reisekosten"))
    assert [slug for slug, _name in said_yes(actor(ben))] == ["visa"]
    assert otherwise(ben) == {"reisekosten": "no"}


def test_the_list_goes_on_where_it_ends(ben, as_) -> None:
    for number in range(53):
        say(ben, **{f"topic{number}": "no"})
    first = said_otherwise(actor(ben))
    second = said_otherwise(actor(ben), first.next)
    assert (len(first.items), len(second.items), second.next) == (50, 3, None)
    page = as_(ben).get("/experts/mine", htmx=True, query_string={"after": first.next}).text
    assert "<html" not in page
    assert second.items[0].name in page


def test_nobody_else_reads_a_no(ben, as_) -> None:
    say(ben, sauna="no")
    eva = as_(make_user("Eva"))
    assert "sauna" not in eva.get("/experts/mine").text
    assert "Ben" not in eva.get("/topics/sauna").text
