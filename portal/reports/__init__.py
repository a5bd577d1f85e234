"""Reports: somebody asks to have something looked at. Which kinds can be reported says the trait `reports`.

Reading what was reported without seeing it takes a second person: that is in `reading`.
"""

from flask import Flask

from .actions import report, settle
from .events import Reported, ReportSettled
from .forms import REASONS, ReportForm, SettleForm
from .models import Reading, Report

__all__ = ["Reading", "Report", "ReportForm", "ReportSettled", "Reported", "SettleForm", "register", "report", "settle"]


def register(app: Flask) -> None:
    """Enters the slice into the application."""
    from portal.audit import name_reasons
    from portal.core import navigation
    from portal.core.i18n import lazy_

    from . import jobs, policy, subscribers, views  # noqa: F401  (importing registers)
    from .reading import subscribers as reading_subscribers  # noqa: F401  (importing registers)
    from .reading import views as reading
    from .reading.policy import HANDLERS

    app.register_blueprint(views.blueprint)
    app.register_blueprint(reading.blueprint)
    name_reasons(Reported.__name__, REASONS)
    navigation.add("reports.index", label=lazy_("Reported"), icon="flag", order=30, area="role", roles=HANDLERS)
