"""Marks the pages that the worker may keep, with the person whom they were drawn for."""

from typing import Any

from flask import Flask, Response, request
from flask_login import current_user

from portal.core import i18n

from .paths import may_be_kept

MARK = "Foyer-Keep"


def register(app: Flask) -> None:
    """Has every answer looked at before it leaves."""
    most: int = app.settings.offline_pages  # type: ignore[attr-defined]  # the application is Portal
    if most:
        app.after_request(_mark)


def _mark(response: Response) -> Response:
    if request.method == "GET" and response.status_code == 200 and may_be_kept(request.path):
        user: Any = current_user
        if user.is_authenticated and response.mimetype == "text/html":
            response.headers[MARK] = f"{user.id};{i18n.language()}"
    return response
