"""Every change of a provider in the table: IT alone, written down in the book, and never with a secret in it."""

from collections.abc import Mapping
from typing import Any

from auth.audience import Actor
from auth.policy import require, rule
from portal.core import events
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import _
from portal.core.subjects import Ref

from .. import configuration, saml_settings, store
from .. import kind as kind_of
from ..contract import Kind
from ..events import ProviderChanged
from ..models import ProviderRow
from . import fields

_ADDRESSES = ("issuer", "urls", "start_tls", "ca_file", "metadata_url", "metadata")
"""Where secrets go to. Whoever changes one of these has to know the secret."""


@rule("manage", ProviderRow)
def may_manage(actor: Actor, _row: ProviderRow) -> bool:
    """IT looks after sign-in."""
    return actor.has("it-admin")


def require_right(actor: Actor) -> None:
    """Raises Forbidden for whoever does not look after sign-in."""
    require(actor, "manage", ProviderRow(key=""))


def add_provider(actor: Actor, kind: Kind, typed: Mapping[str, str]) -> str:
    """Adds a provider, off until somebody switches it on; gives its key. Raises Invalid."""
    require_right(actor)
    key = typed.get("key", "").strip()
    if not configuration.KEY.fullmatch(key):
        raise Invalid("key", _("A key has small letters, digits and hyphens, such as entra."))
    if key in configuration.given() or store.row(key) is not None:
        raise Invalid("key", _("There is a provider of this key already."))
    values, secrets = fields.read(kind, typed)
    if kind.name == "saml" and not values.get("certificate") and not secrets.get("private_key"):
        values["certificate"], secrets["private_key"] = saml_settings.new_pair(key)
    _keep(kind, key, values | {"is_on": False}, secrets)
    _tell(actor, key, "added")
    return key


def edit_provider(actor: Actor, key: str, typed: Mapping[str, str]) -> None:
    """Changes a provider; a secret that was left empty stays. Raises Invalid, NotFound, or Conflict for the file's."""
    row = kept(actor, key)
    kind = kind_of(row.kind)
    values, secrets = fields.read(kind, typed)
    old = store.opened(row.secrets)
    if any(values.get(name) != row.settings.get(name) for name in _ADDRESSES):
        for name in sorted((old.keys() - secrets.keys()) - {"private_key"}):
            raise Invalid(name, _("The address is another one now, so type this again."))
    _keep(kind, key, values | {"is_on": row.settings.get("is_on", False)}, old | secrets)
    _tell(actor, key, "changed")


def switch_provider(actor: Actor, key: str, *, is_on: bool) -> None:
    """Switches a provider on or off. Sessions that began by it go on. Raises as `edit_provider`."""
    row = kept(actor, key)
    store.keep(key, row.kind, row.settings | {"is_on": is_on}, store.opened(row.secrets))
    _tell(actor, key, "switched on" if is_on else "switched off")


def remove_provider(actor: Actor, key: str) -> None:
    """Removes a provider; the accounts stay. Raises as `edit_provider`."""
    kept(actor, key)
    store.drop(key)
    _tell(actor, key, "removed")


def kept(actor: Actor, key: str) -> ProviderRow:
    """Gives a provider's row. Raises NotFound, and Conflict for one that the file names."""
    require_right(actor)
    if key in configuration.given():
        raise Conflict(_("This provider stands in the file of providers and can be changed there only."))
    row = store.row(key)
    if row is None:
        raise NotFound
    return row


def _keep(kind: Kind, key: str, values: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    wrong = fields.faults(kind, values, secrets)
    if wrong:
        raise Invalid(wrong)
    settings = {name: value for name, value in values.items() if name != "kind"}
    store.keep(key, kind.name, settings, secrets)


def _tell(actor: Actor, key: str, what: str) -> None:
    about = Ref("person", actor.id)
    events.publish(
        ProviderChanged(actor_id=actor.id, subject=about, audience=f"user:{actor.id}", provider=key, what=what)
    )
