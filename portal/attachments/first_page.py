"""Draws the first page of the PDF on standard input as a PNG on standard output; a program of its own."""

import sys

import pypdfium2

LONGEST = 1000
"""Pixels of the longer side."""


def main() -> None:
    """Draws the page."""
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    page = document[0]
    scale = min(4.0, LONGEST / max(page.get_width(), page.get_height(), 1.0))
    page.render(scale=scale).to_pil().convert("RGB").save(sys.stdout.buffer, "PNG", compress_level=1)


if __name__ == "__main__":
    main()
