"""How gunicorn serves the portal: threads, one application loaded before the processes part.

Used as `gunicorn -c python:portal.ops.gunicorn_conf 'wsgi:portal()'`. Values come from the settings,
the command line goes before them.
"""

import gc
import os
from typing import Any

from portal.config import Settings

_settings = Settings.from_env()
gc.disable()  # until all is loaded: searching what only grows takes a quarter of the start

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_processes
worker_class = "gthread"
threads = _settings.web_threads
# An open page holds a connection and a thread; the rest is for browsers that keep a connection alive.
# When threads reach this number, the next request would hang for ever.
worker_connections = threads + 1000
keepalive = 75  # seconds; longer than the proxy in front keeps its side
timeout = 60  # seconds without a sign of life of a process, not of a request
graceful_timeout = 8
preload_app = True
control_socket_disable = True  # it would make a socket in the home folder
_memory = "/dev/shm"  # noqa: S108  # gunicorn makes files of its own there; a disk would block its sign of life
worker_tmp_dir = _memory if os.access(_memory, os.W_OK) else None
forwarded_allow_ips = "127.0.0.1,::1"
accesslog = None
errorlog = "-"
loglevel = "warning"
limit_request_line = 8190
proc_name = "foyer-web"


def when_ready(server: Any) -> None:
    """Lets the processes share what the first page makes, and keeps the collector from parting them again."""
    from portal.core import db, i18n

    i18n.load()
    server.app.wsgi().test_client().get("/login", base_url=_settings.base_url or None)
    db.engine().dispose()  # SQLite forbids to take an open connection through a fork
    gc.freeze()  # without a search before: it takes a tenth of the start and finds next to nothing
    gc.enable()


def post_fork(_server: Any, _worker: Any) -> None:
    """Gives the process database connections of its own: two must never speak through one."""
    from portal.core import db

    db.engine().dispose(close=False)
