"""Mail: what people are told in the portal, carried to where they read it, and what they answer carried back."""

from typing import TYPE_CHECKING

from flask import Flask

from .hours import reachable
from .intake.mailbox import try_mailbox
from .queries import oldest_waiting

if TYPE_CHECKING:
    from .intake.server import Server

__all__ = ["door", "oldest_waiting", "reachable", "register", "try_mailbox"]


def door(address: str) -> "Server":
    """Gives the small mail server that takes answers and bounces in at this address, not yet started."""
    from .intake.server import Server

    return Server(address)


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.core import mail, navigation
    from portal.core.i18n import lazy_

    from . import jobs, letters, policy, subscribers, views  # noqa: F401  (importing registers)

    mail.configure(app.settings)  # type: ignore[attr-defined]  # the only application class is Portal
    letters.configure(app.jinja_env)
    app.register_blueprint(views.blueprint)
    navigation.add("mail.settings", label=lazy_("By mail"), icon="mail", order=45, area="me")
    navigation.add("mail.overview", label=lazy_("Mail"), icon="mail", order=61, area="role", roles=("it-admin",))
