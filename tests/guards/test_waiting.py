"""A test in a browser waits for what it looks for: a page answers when it likes, and one look is a matter of luck."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOKS = {
    "all_inner_texts", "all_text_contents", "bounding_box", "content", "count", "evaluate", "evaluate_all",
    "get_attribute", "inner_html", "inner_text", "input_value", "is_checked", "is_disabled", "is_editable",
    "is_enabled", "is_hidden", "is_visible", "sent", "text_content", "title",
}  # fmt: skip
AT_ONCE = ("scrollWidth", "clientWidth")  # how wide a page is does not depend on what its scripts do later
# file:function -> why it may look once
EXCEPTIONS = {
    "tests/frontend/test_editor.py:test_what_is_typed_right_after_a_button_goes_into_the_text": "what is there at once"
}


def in_a_browser() -> list[Path]:
    """Gives the files whose tests drive a browser."""
    return [path for path in sorted((ROOT / "tests").rglob("*.py")) if "mark.browser" in path.read_text()]


def looks(tree: ast.AST) -> Iterator[ast.expr]:
    """Gives where an expression looks at a page, or at what a page has sent, without waiting."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "url" and isinstance(node.value, ast.Name | ast.Attribute):
            yield node
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in LOOKS:
            continue
        of_a_list = node.func.attr == "count" and node.args
        at_once = node.func.attr == "evaluate" and any(word in ast.unparse(node) for word in AT_ONCE)
        if not of_a_list and not at_once:
            yield node


def seen(function: ast.AST) -> set[str]:
    """Gives the names that hold what a look has found."""
    found = set()
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Assign | ast.AugAssign | ast.NamedExpr | ast.AnnAssign)
            and node.value
            and _is_look(node.value)
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def _is_look(value: ast.expr) -> bool:
    return any(isinstance(look, ast.Call) for look in looks(value))  # an address may be kept, to come back to it


def hasty(function: ast.AST) -> list[str]:
    """Gives the assertions of a function that hang on a single look.

    That nothing was sent can only be looked at; what proves that the act was done stands before it.
    """
    named, found = seen(function), []
    for node in ast.walk(function):
        if not isinstance(node, ast.Assert):
            continue
        nothing_sent = isinstance(node.test, ast.UnaryOp) and ast.unparse(node.test.operand).split("(")[0].endswith(
            ".sent"
        )
        names = {name.id for name in ast.walk(node.test) if isinstance(name, ast.Name)}
        if not nothing_sent and (names & named or any(looks(node.test))):
            found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


def functions(source: str) -> list[ast.FunctionDef]:
    """Gives the functions of a file."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]


def test_no_test_in_a_browser_asserts_what_it_saw_in_one_look() -> None:
    paths = in_a_browser()
    assert len(paths) >= 10
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{function.name}, {fault}"
        for path in paths
        for function in functions(path.read_text())
        if f"{path.relative_to(ROOT).as_posix()}:{function.name}" not in EXCEPTIONS
        for fault in hasty(function)
    ]
    assert not wrong, "write expect(locator).to_…, or on.received(…):\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    "line",
    [
        "assert page.is_visible('#e')",
        "assert not on.page.is_visible('#e')",
        "assert page.locator('#e').count() == 0",
        "assert 'x' in (page.get_attribute('#e', 'href') or '')",
        "assert page.evaluate('scrollY') == 0",
        "assert on.sent('/read') == ['x']",
        "assert page.url.endswith('/new')",
        "said = page.locator('time').all_inner_texts()\n    assert said[0] == 'now'",
        "n = 0\n    n += page.locator('li').count()\n    assert n == 3",
        "assert (said := page.inner_text('p')) and said == 'x'",
    ],
)
def test_a_hasty_line_is_found(line: str) -> None:
    assert len(hasty(functions(f"def test_it(on, page):\n    {line}\n")[0])) == 1


@pytest.mark.parametrize(
    "line",
    [
        "assert page.evaluate('document.documentElement.scrollWidth') <= 320",
        "assert not on.sent('/read')",
        "assert on.received('/read') == ['x']",
        "assert on.complaints == []",
        "assert on.asked.count(('GET', '/', '')) == 1",
        "expect(page.locator('#e')).to_be_visible()",
    ],
)
def test_a_patient_line_is_left_alone(line: str) -> None:
    assert not hasty(functions(f"def test_it(on, page):\n    {line}\n")[0])
