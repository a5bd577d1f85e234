"""Every component in every state: readable, speakable, within the window, in both themes and on every width."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.accessible import faults

from .conftest import Stage

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "templates" / "styleguide" / "index.html").read_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390, 320])
def test_it_is_accessible(stage: Callable[..., Stage], theme: str, width: int) -> None:
    on = stage(width=width, theme=theme, roles=("it-admin",))
    page = on.go("/styleguide")
    assert not (found := faults(page)), "\n".join(found)
    assert not on.complaints


def test_every_macro_is_shown() -> None:
    macros = {path.stem for path in (ROOT / "templates" / "components").glob("[!_]*.html")}  # with _: parts of these
    missing = {name for name in macros if f'"components/{name}.html"' not in SOURCE}
    assert not missing, "show them in templates/styleguide/index.html"


def test_it_is_for_those_who_build_and_look_after_pages(stage: Callable[..., Stage]) -> None:
    assert stage().client.get("/styleguide").status_code == 404
