"""Writes the text of the document on standard input to standard output, as UTF-8; a program of its own.

Its one argument says which sort of document: pdf, or office for what is XML in an archive. It ends with 3 for a
document that opens with a password alone.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

MOST = 100_000
"""Characters; the index keeps no more."""
ENCRYPTED = 3
_MOST_PART = 64 * 2**20
_PARTS = (
    *("word/document.xml", "word/footnotes", "xl/sharedStrings.xml", "xl/worksheets/sheet"),
    *("ppt/slides/slide", "ppt/notesSlides/", "content.xml"),
)
_BREAKS = {"p", "tr", "row", "si", "h"}
_TEXTS = {"t", "p", "span", "h", "a"}


def main() -> None:
    """Writes the text."""
    read = pdf if sys.argv[1] == "pdf" else office
    left = MOST
    for piece in read(sys.stdin.buffer.read()):
        said = piece[:left]
        sys.stdout.buffer.write(said.encode("utf-8", "ignore"))
        left -= len(said)
        if left <= 0:
            break


def pdf(content: bytes) -> Iterator[str]:
    """Gives the text page by page."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            sys.exit(ENCRYPTED)
        raise
    for page in document:
        yield page.get_textpage().get_text_bounded() + "\n"
        page.close()


def office(content: bytes) -> Iterator[str]:
    """Gives the text of Word, Excel, PowerPoint and OpenDocument files, paragraph by paragraph."""
    from xml.etree import ElementTree

    if content.startswith(b"\xd0\xcf\x11\xe0"):  # an encrypted document is wrapped like the formats of old
        sys.exit(ENCRYPTED)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for entry in sorted(packed.infolist(), key=lambda one: one.filename):
            if not entry.filename.startswith(_PARTS) or not entry.filename.endswith(".xml"):
                continue
            part = io.BytesIO(packed.open(entry).read(_MOST_PART))
            for _, node in ElementTree.iterparse(part):  # noqa: S314  (see above)
                name = node.tag.rsplit("}", 1)[-1]
                yield (node.text or "") if name in _TEXTS else ""
                yield (node.tail or "").strip() if name in _TEXTS else ""
                yield _number(node) if name == "c" else ""
                yield " " if name == "c" else "\n" if name in _BREAKS else ""
                if name in _BREAKS:
                    node.clear()


def _number(cell: "ElementTree.Element") -> str:
    """What stands in a cell of a table, unless it is the place of a word in the list of all words."""
    return (
        "" if cell.get("t") in ("s", "inlineStr") else "".join(node.text or "" for node in cell if "v" in node.tag[-1:])
    )


if __name__ == "__main__":
    main()
