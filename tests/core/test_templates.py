"""Compiled templates outlive a start, and are compiled anew when they change."""

import shutil
from pathlib import Path

import pytest
from jinja2 import DictLoader

from portal.core.web import Portal
from portal.core.web.templating import kept_in


def drawn(app: Portal, folder: Path, text: str) -> str:
    env = app.jinja_env.overlay(loader=DictLoader({"a.html": text}), bytecode_cache=kept_in(folder), cache_size=0)
    return env.get_template("a.html").render()


def test_a_compiled_template_is_used_by_the_next_start_until_it_changes(
    app: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert drawn(app, tmp_path, "One") == "One"
    assert len(list(tmp_path.glob("templates/*"))) == 1
    with monkeypatch.context() as patched:
        patched.setattr("jinja2.Environment.compile", lambda *_given, **_more: pytest.fail("compiled again"))
        assert drawn(app, tmp_path, "One") == "One"
    assert drawn(app, tmp_path, "Two") == "Two"
    assert len(list(tmp_path.glob("templates/*"))) == 1


def test_a_page_is_drawn_where_nothing_can_be_kept_or_what_was_kept_is_broken(app: Portal, tmp_path: Path) -> None:
    drawn(app, tmp_path, "One")
    for kept in tmp_path.glob("templates/*"):
        kept.write_bytes(kept.read_bytes()[:-40])
    assert drawn(app, tmp_path, "One") == "One"
    env = app.jinja_env.overlay(loader=DictLoader({"a.html": "Three"}), bytecode_cache=kept_in(tmp_path), cache_size=0)
    shutil.rmtree(tmp_path / "templates")
    assert env.get_template("a.html").render() == "Three"
