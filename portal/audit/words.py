"""What acts of power are called on pages; acts of other slices that have no name here keep their own."""

import re

from portal.core.i18n import LazyText, lazy_

ACTS: dict[str, LazyText] = {
    "AccessCodeMade": lazy_("Access code made"),
    "AccessCodeRevoked": lazy_("Access code revoked"),
    "AnnouncementPublished": lazy_("Announcement published"),
    "AnnouncementReminded": lazy_("Reminded of an announcement"),
    "AnnouncementWithdrawn": lazy_("Announcement withdrawn"),
    "CommentTakenDown": lazy_("Comment removed"),
    "CommentVersionTakenDown": lazy_("Former words of a comment removed"),
    "GroupArchived": lazy_("Group archived"),
    "GroupRestored": lazy_("Group restored"),
    "InfectionFound": lazy_("Infected file found"),
    "MadeOfficial": lazy_("Group made official"),
    "MailSwitchedOn": lazy_("Mail switched on again"),
    "MemberRemoved": lazy_("Member removed"),
    "PostMovedByOthers": lazy_("Post moved"),
    "PostSplit": lazy_("Post split"),
    "PostTakenDown": lazy_("Post removed"),
    "PostVersionTakenDown": lazy_("Former words of a post removed"),
    "Reported": lazy_("Report"),
    "RoleChanged": lazy_("Role in a group changed"),
    "RoleEnded": lazy_("Role ended"),
    "RoleGranted": lazy_("Role given"),
    "RoleRevoked": lazy_("Role taken"),
    "SecondFactorReset": lazy_("Ways to sign in reset"),
    "ThreadClosed": lazy_("Discussion closed"),
    "ThreadPaced": lazy_("Discussion slowed down"),
    "ThreadReopened": lazy_("Discussion opened again"),
    "UserDeactivated": lazy_("Account closed"),
    "UserMoved": lazy_("Moved to another department or site"),
    "VoiceGiven": lazy_("May announce in another's name"),
    "VoiceRevoked": lazy_("May no longer announce in another's name"),
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def act(name: str) -> str:
    """Gives what an act is called."""
    return str(ACTS[name]) if name in ACTS else _HUMP.sub(" ", name).capitalize()
