"""Runs many commands quickly: a process that has everything imported parts in two for each of them.

Started by `tests.ops.installation`; reads one request a line, in JSON, and answers in a line. Importing the portal
costs most of what a short command costs, and the tests of operations run dozens of them. What an application imports
when it is made, one that was made and thrown away has told.
"""

import importlib
import json
import os
import sys
import tempfile
import traceback
from typing import Any


def main() -> None:
    """Answers requests until nobody asks any more."""
    for name in ("portal.app", "portal.cli", "portal.ops.commands", "portal.ops.backup", "portal.ops.restore"):
        importlib.import_module(name)
    importlib.import_module("portal.app").slices()
    for name in _imported_late():
        importlib.import_module(name)
    importlib.import_module("portal.core.i18n").catalogue("de")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


def _imported_late() -> list[str]:
    """Makes an application in a process of its own; gives the modules of ours that it imported, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"FOYER_ENV": "test", "FOYER_DATA": folder}
        program = "import json, sys; print(json.dumps([*sys.modules]))"
        head = "from portal.app import create_app\napp = create_app()\n"
        told = _answer({"words": [], "environment": os.environ | settings, "program": head + program})
    names: list[str] = json.loads(told["stdout"] or "[]")  # the command that comes will say what is wrong
    return [name for name in names if name.split(".")[0] in ("portal", "auth", "search") and name not in sys.modules]


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(complained.fileno(), 2)
            os._exit(_run(request))
        _, status = os.waitpid(child, 0)
        said.seek(0)
        complained.seek(0)
        code = os.waitstatus_to_exitcode(status)
        return {"status": code, "stdout": said.read(), "stderr": complained.read()}


def _run(request: dict[str, Any]) -> int:
    os.environ.clear()
    os.environ.update(request["environment"])
    status = 0
    try:
        if request["program"]:
            sys.argv = ["-c", *request["words"]]
            exec(request["program"], {"__name__": "__main__"})
        else:
            importlib.import_module("portal.cli").main(request["words"], prog_name="foyer")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    main()
