"""Tags offered while one writes."""

from sqlalchemy import text, update

from portal.comments import Comment, edit_comment, remove_comment
from portal.core import db, schema
from portal.posts import EditForm, edit_post, remove_post
from portal.posts.tags import tag_options
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import make_group
from tests.posts.factories import fresh, make_post, ref


def test_tags_that_colleagues_used_are_offered_the_most_used_first(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    for body in ("#kantine #karriere", "#Kantine again", "#küche", "#kabel", "nothing"):
        make_post(ann, body=body)
    assert tag_options(actor(bob), "ka") == ["kantine", "kabel", "karriere"]
    assert tag_options(actor(bob), "KÜ") == ["küche"]
    assert tag_options(actor(bob), "ü") == []
    assert tag_options(actor(bob), "antine") == []


def test_odd_letters_find_nothing_and_break_nothing(app) -> None:
    ann = make_user("Ann")
    make_post(ann, body="#kantine")
    for typed in ("", "%", "_", '"', "\\", "\x00", "k%", "-", "k" * 80, "ka ntine"):
        assert tag_options(actor(ann), typed) == []


def test_tags_of_a_group_that_one_cannot_see_are_not_told(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    hidden = make_group("Merger", owner=ann, visibility="hidden")
    closed = make_group("Board", owner=ann, visibility="private")
    shown = make_group("Open", owner=ann)
    for group, tag in ((hidden, "merger"), (closed, "mercury"), (shown, "merry")):
        make_post(ann, f"group:{group.id}", body=f"#{tag}")
    assert tag_options(actor(bob), "mer") == ["merry"]
    assert tag_options(actor(ann), "mer") == ["mercury", "merger", "merry"]


def test_a_tag_goes_with_the_last_post_that_has_it(app) -> None:
    ann = make_user("Ann")
    first, second = make_post(ann, body="#slander"), make_post(ann, body="#slang")
    edit_post(actor(ann), fresh(first), EditForm(body="sorry", version=1))
    remove_post(actor(ann), fresh(second))
    db.commit()
    assert tag_options(actor(ann), "sla") == []


def test_tags_of_comments_are_offered_as_far_as_one_may_read_them(app) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    hidden = make_post(ann, make_group("Merger", owner=ann, visibility="hidden").key)
    open_one = make_post(ann, body="#kantine")
    make_comment(ref(hidden), ann, "#kauf")
    comment = make_comment(ref(open_one), bob, "#Kaffee, `#kein` tag")
    make_comment(ref(open_one), bob, "#kaffee")
    assert tag_options(actor(bob), "ka") == ["kaffee", "kantine"]
    assert tag_options(actor(ann), "ka") == ["kaffee", "kantine", "kauf"]
    assert tag_options(actor(bob), "ke") == []
    edit_comment(actor(bob), comment, "#karotte", comment.version)
    assert tag_options(actor(bob), "ka") == ["kaffee", "kantine", "karotte"]
    remove_comment(actor(bob), comment)
    db.commit()
    assert tag_options(actor(bob), "karo") == []


def test_tags_need_one_statement_and_an_index_of_tagged_posts_alone(app, statements) -> None:
    ann = make_user("Ann")
    reader = actor(ann)
    for number in range(30):
        make_post(ann, body="#kantine" if number % 3 else "nothing")
    with statements() as said:
        assert tag_options(reader, "kan") == ["kantine"]
    assert len(said) == 1
    if db.dialect() == "sqlite":
        plan = db.session.execute(text("EXPLAIN QUERY PLAN " + said[0].replace("?", "'1'")))
        walked = " ".join(row.detail for row in plan)
        assert "ix_posts_post_tagged" in walked
        assert "ix_comments_comment_tagged" in walked


def test_the_suggestions_are_options_to_choose_from(as_) -> None:
    ann = make_user("Ann")
    make_post(ann, body="#kantine")
    page = as_(ann).get("/posts/tags?q=kan").text
    assert page.count('role="option"') == 1
    assert 'data-value="kantine"' in page
    assert 'data-tag-url="/posts/tags"' in as_(ann).get("/posts/new").text


def test_tags_in_comments_from_before_they_were_kept_are_found_on_the_way_up(app) -> None:
    ann = make_user("Ann")
    comment = make_comment(ref(make_post(ann)), ann, "#Küche and #kabel, not `#kantine`")
    tagged = '<a class="tag" href="/search?q=%23{}">#{}</a>'  # what the renderer of that time made of a tag
    former = tagged.format("k%C3%BCche", "Küche") + tagged.format("kabel", "kabel") + "<code>#kantine</code>"
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(html=former))
    connection = db.session.connection()
    schema.downgrade("0020", connection=connection)
    schema.upgrade(connection=connection)
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).tags == ["küche", "kabel"]
