"""What may be sent in to report something."""

from typing import Literal

from portal.core.forms import Form, line, prose
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

    about: line(60, 1)  # type: ignore[valid-type]  # `line` gives a type
    reason: line(300, 3)  # type: ignore[valid-type]  # `line` gives a type


class ReportForm(Form):
    """What is to be looked at, why, and in the own words."""

    about: line(60, 1)  # type: ignore[valid-type]  # `line` gives a type
    reason: Literal["insult", "private", "secret", "false", "place", "other"]
    words: prose(500) = ""  # type: ignore[valid-type]  # `prose` gives a type
