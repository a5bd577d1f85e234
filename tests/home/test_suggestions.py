"""What stands beside the feed: groups, people with the same topics, new colleagues."""

from datetime import timedelta

from portal.core import clock
from tests.factories import make_unit, make_user
from tests.groups.factories import make_group
from tests.people.factories import make_topic

STATEMENTS = 9


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_beside_the_feed_stands_who_shares_topics_and_who_is_new(as_, statements) -> None:
    kassel = make_unit("Kassel", kind="site")
    ann = make_user("Ann", site=kassel)
    make_user("Nele Neu", site=kassel, hired_on=clock.now().date() - timedelta(days=3))
    make_topic("Hydraulik", ann, make_user("Bob Ross"))
    make_group("Brazing")
    browser = as_(ann)
    browser.get("/home/suggestions")
    with statements() as said:
        fragment = text(browser.get("/home/suggestions"))
    assert all(word in fragment for word in ("Brazing", "Bob Ross", "Hydraulik", "Nele Neu", "Here since"))
    assert "<html" not in fragment
    assert len(said) <= STATEMENTS, "\n".join(said)


def test_what_there_is_not_takes_no_place(as_, app) -> None:
    fragment = text(as_(make_user("Ann")).get("/home/suggestions"))
    assert "<h2" not in fragment


def test_the_page_itself_leads_on_without_a_script_and_does_not_wait_for_it(as_, app) -> None:
    ann = make_user("Ann")
    make_topic("Hydraulik", ann, make_user("Bob Ross"))
    page = text(as_(ann).get("/home"))
    assert "Bob Ross" not in page
    assert 'hx-get="/home/suggestions"' in page
    assert 'href="/people/topics"' in page
