"""The page of settings says exactly what the code reads; `python -m tests.guards.test_settings` writes it."""

from pathlib import Path

import pytest

from portal.config import DEMO_SECRET, Settings, SettingsError

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def page() -> str:
    """Gives the page as it ought to be."""
    rows = [
        f"| `FOYER_{name.upper()}` | {field.description} | {_default(field.default)} |"
        for name, field in Settings.model_fields.items()
    ]
    head = [
        "# Settings",
        "",
        "All are read from the environment, once, at start. A start with wrong ones names them all.",
        "",
        "| Variable | Meaning | Default |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def _default(value: object) -> str:
    return f"`{value}`" if value not in ("", None) else "–"


def test_the_documentation_names_every_setting() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.guards.test_settings"


def test_production_refuses_what_is_only_for_the_demo() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"FOYER_ENV": "production", "FOYER_SECRET_KEY": DEMO_SECRET, "FOYER_PORT": "no"})
    with pytest.raises(SettingsError) as weak:
        Settings.from_env({"FOYER_ENV": "production", "FOYER_SECRET_KEY": DEMO_SECRET, "FOYER_DEMO": "1"})
    assert "FOYER_PORT" in str(refused.value)
    for word in ("FOYER_SECRET_KEY", "FOYER_BASE_URL", "FOYER_DEMO"):
        assert word in str(weak.value)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
