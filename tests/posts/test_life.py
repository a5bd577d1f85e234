"""What becomes of a post: its history, another place, a thread split from it, cards and words that point to it."""

import re
from html import unescape

import pytest
from sqlalchemy import select

import search
from portal.attachments import Attachment
from portal.audit import Entry
from portal.comments import Comment, CommentsMoved
from portal.core import db, events, jobs
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.notifications import Notice
from portal.posts import (
    EditForm,
    Post,
    PostForm,
    PostMoved,
    PostMovedByOthers,
    PostPassedOn,
    PostShared,
    PostSplit,
    PostVersionTakenDown,
    edit_post,
    move_post,
    pass_on,
    posts,
    remove_post,
    restore_post,
    share_post,
    split_post,
)
from portal.reactions import react
from tests.attachments.factories import make_attachment
from tests.comments.factories import make_comment
from tests.factories import actor, make_user
from tests.groups.factories import add_member, make_group, owner_of
from tests.posts.factories import fresh, make_post, ref


def text(answer) -> str:
    return unescape(answer.get_data(as_text=True))


def heard(user, kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.user_id == user.id, Notice.kind == kind)))


def edited(post: Post, author, *bodies: str) -> None:
    for body in bodies:
        here = fresh(post)
        edit_post(actor(author), here, EditForm(title=here.title, body=body, version=here.version))
        db.commit()


@pytest.fixture
def two(app):
    """Ann belongs to two private groups, Bob to the first and Eve to the second."""
    ann, bob, eve = make_user("Ann"), make_user("Bob"), make_user("Eve")
    here, there = make_group("Brazing", visibility="private"), make_group("Welding", visibility="private")
    for group, members in ((here, (ann, bob)), (there, (ann, eve))):
        for member in members:
            add_member(group, member)
    return ann, bob, eve, here, there


def test_every_edit_keeps_the_former_words(as_) -> None:
    ann = make_user("Ann")
    post = make_post(ann, title="Lunch", body="The canteen opens at eleven <i>")
    edited(post, ann, "The canteen opens at ten", "The canteen opens at ten o'clock")
    page = as_(make_user("Bob")).get(f"/posts/{post.id}/history").get_data(as_text=True)
    assert page.count('id="v') == 3
    assert re.search(r"<del><span class=\"vh\">Taken out: </span>eleven", page)
    assert re.search(r"<ins><span class=\"vh\">Added: </span>ten", page)
    assert "<i>" not in page
    shown = text(as_(ann).get(f"/posts/{post.id}-lunch"))
    assert f"/posts/{post.id}/history" in shown


def test_long_histories_are_read_in_stretches(as_) -> None:
    ann = make_user("Ann")
    post = make_post(ann, body="0")
    edited(post, ann, *(str(n) for n in range(1, 13)))
    first = text(as_(ann).get(f"/posts/{post.id}/history"))
    assert 'id="v13"' in first
    assert 'id="v3"' not in first
    rest = text(as_(ann).get(re.search(r'href="([^"]+\?before=\d+)"', first)[1]))
    assert [f'id="v{n}"' in rest for n in (4, 3, 2, 1)] == [False, True, True, True]
    for odd in ("x", "-1", "1", "9" * 40):
        assert as_(ann).get(f"/posts/{post.id}/history?before={odd}").status_code == 200


