"""The pages on which one asks, answers and reads; what they say when nobody else is there."""

import pytest

from portal.core import db
from portal.reports import Reading, Report, ReportForm, report
from tests.factories import actor, make_user
from tests.groups.factories import add_member
from tests.posts.factories import make_post
from tests.reports.factories import SECRET, Closed, make_asked, make_closed
from tests.statements import asked


@pytest.fixture
def closed(app) -> Closed:
    return make_closed()


def test_from_the_list_to_the_words_and_to_the_end(closed: Closed, as_) -> None:
    db.commit()
    petra, second = as_(closed.petra), as_(closed.max)
    listed = petra.get("/reports").get_data(as_text=True)
    assert f"/reports/readings/new?about=post:{closed.post.id}" in listed
    for word in (SECRET, "Brazing", "Names a colleague", "Bob Reporter"):
        assert word not in listed, word
    form = petra.get(f"/reports/readings/new?about={closed.about}").get_data(as_text=True)
    assert "Max Moder" in form
    sent = petra.post("/reports/readings", {"about": closed.about, "reason": "Somebody is named in it."})
    url = sent.headers["Location"]
    assert "Petra Peters asks to read something" in second.get("/reports").get_data(as_text=True)
    assert "Agree" in second.get(url).get_data(as_text=True)
    assert second.post(f"{url}/answer", {"answer": "agree", "word": "It suffices."}).status_code == 303
    assert SECRET not in petra.get(url).get_data(as_text=True)
    assert petra.post(f"{url}/opening").status_code == 303
    assert SECRET in petra.get(url).get_data(as_text=True)
    assert petra.post("/reports/settlement", {"about": closed.about, "reason": "Talked to them."}).status_code == 303
    assert SECRET not in petra.get(url).get_data(as_text=True)
    assert "Nothing that was reported waits" in petra.get("/reports").get_data(as_text=True)


def test_where_nobody_else_can_agree_the_page_says_so_and_whom_it_could_name(as_) -> None:
    closed = make_closed(max=("works-council",))
    make_user("Ida Admin", roles=("it-admin",))
    db.commit()
    browser = as_(closed.petra)
    page = browser.get(f"/reports/readings/new?about={closed.about}").get_data(as_text=True)
    assert "At present nobody else can agree" in page
    for name in ("Max Moder", "Ida Admin"):
        assert name in page, name
    url = browser.post("/reports/readings", {"about": closed.about, "reason": "Somebody is named."}).headers["Location"]
    assert "At present nobody else can agree" in browser.get(url).get_data(as_text=True)


def test_bad_input_keeps_what_was_typed(closed: Closed, as_) -> None:
    wanted = make_asked(closed)
    db.commit()
    short = as_(closed.max).post("/reports/readings", {"about": closed.about, "reason": "Because"})
    assert short.status_code == 422
    assert "Because" in short.get_data(as_text=True)
    for typed in ({"answer": "agree", "word": ""}, {"word": "Perhaps so"}, {"answer": "maybe", "word": "Perhaps so"}):
        answer = as_(closed.max).post(f"/reports/readings/{wanted.id}/answer", typed)
        assert answer.status_code == 422, typed
        assert typed["word"] in answer.get_data(as_text=True)
    assert db.session.get_one(Reading, wanted.id).state == "asked"


def test_strangers_and_the_author_find_no_page(closed: Closed, as_) -> None:
    wanted = make_asked(closed)
    db.commit()
    for person in (closed.ann, closed.bob):
        assert as_(person).get("/reports").status_code == 403
        for path in (f"/reports/readings/{wanted.id}", f"/reports/readings/new?about={closed.about}"):
            assert as_(person).get(path).status_code == 404, path
        assert as_(person).post(f"/reports/readings/{wanted.id}/opening").status_code == 404
    assert as_(closed.petra).get("/reports/readings/999999").status_code == 404


def test_an_author_with_the_role_sees_neither_the_report_nor_the_request(as_) -> None:
    closed = make_closed(ann=("community-manager",))
    wanted = make_asked(closed)
    db.commit()
    page = as_(closed.ann).get("/reports").get_data(as_text=True)
    assert "Nothing that was reported waits" in page
    assert as_(closed.ann).get(f"/reports/readings/{wanted.id}").status_code == 404


def test_what_one_sees_is_settled_from_the_list(closed: Closed, as_) -> None:
    add_member(closed.group, closed.petra)
    db.commit()
    browser = as_(closed.petra)
    page = browser.get("/reports").get_data(as_text=True)
    assert SECRET in page
    assert "Names a colleague" in page
    assert browser.post("/reports/settlement", {"about": closed.about, "reason": "Nothing in it."}).status_code == 303
    assert db.session.query(Report).one().settled_at is not None


def test_a_longer_list_asks_the_database_no_more_often(closed: Closed, as_) -> None:
    db.commit()
    browser = as_(closed.petra)
    browser.get("/reports")
    with asked() as few:
        browser.get("/reports")
    for number in range(4):
        for place in (closed.group.key, "everyone"):
            post = make_post(closed.ann, place, title=f"Post {number}")
            report(actor(closed.bob), ReportForm(about=f"post:{post.id}", reason="false"))
    make_asked(closed)
    db.commit()
    with asked() as many:
        assert browser.get("/reports").status_code == 200
    assert len(many) <= max(len(few), 12), "\n".join(many)


def test_a_host_without_a_role_settles_what_stands_in_the_group(closed: Closed, as_) -> None:
    host = make_user("Hella Host")
    add_member(closed.group, host, role="host")
    post = make_post(closed.bob, closed.group.key, title="Sold: a bicycle")
    report(actor(closed.ann), ReportForm(about=f"post:{post.id}", reason="place", words="It is advertising"))
    db.commit()
    browser, url = as_(host), f"/reports/about/post:{post.id}"
    assert f'href="{url}"' in browser.get("/notifications").get_data(as_text=True)
    page = browser.get(url).get_data(as_text=True)
    assert "It is advertising" in page
    assert "Ann Author" not in page
    assert as_(closed.bob).get(url).status_code == 404, "whoever wrote it hears of no report"
    typed = browser.post("/reports/settlement", {"about": f"post:{post.id}", "reason": ""})
    assert (typed.status_code, "Sold: a bicycle" in typed.get_data(as_text=True)) == (422, True)
    done = browser.post("/reports/settlement", {"about": f"post:{post.id}", "reason": "It is fine here."})
    assert done.headers["Location"] == browser.get(url).headers["Location"], "to the post, now that it is settled"
