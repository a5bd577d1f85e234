"""What was refused to clients and why: for the log, and for those who look after the portal."""

import logging

from auth.providers import store
from portal.core.i18n import LazyText, lazy_

log = logging.getLogger(__name__)
NAMES: dict[str, LazyText] = {
    "scim 400": lazy_("Request that cannot be used"),
    "scim 401": lazy_("Token that is over"),
    "scim 403": lazy_("Not allowed, or stopped"),
    "scim 409": lazy_("In conflict with what is there"),
    "scim 413": lazy_("Request too large"),
}
"""What administrators read of it, before the exact cause. Other answers, such as 404, are part of asking."""


def note(key: str, status: int, cause: str) -> None:
    """Says in the log what was refused, and keeps it where it needs somebody; in a unit of work of its own."""
    log.warning("scim %s: %s %s", key, status, cause)
    reason = f"scim {status}"
    if reason in NAMES:
        store.keep_fault(key, reason, cause)
