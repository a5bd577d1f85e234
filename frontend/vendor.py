"""Copies the pinned browser libraries into portal/static/vendor; run by `make vendor` after changing package.json or icons.

Needs Node's npm for the packages and, for the font, fontTools: `uv run --with fonttools --with brotli frontend/vendor.py`.
`--icons-only` builds the sprite again from what npm has already brought.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGES = HERE / "node_modules"
VENDOR = ROOT / "portal" / "static" / "vendor"
EUROPE = "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+1E9E"
FILES = {
    "htmx-4.0.1.min.js": ("htmx.org", "dist/htmx.min.js"),
    "socket.io-4.8.4.min.js": ("socket.io-client", "dist/socket.io.min.js"),
    "inter-latin-5.woff2": ("@fontsource-variable/inter", "files/inter-latin-wght-normal.woff2"),
    "inter-europe-5.woff2": ("@fontsource-variable/inter", "files/inter-latin-ext-wght-normal.woff2"),
    "icons.svg": ("lucide-static", "icons"),
}
_ICON = re.compile(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)"|\'([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\'|#([a-z][a-z0-9-]+)"')


def icon_names() -> list[str]:
    """Gives every icon of the package whose name stands as a word of its own in templates or code."""
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "portal").rglob("*.py")]
    words = {
        name
        for path in sources
        if "simulator" not in path.parts
        for found in _ICON.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    return sorted(name for name in words if (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").exists())


def sprite() -> bytes:
    """Puts the icons into one file of symbols."""
    symbols = []
    for name in icon_names():
        source = (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        body = re.sub(r"\n\s*", "", re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)[1])  # type: ignore[index]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'.encode()


def font(target: Path, source: Path) -> None:
    """Cuts the extended Latin font down to the letters of Europe's languages."""
    subprocess.run(
        [sys.executable, "-m", "fontTools.subset", source, f"--unicodes={EUROPE}", "--flavor=woff2", f"--output-file={target}"],
        check=True,
    )


def record() -> None:
    """Writes down where each file comes from, its digest and its licence."""
    entries, texts = [], []
    for name, (package, file) in FILES.items():
        meta = json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))
        digest = hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()
        entries.append(
            {"file": name, "package": package, "version": meta["version"], "source": file, "sha256": digest, "licence": meta["license"]}
        )
        licence = next(iter(sorted((PACKAGES / package).glob("LICENSE*"))), None)
        if licence is not None:
            texts.append(f"{package} {meta['version']}\n\n{licence.read_text(encoding='utf-8').strip()}\n")
    (VENDOR / "vendor.lock.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    (VENDOR / "LICENSES.txt").write_text(("\n" + "-" * 80 + "\n\n").join(dict.fromkeys(texts)), encoding="utf-8")


def main() -> None:
    """Brings everything up to date."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    if "--icons-only" not in sys.argv:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
        for name, (package, file) in FILES.items():
            if name.startswith("inter-europe"):
                font(VENDOR / name, PACKAGES / package / file)
            elif name != "icons.svg":
                text = (PACKAGES / package / file).read_bytes()
                (VENDOR / name).write_bytes(re.sub(rb"\n//# sourceMappingURL=.*\s*$", b"\n", text))
    (VENDOR / "icons.svg").write_bytes(sprite())
    record()


if __name__ == "__main__":
    main()
