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
    "AnswerTakenDown": lazy_("Answer removed"),
    "CodesTurnedOff": lazy_("Codes of a device turned off"),
    "CommentTakenDown": lazy_("Comment removed"),
    "CommentVersionTakenDown": lazy_("Former words of a comment removed"),
    "DeskChanged": lazy_("Desk set up otherwise"),
    "DeskClosed": lazy_("Desk closed"),
    "DeskDeserted": lazy_("Desk without anybody who runs it"),
    "DeskOpened": lazy_("Desk opened"),
    "FormerWordsTakenOut": lazy_("Former words of a question or an answer removed"),
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
    "NamingChosen": lazy_("Names of those who leave"),
    "PostMovedByOthers": lazy_("Post moved"),
    "PostSplit": lazy_("Post split"),
    "PostTakenDown": lazy_("Post removed"),
    "PostVersionTakenDown": lazy_("Former words of a post removed"),
    "ProviderChanged": lazy_("Sign-in settings changed"),
    "QuestionClosedByOthers": lazy_("Question closed"),
    "QuestionMerged": lazy_("Question merged"),
    "QuestionMovedByOthers": lazy_("Question moved"),
    "QuestionSplit": lazy_("Question split"),
    "QuestionTakenDown": lazy_("Question removed"),
    "ReadingAgreed": lazy_("Agreed that something reported is read"),
    "ReadingAsked": lazy_("Asked to read something reported"),
    "ReadingDeclined": lazy_("Declined that something reported is read"),
    "ReadingEnded": lazy_("Reading of something reported ended"),
    "ReadingOpened": lazy_("Read something reported"),
    "ReportSettled": lazy_("Report settled"),
    "Reported": lazy_("Report"),
    "RoleChanged": lazy_("Role in a group changed"),
    "RoleEnded": lazy_("Role ended"),
    "RoleGranted": lazy_("Role given"),
    "RoleMappingChanged": lazy_("Role from a directory group"),
    "RoleRevoked": lazy_("Role taken"),
    "RuleChanged": lazy_("Automatic members of a group changed"),
    "RunReleased": lazy_("Stopped run released"),
    "RunStarted": lazy_("Run carried out"),
    "RunUndone": lazy_("Run taken back"),
    "ScimTokenEnded": lazy_("SCIM token ended"),
    "ScimTokenMade": lazy_("SCIM token made"),
    "SightChanged": lazy_("Who sees a group changed"),
    "SourceChanged": lazy_("Source of people changed"),
    "SubjectTurned": lazy_("Made something else"),
    "TermSet": lazy_("End of access set"),
    "ThreadClosed": lazy_("Discussion closed"),
    "ThreadPaced": lazy_("Discussion slowed down"),
    "ThreadReopened": lazy_("Discussion opened again"),
    "TopicDescribed": lazy_("Topic described"),
    "TopicMerged": lazy_("Topic merged"),
    "TopicParted": lazy_("Merged topic parted again"),
    "UnitChanged": lazy_("Organisation changed"),
    "UserDeactivated": lazy_("Account closed"),
    "UserMoved": lazy_("Moved to another department or site"),
    "UserReactivated": lazy_("Account opened again"),
    "VoiceGiven": lazy_("May announce in another's name"),
    "VoiceRevoked": lazy_("May no longer announce in another's name"),
}
SUBJECTS: dict[str, LazyText] = {
    "announcement": lazy_("Announcement"),
    "answer": lazy_("Answer"),
    "attachment": lazy_("File"),
    "comment": lazy_("Comment"),
    "desk": lazy_("Desk"),
    "group": lazy_("Group"),
    "hook": lazy_("Webhook"),
    "integration": lazy_("Integration"),
    "person": lazy_("Person"),
    "post": lazy_("Post"),
    "provider": lazy_("Sign-in"),
    "question": lazy_("Question"),
    "run": lazy_("Sync"),
    "source": lazy_("Source"),
    "topic": lazy_("Topic"),
    "unit": lazy_("Department or site"),
}
DETAILS: dict[str, LazyText | None] = {
    "about": lazy_("About"),
    "adds": lazy_("Come"),
    "agreed_by": lazy_("Agreed by"),
    "asked_by": lazy_("Asked by"),
    "attachment_id": None,
    "author_id": lazy_("Written by"),
    "author_ids": lazy_("Written by"),
    "brake": lazy_("Stopped because"),
    "by": lazy_("By way of"),
    "changes": lazy_("Change"),
    "consent": lazy_("Consent"),
    "delegate_id": lazy_("Speaks for"),
    "ending": lazy_("Ended because"),
    "ends_on": lazy_("Last day"),
    "fields": lazy_("Changed"),
    "filled_from": lazy_("Fills itself from"),
    "former": lazy_("Formerly in"),
    "former_id": None,
    "gone_id": lazy_("Became part of it"),
    "heard": lazy_("Hears of"),
    "group_key": lazy_("Directory group"),
    "hours": lazy_("Hours"),
    "into": lazy_("Goes on in"),
    "is_empty": lazy_("Nobody left"),
    "is_forced": lazy_("Reaches everybody"),
    "is_official": lazy_("Official"),
    "minutes": lazy_("Minutes"),
    "name": lazy_("Name"),
    "on": lazy_("From"),
    "on_behalf_of": lazy_("In the name of"),
    "origin": lazy_("Came from"),
    "parent_id": None,
    "people": lazy_("People"),
    "provider": lazy_("Provider"),
    "question": lazy_("Question"),
    "reading_id": None,
    "removals": lazy_("Are closed"),
    "role": lazy_("Role"),
    "scopes": lazy_("May"),
    "source": lazy_("Source"),
    "sponsor_id": lazy_("Answers for the person"),
    "times": lazy_("Read at"),
    "unit_id": lazy_("Only for"),
    "until": lazy_("Until and including"),
    "url": lazy_("Address"),
    "user_id": lazy_("Member"),
    "version": lazy_("Version"),
    "visibility": lazy_("Open to"),
    "way": lazy_("By way of"),
    "what": lazy_("What?"),
}
"""What a detail of an act is called; None is not shown."""
DEEDS: dict[str, LazyText] = {
    "added": lazy_("added"),
    "changed": lazy_("changed"),
    "closed": lazy_("closed"),
    "configured": lazy_("as it is configured"),
    "keep": lazy_("kept"),
    "made": lazy_("made"),
    "moved": lazy_("moved"),
    "opened": lazy_("opened again"),
    "removed": lazy_("removed"),
    "renamed": lazy_("renamed"),
    "replace": lazy_("replaced"),
    "switched off": lazy_("switched off"),
    "switched on": lazy_("switched on"),
}
BRAKES: dict[str, LazyText] = {
    "empty": lazy_("the source named nobody any more"),
    "halved": lazy_("the source named less than half as many people"),
    "nameless": lazy_("rows were broken"),
    "number": lazy_("too many accounts would have been closed"),
    "share": lazy_("too large a share of the accounts would have been closed"),
}
ENDINGS: dict[str, LazyText] = {
    "gone": lazy_("it was removed"),
    "moved": lazy_("it stands elsewhere by now"),
    "role": lazy_("whoever asked no longer has the role"),
    "settled": lazy_("the report is settled"),
    "time": lazy_("the time is over"),
    "withdrawn": lazy_("whoever asked no longer needs it"),
}
"""Why it is over that somebody may read what was reported."""
WAYS: dict[str, LazyText] = {
    "first sign-in": lazy_("the first sign-in"),
    "mail": lazy_("a proven mail address"),
    "passkey": lazy_("a passkey"),
    "pin": lazy_("a PIN"),
    "source": lazy_("the same source"),
}
GROUP_ROLES: dict[str, LazyText] = {
    "host": lazy_("Host"),
    "member": lazy_("Member"),
    "owner": lazy_("Owner"),
}
VISIBILITIES: dict[str, LazyText] = {
    "open": lazy_("everybody"),
    "request": lazy_("whoever is let in"),
    "private": lazy_("whoever is invited"),
    "hidden": lazy_("members alone, unseen by others"),
}
_REASONS: dict[str, dict[str, LazyText]] = {}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def act(name: str) -> str:
    """Gives what an act is called."""
    return str(ACTS[name]) if name in ACTS else _HUMP.sub(" ", name).capitalize()


def name_reasons(event: str, reasons: dict[str, LazyText]) -> None:
    """Hands in what the reasons of an act are called, where they are of a list that its slice has."""
    _REASONS[event] = reasons


def reason(event: str, given: str) -> str:
    """Gives the reason of an act in words: the name from its list, or what somebody wrote."""
    known = _REASONS.get(event, {}).get(given)
    return given if known is None else str(known)
