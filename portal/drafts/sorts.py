"""What can be drafted: slices above say where one goes on writing it, and how it is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from auth.audience import Actor
from portal.core.i18n import LazyText

from .forms import DraftForm
from .models import Draft


@dataclass(frozen=True)
class Sort:
    """One sort: its word, the page where one goes on, what sends it, if it may be scheduled, and what is stored."""

    name: str
    label: LazyText
    page: Callable[[Draft], str]
    send: Callable[[Actor, Draft], str] | None
    needs: str
    is_aimed: bool
    form: type[DraftForm]


_sorts: dict[str, Sort] = {}


def sort(
    name: str,
    *,
    label: LazyText,
    page: Callable[[Draft], str],
    send: Callable[[Actor, Draft], str] | None = None,
    needs: str = "body",
    is_aimed: bool = True,
    form: type[DraftForm] = DraftForm,
) -> None:
    """Registers a sort. `send` does what sending the form would do, and gives the address of what has come of it.

    `needs` is the field without which it cannot be sent; what `is_aimed` needs one audience too. `form` is what of the
    sort is stored.
    """
    _sorts[name] = Sort(name, label, page, send, needs, is_aimed, form)


def find(name: str) -> Sort:
    """Gives the sort of that name. Raises KeyError for one that no slice registered."""
    return _sorts[name]


def form_of(name: str) -> type[DraftForm]:
    """Gives what is stored of a sort; of one that nobody registered the form that refuses it."""
    return _sorts[name].form if name in _sorts else DraftForm
