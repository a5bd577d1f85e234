"""Static files: put together at start, named by their content, compressed when first sent, kept for a year."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli

from . import words
from .i18n import LANGUAGES

STATIC = Path(__file__).parent.parent / "static"
_TEXT = {".css", ".js", ".svg", ".json", ".webmanifest"}
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"}
_JOINED = ("css/", "js/behaviours/", "js/later/", "js/worker/")  # sent as parts of other files
_HUE = re.compile(r"--brand-h: *\d+;")
_URL = re.compile(r'url\("?\.\./(vendor/[^")]+)"?\)')


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its hashed name, type, and bytes; smaller ones too where that `pays`."""

    name: str
    mimetype: str
    plain: bytes
    pays: bool

    @cached_property
    def gzip(self) -> bytes | None:
        """The bytes for browsers that read gzip."""
        return gzip.compress(self.plain, 6, mtime=0) if self.pays else None

    @cached_property
    def brotli(self) -> bytes | None:
        """The bytes for browsers that read Brotli."""
        return brotli.compress(self.plain, quality=6) if self.pays else None


class Assets:
    """All static files of one installation; its colour is the hue on OKLCH's circle, 0 to 360."""

    def __init__(self, folder: Path = STATIC, *, hue: int = 262) -> None:
        self.folder = folder
        self.hue = hue
        self._by_name: dict[str, Asset] = {}
        self._urls: dict[str, str] = {}
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            relative = file.relative_to(folder).as_posix()
            if not relative.startswith(_JOINED) and not relative.endswith((".txt", ".lock.json")):
                self._add(relative.removeprefix("js/"), file.read_bytes())
        self._add("app.css", self._style())
        for language in LANGUAGES:
            later = {name: self._later(name, language) for name in words.LATER}
            self._add(f"app.{language}.js", (words.script(language, later=later) + self._script()).encode())

    def url(self, name: str) -> str:
        """Gives the address of a file such as `app.css`. Raises KeyError for a file that does not exist."""
        return self._urls[name]

    def find(self, hashed: str) -> Asset | None:
        """Gives the file behind a hashed name."""
        return self._by_name.get(hashed)

    def _add(self, name: str, content: bytes) -> None:
        path = Path(name)
        hashed = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}"
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._by_name[hashed] = Asset(hashed, kind, content, pays=path.suffix in _TEXT)
        self._urls[name] = f"/static/{hashed}"

    @property
    def digest(self) -> str:
        """A digest of all files: another release, another colour or other words have another."""
        return hashlib.sha256(" ".join(sorted(self._by_name)).encode()).hexdigest()

    def _later(self, name: str, language: str) -> str:
        """Adds a module that pages load when they need it, and gives its address."""
        source = (self.folder / "js" / "later" / f"{name}.js").read_text(encoding="utf-8")
        self._add(f"{name}.{language}.js", (words.script(language, name) + _bare(source)).encode())
        return self._urls[f"{name}.{language}.js"]

    def _style(self) -> bytes:
        top = sorted((self.folder / "css").glob("*.css"))
        before = [p for p in top if p.name < "80"]
        after = [p for p in top if p.name >= "80"]
        files = before + sorted((self.folder / "css" / "components").glob("*.css")) + after
        text = "\n".join(p.read_text(encoding="utf-8") for p in files)
        text = _HUE.sub(f"--brand-h: {self.hue};", text)
        return _URL.sub(lambda m: f'url("{self._urls[m[1]]}")', _squeeze(text)).encode()

    def _script(self) -> str:
        files = sorted((self.folder / "js" / "behaviours").glob("*.js"))
        return "\n".join("{\n" + _bare(p.read_text(encoding="utf-8")) + "\n}" for p in files)


def _squeeze(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", css)


def _bare(script: str) -> str:
    """Leaves out the lines that are comments: those who read the code have them, those who load it do not pay."""
    return re.sub(r"^[ \t]*//.*\n", "", script, flags=re.MULTILINE)
