"""The pages of a post's life: accessible, nothing sideways, an empty console, in both themes, languages and widths."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.comments import edit_comment, pace_thread, visit
from portal.core import clock, db
from portal.posts import EditForm, PostForm, edit_post, move_post, pass_on, split_post
from tests.accessible import faults
from tests.comments.factories import make_comment
from tests.factories import actor
from tests.groups.factories import add_member, make_group
from tests.posts.factories import fresh, make_post, ref

from .conftest import Stage, rest

pytestmark = pytest.mark.browser


def lived(on: Stage) -> dict[str, str]:
    """Has much happen to a post; gives the addresses of its pages."""
    me = actor(on.user)
    group = make_group("Brazing", owner=on.user)
    post = make_post(on.user, title="Donaudampfschifffahrtsgesellschaft", body="The canteen opens at eleven")
    first = make_comment(ref(post), on.user, "Words")
    edit_comment(me, first, "Other words", 1)
    away = make_comment(ref(post), on.user, "By the way")
    visit(me, ref(post), clock.now() - timedelta(minutes=1), None)
    edit_post(me, fresh(post), EditForm(title=post.title, body="The canteen opens at ten", version=1))
    add_member(group, on.user, role="owner")
    me = actor(on.user)
    move_post(me, fresh(post), group.key)
    pass_on(me, fresh(post), "everyone")
    split_post(me, fresh(post), PostForm(audience=group.key, title="Lunch", body="Where?"), [away.id])
    pace_thread(me, ref(post), fresh(post), 5)
    db.commit()
    here = f"/posts/{post.id}"
    names = ("history", "history/1/removal", "move", "split", "share")
    pages = {"post": f"{here}-donaudampfschifffahrtsgesellschaft", "feed": "/home?view=all"}
    pages |= {
        "comment": f"/comments/{first.id}/history",
        "rules": f"/comments/about/post:{post.id}/rules",
        "settings": "/notifications/settings",
    }
    return pages | {name: f"{here}/{name}" for name in names}


@pytest.mark.parametrize(("width", "theme", "language"), [(320, "dark", "de"), (1360, "light", "en")])
def test_its_pages_can_be_used_by_everybody(stage: Callable[..., Stage], width, theme, language) -> None:
    on = stage(width=width, theme=theme, language=language, roles=("community-manager",))
    found = []
    for name, path in lived(on).items():
        page = on.go(path)
        rest(page, 100)
        found += [f"{name}: {fault}" for fault in faults(page)]
    assert not found, "\n".join(found)
    assert not on.complaints, on.complaints


def test_the_menu_of_a_post_works_by_keyboard_and_prints_with_a_head(stage: Callable[..., Stage]) -> None:
    on = stage(width=390, roles=("community-manager",))
    paths = lived(on)
    level = paths["rules"].replace("/rules", "/level")
    on.answer(level, "", 204)
    page = on.go(paths["post"])
    page.get_by_role("button", name="More about this post").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Hear of all comments").focus()
    page.keyboard.press("Enter")
    assert "level=all" in on.received(level)[0]
    page.emulate_media(media="print")
    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator(".comment-form")).to_be_hidden()
    expect(page.locator("#post-menu")).to_be_hidden()
