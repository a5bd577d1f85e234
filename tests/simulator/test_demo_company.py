"""The demo company shows all that there is."""

import pytest
from sqlalchemy import select

from portal import simulator
from portal.attachments import Rendition
from portal.comments.models import Rules
from portal.core import clock, db
from portal.core.web import Portal
from portal.posts import Post, Revision
from portal.posts.models import Link
from portal.reports import Report
from tests.simulator.test_loading import NOW, count


@pytest.mark.slow
def test_the_demo_company_shows_all_that_can_happen_to_a_post(app: Portal, as_: object) -> None:
    clock.freeze(NOW)
    simulator.load("demo", seed=1)
    assert count(Revision) == count(Post, Post.version == 2) > 40
    for former in db.session.scalars(select(Revision)):
        assert former.body != db.session.get_one(Post, former.post_id).body
    assert count(Rules, Rules.closed_at.is_not(None)) == count(Rules, Rules.slow_minutes > 0) == 1
    assert set(db.session.scalars(select(Link.kind))) == {"card", "split"}
    assert count(Post, Post.moved_at.is_not(None)) == 1
    assert count(Report, Report.subject_kind == "comment") == count(Report, Report.subject_kind == "post") == 1
    petra = as_(simulator.personas()["community-manager"])  # type: ignore[operator]  # the fixture's function
    assert petra.get("/reports").text.count("/reports/readings/new") == 1, "one that takes a second person"
    assert count(Rendition) > 50
    jana = as_(simulator.personas()["employee"])  # type: ignore[operator]  # the fixture's function
    closed = db.session.scalars(select(Rules.subject_id).where(Rules.closed_at.is_not(None))).one()
    page = jana.get(jana.get(f"/posts/{closed}").location)
    assert "Geklärt, danke an alle." in page.text or "Solved, thanks everybody." in page.text
    assert jana.get("/home").text.count("<article") >= 10
