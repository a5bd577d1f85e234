"""Desks: a department answers what is asked of it, with people, service hours, a board, and texts that are ready.

A desk gives nobody sight: its people read a question because they may read where it stands.
"""

from flask import Flask


def register(app: Flask) -> None:
    """Enters desks, their pages and what they hear of."""
    from portal.core import subjects

    from . import documents, policy, subscribers, views  # noqa: F401  (importing registers)
    from .models import Desk
    from .queries import name_of

    app.register_blueprint(views.blueprint)
    subjects.add(
        "desk",
        Desk,
        title=name_of,
        url=lambda desk: f"/desks/{desk.slug}",
        document=documents.document,
        documents=documents.documents,
    )
