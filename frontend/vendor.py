"""Copies the pinned browser libraries into portal/static/vendor; run by `make vendor` after a change of package.json.

Needs npm for the packages and uv for fontTools, which cuts the font. The sprite holds the icons that templates and
code name and no others: after naming a new one `frontend/vendor.py --icons-only` is enough, which builds it again from
what npm has already brought.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGES = HERE / "node_modules"
ICONS = PACKAGES / "lucide-static" / "icons"
VENDOR = ROOT / "portal" / "static" / "vendor"
EUROPE = "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+1E9E"
FILES = {
    "htmx-4.0.1.min.js": ("htmx.org", "dist/htmx.min.js"),
    "socket.io-4.8.4.min.js": ("socket.io-client", "dist/socket.io.min.js"),
    "inter-latin-5.woff2": ("@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2"),
    "inter-europe-5.woff2": ("@fontsource-variable/inter", "files/inter-latin-ext-wght-normal.woff2"),
    "icons.svg": ("lucide-static", "icons"),
}
# Names of icons: any word in quotes, or after the `#` of a <use>, in a template or in code that speaks of icons.
_WORD = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']|#([a-z][a-z0-9-]+)["']""")


def icon_names() -> list[str]:
    """Gives every icon of the package that templates or code name."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    code = (path.read_text(encoding="utf-8") for folder in ("portal", "auth") for path in (ROOT / folder).rglob("*.py"))
    texts += [text for text in code if "icon" in text]
    words = {name for text in texts for found in _WORD.findall(text) for name in found}
    words.discard("")
    return sorted(name for name in words if (ICONS / f"{name}.svg").exists())


def sprite() -> bytes:
    """Puts the icons into one file of symbols."""
    symbols = []
    for name in icon_names():
        source = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        body = re.sub(r"\n\s*", "", source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'.encode()


def font(target: Path, source: Path) -> None:
    """Cuts the extended Latin font down to the letters of Europe's languages."""
    tool = ["uv", "run", "--no-project", "--with=fonttools==4.60.1", "--with=brotli==1.1.0", "python", "-m"]
    cut = ["fontTools.subset", str(source), f"--unicodes={EUROPE}", "--flavor=woff2", f"--output-file={target}"]
    _run([*tool, *cut])


def record() -> None:
    """Writes down where each file comes from, its digest and its licence."""
    entries, texts = [], []
    for name, (package, file) in FILES.items():
        meta = json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        origin = {"package": package, "version": meta["version"], "source": file}
        entries.append({"file": name, **origin, "sha256": digest, "licence": meta["license"]})
        licence = next(iter(sorted((PACKAGES / package).glob("LICENSE*"))), None)
        if licence is not None:
            texts.append(f"{package} {meta['version']}\n\n{licence.read_text(encoding='utf-8').strip()}\n")
    (VENDOR / "vendor.lock.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    (VENDOR / "LICENSES.txt").write_text(("\n" + "-" * 80 + "\n\n").join(dict.fromkeys(texts)), encoding="utf-8")


def fetch() -> None:
    """Brings the packages and copies the files that the portal serves."""
    _run(["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"])
    for name, (package, file) in FILES.items():
        source = PACKAGES / package / file
        if name.startswith("inter-europe"):
            font(VENDOR / name, source)
        elif source.is_file():
            (VENDOR / name).write_bytes(re.sub(rb"\n//# sourceMappingURL=.*\s*$", b"\n", source.read_bytes()))


def main() -> None:
    """Brings everything, or the icons alone, up to date."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    if "--icons-only" not in sys.argv or not ICONS.exists():
        fetch()
    (VENDOR / "icons.svg").write_bytes(sprite())
    record()


def _run(command: list[str]) -> None:
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"{command[0]} is not installed; `make vendor` needs it, running the portal does not.")
    subprocess.run([program, *command[1:]], cwd=HERE, check=True)  # noqa: S603  # commands of this file alone


if __name__ == "__main__":
    main()