def test_what_moderation_took_out_is_not_shown_again(as_) -> None:
    ann, petra = make_user("Ann"), make_user("Petra", roles=("community-manager",))
    post = make_post(ann, title="Phone", body="Call 0170 1234567")
    edited(post, ann, "Call me")
    url = f"/posts/{post.id}/history"
    assert f"{url}/1/removal" in text(as_(petra).get(url))
    assert f"{url}/1/removal" not in text(as_(ann).get(url))
    assert as_(petra).delete(f"{url}/1", {"reason": ""}).status_code == 422
    assert as_(ann).delete(f"{url}/1", {"reason": "x"}).status_code == 403
    assert as_(petra).delete(f"{url}/1", {"reason": "A number"}).status_code == 303
    assert "0170" not in text(as_(petra).get(url))
    assert as_(petra).delete(f"{url}/1", {"reason": "A number"}).status_code == 404
    assert as_(petra).delete(f"{url}/{2**40}", {"reason": "A number"}).status_code == 404
    assert db.session.scalars(select(Entry.event)).all() == [PostVersionTakenDown.__name__]
    remove_post(actor(petra), fresh(post), "Names somebody")
    db.commit()
    assert {as_(person).get(url).status_code for person in (ann, petra)} == {404}


def test_a_move_takes_everything_along_and_closes_the_old_place(two, as_) -> None:
    ann, bob, eve, here, there = two
    post = make_post(ann, here.key, title="Zirbelholz", body="Which one?", attachments=[make_attachment(ann).id])
    comment = make_comment(ref(post), bob, f"Zirbelholz, @{ann.slug}")
    make_comment(ref(post), ann, f"@{bob.slug} thanks")
    react(actor(bob), ref(post), "heart")
    db.commit()
    assert "Zirbelholz" in text(as_(bob).get("/notifications"))
    url = f"/posts/{post.id}-zirbelholz"
    answer = as_(ann).put(f"/posts/{post.id}/place", {"audience": there.key})
    assert answer.location == url
    assert fresh(post).moved_at is not None
    assert "moved here" in text(as_(eve).get(url))
    assert "Zirbelholz, @" in text(as_(eve).get(url)) or comment.body.split(",")[0] in text(as_(eve).get(url))
    assert as_(bob).get(url).status_code == 404
    assert "Zirbelholz" not in text(as_(bob).get("/notifications"))
    assert "Zirbelholz" not in text(as_(bob).get(f"/groups/{here.slug}"))
    assert "Zirbelholz" in text(as_(eve).get(f"/groups/{there.slug}"))
    assert search.find(actor(bob), "Zirbelholz").total == 0
    assert search.find(actor(eve), "Zirbelholz").total == 2
    assert set(db.session.scalars(select(Comment.audience))) == {there.key}
    assert set(db.session.scalars(select(Attachment.audience))) == {there.key}


def test_what_was_said_of_a_comment_follows_it(two, as_) -> None:
    ann, bob, _eve, here, there = two
    post = make_post(ann, here.key, title="Flux")
    comment = make_comment(ref(post), bob, "Quecksilber words")
    said = PostMoved(actor_id=ann.id, subject=ref(post), audience=here.key, former=here.key)
    from portal.core.subjects import Ref
    from portal.notifications import notify

    about = Ref("comment", comment.id)
    notify([bob.id], said, kind="reply", notice="comments/_reply_notice.html", about=about, fold="x")
    db.commit()
    assert "Quecksilber" in text(as_(bob).get("/notifications"))
    move_post(actor(ann), fresh(post), there.key)
    db.commit()
    assert "Quecksilber" not in text(as_(bob).get("/notifications"))


def test_one_moves_only_with_the_right_in_both_places(two, as_) -> None:
    ann, bob, eve, here, there = two
    post = make_post(ann, here.key)
    closed = make_group("Closed", visibility="hidden")
    for person, audience, status in (
        (bob, there.key, 403),
        (eve, there.key, 404),
        (ann, closed.key, 404),
        (ann, "nobody", 404),
        (ann, f"user:{ann.id}", 403),
        (ann, f"{here.key}:managers", 404),
        (ann, here.key, 422),
        (ann, "", 422),
    ):
        assert as_(person).put(f"/posts/{post.id}/place", {"audience": audience}).status_code == status, audience
    assert as_(ann).get(f"/posts/{post.id}/move").status_code == 200
    assert as_(bob).get(f"/posts/{post.id}/move").status_code == 403
    assert fresh(post).audience == here.key


