"""Which push services are believed, and what this installation lets a push say."""

from urllib.parse import urlsplit

from portal.config import Settings
from portal.core import outgoing

_settings: Settings | None = None


def configure(settings: Settings) -> None:
    """Hands in the installation's settings."""
    global _settings
    _settings = settings


def settings() -> Settings:
    """Gives the installation's settings. Raises RuntimeError before `configure`."""
    if _settings is None:
        raise RuntimeError("configure(settings) comes first")
    return _settings


def is_on() -> bool:
    """Whether this installation pushes at all."""
    return settings().push_services.split() not in ([], ["-"])


def is_known(endpoint: str) -> bool:
    """Whether the endpoint is an https address at one of the services that the installation believes."""
    try:
        host, port, _path = outgoing.target(endpoint)
    except outgoing.NotAllowed:
        return False
    place = host if port == 443 else f"{host}:{port}"
    return any(_fits(place, service.casefold()) for service in settings().push_services.split())


def _fits(place: str, service: str) -> bool:
    return place.endswith(service[1:]) if service.startswith("*.") else place == service


def origin(endpoint: str) -> str:
    """Gives scheme and host of an endpoint, for which a signature is meant."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def contact() -> str:
    """Gives whom a push service may turn to: the portal's address."""
    base = settings().base_url
    return base if base.startswith("https://") else "mailto:postmaster@localhost"
