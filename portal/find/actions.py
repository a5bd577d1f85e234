"""The glossary of the search, kept by community managers."""

from collections.abc import Iterable
from typing import Any

import search
from auth.audience import Actor
from portal.core.errors import Forbidden, Invalid
from portal.core.i18n import _

from .forms import ConceptForm

MOST = 12


def add_to_glossary(actor: Actor, form: ConceptForm) -> None:
    """Enters words that mean the same. Raises Forbidden; Invalid for fewer than two of them, or too many."""
    _look_after(actor)
    german, english = _terms(form.german), _terms(form.english)
    if len(german) + len(english) < 2:
        raise Invalid("german", _("Two expressions at least: otherwise there is nothing that means the same."))
    if len(german) + len(english) > MOST:
        raise Invalid("german", _("At most %(n)s expressions that mean the same.", n=MOST))
    search.glossary.add(german, english)


def take_out_of_glossary(actor: Actor, concept: int) -> None:
    """Takes words that mean the same out. Raises Forbidden."""
    _look_after(actor)
    search.glossary.drop(concept)


def glossary(actor: Actor) -> list[tuple[int, str, str]]:
    """Gives the glossary: number, German and English expressions. Raises Forbidden."""
    _look_after(actor)
    return [(concept, _said(terms, "de"), _said(terms, "en")) for concept, terms in search.glossary.concepts()]


def _said(terms: Iterable[Any], language: str) -> str:
    return ", ".join(one.term for one in terms if one.language == language)


def _look_after(actor: Actor) -> None:
    if not actor.has("community-manager"):
        raise Forbidden


def _terms(typed: str) -> list[str]:
    terms = (" ".join(term.split())[: search.glossary.LONGEST] for term in typed.split(","))
    return [term for term in dict.fromkeys(terms) if search.glossary.can_be_found(term)]