def test_somebody_elses_post_is_moved_with_a_reason_to_where_its_author_reads(two, as_) -> None:
    ann, bob, _eve, here, there = two
    host = owner_of(here)
    add_member(there, host)
    post = make_post(ann, here.key, title="Flux")
    refused = as_(host).put(f"/posts/{post.id}/place", {"audience": there.key})
    assert refused.status_code == 422
    assert "Say why" in text(refused)
    theirs = make_post(bob, here.key)
    with pytest.raises(Invalid):
        move_post(actor(host), theirs, there.key, "Fits better")
    db.rollback()
    assert as_(host).put(f"/posts/{post.id}/place", {"audience": there.key, "reason": "Fits better"}).status_code == 303
    assert "Fits better" in text(as_(ann).get("/notifications"))
    entry = db.session.scalars(select(Entry)).all()[-1]
    assert (entry.event, entry.reason, entry.details["former"]) == (PostMovedByOthers.__name__, "Fits better", here.key)


def test_chosen_comments_go_on_under_a_post_of_their_own(two, as_) -> None:
    ann, bob, _eve, here, _there = two
    host = owner_of(here)
    post = make_post(ann, here.key, title="Flux")
    stays = make_comment(ref(post), bob, "About flux")
    away = make_comment(ref(post), bob, "About lunch")
    reply = make_comment(ref(post), ann, "Soup", parent=away)
    lone = make_comment(ref(post), ann, "Also lunch", parent=stays)
    browser = as_(host)
    page = text(browser.get(f"/posts/{post.id}/split"))
    assert "About lunch" in page
    sent = {"title": "Lunch", "body": "What is there today?", "key": "k", "comments": [away.id, lone.id]}
    answer = browser.post(f"/posts/{post.id}/split", sent)
    assert answer.status_code == 303
    assert browser.post(f"/posts/{post.id}/split", sent).location == answer.location
    new = db.session.scalars(select(Post).where(Post.title == "Lunch")).one()
    assert (new.audience, fresh(new).comment_count, fresh(post).comment_count) == (here.key, 3, 1)
    old_page, new_page = text(as_(bob).get(f"/posts/{post.id}-flux")), text(as_(bob).get(answer.location))
    assert f'href="{answer.location}"' in old_page
    assert "3 comments go on here:" in old_page
    assert all(f'id="c{comment.id}"' in old_page for comment in (away, reply, lone, stays))
    assert f'href="/posts/{post.id}-flux"' in new_page
    assert all(words in new_page for words in ("About lunch", "Soup", "Also lunch"))
    assert "About lunch" not in old_page
    assert as_(bob).get(f"/comments/{reply.id}").location == f"{answer.location}#c{reply.id}"
    assert db.session.get_one(Comment, lone.id, populate_existing=True).parent_id is None
    assert [notice.notice for notice in heard(bob, "moved")] == ["posts/_split_notice.html"]
    assert PostSplit.__name__ in db.session.scalars(select(Entry.event)).all()


def test_a_split_needs_title_comments_and_the_right(two, as_) -> None:
    ann, bob, _eve, here, _there = two
    host = owner_of(here)
    post, other = make_post(ann, here.key), make_post(ann, here.key)
    comment, elsewhere = make_comment(ref(post), bob), make_comment(ref(other), bob)
    sent = {"title": "Lunch", "body": "Typed long", "comments": [comment.id], "key": "k"}
    for wrong, sentence in (
        ({"title": ""}, "This field is empty."),
        ({"comments": []}, "Choose at least one comment."),
        ({"comments": [elsewhere.id]}, "Choose at least one comment."),
        ({"comments": ["x"]}, "This is not a number."),
    ):
        answer = as_(host).post(f"/posts/{post.id}/split", sent | wrong)
        assert (answer.status_code, sentence in text(answer), "Typed long" in text(answer)) == (422, True, True), wrong
    assert as_(bob).post(f"/posts/{post.id}/split", sent).status_code == 403
    assert as_(bob).get(f"/posts/{post.id}/split").status_code == 403
    manager = make_user("Petra", roles=("community-manager",))
    assert as_(manager).get(f"/posts/{post.id}/split").status_code == 404
    assert as_(manager).get(f"/posts/{make_post(ann).id}/split").status_code == 200
    assert len(db.session.scalars(select(Post).where(Post.title == "Lunch")).all()) == 0


