"""Lighthouse's scores of home, a group and a post, signed in, on a desktop and on a slow phone.

    npm --prefix frontend ci --ignore-scripts
    python -m bench.lighthouse [--address http://127.0.0.1:8000] [--persona employee] [--only home]

Opens a demo company of its own unless it is given the address of one. Each page is loaded cold in a fresh headless
Chromium. Ends with status 1 when a score is below what was promised, and says what Lighthouse names.
"""

import argparse
import http.cookiejar
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.conftest import opened_company
from tests.counterparts import chromium

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "frontend" / "node_modules" / ".bin" / "lighthouse"
PROMISED = {"performance": 95, "accessibility": 100, "best-practices": 100}
PRESETS = {"desktop": ("--preset=desktop",), "mobile": ()}
FLAGS = (
    *chromium.OPTIONS,
    "--headless=new",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Guest:
    """Somebody signed in: the cookie, and the addresses of the pages to look at by name."""

    cookie: str
    pages: dict[str, str]


def sign_in(address: str, persona: str) -> Guest:
    """Signs in to a demo company and finds a group and a post that the home page leads to."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def read(path: str, body: bytes | None = None) -> str:
        with opener.open(address + path, body) as answer:
            text: str = answer.read().decode()
        return text

    token = _first(r'name="csrf_token" value="([^"]+)"', read("/login"))
    read("/login", f"persona={persona}&csrf_token={token}".encode())
    main = read("/home").partition("<main")[2]
    pages = {
        "home": "/home",
        "group": _first(r'href="(/groups/[^"?#]+)"', main),
        "post": _first(r'href="(/posts/\d[^"?#]*)"', main),
    }
    return Guest("; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), pages)


def examine(url: str, cookie: str, preset: str) -> dict[str, Any]:
    """Gives Lighthouse's report of the page."""
    with tempfile.TemporaryDirectory(prefix="foyer-lighthouse-") as folder:
        headers = Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie}))
        command = [
            str(TOOL),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={folder}/report.json",
            f"--only-categories={','.join(PROMISED)}",
            f"--extra-headers={headers}",
            f"--chrome-path={chromium.executable(whole=True)}",
            f"--chrome-flags={' '.join(FLAGS)} --user-data-dir={folder}/profile",
            *PRESETS[preset],
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        report: dict[str, Any] = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
    return report


def scores(report: dict[str, Any]) -> dict[str, int]:
    """Gives the score of each category, 0 to 100."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in PROMISED}


def named(report: dict[str, Any]) -> list[str]:
    """Gives what counts and is not perfect, with the first places that Lighthouse shows."""
    weighty = {ref["id"] for name in PROMISED for ref in report["categories"][name]["auditRefs"] if ref["weight"] > 0}
    lines = []
    for key, audit in report["audits"].items():
        if key in weighty and audit["score"] is not None and audit["score"] < 1:
            places = [
                item.get("node", {}).get("selector") or item.get("url") or item.get("description") or ""
                for item in audit.get("details", {}).get("items", [])[:3]
            ]
            lines.append(f"{key}: {audit.get('displayValue', '')} {'; '.join(filter(None, places))}".rstrip())
    return lines


def figures(report: dict[str, Any]) -> str:
    """Gives the times behind the score of performance."""
    audits = report["audits"]
    shown = {
        "FCP": "first-contentful-paint",
        "LCP": "largest-contentful-paint",
        "TBT": "total-blocking-time",
        "CLS": "cumulative-layout-shift",
        "SI": "speed-index",
    }
    return "  ".join(f"{short} {audits[key].get('displayValue', '?')}" for short, key in shown.items())


def main() -> None:
    """Runs it all."""
    options = argparse.ArgumentParser()
    options.add_argument("--address", default="", help="a demo company that is running")
    options.add_argument("--persona", default="employee")
    options.add_argument("--only", default="", help="home, group or post")
    given = options.parse_args()
    if not TOOL.exists() or chromium.missing():
        sys.exit(chromium.missing() or "Lighthouse is missing. Run: npm --prefix frontend ci --ignore-scripts")
    short = 0
    with nullcontext(given.address) if given.address else opened_company() as address:
        guest = sign_in(address, given.persona)
        for name, path in guest.pages.items():
            for preset in PRESETS if given.only in ("", name) else ():
                report = examine(address + path, guest.cookie, preset)
                found = scores(report)
                short += any(found[kind] < least for kind, least in PROMISED.items())
                print(f"{name:6} {preset:8} {found}  {figures(report)}", flush=True)
                print("".join(f"    {line}\n" for line in named(report)), end="", flush=True)
    sys.exit(1 if short else 0)


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise RuntimeError(f"the page does not hold {pattern}")
    return found[1]


if __name__ == "__main__":
    main()
