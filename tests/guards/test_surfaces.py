"""From outside a slice only its package is imported; each special library has its doors."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = {"core", "config", "app", "cli", "ops", "simulator"}
DOORS = {
    "whoosh": {"search/language.py", "search/query.py"},
    "flask_socketio": {"portal/core/realtime.py"},
    "http_ece": {"portal/push/messages.py"},
    "py_vapid": {"portal/push/messages.py"},
    "alembic": {"portal/core/schema.py"},
    "ldap": {"auth/providers/ldap.py", "auth/provisioning/directory.py", "portal/ops/check_setup.py"},
}


def _modules(*words: str) -> Iterator[tuple[str, ast.Module]]:
    """Gives the modules that have one of the words; taking all of them apart takes seconds."""
    for folder in ("portal", "auth", "search"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text()
            if any(word in text for word in words):
                yield path.relative_to(ROOT).as_posix(), ast.parse(text)


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_slices_import_only_each_others_packages() -> None:
    wrong = []
    for name, tree in _modules("portal."):
        own = name.split("/")[1].removesuffix(".py") if name.startswith("portal/") else ""
        for module in _imports(tree):
            parts = module.split(".")
            if parts[0] == "portal" and len(parts) > 2 and parts[1] not in SHARED | {own}:
                wrong.append(f"{name} imports {module}")
    assert not wrong, "import the slice's package instead:\n" + "\n".join(wrong)


def test_special_libraries_are_behind_their_doors() -> None:
    wrong = [
        f"{name} imports {module}"
        for name, tree in _modules(*DOORS)
        for module in _imports(tree)
        if (root := module.split(".")[0]) in DOORS and name not in DOORS[root]
    ]
    assert not wrong, "\n".join(wrong)


_REQUEST = ("auth/session.py", "auth/idling.py")


def test_the_request_is_known_to_views_sockets_and_the_web_floor_alone() -> None:
    wrong = []
    for name, tree in _modules("request"):
        allowed = name.endswith(("/views.py", "/sockets.py", "core/realtime.py")) or "/views/" in name
        if allowed or name.startswith("portal/core/web/"):
            continue
        for node in ast.walk(tree):
            named = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            if "request" in named and getattr(node, "module", "") == "flask" and name not in _REQUEST:
                wrong.append(name)
    assert not wrong, wrong


def test_the_environment_is_read_in_one_place() -> None:
    wrong = [
        name
        for name, tree in _modules("environ", "getenv")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and name != "portal/config/__init__.py"
        and not name.startswith("portal/ops/")
    ]
    assert not wrong, wrong


def test_only_units_of_work_commit() -> None:
    wrong = [
        f"{name}:{node.lineno}"
        for name, tree in _modules("commit")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and not name.startswith(("portal/core/", "portal/ops/", "portal/simulator/"))
    ]
    assert not wrong, f"the request, the job or `unit_of_work` commits: {wrong}"
