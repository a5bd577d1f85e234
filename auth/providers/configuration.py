"""How providers are written down: one TOML table each, in the file that FOYER_PROVIDERS names, or one row each.

    [entra]
    kind = "oidc"
    label = "Microsoft"
    domains = ["company.example"]
    issuer = "https://login.microsoftonline.com/<tenant>/v2.0"
    client_id = "…"
    client_secret = "…"

Wrong entries end the start with all their faults, since a portal that nobody can enter serves nobody.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.config import Settings, SettingsError

from .contract import Provider, ProviderSettings

KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
_DOMAIN = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$"
Domain = Annotated[str, Field(pattern=_DOMAIN, max_length=253)]
_given: dict[str, dict[str, Any]] = {}
_secret = ""
_inside: frozenset[str] = frozenset()
_folder = Path("var/providers")


class Common(BaseModel):
    """What every provider is told besides what its kind needs."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    kind: str
    label: str = Field("", max_length=60)
    is_on: bool = True
    domains: frozenset[Domain] = frozenset()
    mail_is_proof: bool = False
    makes_accounts: bool = True


def configure(settings: Settings) -> None:
    """Reads the file, if the settings name one. Raises SettingsError with every fault in it."""
    global _secret, _inside, _folder
    _secret, _inside = settings.secret_key, frozenset(settings.providers_inside.split())
    _folder = settings.data / "providers"
    _given.clear()
    _given.update(_read(Path(settings.providers)) if settings.providers else {})


def secret_key() -> str:
    """Gives the portal's secret, from which other keys are derived."""
    return _secret


def inside() -> frozenset[str]:
    """Gives the hosts with their ports on the own network that sign-in may ask."""
    return _inside


def folder() -> Path:
    """Gives the folder in which documents of providers are left for all processes of the machine."""
    return _folder


def given() -> dict[str, dict[str, Any]]:
    """Gives what the file says, by key."""
    return _given


def check(models: Callable[[str], type[ProviderSettings]]) -> None:
    """Looks at every entry of the file. Raises SettingsError with all faults."""
    faults = [
        f"FOYER_PROVIDERS, [{entry['key']}]: {fault}"
        for entry in _given.values()
        for fault in built(entry, models, is_from_file=True).faults
    ]
    if faults:
        raise SettingsError(faults)


def built(
    entry: Mapping[str, Any], models: Callable[[str], type[ProviderSettings]], *, is_from_file: bool = False
) -> Provider:
    """Makes a provider of what was written down; what is wrong with it stands in its faults."""
    own = {name: value for name, value in entry.items() if name not in Common.model_fields and name != "key"}
    key, faults = str(entry["key"]), []
    if not KEY.fullmatch(key):
        faults.append("a key has small letters, digits and hyphens, such as entra")
    common, wrong = _validated(Common, {name: entry[name] for name in Common.model_fields if name in entry})
    faults += wrong
    settings = None
    if common is not None:
        model = _model(models, common.kind)
        if model is None:
            faults.append(f"kind: there is no kind {common.kind!r}")
        else:
            settings, wrong = _validated(model, own)
            faults += wrong
    said = common.model_dump() if common is not None else {"kind": str(entry.get("kind", "")), "is_on": False}
    said["label"] = said.get("label") or key
    kept = None if faults else settings
    return Provider(key=key, settings=kept, is_from_file=is_from_file, faults=tuple(faults), **said)


def _model(models: Callable[[str], type[ProviderSettings]], kind: str) -> type[ProviderSettings] | None:
    from portal.core.errors import NotFound

    try:
        return models(kind)
    except NotFound:
        return None


def _validated(model: type[BaseModel], values: dict[str, Any]) -> tuple[Any, list[str]]:
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        # Never the value itself: it may be a secret.
        return None, [f"{'.'.join(map(str, e['loc'])) or model.__name__}: {e['msg']}" for e in error.errors()]


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError([f"FOYER_PROVIDERS: {path} cannot be read as TOML: {error}"]) from error
    wrong = sorted(key for key, table in tables.items() if not isinstance(table, dict))
    if wrong:
        raise SettingsError([f"FOYER_PROVIDERS: {key} stands outside a table such as [entra]" for key in wrong])
    return {key: table | {"key": key} for key, table in tables.items()}
