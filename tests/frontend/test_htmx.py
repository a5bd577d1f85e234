"""htmx 4 as we use it: what it would misread, or what the policy forbids, does not stand in a template."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = {
    path.relative_to(ROOT).as_posix(): re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    for path in sorted((ROOT / "templates").rglob("*.html"))
}


def attributes(name: str) -> list[tuple[str, str]]:
    """Gives where an attribute stands, and its value."""
    pattern = re.compile(rf"""\b{name}=(?:"([^"]*)"|'([^']*)')""")
    return [(where, a or b) for where, source in SOURCES.items() for a, b in pattern.findall(source)]


def test_modifiers_with_a_space_are_quoted() -> None:
    words = {"once", "changed", "consume", "halt", "prevent", "stop", "passive", "capture"}
    wrong = []
    for where, value in attributes("hx-trigger"):
        for trigger in re.sub(r'"[^"]*"', "quoted", value).split(","):
            loose = [w for w in trigger.split()[1:] if ":" not in w and w not in words and w != "queue"]
            if loose:
                wrong.append(f"{where}: {value}")
    assert not wrong, "write hx-trigger='focusin from:\"closest form\"': " + "; ".join(wrong)


def test_nothing_needs_code_from_text() -> None:
    filters = [f"{where}: {value}" for where, value in attributes("hx-trigger") if "[" in value]
    values = [
        f"{where}: {value}" for where, value in attributes("hx-(?:vals|headers|config)") if value.startswith("js:")
    ]
    assert not filters + values, "the policy forbids what htmx evaluates"


def test_nothing_is_boosted_or_deleted_by_link() -> None:
    found = [
        where for where, source in SOURCES.items() if re.search(r"\bhx-(boost|delete|put|patch|swap-oob)\b", source)
    ]
    assert not found, "use forms with _method, hx-partial, and plain links"


def test_what_htmx_asks_for_works_without_it() -> None:
    """An element that asks by click or submit is a link or a form that does the same by itself."""
    tag = re.compile(r"<(\w+)([^>]*\bhx-(?:get|post)=[^>]*)>")
    wrong = [
        f"{where}: <{name}{rest[:80]}"
        for where, source in SOURCES.items()
        for name, rest in tag.findall(source)
        if "hx-trigger" not in rest
        and not ((name == "a" and "href=" in rest) or (name == "form" and "method=" in rest))
    ]
    assert not wrong, wrong
