"""Who knows about a topic: by their own word, with what speaks for it; and which topics have nobody."""

from flask import Flask


def register(app: Flask) -> None:
    """Enters what this part shows on pages of topics."""
    from portal.core import navigation, sections
    from portal.core.i18n import lazy_

    from . import jobs, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
    navigation.add("experts.mine", label=lazy_("What I know about"), icon="tags", order=55, area="me")
    sections.provide("topics", "busy", views.busy, order=10)
    sections.provide("topic", "experts", views.people, order=10)
    sections.provide("topic", "questions", views.questions, order=20)
