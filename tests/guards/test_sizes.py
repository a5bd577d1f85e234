"""Files, functions and templates stay small enough to be read at once."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE, FUNCTION, TEMPLATE, SCRIPT = 250, 30, 120, 110
# file or file:function -> why it may be longer
EXCEPTIONS: dict[str, str] = {}


def _python() -> list[Path]:
    return [
        p
        for folder in ("portal", "auth", "search")
        for p in sorted((ROOT / folder).rglob("*.py"))
        if "texts" not in p.parts
    ]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_too_long() -> None:
    long = {}
    for path in _python():
        lines = sum(1 for line in path.read_text().splitlines() if line.strip())
        if lines > FILE and _name(path) not in EXCEPTIONS:
            long[_name(path)] = lines
    assert not long, f"split what does two things, or make the file a folder: {long}"


def test_no_function_is_too_long() -> None:
    long = {}
    for path in _python():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - first[0].lineno + 1 if first else 0
                key = f"{_name(path)}:{node.name}"
                if lines > FUNCTION and key not in EXCEPTIONS:
                    long[key] = lines
    assert not long, f"name a part of it: {long}"


def test_no_template_is_too_long() -> None:
    long = {
        _name(p): n
        for p in sorted((ROOT / "templates").rglob("*.html"))
        if (n := len(p.read_text().splitlines())) > TEMPLATE and "styleguide" not in p.parts
    }
    assert not long, f"extract a fragment or a macro: {long}"


def test_no_behaviour_is_too_long() -> None:
    folder = ROOT / "portal" / "static" / "js"
    long = {_name(p): n for p in sorted(folder.rglob("*.js")) if (n := len(p.read_text().splitlines())) > SCRIPT}
    assert not long, f"one behaviour a module: {long}"
