"""Home: the feed of what concerns the reader, a group's own feed, and where new things begin."""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the slice into the application; a group's page is its feed, so it is drawn here under the group's name."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import views

    app.register_blueprint(views.blueprint)
    app.add_url_rule("/groups/<slug>", endpoint="groups.show", view_func=views.group)
    navigation.add("home.index", label=lazy_("Home"), icon="house", order=10, tab=True)
