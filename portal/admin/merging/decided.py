"""What becomes of every column that points to an account when that account is merged into another one.

A guard compares this list with the tables: a new column that points to an account is decided here.
"""

MOVE = "moves; where the kept account has the like already, the other one goes"
SPARE = "moves; where the kept account has the like already, the other one stays behind"
END = "ends with the account"
STAY = "stays: it tells what was"
OWN = "has a rule of its own"

DECIDED = {
    "activity_entry.actor_id": MOVE,
    "announcements_announcement.author_id": MOVE,
    "announcements_announcement.on_behalf_id": MOVE,
    "announcements_audience.owner_id": SPARE,
    "announcements_delegation.delegate_id": MOVE,
    "announcements_delegation.granted_by": MOVE,
    "announcements_delegation.leader_id": MOVE,
    "announcements_receipt.user_id": OWN,
    "announcements_sender.user_id": MOVE,
    "api_answer.user_id": END,
    "api_client.created_by": MOVE,
    "api_client.user_id": OWN,
    "api_hook.owner_id": MOVE,
    "api_token.user_id": END,
    "attachments_attachment.uploaded_by": MOVE,
    "auth_access_code.user_id": END,
    "auth_identity.user_id": OWN,
    "auth_merger.gone_id": STAY,
    "auth_merger.kept_id": MOVE,
    "auth_passkey.user_id": END,
    "auth_pin.user_id": END,
    "auth_recovery_code.user_id": END,
    "auth_reset.user_id": END,
    "auth_role_grant.user_id": OWN,
    "auth_session.user_id": END,
    "auth_totp.user_id": END,
    "auth_user.manager_id": OWN,
    "comments_comment.author_id": MOVE,
    "comments_comment.removed_by_id": MOVE,
    "comments_listener.user_id": MOVE,
    "comments_visit.user_id": MOVE,
    "drafts_draft.user_id": MOVE,
    "groups_invitation.invited_by": MOVE,
    "groups_invitation.user_id": MOVE,
    "groups_membership.user_id": OWN,
    "groups_request.answered_by": MOVE,
    "groups_request.user_id": MOVE,
    "mail_bounce.user_id": END,
    "mail_choice.user_id": END,
    "mail_message.user_id": END,
    "mail_setting.user_id": END,
    "notifications_mute.user_id": MOVE,
    "notifications_notice.user_id": MOVE,
    "notifications_setting.user_id": END,
    "people_department.head_id": MOVE,
    "people_follow.followed_id": MOVE,
    "people_follow.follower_id": MOVE,
    "people_profile.user_id": SPARE,
    "people_profile_topic.user_id": OWN,
    "people_spoken.user_id": MOVE,
    "posts_bookmark.user_id": MOVE,
    "posts_post.author_id": MOVE,
    "posts_post.removed_by": MOVE,
    "provisioning_change.user_id": STAY,
    "provisioning_employment.user_id": OWN,
    "provisioning_person_unit.user_id": OWN,
    "provisioning_record.user_id": OWN,
    "provisioning_term.sponsor_id": MOVE,
    "provisioning_term.user_id": SPARE,
    "push_choice.user_id": END,
    "push_subscription.user_id": END,
    "questions_answer.accepted_by": MOVE,
    "questions_answer.author_id": MOVE,
    "questions_answer.confirmed_by": MOVE,
    "questions_answer.removed_by": MOVE,
    "questions_doubt.user_id": MOVE,
    "questions_question.author_id": MOVE,
    "questions_question.closed_by": MOVE,
    "questions_question.removed_by": MOVE,
    "questions_same.user_id": MOVE,
    "questions_vote.user_id": MOVE,
    "reactions_reaction.user_id": OWN,
    "reports_reading.answered_by": MOVE,
    "reports_reading.asker_id": MOVE,
    "reports_reading.author_id": MOVE,
    "reports_report.reporter_id": MOVE,
    "scim_person.user_id": OWN,
}
FORM_KEYS = ("announcements_announcement", "comments_comment", "posts_post", "questions_answer", "questions_question")
"""Tables whose rows remember by a `client_key` the form that they came by: two people may have sent the same key."""
PAIRS = (
    ("announcements_delegation", "leader_id", "delegate_id"),
    ("people_follow", "follower_id", "followed_id"),
    ("reports_reading", "asker_id", "answered_by"),
    ("reports_reading", "asker_id", "author_id"),
    ("reports_reading", "answered_by", "author_id"),
)
"""Tables that tie two people: a row that ties the two accounts would tie the person to itself."""
UNREAD = frozenset({"audit_entry", "search_document"})
"""Tables with an audience that is left as it is: the book, and the index, which follows by itself."""
