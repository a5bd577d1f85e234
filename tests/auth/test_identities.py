"""From a proof to an account: the first time, the next time, and never by mail alone."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from auth import accounts, identities
from auth.identities import Proven, account_of, link
from auth.models import Identity, User
from auth.providers import Provider, SignInRefused
from auth.provisioning.models import Record
from portal.audit import Entry
from portal.core import clock, db
from tests.auth.doors import csrf, is_in
from tests.factories import actor, make_user, save

ENTRA = Provider(key="entra", kind="oidc", label="Entra", settings=object(), domains=frozenset({"nord.example"}))
PROVING = dataclasses.replace(ENTRA, mail_is_proof=True)
ANN = Proven("entra", "id-1", name="Ann Probst", email="Ann@Nord.example", language="en-GB")


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def test_the_first_sign_in_makes_an_account_and_the_next_one_finds_it(app) -> None:
    first = account_of(ANN, ENTRA)
    again = account_of(dataclasses.replace(ANN, email="other@nord.example"), ENTRA)
    assert first.id == again.id
    assert (first.source, first.language, people()) == ("entra", "en", 1)
    told = db.session.scalars(select(Entry).where(Entry.event == "IdentityLinked")).all()
    assert [entry.details["by"] for entry in told] == ["first sign-in"]


@pytest.mark.parametrize("sees", ["nothing", "the account alone"])
def test_whoever_comes_in_twice_at_the_same_moment_has_one_account(app, monkeypatch, sees: str) -> None:
    """The second looks before the first has written; in between, or only when it writes itself, it finds out."""
    first = account_of(ANN, ENTRA)
    known, looked = identities._known, [None, None]
    monkeypatch.setattr(identities, "_known", lambda proven: looked.pop() if looked else known(proven))
    if sees == "nothing":
        monkeypatch.setattr(identities, "_joined", lambda _proven, _provider: None)
    assert account_of(ANN, ENTRA).id == first.id
    assert people() == 1


def test_the_owning_source_says_name_and_address(app) -> None:
    account_of(ANN, ENTRA)
    user = account_of(dataclasses.replace(ANN, name="Ann Weber", email="weber@nord.example"), ENTRA)
    db.session.refresh(user)
    assert (user.name, user.sort_name, user.email) == ("Ann Weber", "ann weber", "weber@nord.example")
    changed = db.session.scalars(select(Entry).where(Entry.event == "AccountChanged")).all()
    assert [(entry.actor_id, entry.details["fields"]) for entry in changed] == [(0, ["name", "email"])]


def test_an_address_alone_takes_no_account_over(app) -> None:
    make_user("Ann Probst", email="ann@nord.example")
    with pytest.raises(SignInRefused) as refused:
        account_of(ANN, ENTRA)
    assert refused.value.reason == "unknown"
    assert db.session.scalar(select(func.count()).select_from(Identity)) == 0


def test_an_account_is_joined_where_the_addresses_are_proof(app) -> None:
    ann = make_user("Ann Probst", email="ann@nord.example")
    assert account_of(ANN, PROVING).id == ann.id
    assert ann.source == ""


@pytest.mark.parametrize(
    "change", [{"is_email_verified": False}, {"email": "ann@elsewhere.example"}, {"email": "ann@sub.nord.example"}]
)
def test_proof_ends_at_the_own_domains_and_at_what_was_not_verified(app, change) -> None:
    make_user("Ann Probst", email=change.get("email", "ann@nord.example"))
    with pytest.raises(SignInRefused):
        account_of(dataclasses.replace(ANN, **change), PROVING)


def test_an_account_of_the_same_source_is_joined(app) -> None:
    ann = make_user("Ann Probst", email="ann@nord.example", source="entra")
    assert account_of(ANN, ENTRA).id == ann.id


def test_an_account_belongs_to_one_id_of_a_source(app) -> None:
    ann = make_user("Ann Probst", email="ann@nord.example", source="entra")
    link(ann, "entra", "id-of-the-former-holder-of-the-address")
    with pytest.raises(SignInRefused):
        account_of(ANN, PROVING)


def test_a_closed_account_stays_closed(app) -> None:
    ann = account_of(ANN, ENTRA)
    accounts.deactivate(actor(make_user("HR")), ann)
    with pytest.raises(SignInRefused) as refused:
        account_of(ANN, ENTRA)
    assert refused.value.reason == "closed"


def test_an_account_whose_time_has_run_out_is_told_so(app) -> None:
    ann = account_of(ANN, ENTRA)
    accounts.deactivate(actor(make_user("HR")), ann)
    yesterday = clock.now().date() - timedelta(days=1)
    save(Record(source="entra", subject=ANN.subject, user_id=ann.id, valid_until=yesterday, changed_at=clock.now()))
    with pytest.raises(SignInRefused) as refused:
        account_of(ANN, ENTRA)
    assert refused.value.reason == "expired"
    assert refused.value.message != SignInRefused("closed", "").message


def test_a_closed_account_with_a_password_learns_it_from_the_right_one_alone(app, client) -> None:
    ann = accounts.create_local_account(email="ann@x.example", name="Ann", password="gelber Zug im Nebel")
    accounts.deactivate(actor(make_user("HR")), ann)
    db.commit()
    sent = {"email": "ann@x.example", "csrf_token": csrf(client)}
    assert client.post("/login", data=sent | {"password": "wrong"}).status_code == 422
    assert client.post("/login", data=sent | {"password": "gelber Zug im Nebel"}).status_code == 403
    assert not is_in(client)


def test_two_of_one_name_who_come_at_once_both_get_in(app, monkeypatch) -> None:
    other = account_of(dataclasses.replace(ANN, subject="id-2", email=""), ENTRA)
    real, given = accounts.free_slug, [other.slug]
    monkeypatch.setattr(accounts, "free_slug", lambda name: given.pop() if given else real(name))
    ann = account_of(ANN, ENTRA)
    assert (ann.slug, ann.email) == ("ann.probst.2", "ann@nord.example")


def test_nobody_is_made_where_the_provider_makes_nobody(app) -> None:
    with pytest.raises(SignInRefused):
        account_of(ANN, dataclasses.replace(ENTRA, makes_accounts=False))
    assert people() == 0


@pytest.mark.parametrize("subject", ["", "x" * 256])
def test_without_a_usable_id_nobody_comes_in(app, subject) -> None:
    with pytest.raises(SignInRefused):
        account_of(dataclasses.replace(ANN, subject=subject), ENTRA)


def test_the_address_of_a_foreign_domain_is_not_kept(app) -> None:
    user = account_of(dataclasses.replace(ANN, email="boss@bank.example"), ENTRA)
    assert user.email is None
