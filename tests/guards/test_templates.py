"""Templates: every text through translation, nothing trusted, nothing inline, no macro without use."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
_TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(r"<[^>]*>", re.DOTALL)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_TEXT_ATTRIBUTES = re.compile(r'\b(?:alt|title|placeholder|aria-label|label)="([^"{<]*[^\W\d_]{3,}[^"{]*)"')
_MARKED = {"Foyer", "kbd", "Ctrl", "Enter", "Esc", "English", "Deutsch", "nbsp", "middot", "hellip", "ndash", "shy"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _checked() -> list[Path]:
    return [p for p in TEMPLATES if "styleguide" not in p.parts]


def test_no_text_stands_outside_translation() -> None:
    bare = []
    for path in _checked():
        source = path.read_text()
        for attribute in _TEXT_ATTRIBUTES.findall(_TAGS.sub("", source)):
            if not set(_WORDS.findall(attribute)) <= _MARKED:
                bare.append(f"{_name(path)}: {attribute!r}")
        text = _HTML.sub(" ", _TAGS.sub(" ", source))
        words = [w for w in _WORDS.findall(text) if w not in _MARKED]
        if words:
            bare.append(f"{_name(path)}: {' '.join(words)[:80]!r}")
    assert not bare, "put these into _():\n" + "\n".join(bare)


def test_nothing_is_trusted_blindly() -> None:
    wrong = [_name(p) for p in TEMPLATES if re.search(r"\|\s*safe\b|autoescape\s+false", p.read_text())]
    assert not wrong, f"only Markup from portal.core.text may pass: {wrong}"


def test_nothing_is_inline() -> None:
    inline = re.compile(r"<style\b|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:")
    wrong = [f"{_name(p)}: {m[0]}" for p in TEMPLATES for m in inline.finditer(p.read_text())]
    assert not wrong, f"the content security policy forbids it: {wrong}"


def test_every_unsafe_form_carries_its_token() -> None:
    form = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL | re.IGNORECASE)
    wrong = [
        f"{_name(p)}: {m[0][:90]}"
        for p in TEMPLATES
        for m in form.finditer(p.read_text())
        if "csrf" not in m[0] and "caller()" not in m[0] and "data-at-once" not in m[0]  # that one leaves the portal
    ]
    assert not wrong, "\n".join(wrong)


def test_every_macro_is_used() -> None:
    every = {p: p.read_text() for p in TEMPLATES}
    unused = []
    for path, source in every.items():
        for macro in re.findall(r"{%-?\s*macro\s+(\w+)", source):
            calls = sum(len(re.findall(rf"\b{macro}\s*\(", text)) for text in every.values())
            if calls < 2:
                unused.append(f"{_name(path)}: {macro}")
    assert not unused, unused


def test_every_error_summary_can_name_the_fields_of_its_form() -> None:
    nameless = []
    for path in TEMPLATES:
        source = path.read_text()
        if "error_summary(form.errors" in source:
            asked = set(re.findall(r"""form\.error\(["'](\w+)["']\)""", source))
            nameless += [f"{_name(path)}: {name}" for name in sorted(asked) if f'("{name}", _(' not in source]
    assert not nameless, f"give the summary the label of these fields: {nameless}"
