"""Templates that a new group may begin with: who gets in, a purpose to edit, a welcome."""

from collections.abc import Mapping
from typing import NamedTuple

from portal.core import text
from portal.core.i18n import LazyText, lazy_


class Template(NamedTuple):
    """One way to begin."""

    name: str
    label: LazyText
    hint: LazyText
    purpose: LazyText
    welcome: LazyText
    visibility: str


TEMPLATES = (
    Template(
        "interest",
        lazy_("Shared interest"),
        lazy_("Climbing, languages, photography: open to everybody."),
        lazy_("Everybody who enjoys this, at every site."),
        lazy_("Good to have you here. Say in a sentence where you work and what brings you."),
        "open",
    ),
    Template(
        "practice",
        lazy_("Community of practice"),
        lazy_("Colleagues with the same craft help each other across departments."),
        lazy_("We share what works in our daily work and answer each other's questions."),
        lazy_("Welcome. Ask what you always wanted to know, and share one thing that saves you time."),
        "open",
    ),
    Template(
        "project",
        lazy_("Project"),
        lazy_("A team across departments with a beginning and an end; by request."),
        lazy_("What we want to have reached, and by when."),
        lazy_("Welcome to the project. The plan and the next meeting are in the description."),
        "request",
    ),
    Template(
        "site",
        lazy_("Site life"),
        lazy_("Canteen, car pools, events: what everybody at one site should know."),
        lazy_("What goes on at our site."),
        lazy_("Welcome to our site. Canteen hours, parking and contacts are in the description."),
        "open",
    ),
    Template(
        "confidential",
        lazy_("Confidential circle"),
        lazy_("By invitation only, listed nowhere."),
        lazy_("A place to speak among ourselves."),
        lazy_("What is said here stays here."),
        "hidden",
    ),
)


def find(name: str) -> Template | None:
    """Gives the template of that name."""
    return next((template for template in TEMPLATES if template.name == name), None)


def exchanged(typed: Mapping[str, str], began: str, name: str) -> dict[str, str]:
    """Gives what another template puts where a form still says what the one it began with had put there."""
    former, new = _given(began), _given(name)
    return {field: new[field] for field, value in former.items() if text.clean(typed.get(field, "")) == value}


def _given(name: str) -> dict[str, str]:
    template = find(name)
    if template is None:
        return {"purpose": "", "welcome": "", "visibility": "open"}
    return {"purpose": str(template.purpose), "welcome": str(template.welcome), "visibility": template.visibility}
