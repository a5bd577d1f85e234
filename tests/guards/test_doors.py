"""Whatever one can do on a page, a program can do too, or there is a reason why not.

A new action on a page enters here: with the operation that calls the same action, or with its reason.
"""

from werkzeug.routing import Rule

from portal.api.operations import operations
from portal.core.web import Portal

# action of a page -> operation that does the same
DOORS = {
    "announcements.confirm": "confirm_announcement",
    "announcements.count": "count_reach",
    "announcements.create": "publish_announcement",
    "announcements.delete": "withdraw_announcement",
    "announcements.read": "read_announcement",
    "announcements.remind": "remind_of_announcement",
    "announcements.update": "edit_announcement",
    "api.create_hook": "create_webhook",
    "api.edit_hook": "edit_webhook",
    "api.remove_hook": "remove_webhook",
    "api.renew_hook": "renew_webhook_secret",
    "api.replay_delivery": "replay_delivery",
    "api.switch_hook": "switch_webhook",
    "api.test_hook": "test_webhook",
    "asking_around.choose": "choose_readiness",
    "asking_around.decline": "decline_to_answer",
    "attachments.create": "upload_file",
    "attachments.delete": "discard_file",
    "attachments.update": "describe_file",
    "comments.create": "add_comment",
    "comments.delete": "remove_comment",
    "comments.restore": "restore_comment",
    "comments.update": "edit_comment",
    "desks.change_text": "change_text",
    "desks.close": "close_desk",
    "desks.create": "open_desk",
    "desks.drop_text": "drop_text",
    "desks.hand_over": "hand_question_over",
    "desks.hold": "take_question",
    "desks.keep_text": "keep_text",
    "desks.pause": "pause_question",
    "desks.put_back": "put_question_back",
    "desks.update": "change_desk",
    "experts.say": "take_stance",
    "experts.take_back": "drop_stance",
    "groups.approve": "approve_request",
    "groups.archive": "archive_group",
    "groups.create": "create_group",
    "groups.decline": "decline_request",
    "groups.decline_invitation": "decline_invitation",
    "groups.hand_over": "hand_over_group",
    "groups.invite": "invite",
    "groups.join": "join_group",
    "groups.leave": "leave_group",
    "groups.level": "set_group_level",
    "groups.make_official": "make_group_official",
    "groups.put_welcome_away": "put_welcome_away",
    "groups.read": "read_group",
    "groups.remove": "remove_member",
    "groups.request_membership": "request_membership",
    "groups.restore": "restore_group",
    "groups.role": "set_role",
    "groups.unmake_official": "unmake_group_official",
    "groups.update": "edit_group",
    "groups.withdraw": "withdraw_request",
    "groups.withdraw_invitation": "withdraw_invitation",
    "keeping.mark_obsolete": "mark_answer_obsolete",
    "keeping.revive": "revive_answer",
    "keeping.verify": "verify_answer",
    "life.move": "move_post",
    "life.put_card": "pass_post_on",
    "life.share": "share_post",
    "life.split": "split_post",
    "life.take_card": "remove_post",
    "life.take_out": "take_out_post_version",
    "notifications.choose": "choose_notification_kinds",
    "notifications.mute": "mute_subject",
    "notifications.read": "read_notification",
    "notifications.read_about": "read_notifications_about",
    "notifications.read_all": "read_all_notifications",
    "notifications.unmute": "unmute_subject",
    "people.edit": "edit_my_profile",
    "people.follow": "follow_person",
    "people.remove_photo": "remove_my_photo",
    "people.set_photo": "set_my_photo",
    "people.unfollow": "unfollow_person",
    "posts.create": "publish_post",
    "posts.delete": "remove_post",
    "posts.pin": "pin_post",
    "posts.restore": "restore_post",
    "posts.save": "save_post",
    "posts.unpin": "unpin_post",
    "posts.unsave": "unsave_post",
    "posts.update": "edit_post",
    "questions.accept": "accept_answer",
    "questions.answer": "add_answer",
    "questions.close": "close_question",
    "questions.confirm": "confirm_answer",
    "questions.confirm_no_more": "withdraw_confirmation",
    "questions.decline": "decline_suggestion",
    "questions.doubt": "doubt_answer",
    "questions.merge": "merge_question",
    "questions.move": "move_question",
    "questions.reopen": "reopen_question",
    "questions.settle": "settle_doubts",
    "questions.split": "split_question",
    "questions.suggest": "suggest_edit",
    "questions.take": "take_suggestion",
    "questions.take_out": "take_out_words",
    "questions.create": "ask_question",
    "questions.delete": "remove_question",
    "questions.delete_answer": "remove_answer",
    "questions.find": "find_question",
    "questions.restore": "restore_question",
    "questions.restore_answer": "restore_answer",
    "questions.same": "ask_the_same",
    "questions.same_no_more": "ask_the_same_no_more",
    "questions.take_vote": "take_vote",
    "questions.update": "edit_question",
    "questions.update_answer": "edit_answer",
    "questions.vote": "vote",
    "questions.withdraw": "withdraw_acceptance",
    "reactions.delete": "take_reaction_back",
    "reactions.update": "react",
    "reports.create": "report",
    "topics.follow": "follow_topic",
    "topics.merge": "merge_topic",
    "topics.part": "part_topic",
    "topics.propose": "propose_merger",
    "topics.unfollow": "unfollow_topic",
    "topics.update": "describe_topic",
    "threads.close": "close_thread",
    "threads.level": "set_thread_level",
    "threads.pace": "pace_thread",
    "threads.reopen": "reopen_thread",
    "threads.turn": "turn_subject",
    "threads.take_out": "take_out_comment_version",
}
_BY_ONESELF = "A program must not give itself, or others, more than a person gave it."
_IN_THE_BROWSER = "It concerns this one browser, its session or how pages look there."
_EDITOR = "It helps somebody who is typing; a program sends what it wants to say."
_UNDO = "It takes a step on the page back within seconds; a program does the opposite step."
# action of a page, or its whole blueprint -> why no program does it
REASONS = {
    "account": _BY_ONESELF,
    "letters": _BY_ONESELF,
    "admin": "Programs speak the protocols of provisioning; people decide on pages.",
    "announcements.delegate": _BY_ONESELF,
    "announcements.forget": _EDITOR,
    "announcements.revoke": _BY_ONESELF,
    "api.create_feed": _BY_ONESELF,
    "api.create_integration": _BY_ONESELF,
    "api.create_token": _BY_ONESELF,
    "api.renew_integration": _BY_ONESELF,
    "api.revoke_integration": _BY_ONESELF,
    "api.revoke_token": _BY_ONESELF,
    "api.token": "It is for programs alone, by its own protocol.",
    "auth": _IN_THE_BROWSER,
    "drafts": _EDITOR,
    "editor": _EDITOR,
    "groups.come_back": _UNDO,
    "mail": "Which mails somebody gets is chosen by the person, or with one click in a mail.",
    "notifications.unread_again": _UNDO,
    "offline": _IN_THE_BROWSER,
    "providers": "Who may come in is decided by a person who is there; a file does it for machines.",
    "push": _IN_THE_BROWSER,
    "search.add": "Which words mean the same is decided by somebody who knows the company.",
    "search.take_out": "Which words mean the same is decided by somebody who knows the company.",
    "search.note": "It counts what people look for; what a program looks for is no wish of people.",
    "search.opened": "It counts whether people find what they look for.",
    "readings": "Two people decide, and one of them reads; a program is neither.",
    "reports.settle": "Somebody has looked at what was reported; a program has not.",
    "roles": _BY_ONESELF,
    "scim": _BY_ONESELF,
    "scim_v2": "It is for programs alone, by its own protocol.",
    "sso": _IN_THE_BROWSER,
    "threads.visit": "It keeps how far somebody has read on a page; a program has a cursor.",
}


def _actions(app: Portal) -> set[str]:
    def is_unsafe(rule: Rule) -> bool:
        return bool((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"})

    rules = [rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/socket.io")]
    return {rule.endpoint for rule in rules if is_unsafe(rule) and not rule.endpoint.startswith("v1.")}


def test_every_action_of_a_page_has_a_door_for_programs_or_a_reason(app: Portal) -> None:
    open_ = {name for name in _actions(app) if name in DOORS or name in REASONS or name.split(".")[0] in REASONS}
    missing = sorted(_actions(app) - open_)
    assert not missing, f"give it an operation in portal/api, or say here why not: {missing}"


def test_every_door_is_there(app: Portal) -> None:
    known = {operation.name for operation in operations()}
    gone = {page: name for page, name in DOORS.items() if name not in known or page not in app.view_functions}
    assert not gone


def test_no_operation_writes_what_no_page_writes(app: Portal) -> None:
    writing = {operation.name for operation in operations() if operation.method != "GET"}
    assert writing == set(DOORS.values())
