"""What may be sent in to report something."""

from typing import Annotated, Literal

from portal.core.forms import Form, Line, Prose
from portal.core.i18n import lazy_

REASONS = {
    "insult": lazy_("Insulting or hurtful"),
    "private": lazy_("Private data of somebody"),
    "secret": lazy_("Confidential, does not belong here"),
    "false": lazy_("False or misleading"),
    "place": lazy_("In the wrong place, or advertising"),
    "other": lazy_("Something else"),
}


class SettleForm(Form):
    """What was looked at, and what came of it."""

    about: Annotated[str, Line(60, 1)]
    reason: Annotated[str, Line(300, 3)]


class ReportForm(Form):
    """What is to be looked at, why, and in the own words."""

    about: Annotated[str, Line(60, 1)]
    reason: Literal["insult", "private", "secret", "false", "place", "other"]
    words: Annotated[str, Prose(500)] = ""
