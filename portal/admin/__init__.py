"""Administration of people and the organisation: accounts, departments and sites, and what sources would change."""

from typing import Any

from flask import Flask


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from auth.provisioning import effects as provisioning
    from portal.core import navigation, storage
    from portal.core.i18n import lazy_

    from . import effects, files, policy, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    provisioning.provide(effects.begin, effects.hand_over)
    storage.speaks(files.spoken_for)
    opened: dict[str, Any] = {"area": "role", "roles": ("hr-admin", "it-admin"), "limitable": True}
    navigation.add("admin.overview", label=lazy_("People and access"), icon="user-check", order=49, **opened)
    navigation.add("admin.sync", label=lazy_("Sync"), icon="history", order=50, **opened)
    navigation.add("admin.people", label=lazy_("Accounts"), icon="circle-user-round", order=51, **opened)
    navigation.add("admin.units", label=lazy_("Departments and sites"), icon="network", order=52, **opened)
