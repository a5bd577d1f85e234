"""Who may announce in whose name."""

import pytest
from sqlalchemy import select

from portal.announcements import VoiceForm, give_voice, revoke_voice, voices
from portal.announcements.delegation import leaders
from portal.audit import entries_about
from portal.core import db
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.subjects import Ref
from portal.notifications import Notice
from tests.announcements.factories import announce, let_speak, make_manager
from tests.factories import actor, make_user


@pytest.fixture
def leader(app):
    return make_user("Linda Leader")


def test_a_leader_gives_and_ends_the_right(leader) -> None:
    manager = make_manager()
    let_speak(leader, manager)
    let_speak(leader, manager)
    assert [found.name for found in leaders(actor(manager))] == ["Linda Leader"]
    [voice] = voices(actor(leader))
    revoke_voice(actor(leader), voice.id)
    db.commit()
    assert leaders(actor(manager)) == []
    with pytest.raises(Invalid):
        announce(manager, on_behalf=leader.id)
    said = [entry.event for entry in entries_about(Ref("person", leader.id)).items]
    assert said == ["VoiceRevoked", "VoiceGiven"]
    with pytest.raises(NotFound):
        revoke_voice(actor(leader), voice.id)


def test_a_community_manager_gives_it_with_recorded_consent(leader) -> None:
    manager, delegate = make_manager(), make_user("Dora Delegate")
    given = {"delegate": "Dora Delegate", "leader": "@linda.leader"}
    with pytest.raises(Invalid):
        give_voice(actor(manager), VoiceForm(**given))
    give_voice(actor(manager), VoiceForm(**given, consent="By mail on 3 May"))
    db.commit()
    assert leaders(actor(delegate))[0].id == leader.id
    entry = entries_about(Ref("person", leader.id)).items[0]
    assert entry.details == {"delegate_id": delegate.id, "consent": "By mail on 3 May"}
    assert set(db.session.scalars(select(Notice.user_id))) == {leader.id, delegate.id}


def test_nobody_else_gives_it_in_anothers_name(leader) -> None:
    with pytest.raises(Forbidden):
        give_voice(actor(make_user("Ann")), VoiceForm(delegate="@ann", leader="@linda.leader", consent="Yes"))


@pytest.mark.parametrize("delegate", ["Nobody Known", "@linda.leader", "@gone.person"])
def test_people_who_cannot_be_are_refused(leader, delegate) -> None:
    make_user("Gone Person", is_active=False)
    with pytest.raises(Invalid):
        give_voice(actor(leader), VoiceForm(delegate=delegate))


def test_a_right_of_others_is_nobodys_business(leader) -> None:
    let_speak(leader, make_manager())
    [voice] = voices(actor(leader))
    stranger = actor(make_user("Sam"))
    assert voices(stranger) == []
    with pytest.raises(NotFound):
        revoke_voice(stranger, voice.id)
