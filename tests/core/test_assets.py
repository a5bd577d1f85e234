"""Static files: their names, and the encodings that they are sent in."""

import gzip

import brotli
import pytest


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_a_text_is_sent_as_small_as_the_browser_can_read_it(app, accepted, encoding, unpack) -> None:
    url = app.assets.url("app.css")
    answer = app.test_client().get(url, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert unpack(answer.data) == app.assets.find(url.rsplit("/", 1)[1]).plain
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert (answer.headers["Vary"], answer.headers["Cache-Control"]) == (
        "Accept-Encoding",  # and no cookie: all browsers and caches share it
        "public, max-age=31536000, immutable",
    )


def test_a_font_is_small_already(app) -> None:
    name = next(name for name in app.assets._urls if name.endswith(".woff2"))
    answer = app.test_client().get(app.assets.url(name), headers={"Accept-Encoding": "br, gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers
