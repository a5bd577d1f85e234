"""What becomes of the names of those who leave: as it is configured, or as HR or IT of the whole company has chosen."""

from typing import NamedTuple

from auth.audience import Actor
from auth.policy import require
from auth.provisioning import limits, terms
from auth.provisioning.models import Choice

from .forms import NamingForm


class Rule(NamedTuple):
    """What was chosen, empty for nothing, and what is configured: `keep` or `replace`."""

    chosen: str
    configured: str


def rule(actor: Actor) -> Rule:
    """Gives what holds. Raises Forbidden."""
    require(actor, "manage", Choice())
    return Rule(terms.chosen_naming(), limits.limits().leavers)


def choose(actor: Actor, form: NamingForm) -> None:
    """Says what becomes of names from now on. Raises Forbidden."""
    require(actor, "manage", Choice())
    terms.choose_naming(actor, form.naming)
