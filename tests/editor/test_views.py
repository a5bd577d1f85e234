"""The addresses of the editor."""

from portal.core import text
from tests.factories import make_user
from tests.groups.factories import add_member, make_group
from tests.posts.factories import make_post


def test_pasted_html_comes_back_as_markdown(as_) -> None:
    answer = as_(make_user()).post("/editor/paste", {"html": "<p>A <b>bold</b> word</p>"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.get_data(as_text=True) == "A **bold** word"


def test_what_is_too_much_is_cut_and_never_refused(as_) -> None:
    answer = as_(make_user()).post("/editor/paste", {"html": "<p>" + "word " * 300_000 + "</p>"})
    assert answer.status_code == 200
    assert 1000 < len(answer.get_data(as_text=True)) <= 100_000


def test_nobody_pastes_without_having_signed_in(client) -> None:
    assert client.post("/editor/paste", data={"html": "<b>x</b>"}).status_code in (302, 303, 400, 401)


def test_the_preview_is_the_page(as_) -> None:
    answer = as_(make_user()).post("/editor/preview", {"text": "**bold**"})
    assert "<strong>bold</strong>" in answer.get_data(as_text=True)


def test_people_and_listed_groups_are_offered(as_) -> None:
    reader = make_user("Ann")
    make_user("Nora Lind")
    group = make_group(name="Nordlichter Kassel")
    make_group(name="Nordverschwörung", visibility="hidden")
    offered = as_(reader).get("/editor/names?q=nor").get_data(as_text=True)
    assert "Nora Lind" in offered
    assert f'data-value="group/{group.slug}"' in offered
    assert offered.count('data-value="group/') == 1
    assert "Nora" not in as_(reader).get("/editor/names?q=group/nor").get_data(as_text=True)


def test_a_group_named_in_a_text_is_linked_unless_it_is_hidden(as_) -> None:
    group, hidden = make_group(name="Nordlichter"), make_group(name="Geheim", visibility="hidden")
    written = f"Ask @group/{group.slug} or @group/{hidden.slug} or @group/nobody (a@group/{group.slug})"
    preview = as_(make_user()).post("/editor/preview", {"text": written}).get_data(as_text=True)
    assert f'href="/groups/{group.slug}"' in preview
    assert "@Nordlichter" in preview
    assert "Geheim" not in preview
    assert preview.count("<a ") == 1
    assert "<a" not in text.render(f"`@group/{group.slug}`").html


def test_faces_are_found_by_name_in_both_languages(as_) -> None:
    browser = as_(make_user(language="de"))
    assert "😀" in browser.get("/editor/faces").get_data(as_text=True)
    found = browser.get("/editor/faces?q=rakete").get_data(as_text=True)
    assert 'data-value="🚀"' in found
    assert 'data-value="🚀"' in browser.get("/editor/faces?q=rocket").get_data(as_text=True)
    assert "option" not in browser.get("/editor/faces?q=xyzzy").get_data(as_text=True)


def test_a_link_to_a_page_of_the_portal_has_a_card_for_those_who_may_see_it(as_) -> None:
    reader, stranger = make_user("Ann"), make_user("Bob")
    group = make_group(name="Werkbank", visibility="private")
    add_member(group, reader)
    post = make_post(reader, group.key, title="Neue Fräse", body="Sie steht in Halle 2.")
    own = as_(reader).get(f"/editor/card?path=/posts/{post.id}-alt").get_data(as_text=True)
    assert "Neue Fräse" in own
    assert "Halle 2" in own
    assert f'href="/posts/{post.id}' in own
    assert as_(stranger).get(f"/editor/card?path=/posts/{post.id}").status_code == 404
    assert "Werkbank" in as_(reader).get(f"/editor/card?path=/groups/{group.slug}").get_data(as_text=True)
    assert "Bob" in as_(reader).get(f"/editor/card?path=/people/{stranger.slug}").get_data(as_text=True)


def test_other_pages_have_no_card(as_) -> None:
    browser = as_(make_user())
    for path in (
        "",
        "/settings",
        "/posts/0",
        "/posts/999999999999999",
        "//evil.example",
        "/groups/none",
        "/people/none",
    ):
        assert browser.get("/editor/card", query_string={"path": path}).status_code == 404