def test_open_pages_hear_what_left_the_thread(two, as_) -> None:
    ann, bob, _eve, here, _there = two
    post = make_post(ann, here.key)
    comment = make_comment(ref(post), bob, "About lunch")
    heard_of = []
    events.on(CommentsMoved)(heard_of.append)
    since = comment.created_at.isoformat().replace("+", "%2B")
    form = PostForm(audience=here.key, title="Lunch", body="Where?")
    split_post(actor(owner_of(here)), post, form, [comment.id])
    db.commit()
    news = text(as_(bob).get(f"/comments/about/post:{post.id}?since={since}", htmx=True))
    assert f'data-place="c{comment.id}"' in news
    assert "no longer here" in news
    assert heard_of[0].comment_ids == (comment.id,)


def test_a_card_shows_a_post_elsewhere_to_those_alone_who_may_see_it(two, as_) -> None:
    ann, bob, eve, here, there = two
    add_member(there, bob)
    post = make_post(bob, here.key, title="Zirbelholz", body="The secret of flux")
    answer = as_(ann).post(f"/posts/{post.id}/cards", {"audience": there.key})
    assert answer.status_code == 303
    card = db.session.scalars(select(Post).where(Post.audience == there.key)).one()
    feed = f"/groups/{there.slug}"
    assert "Zirbelholz" in text(as_(bob).get(feed))
    assert f'href="/posts/{post.id}-zirbelholz"' in text(as_(bob).get(feed))
    drawn = text(as_(bob).get(feed))
    assert drawn.count("<article") == drawn.count("</article>")
    assert as_(bob).get(f"/posts/{card.id}").location == f"/posts/{post.id}-zirbelholz"
    assert "Zirbelholz" not in text(as_(eve).get(feed))
    assert f'id="p{card.id}"' not in text(as_(eve).get(feed))
    assert as_(eve).get(f"/posts/{card.id}").status_code == 404
    assert posts(actor(eve), [card.id]) == {}
    assert search.find(actor(eve), "Zirbelholz").total == 0
    assert search.find(actor(bob), "Zirbelholz").total == 1
    assert [notice.about_id for notice in heard(bob, "share")] == [post.id]
    remove_post(actor(bob), fresh(post))
    db.commit()
    assert f'id="p{card.id}"' not in text(as_(bob).get(feed))


def test_a_card_has_no_words_and_no_thread_of_its_own(two, as_) -> None:
    ann, _bob, eve, here, there = two
    post = make_post(ann, here.key)
    card = pass_on(actor(ann), post, there.key)
    db.commit()
    browser = as_(ann)
    assert browser.get(f"/posts/{card.id}/edit").status_code == 403
    assert browser.put(f"/posts/{card.id}", {"body": "Words", "version": "1"}).status_code == 403
    assert browser.put(f"/posts/{card.id}/place", {"audience": here.key}).status_code == 403
    assert browser.post("/comments", {"about": f"post:{card.id}", "body": "Hi", "key": "k"}).status_code == 403
    assert as_(eve).put(f"/reactions/post:{card.id}", {"kind": "heart"}).status_code == 403
    with pytest.raises(NotFound):
        pass_on(actor(ann), card, "everyone")
    with pytest.raises(NotFound):
        share_post(actor(ann), card, ["bob"], "")


