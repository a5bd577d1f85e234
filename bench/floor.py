"""The floor: what a Flask page of 20 KB with one query of 20 rows costs at all, under the same server and database."""

import os
from typing import Any

from flask import Flask, render_template_string
from sqlalchemy import create_engine, text

_PAGE = (
    "<!doctype html><title>Floor</title>{% for row in rows %}<article><h2>{{ row.title }}</h2>"
    "<p>" + "word " * 170 + "</p><a href='/posts/{{ row.id }}'>{{ row.id }}</a></article>{% endfor %}"
)


def floor() -> Any:
    """Builds the bare application."""
    app = Flask(__name__)
    url = os.environ["BENCH_DATABASE"]
    engine = create_engine(url, pool_size=20).execution_options(isolation_level="AUTOCOMMIT")

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT id, plain AS title FROM posts_post ORDER BY id DESC LIMIT 20")).all()
        return render_template_string(_PAGE, rows=rows)

    return app
