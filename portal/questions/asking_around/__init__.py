"""Asking around: a question without an answer finds the few people who may well know, and waits in nobody's way.

Two are invited at once; with working time more, then whoever looks after the place. Nobody is invited oftener than
they want to be, and everybody reads why it is they who are asked.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Enters the steps of asking around, their pages and what they hear of."""
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import jobs, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    navigation.add("asking_around.settings", label=lazy_("Questions to me"), icon="circle-help", order=50, area="me")
