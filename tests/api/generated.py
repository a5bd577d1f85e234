"""A client made from the document by a generator, as a program's author would make it, and driven by names."""

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from portal.core.web import Portal

PACKAGE = "foyer_generated_client"


@contextmanager
def package(document: dict[str, Any], folder: Path) -> Iterator[ModuleType]:
    """Generates the client into a folder and imports it from there. Fails on every warning of the generator."""
    (folder / "openapi.json").write_text(json.dumps(document))
    config = Config.from_sources(
        ConfigFile(package_name_override=PACKAGE, post_hooks=[], literal_enums=True),
        MetaType.NONE,
        document_source=folder / "openapi.json",
        file_encoding="utf-8",
        overwrite=True,
        output_path=folder / PACKAGE,
    )
    faults = generate(config=config)
    assert not faults, [f"{fault.header}: {fault.detail}" for fault in faults]
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            del sys.modules[name]
        shutil.rmtree(folder / PACKAGE)


class Robot:
    """A program of one person that uses the generated client. It notes which operations it has used."""

    def __init__(self, app: Portal, document: dict[str, Any], secret: str, used: set[str]) -> None:
        client = importlib.import_module(f"{PACKAGE}.client")
        transport = httpx.WSGITransport(app=app)
        self.client = client.AuthenticatedClient(
            base_url="http://localhost/api/v1",
            token=secret,
            raise_on_unexpected_status=True,
            httpx_args={"transport": transport},
        )
        self.operations = {told["operationId"]: told for path in document["paths"].values() for told in path.values()}
        self.used = used

    def call(self, name: str, status: int = 200, *, body: Any = None, **given: Any) -> Any:
        """Calls an operation and gives what was parsed; fails on another status than the one expected."""
        told = self.operations[name]
        module = importlib.import_module(f"{PACKAGE}.api.{told['tags'][0]}.{name}")
        if body is not None:
            given["body"] = self._body(told, body)
        answer = module.sync_detailed(client=self.client, **given)
        assert answer.status_code == status, f"{name}: {answer.status_code} {answer.content!r}"
        assert str(status) in told["responses"], f"{name} may answer {status}, which the document does not say"
        self.used.add(name)
        return answer.parsed

    def _body(self, told: dict[str, Any], values: dict[str, Any]) -> Any:
        content = next(iter(told["requestBody"]["content"].values()))
        name = content["schema"]["$ref"].rpartition("/")[2]
        model = getattr(importlib.import_module(f"{PACKAGE}.models"), name)
        uploads = {field: self._file(*value) for field, value in values.items() if isinstance(value, tuple)}
        return model(**(values | uploads)) if uploads else model.from_dict(values)

    @staticmethod
    def _file(name: str, content: bytes, kind: str) -> Any:
        types = importlib.import_module(f"{PACKAGE}.types")
        return types.File(payload=BytesIO(content), file_name=name, mime_type=kind)
