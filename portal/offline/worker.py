"""The service worker, put together from its parts with what this installation has to tell it."""

import hashlib
import json
from functools import lru_cache

from portal.core.assets import STATIC, Assets
from portal.core.i18n import LANGUAGES

from .paths import KEPT, WRITING

FIRST = (
    "app.css",
    "first.js",
    "img/logo.svg",
    "vendor/htmx-4.0.1.min.js",
    "vendor/icons.svg",
    "vendor/inter-latin-5.woff2",
    "vendor/socket.io-4.8.4.min.js",
    *(f"{name}.{language}.js" for name in ("app", "drafts", "editor", "offline") for language in LANGUAGES),
)


@lru_cache(maxsize=4)
def script(assets: Assets, most: int) -> str:
    """Gives the worker's source. Its version is the digest of all that it keeps, so a new release clears the old."""
    parts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((STATIC / "js" / "worker").glob("*.js")))
    told = {
        "FIRST": [assets.url(name) for name in FIRST],
        "OFFLINE": {language: f"/offline?lang={language}" for language in LANGUAGES},
        "KEPT_PATHS": KEPT,
        "AHEAD": WRITING,
        "MOST": most,
    }
    constants = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in told.items())
    version = hashlib.sha256(f"{constants}{parts}{assets.digest}".encode()).hexdigest()[:12]
    return f'"use strict";\nconst VERSION = "{version}";\n{constants}\n{parts}'
