"""What a first visit may weigh, what the frame may cost, and that text can be read in every company's colour."""

import gzip
import math
import re
import statistics
import time
from itertools import product
from pathlib import Path

import pytest
from flask import g, render_template
from flask_login import login_user

from auth import session
from auth.audience import actor_for
from portal.core import i18n, shell
from portal.core.assets import Assets
from portal.core.web import Portal
from tests.factories import make_user

CSS = Path(__file__).parents[2] / "portal" / "static" / "css"
KB = 1024
FIRST_LOAD = ["app.de.js", "first.js", "vendor/htmx-4.0.1.min.js", "vendor/socket.io-4.8.4.min.js"]
PAGE = '{% extends "layout/signed_in.html" %}{% block title %}-{% endblock %}{% block main %}{% endblock %}'


def weight(assets: Assets, name: str) -> int:
    """Gives the size of a file as it travels, in bytes."""
    found = assets.find(assets.url(name).removeprefix("/static/"))
    assert found is not None
    return len(found.gzip or found.plain)


def test_style_and_scripts_stay_within_their_budgets() -> None:
    assets = Assets()
    assert weight(assets, "app.css") <= 20 * KB
    assert sum(weight(assets, name) for name in FIRST_LOAD) <= 40 * KB
    assert weight(assets, "vendor/inter-latin-5.woff2") + weight(assets, "vendor/inter-europe-5.woff2") <= 65 * KB


def test_the_style_sheet_carries_the_company_s_hue() -> None:
    assets = Assets(hue=145)
    found = assets.find(assets.url("app.css").removeprefix("/static/"))
    assert found is not None
    assert b"--brand-h: 145;" in found.plain
    assert b"url(../" not in found.plain


def test_rules_stand_in_layers() -> None:
    loose = []
    for path in CSS.rglob("*.css"):
        text = re.sub(r"/\*.*?\*/|@font-face\s*{[^}]*}", "", path.read_text(), flags=re.DOTALL)
        depth, outside = 0, ""
        for character in text:
            depth += {"{": 1, "}": -1}.get(character, 0)
            outside += character if depth == 0 else ""
        if re.sub(r"@layer [\w, ]+;?|}", "", outside).strip():
            loose.append(path.name)
    assert not loose, f"wrap the rules in @layer: {loose}"


def frame(app: Portal) -> tuple[float, str]:
    """Draws the frame with twelve groups; gives the milliseconds of processor time and the page."""
    user = make_user("Jana Hoffmann", language="de")
    actor = actor_for(user.id)
    template = app.jinja_env.from_string(PAGE)
    times, html = [], ""
    for _ in range(60):
        with app.test_request_context("/stage"):
            login_user(session.SignedIn(actor, 0))
            i18n.use("de")
            g.csrf_token = "token"
            g.shell = shell.build(actor, "/stage")._replace(
                groups=[shell.GroupItem(f"/groups/{n}", f"Instandhaltung Werk {n}", n, n, n == 1) for n in range(12)]
            )
            began = time.process_time()
            html = render_template(template)
            times.append(time.process_time() - began)
    return statistics.median(times) * 1000, html


def test_the_frame_is_cheap(app: Portal) -> None:
    milliseconds, html = frame(app)
    assert milliseconds < 1, "measured 0.2 ms; draw what is alike for many with part() or rows()"
    assert len(html.encode()) <= 9 * KB
    assert len(gzip.compress(html.encode())) <= 3 * KB


# ---- contrast, from the tokens themselves


def tokens() -> dict[str, str]:
    """Gives the colours of the style sheet."""
    return dict(re.findall(r"--([\w-]+):\s*(light-dark\([^;]+);", (CSS / "10-tokens.css").read_text()))


def colour(value: str, hue: float, *, dark: bool) -> tuple[float, float, float]:
    """Gives linear sRGB of a token: light-dark(oklch(…), oklch(…)), by the matrices of Ottosson's Oklab."""
    both = re.findall(r"oklch\(([\d.]+)% ([\d.]+) (var\(--brand-h\)|[\d.]+)\)", value)
    lightness, chroma, angle = both[1 if dark else 0]
    turn = math.radians(hue if angle.startswith("var") else float(angle))
    a, b = float(chroma) * math.cos(turn), float(chroma) * math.sin(turn)
    x = float(lightness) / 100
    l, m, s = (  # noqa: E741  # the names of the cone responses
        (x + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (x - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (x - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    channels = (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )
    return tuple(min(1.0, max(0.0, c)) for c in channels)  # type: ignore[return-value]  # three in, three out


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Gives the ratio of WCAG 2."""
    first, second = (0.2126 * r + 0.7152 * g_ + 0.0722 * b for r, g_, b in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


TEXT = [
    *product(["ink", "ink-2"], ["canvas", "surface", "raised", "sunken"]),
    *product(["brand", "brand-hi"], ["canvas", "surface", "brand-bg"]),
    *[(tone, f"{tone}-bg") for tone in ("ok", "warn", "bad", "violet", "amber", "teal", "rose")],
    *product(["ok", "warn", "bad"], ["surface"]),
    ("on-brand", "brand"),
    ("on-brand", "brand-hi"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read_in_every_hue(dark: bool) -> None:
    known = tokens()
    faint = {}
    for (text, ground), hue in product(TEXT, range(0, 360, 10)):
        ratio = contrast(colour(known[text], hue, dark=dark), colour(known[ground], hue, dark=dark))
        if ratio < 4.5:
            faint[text, ground, hue] = round(ratio, 2)
    assert not faint


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_edges_of_controls_can_be_seen_in_every_hue(dark: bool) -> None:
    known = tokens()
    for edge, ground, hue in product(["line-2", "brand"], ["surface", "canvas"], range(0, 360, 10)):
        assert contrast(colour(known[edge], hue, dark=dark), colour(known[ground], hue, dark=dark)) >= 3
