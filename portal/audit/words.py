"""What acts of power are called on pages; an act that no event stands for any more keeps the name it had."""

import re

from portal.core.i18n import LazyText, lazy_

ACTS: dict[str, LazyText] = {
    "AccessCodeIssued": lazy_("Letter with an access code printed"),
    "AccessCodeRevoked": lazy_("Access code taken back"),
    "AccessCodeUsed": lazy_("Came in by an access code"),
    "AccountChanged": lazy_("Account changed"),
    "AccountMade": lazy_("Account made"),
    "AccountsMerged": lazy_("Accounts merged"),
    "AnnouncementPublished": lazy_("Announcement published"),
    "AnnouncementReminded": lazy_("Reminded of an announcement"),
    "AnnouncementWithdrawn": lazy_("Announcement withdrawn"),
    "CommentTakenDown": lazy_("Comment removed"),
    "CommentVersionTakenDown": lazy_("Former words of a comment removed"),
    "GroupArchived": lazy_("Group archived"),
    "GroupRestored": lazy_("Group restored"),
    "HookMade": lazy_("Webhook set up"),
    "HookRemoved": lazy_("Webhook removed"),
    "IdentityLinked": lazy_("Account tied to an outside sign-in"),
    "InfectionFound": lazy_("Infected file found"),
    "IntegrationMade": lazy_("Integration made"),
    "IntegrationRenewed": lazy_("New secret for an integration"),
    "IntegrationRevoked": lazy_("Integration ended"),
    "MadeOfficial": lazy_("Group made official"),
    "MailSwitchedOn": lazy_("Mail switched on again"),
    "MemberRemoved": lazy_("Member removed"),
    "PostMovedByOthers": lazy_("Post moved"),
    "PostSplit": lazy_("Post split"),
    "PostTakenDown": lazy_("Post removed"),
    "PostVersionTakenDown": lazy_("Former words of a post removed"),
    "ProviderChanged": lazy_("Sign-in settings changed"),
    "Reported": lazy_("Report"),
    "RoleChanged": lazy_("Role in a group changed"),
    "RoleEnded": lazy_("Role ended"),
    "RoleGranted": lazy_("Role given"),
    "RoleRevoked": lazy_("Role taken"),
    "RunReleased": lazy_("Stopped run released"),
    "RunStarted": lazy_("Run carried out"),
    "RunUndone": lazy_("Run taken back"),
    "ScimTokenEnded": lazy_("SCIM token ended"),
    "ScimTokenMade": lazy_("SCIM token made"),
    "SourceChanged": lazy_("Source of people changed"),
    "TermSet": lazy_("End of access set"),
    "ThreadClosed": lazy_("Discussion closed"),
    "ThreadPaced": lazy_("Discussion slowed down"),
    "ThreadReopened": lazy_("Discussion opened again"),
    "UnitChanged": lazy_("Organisation changed"),
    "UserDeactivated": lazy_("Account closed"),
    "UserMoved": lazy_("Moved to another department or site"),
    "UserReactivated": lazy_("Account opened again"),
    "VoiceGiven": lazy_("May announce in another's name"),
    "VoiceRevoked": lazy_("May no longer announce in another's name"),
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def act(name: str) -> str:
    """Gives what an act is called."""
    return str(ACTS[name]) if name in ACTS else _HUMP.sub(" ", name).capitalize()
