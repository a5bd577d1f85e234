"""Notices go with what they are about. Who hears of what happens in groups; slices above say it in their own."""

from sqlalchemy import select

from auth.audience import AudienceMoved
from auth.letters.events import AccessCodeIssued
from auth.models import User
from portal.core import db
from portal.core.events import on
from portal.core.i18n import lazy_
from portal.core.purging import Purged
from portal.groups import (
    Invited,
    MemberEvent,
    MembershipApproved,
    MembershipDeclined,
    MembershipRequested,
    RoleChanged,
)
from portal.groups import holders as members_with
from portal.people import Followed

from .actions import follow_subject, notify
from .jobs import forget_subject
from .kinds import kind

kind("request", label=lazy_("Somebody asks to join a group that I look after"))
kind("membership", label=lazy_("Answers to my requests, invitations, roles"))
kind("account", label=lazy_("How I sign in was changed by others"), at_once=True)
kind("follower", label=lazy_("Somebody follows me"))


@on(AudienceMoved)
def move_with_the_subject(event: AudienceMoved) -> None:
    """Has nobody read of what is no longer theirs to see, such as the title of a removed post."""
    follow_subject(event)


@on(Followed)
def tell_who_is_followed(event: Followed) -> None:
    """Tells the person who is followed, in one notice for all who follow until it is read."""
    slug = db.session.scalar(select(User.slug).where(User.id == event.actor_id))
    notify(
        [event.subject.id],
        event,
        kind="follower",
        notice="people/_followed_notice.html",
        about=event.subject,
        fold=f"follower:{event.subject}",
        data={"url": f"/people/{slug}"},
    )


@on(AccessCodeIssued)
def tell_whose_letter_it_is(event: AccessCodeIssued) -> None:
    """Tells the person that somebody has printed a letter by which one comes in as them."""
    notify(
        [event.subject.id],
        event,
        kind="account",
        notice="letters/_issued_notice.html",
        about=event.subject,
        fold=f"letter:{event.subject}",
        data={"url": "/settings/security"},
        forced=True,
    )


@on(Purged)
def go_with_the_subject(event: Purged) -> None:
    """Forgets what was said about something that is gone."""
    forget_subject(kind=event.subject.kind, subject_id=event.subject.id)


@on(MembershipRequested)
def tell_managers(event: MembershipRequested) -> None:
    """Tells owners and hosts that somebody asks to be let in."""
    managers = db.session.scalars(members_with(event.audience)).all()
    notify(
        managers,
        event,
        kind="request",
        notice="groups/_requested_notice.html",
        about=event.subject,
        fold=f"request:{event.subject}",
    )


@on(MembershipApproved)
def tell_who_was_let_in(event: MembershipApproved) -> None:
    """Tells the person who asked that the answer is yes."""
    _tell(event, "groups/_approved_notice.html")


@on(MembershipDeclined)
def tell_who_was_not_let_in(event: MembershipDeclined) -> None:
    """Tells the person who asked that the answer is no, with the word that went with it."""
    _tell(event, "groups/_declined_notice.html", answer=event.answer)


@on(Invited)
def tell_who_is_invited(event: Invited) -> None:
    """Tells the person who is invited."""
    _tell(event, "groups/_invited_notice.html")


@on(RoleChanged)
def tell_who_has_another_role(event: RoleChanged) -> None:
    """Tells the person who has another role in a group."""
    _tell(event, "groups/_role_notice.html", role=event.role)


def _tell(event: MemberEvent, notice: str, **data: str) -> None:
    fold = f"{type(event).__name__}:{event.subject}"
    notify([event.user_id], event, kind="membership", notice=notice, about=event.subject, fold=fold, data=data)
