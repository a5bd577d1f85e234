"""Reports: somebody asks to have something looked at. Which kinds can be reported says the trait `reports`."""

from flask import Flask

from .actions import report
from .events import Reported
from .forms import ReportForm
from .models import Report

__all__ = ["Report", "ReportForm", "Reported", "register", "report"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from . import jobs, subscribers, views  # noqa: F401  (importing registers)

    app.register_blueprint(views.blueprint)
