"""A generated client goes through everything that the document offers, and misses nothing."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image

from auth.models import User
from portal.api.document import document
from portal.core.jobs import run_all
from tests.api.factories import make_token
from tests.api.generated import Robot, package
from tests.factories import make_unit, make_user


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (1200, 900), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def told(app, tmp_path_factory) -> Iterator[dict]:
    found = document()
    with package(found, tmp_path_factory.mktemp("client")):
        yield found


@pytest.fixture
def used() -> set[str]:
    return set()


@pytest.fixture
def robot(app, told, used) -> Callable[[User], Robot]:
    return lambda user: Robot(app, told, make_token(user), used)


def test_every_operation_is_used(app, told, used, robot) -> None:
    site = make_unit("Kassel", kind="site")
    ann, ben, cem = (
        robot(make_user(name, site=site, roles=roles))
        for name, roles in (("Ann Probst", ("community-manager",)), ("Ben Ode", ()), ("Cem Kaya", ()))
    )
    about_people(ann, ben)
    slug, audience = about_groups(ann, ben, cem)
    file_id = about_files(ben)
    post_id = about_posts(ann, ben, audience, file_id)
    about_comments(ann, ben, post_id)
    about_questions(ann, ben, cem)
    about_desks(ann, ben, cem)
    about_topics(ann, ben)
    about_notices(ben, post_id)
    about_the_life_of(post_id, ann, ben)
    about_webhooks(ann, audience)
    about_announcements(ann, ben)
    about_the_end_of(slug, ann, ben)
    missed = {op["operationId"] for path in told["paths"].values() for op in path.values()} - used
    assert not missed, f"no part of the story uses {sorted(missed)}"


def about_people(ann: Robot, ben: Robot) -> None:
    assert ann.call("get_me").name == "Ann Probst"
    assert [person.name for person in ann.call("list_people", q="Ben").items] == ["Ben Ode"]
    said = {"about": "Runs the **canteen**.", "more_topics": "Soup, Bread", "phone": "+49 561 1", "languages": ["de"]}
    ben.call("edit_my_profile", body=said)
    own = ben.call("get_my_profile")
    assert (own.about, sorted(own.topics)) == ("Runs the **canteen**.", ["Bread", "Soup"])
    ben.call("set_my_photo", 204, body={"photo": ("me.png", picture(), "image/png"), "keep": "middle"})
    ann.call("follow_person", 204, slug="ben.ode")
    seen = ann.call("get_person", slug="ben.ode")
    assert seen.is_followed
    assert "<strong>" in seen.about_html
    assert seen.photo_url
    assert [person.name for person in ann.call("list_followed").items] == ["Ben Ode"]
    ann.call("unfollow_person", 204, slug="ben.ode")
    ben.call("remove_my_photo", 204)
    assert [unit.name for unit in ann.call("list_units").items] == ["Kassel"]


def about_groups(ann: Robot, ben: Robot, cem: Robot) -> tuple[str, str]:
    asked = {"name": "Climbing", "purpose": "Walls and mountains", "visibility": "request", "tags": "sport"}
    made = ann.call("create_group", 201, body=asked, idempotency_key="climbing-1")
    slug = made.slug
    ben.call("request_membership", 204, slug=slug, body={"message": "May I?"})
    ben.call("withdraw_request", 204, slug=slug)
    ben.call("request_membership", 204, slug=slug, body={"message": "May I now?"})
    cem.call("request_membership", 204, slug=slug, body={})
    asking = {one.name: one.request_id for one in ann.call("list_requests", slug=slug).items}
    ann.call("approve_request", 204, slug=slug, request_id=asking["Ben Ode"])
    ann.call("decline_request", 204, slug=slug, request_id=asking["Cem Kaya"], body={"message": "Full."})
    assert ann.call("invite", slug=slug, body={"people": "@cem.kaya"}).invited == 1
    guest = ann.call("list_invitations", slug=slug).items[0]
    ann.call("withdraw_invitation", 204, slug=slug, user_id=guest.id)
    ann.call("invite", slug=slug, body={"people": "@cem.kaya"})
    cem.call("decline_invitation", 204, slug=slug)
    ann.call("invite", slug=slug, body={"people": "@cem.kaya"})
    assert [group.slug for group in cem.call("list_my_invitations").items] == [slug]
    cem.call("join_group", 204, slug=slug)
    members = {one.name: one.id for one in ann.call("list_members", slug=slug).items}
    assert set(members) == {"Ann Probst", "Ben Ode", "Cem Kaya"}
    ann.call("set_role", 204, slug=slug, user_id=members["Ben Ode"], body={"role": "host"})
    ben.call("remove_member", 204, slug=slug, user_id=members["Cem Kaya"])
    changed = asked | {"purpose": "Walls, mountains and cake", "welcome": "Welcome!"}
    group = ann.call("edit_group", slug=slug, body=changed, if_match=f'"{made.version}"')
    ann.call("edit_group", 412, slug=slug, body=changed, if_match=f'"{made.version}"')
    assert ben.call("get_group", slug=slug).me.role == "host"
    ben.call("set_group_level", 204, slug=slug, body={"level": "all"})
    ben.call("put_welcome_away", 204, slug=slug)
    ann.call("make_group_official", 204, slug=slug)
    ann.call("unmake_group_official", 204, slug=slug)
    assert [found.slug for found in ann.call("list_groups", q="Climb").items] == [slug]
    return slug, group.audience


def about_files(ben: Robot) -> int:
    made = ben.call("upload_file", 201, body={"file": ("wall.png", picture(), "image/png"), "alt": "A wall"})
    assert (made.width, made.alt) == (1200, "A wall")
    ben.call("describe_file", file_id=made.id, body={"alt": "A steep wall"})
    assert ben.call("get_file", file_id=made.id).alt == "A steep wall"
    run_all()
    assert ben.call("get_file_content", file_id=made.id).payload.read(4) == b"RIFF"
    assert ben.call("get_file_thumbnail", file_id=made.id).payload.read(4) == b"RIFF"
    other = ben.call("upload_file", 201, body={"file": ("notes.txt", b"Notes", "text/plain"), "alt": ""})
    ben.call("discard_file", 204, file_id=other.id)
    return made.id


def about_posts(ann: Robot, ben: Robot, audience: str, file_id: int) -> int:
    places = [place.audience for place in ben.call("list_places").items]
    assert audience in places
    asked = {"audience": audience, "title": "Hall", "body": "See you **there**.", "attachments": [file_id]}
    made = ben.call("publish_post", 201, body=asked, idempotency_key="hall-1")
    again = ben.call("publish_post", 201, body=asked, idempotency_key="hall-1")
    assert made.id == again.id
    changed = {"title": "Hall 3", "body": "See you there.", "attachments": [file_id]}
    edited = ben.call("edit_post", post_id=made.id, body=changed, if_match=f'"{made.version}"')
    assert (edited.title, edited.version, edited.files[0].alt) == ("Hall 3", 2, "A steep wall")
    newest, first = ann.call("list_post_versions", post_id=made.id).items
    assert [(piece.kind, piece.text) for piece in newest.title] == [("kept", "Hall"), ("added", " 3")]
    assert [piece.text for piece in first.title] == ["Hall"]
    [hanging] = ann.call("list_group_files", slug="climbing", kind="picture").items
    assert (hanging.id, hanging.sent_by, hanging.about.title) == (file_id, "ben.ode", "Hall 3")
    assert [one.id for one in ben.call("list_my_files").items] == [file_id]
    ann.call("pin_post", post_id=made.id)
    ann.call("unpin_post", 204, post_id=made.id)
    ann.call("save_post", 204, post_id=made.id)
    assert [post.id for post in ann.call("list_posts", view="saved").items] == [made.id]
    ann.call("unsave_post", 204, post_id=made.id)
    assert [post.id for post in ann.call("list_posts", audience=audience).items] == [made.id]
    assert [post.id for post in ann.call("list_posts_of_person", slug="ben.ode").items] == [made.id]
    ben.call("remove_post", 204, post_id=made.id)
    ben.call("get_post", 404, post_id=made.id)
    ben.call("restore_post", post_id=made.id)
    assert ben.call("get_post", post_id=made.id).body == "See you there."
    assert ann.call("find", q="Hall").total == 1
    assert [hit.title for hit in ann.call("suggest", q="Climb").items] == ["Climbing"]
    return made.id


def about_questions(ann: Robot, ben: Robot, cem: Robot) -> None:
    asked = {"audience": "everyone", "title": "Who has the torque key?", "tags": "tools"}
    made = ben.call("ask_question", 201, body=asked, idempotency_key="key-1")
    words = {"title": "Who has the blue torque key?", "tags": "tools, halle"}
    edited = ben.call("edit_question", question_id=made.id, body=words, if_match=f'"{made.version}"')
    assert (edited.version, edited.tags) == (2, ["tools", "halle"])
    ann.call("ask_the_same", 204, question_id=made.id)
    ann.call("ask_the_same_no_more", 204, question_id=made.id)
    ann.call("find_question", 204, question_id=made.id)
    answer = ann.call("add_answer", 201, question_id=made.id, body={"body": "Me"}, idempotency_key="a-1")
    ann.call("edit_answer", answer_id=answer.id, body={"body": "I have it."}, if_match=f'"{answer.version}"')
    cem.call("vote", 204, answer_id=answer.id)
    ann.call("vote", 403, answer_id=answer.id)
    cem.call("take_vote", 204, answer_id=answer.id)
    ben.call("accept_answer", 204, answer_id=answer.id)
    assert [found.state for found in cem.call("list_questions", state="solved", tag="tools").items] == ["solved"]
    assert [one.is_accepted for one in cem.call("list_answers", question_id=made.id).items] == [True]
    cem.call("mark_answer_obsolete", 403, answer_id=answer.id)
    for operation in ("mark_answer_obsolete", "revive_answer", "verify_answer"):
        ann.call(operation, 204, answer_id=answer.id)
    assert ann.call("list_answers_to_review").items == []
    ben.call("withdraw_acceptance", 204, answer_id=answer.id)
    assert ann.call("get_answer", answer_id=answer.id).body == "I have it."
    ann.call("remove_answer", 204, answer_id=answer.id)
    ann.call("restore_answer", answer_id=answer.id)
    ann.call("remove_answer", 204, answer_id=answer.id)
    ben.call("remove_question", 204, question_id=made.id)
    ben.call("restore_question", question_id=made.id)
    assert cem.call("get_question", question_id=made.id).state == "open"
    cem.call("edit_my_profile", body={"topics": ["tools"]})
    assert [one.question.id for one in cem.call("list_questions_for_me").items] == [made.id]
    cem.call("decline_to_answer", 404, question_id=made.id)
    assert cem.call("choose_readiness", body={"weekly": 1}).weekly == cem.call("get_readiness").weekly == 1
    about_the_turns_of(made.id, ann, ben)


def about_desks(ann: Robot, ben: Robot, cem: Robot) -> None:
    desk = {"unit_id": ann.call("list_units").items[0].id, "days": [0, 1, 2, 3, 4], "zone": "Europe/Berlin"}
    desk |= {"name_de": "IT", "name_en": "IT", "purpose_de": "Rechner", "purpose_en": "Computers"}
    opened = ann.call("open_desk", 201, body=desk | {"leads": "@ben.ode", "tags": "vpn"})
    assert [one.slug for one in ann.call("list_desks").items] == [opened.slug] == ["it"]
    ben.call("change_desk", slug="it", body=desk | {"leads": "@ben.ode", "members": "@ann.probst", "tags": "vpn"})
    hr = desk | {"name_de": "HR", "name_en": "HR", "leads": "@ann.probst", "tags": "pay"}
    ann.call("open_desk", 201, body=hr)
    asked = {"audience": "everyone", "title": "How do I get VPN?", "desk": "it"}
    number = cem.call("ask_question", 201, body=asked, idempotency_key="vpn").id
    cem.call("take_question", 403, question_id=number, body={})
    ben.call("take_question", 204, question_id=number, body={})
    ann.call("take_question", 409, question_id=number, body={})
    ben.call("put_question_back", 204, question_id=number)
    ben.call("pause_question", 204, question_id=number)
    assert [card.holder for card in ben.call("list_board", slug="it", state="waiting").items] == ["Ben Ode"]
    ben.call("hand_question_over", 204, question_id=number, body={"desk": "hr", "note": "HR grants it."})
    text = ben.call("keep_text", 201, slug="it", body={"title_en": "VPN", "body_en": "In the portal."}).id
    ben.call("change_text", 204, slug="it", text_id=text, body={"title_en": "VPN", "body_en": "Ask.", "version": 1})
    assert [one.body for one in ben.call("list_texts", slug="it", q="vpn").items] == ["Ask."]
    ben.call("drop_text", 204, slug="it", text_id=text)
    assert [one.name for one in cem.call("get_desk", slug="it").people] == ["Ben Ode", "Ann Probst"]
    ben.call("close_desk", 204, slug="it")


def about_topics(ann: Robot, ben: Robot) -> None:
    words = {"name_de": "Reisekosten", "name_en": "Travel expenses", "synonyms": "Spesen"}
    ben.call("describe_topic", 403, slug="reisekosten", body=words)
    assert ann.call("describe_topic", slug="reisekosten", body=words).name == "Travel expenses"
    ben.call("follow_topic", 204, slug="spesen")
    ben.call("propose_merger", 204, slug="auslagen", body={"into": "Spesen"})
    assert ann.call("merge_topic", slug="auslagen", body={"into": "Spesen"}).slug == "reisekosten"
    found = ben.call("get_topic", slug="Auslagen")
    assert (found.slug, found.name_de, found.is_followed) == ("reisekosten", "Reisekosten", True)
    assert (found.synonyms, [one.slug for one in found.merged]) == (["Spesen", "Travel expenses"], ["auslagen"])
    ben.call("unfollow_topic", 204, slug="reisekosten")
    ben.call("take_stance", 204, slug="auslagen", body={"said": "yes"})
    assert "reisekosten" in [one.slug for one in ann.call("list_topics").items]
    (expert,) = ann.call("list_experts", slug="spesen").items
    assert (expert.person.name, expert.helped) == ("Ben Ode", 0)
    ben.call("take_stance", 204, slug="spesen", body={"said": "later"})
    said = {one.slug: one.said for one in ben.call("list_my_stances").items}
    assert said["reisekosten"] == ben.call("get_topic", slug="spesen").stance == "later"
    ben.call("drop_stance", 204, slug="spesen")
    assert ben.call("get_topic", slug="spesen").stance is None
    ann.call("part_topic", 204, topic_id=found.merged[0].id)
    assert ann.call("get_topic", slug="auslagen").slug == "auslagen"


def about_the_turns_of(question_id: int, ann: Robot, ben: Robot) -> None:
    ann.call("close_question", 204, question_id=question_id, body={"reason": "Found"})
    ben.call("add_answer", 422, question_id=question_id, body={"body": "One more"})
    ben.call("reopen_question", 204, question_id=question_id)
    answer = ben.call("add_answer", 201, question_id=question_id, body={"body": "Halle 3."})
    other = ann.call("add_answer", 201, question_id=question_id, body={"body": "And the red one: Halle 4."})
    ann.call("confirm_answer", 204, answer_id=answer.id, body={"valid_until": "2999-12-31"})
    ann.call("withdraw_confirmation", 204, answer_id=answer.id)
    ann.call("doubt_answer", 204, answer_id=answer.id, body={"reason": "It moved"})
    ben.call("settle_doubts", 204, answer_id=answer.id)
    for verb in ("take_suggestion", "decline_suggestion"):
        words = {"body": f"Halle 3, says {verb}."}
        suggested = ann.call("suggest_edit", ref=f"answer:{answer.id}", body=words)
        ben.call(verb, 204, suggestion_id=suggested.id)
    ann.call("take_out_words", 204, ref=f"answer:{answer.id}", version=1, reason="A name")
    words = {"title": "And the red one?", "answers": [other.id]}
    split = ann.call("split_question", 201, question_id=question_id, body=words)
    ann.call("move_question", 422, question_id=split.id, body={"audience": "everyone"})
    group = ann.call("create_group", 201, body={"name": "Tools", "purpose": "All of them", "visibility": "open"})
    ann.call("move_question", 204, question_id=split.id, body={"audience": group.audience})
    ann.call("move_question", 204, question_id=split.id, body={"audience": "everyone"})
    assert ann.call("merge_question", question_id=split.id, body={"into": str(question_id)}).answer_count == 2


def about_comments(ann: Robot, ben: Robot, post_id: int) -> None:
    about = f"post:{post_id}"
    made = ann.call("add_comment", 201, body={"about": about, "body": "I am in, @ben.ode!"}, idempotency_key="c1")
    ann.call("add_comment", 201, body={"about": about, "body": "And cake.", "parent": made.id})
    ann.call("edit_comment", comment_id=made.id, body={"body": "I am in."}, if_match=f'"{made.version}"')
    assert ben.call("get_comment", comment_id=made.id).body == "I am in."
    assert [one.version for one in ben.call("list_comment_versions", comment_id=made.id).items] == [2, 1]
    assert len(ben.call("list_comments", about=about).items) == 2
    ann.call("remove_comment", 204, comment_id=made.id)
    ann.call("restore_comment", comment_id=made.id)
    ann.call("react", ref=about, body={"kind": "heart"})
    assert ben.call("list_reactions", ref=about).items[0].person.name == "Ann Probst"
    ann.call("take_reaction_back", 204, ref=about)


def about_the_life_of(post_id: int, ann: Robot, ben: Robot) -> None:
    about = f"post:{post_id}"
    ben.call("set_thread_level", 204, ref=about, body={"level": "all"})
    ben.call("pace_thread", 204, ref=about, body={"minutes": 5})
    ben.call("close_thread", 204, ref=about, body={"reason": "All is said."})
    ann.call("add_comment", 422, body={"about": about, "body": "One more"})
    ben.call("reopen_thread", 204, ref=about)
    ben.call("pace_thread", 204, ref=about, body={"minutes": 0})
    said = ann.call("add_comment", 201, body={"about": about, "body": "Something else entirely."})
    ann.call("edit_comment", comment_id=said.id, body={"body": "Something else."}, if_match='"1"')
    ben.call("take_out_comment_version", 204, comment_id=said.id, version=1, reason="A name")
    ben.call("take_out_post_version", 204, post_id=post_id, version=1, reason="A name")
    assert [one.is_removed for one in ann.call("list_post_versions", post_id=post_id).items] == [False, True]
    assert ann.call("list_post_versions", post_id=post_id, after=1).items == []
    split = ben.call(
        "split_post", 201, post_id=post_id, body={"title": "New hall", "body": "Goes on.", "comments": [said.id]}
    )
    assert ben.call("share_post", post_id=split.id, body={"people": "@ann.probst"}).told == ["Ann Probst"]
    turned = ben.call("turn_subject", ref=f"post:{split.id}", body={"kind": "question"})
    split_id = int(ben.call("turn_subject", ref=turned.about, body={"kind": "post"}).about.partition(":")[2])
    ann.call("report", 204, body={"about": f"post:{split_id}", "reason": "place"})
    ben.call("move_post", 204, post_id=split_id, body={"audience": "everyone"})
    card = ben.call(
        "pass_post_on", 201, post_id=split_id, body={"audience": ben.call("get_post", post_id=post_id).audience}
    )
    ben.call("remove_post", 204, post_id=card.id)


def about_notices(ben: Robot, post_id: int) -> None:
    told = ben.call("list_notifications")
    assert told.unread >= 1
    assert any("Ann Probst" in notice.sentence for notice in told.items)
    ben.call("read_notification", 204, notice_id=told.items[0].id)
    ben.call("read_notifications_about", 204, ref=f"post:{post_id}")
    ben.call("mute_subject", 204, ref=f"post:{post_id}")
    ben.call("unmute_subject", 204, ref=f"post:{post_id}")
    kinds = [kind.name for kind in ben.call("list_notification_kinds").items]
    chosen = ben.call("choose_notification_kinds", body={"kinds": kinds[:1]})
    assert [kind.name for kind in chosen.items if kind.is_on] == kinds[:1]
    ben.call("read_all_notifications", 204)
    assert ben.call("list_notifications").unread == 0


def about_announcements(ann: Robot, ben: Robot) -> None:
    asked = {"language": "en", "title": "Fire drill", "body": "On **Friday**.", "wants_confirmation": "yes"}
    asked |= {"sites": [ann.call("list_units").items[0].id], "takes_comments": "yes"}
    assert ann.call("count_reach", body={"sites": asked["sites"]}).people == 3
    made = ann.call("publish_announcement", 201, body=asked, idempotency_key="drill-1")
    assert [one.title for one in ben.call("list_announcements").items] == ["Fire drill"]
    ben.call("read_announcement", 204, announcement_id=made.id)
    ben.call("confirm_announcement", 204, announcement_id=made.id)
    assert ben.call("get_announcement", announcement_id=made.id).is_confirmed
    ben.call("get_announcement_shares", 403, announcement_id=made.id)
    words = {"language": "en", "title": "Fire drill", "body": "On Monday."}
    ann.call("edit_announcement", announcement_id=made.id, body=words, if_match=f'"{made.version}"')
    ann.call("edit_announcement", 412, announcement_id=made.id, body=words, if_match=f'"{made.version}"')
    ann.call("remind_of_announcement", 204, announcement_id=made.id)
    assert ann.call("get_announcement_shares", announcement_id=made.id).whole is None
    ann.call("withdraw_announcement", 204, announcement_id=made.id, reason="No drill")
    ben.call("get_announcement", 404, announcement_id=made.id)


def about_webhooks(ann: Robot, audience: str) -> None:
    asked = {"name": "Build", "url": "https://build.example.com/", "audience": audience, "events": ["post.published"]}
    made = ann.call("create_webhook", 201, body=asked)
    assert made.secret.startswith("whsec_")
    assert ann.call("edit_webhook", hook_id=made.id, body=asked | {"name": "Deploy"}).name == "Deploy"
    assert [hook.id for hook in ann.call("list_webhooks").items] == [made.id]
    assert ann.call("get_webhook", hook_id=made.id).is_active
    sent = ann.call("test_webhook", hook_id=made.id)
    ann.call("replay_delivery", 409, hook_id=made.id, delivery_id=sent.id)
    assert [one.id for one in ann.call("list_deliveries", hook_id=made.id).items] == [sent.id]
    ann.call("switch_webhook", 204, hook_id=made.id, body={"is_active": False})
    run_all()
    assert ann.call("replay_delivery", hook_id=made.id, delivery_id=sent.id).state == "waiting"
    assert ann.call("renew_webhook_secret", hook_id=made.id).secret != made.secret
    ann.call("remove_webhook", 204, hook_id=made.id)


def about_the_end_of(slug: str, ann: Robot, ben: Robot) -> None:
    ben.call("read_group", 204, slug=slug)
    ann.call("archive_group", 204, slug=slug)
    ann.call("restore_group", 204, slug=slug)
    ann.call("hand_over_group", 204, slug=slug, body={"user_id": ben.call("get_me").id})
    ann.call("leave_group", 204, slug=slug)