def test_one_puts_a_card_once_and_only_where_one_may_write(two, as_) -> None:
    ann, bob, _eve, here, there = two
    post = make_post(ann, here.key)
    assert as_(ann).post(f"/posts/{post.id}/cards", {"audience": here.key}).status_code == 422
    assert as_(bob).post(f"/posts/{post.id}/cards", {"audience": there.key}).status_code == 404
    done = as_(ann).post(f"/posts/{post.id}/cards", {"audience": there.key})
    assert as_(ann).post(f"/posts/{post.id}/cards", {"audience": there.key}).status_code == 422
    undo = re.search(rf'action="(/posts/{post.id}/cards/\d+/removal)"', text(as_(ann).get(done.location)))
    assert PostPassedOn.__name__
    assert undo is None or as_(ann).post(undo[1]).status_code == 303
    with pytest.raises(Forbidden):
        pass_on(actor(ann), fresh(post), f"user:{ann.id}")


def test_sharing_tells_those_who_may_see_it_and_names_the_others(two, as_) -> None:
    ann, bob, eve, here, _there = two
    post = make_post(ann, here.key, title="Flux")
    told = []
    events.on(PostShared)(told.append)
    names = f"@{bob.slug}, @{eve.slug} {bob.slug}"
    answer = as_(ann).post(f"/posts/{post.id}/shares", {"people": names, "note": "Look at the <b>end</b>"})
    assert answer.status_code == 303
    assert told[0].user_ids == (bob.id,)
    browser = as_(ann)
    browser.post(f"/posts/{post.id}/shares", {"people": names, "note": ""})
    page = text(browser.get(f"/posts/{post.id}-flux"))
    assert "Told: Bob." in page
    assert "Left out, since they may not see it: Eve." in page
    assert "&lt;b&gt;end" in as_(bob).get("/notifications").get_data(as_text=True) or heard(bob, "share")
    assert not heard(eve, "share")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"people": ""}, "This field is empty."),
        ({"people": "@nobody-here"}, "Nobody here is called nobody-here."),
        ({"people": " ".join(f"@p{n}" for n in range(21))}, "At most 20 people at once."),
        ({"people": "@bob", "note": "n" * 501}, "This is too long"),
    ],
)
def test_a_refused_share_keeps_what_was_typed(as_, typed, sentence) -> None:
    post = make_post(make_user("Ann"))
    make_user("Bob")
    answer = as_(make_user("Eve")).post(f"/posts/{post.id}/shares", {"note": "A word"} | typed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert typed.get("note", "A word")[:300] in text(answer)


def test_many_listeners_are_told_by_a_job(app, monkeypatch) -> None:
    ann, bob = make_user("Ann"), make_user("Bob")
    post = make_post(ann)
    others = [make_user(f"Reader {n}") for n in range(4)]
    for other in others:
        make_comment(ref(post), other)
    jobs.run_all()
    db.session.query(Notice).delete()
    monkeypatch.setattr("portal.posts.jobs.BATCH", 2)
    make_comment(ref(post), bob, f"@{others[0].slug} what do you think?")
    assert not heard(ann, "comment")
    jobs.run_all()
    assert [len(heard(person, "comment")) for person in (ann, bob, *others)] == [1, 0, 0, 1, 1, 1]


def test_strangers_find_none_of_its_pages(two, as_) -> None:
    ann, _bob, eve, here, _there = two
    post = make_post(ann, here.key)
    browser = as_(eve)
    for path in ("history", "history/1/removal", "move", "split", "share"):
        assert browser.get(f"/posts/{post.id}/{path}").status_code == 404, path
    for path in ("split", "shares", "cards", "cards/1/removal"):
        assert browser.post(f"/posts/{post.id}/{path}", {"audience": "everyone"}).status_code == 404, path


def test_a_post_that_moved_can_be_removed_and_brought_back(two) -> None:
    ann, _bob, _eve, here, there = two
    post = make_post(ann, here.key)
    move_post(actor(ann), post, there.key)
    remove_post(actor(ann), post)
    assert restore_post(actor(ann), post.id).audience == there.key
