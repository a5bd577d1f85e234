"""Posts without a title are named by their first words, wherever a name is needed."""

import re

import pytest

from portal.comments import add_comment
from portal.core import db, jobs, subjects, text
from portal.posts.queries import heading_of, post_row
from tests.attachments.factories import make_attachment
from tests.factories import actor, make_user
from tests.posts.factories import fresh, make_post, ref

BODY = (
    "**Attention**, @bob.kern: the _canteen_ opens at eleven.\n\n- Soup\n- [Menu](https://a.example) `v2`\n\n"
    + "more " * 40
)
WORDS = "Attention, @Bob Kern: the canteen opens at eleven. Soup Menu v2 more more more …"


def title_of(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return found[1].strip()


def test_first_words_have_no_signs_and_end_with_a_word(app) -> None:
    make_user("Bob Kern")
    post = make_post(body=BODY)
    assert subjects.get("post").title(post) == WORDS
    assert len(WORDS) <= 82


def test_lists_notices_and_the_browser_name_such_a_post_alike(as_) -> None:
    ann, bob = make_user("Ann Probst"), make_user("Bob Kern")
    post = make_post(ann, body=BODY)
    add_comment(actor(bob), ref(post), "Good")
    db.commit()
    jobs.run_all()
    url = post_row(actor(ann), post.id).url
    assert title_of(as_(ann).get(url).text).startswith(f"Ann Probst: {WORDS}")
    assert f'id="post-{post.id}">Ann Probst: {WORDS}</h2>' in as_(bob).get("/home?view=all").text
    assert f"Bob Kern commented on {WORDS}" in as_(ann).get("/notifications").text


def test_a_title_stands_as_it_is(as_) -> None:
    ann = make_user("Ann Probst")
    post = make_post(ann, title="Canteen & more", body=BODY)
    assert title_of(as_(ann).get(post_row(actor(ann), post.id).url).text).startswith("Canteen &amp; more")


def test_a_post_of_a_picture_alone_has_a_name_too(as_) -> None:
    ann, bob = make_user("Ann Probst"), make_user("Bob Kern", language="de")
    picture = make_attachment(ann)
    post = make_post(ann, body=f"![](/files/{picture.id}/wall.webp)", attachments=[picture.id])
    assert fresh(post).plain == ""
    assert heading_of("", "") == "Post without words"
    assert title_of(as_(ann).get(f"/posts/{post.id}").text).startswith("Post by Ann Probst")
    assert title_of(as_(bob).get(f"/posts/{post.id}").text).startswith("Beitrag von Ann Probst")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a <strong>b</strong>, c<em>d</em>.</p>", "a b, cd."),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1 2"),
        ("<p>one<br>two</p><p>&lt;b&gt;</p>", "one two <b>"),
    ],
)
def test_words_keep_their_punctuation_and_their_distance(html, words) -> None:
    assert text.plain(html) == words
