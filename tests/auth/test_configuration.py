"""What a file of providers may say, and what is said of a wrong one."""

import pytest

from auth import providers
from auth.providers import store
from portal.config import SettingsError
from portal.core import db
from tests.auth.doors import configured

OIDC = """
[entra]
kind = "oidc"
label = "Microsoft"
domains = ["nord.example"]
issuer = "https://id.example"
client_id = "portal"
client_secret = "s3cret-word"
"""


def test_a_file_names_the_doors(app, tmp_path) -> None:
    with configured(
        app, tmp_path, OIDC + "[old]\nkind = 'oidc'\nis_on = false\nissuer='https://o.example'\nclient_id='p'"
    ):
        assert [(p.key, p.label, p.is_usable) for p in providers.configured()] == [
            ("entra", "Microsoft", True),
            ("old", "old", False),
        ]
        assert providers.for_domain("Ann@Nord.example").key == "entra"
        assert providers.for_domain("ann@sub.nord.example") is None
        assert "s3cret-word" not in repr(providers.configured())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[entra]\nkind = 'magic'", "no kind 'magic'"),
        ("[Entra]\nkind = 'oidc'", "small letters"),
        (OIDC + "colour = 'red'", "colour"),
        (OIDC.replace('["nord.example"]', '["nord.example/x"]'), "domains"),
        (OIDC.replace("https://id.example", "ftp://id.example"), "issuer"),
        ("kind = 'oidc'", "outside a table"),
        ("[entra", "TOML"),
    ],
)
def test_a_wrong_file_ends_the_start_with_its_faults_and_without_its_secrets(app, tmp_path, text, word) -> None:
    with pytest.raises(SettingsError) as refused, configured(app, tmp_path, text):
        pass
    assert word in str(refused.value)
    assert "s3cret" not in str(refused.value)
    providers.configure(app.settings)


def test_secrets_in_the_table_are_encrypted(app) -> None:
    store.keep(
        "entra",
        "oidc",
        {"label": "Entra", "issuer": "https://id.example", "client_id": "p"},
        {"client_secret": "s3cret"},
    )
    db.commit()
    row = store.row("entra")
    assert row is not None
    assert "s3cret" not in row.secrets + str(row.settings)
    assert providers.find("entra").settings.client_secret.get_secret_value() == "s3cret"


def test_a_secret_of_another_portal_does_not_open(app, tmp_path) -> None:
    closed = store.closed({"client_secret": "s3cret"})
    providers.configure(app.settings.model_copy(update={"secret_key": "another one"}))
    assert store.opened(closed) == {}
    providers.configure(app.settings)


def test_old_states_and_messages_are_forgotten(app) -> None:
    from datetime import timedelta

    from auth.providers import flows
    from portal.core import clock

    flows.keep("state", {"provider": "entra"})
    assert flows.is_first_use("entra", "m1", seconds=60)
    assert not flows.is_first_use("entra", "m1", seconds=60)
    clock.freeze(clock.now() + timedelta(hours=1))
    store.forget_old_messages()
    assert flows.peek("state", "entra") is None
    assert flows.is_first_use("entra", "m1", seconds=60)
