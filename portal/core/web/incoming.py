"""What comes in: a form may hold bytes that are no text. They are marked, and nothing else of it is lost."""

from typing import IO, Any, cast
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.formparser import FormDataParser

from .. import storage

URLENCODED = "application/x-www-form-urlencoded"


class FormParser(FormDataParser):
    """Reads a form whatever its bytes: the framework's own would drop all of it for one byte."""

    unreadable: set[str]

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """Gives the stream, the fields and the files, with a replacement character for each byte that is no text."""
        if mimetype != URLENCODED:
            rest, fields, files = super().parse(stream, mimetype, content_length, options)
            self.unreadable.update(name for name, value in fields.items(multi=True) if "\ufffd" in value)
            return rest, fields, files
        words = stream.read().decode(errors="surrogateescape")
        pairs = parse_qsl(words, keep_blank_values=True, errors="surrogateescape")
        return stream, self.cls([(_readable(name), self._value(name, value)) for name, value in pairs]), self.cls()

    def _value(self, name: str, value: str) -> str:
        readable = _readable(value)
        if readable != value:
            self.unreadable.add(name)
        return readable


class Incoming(Request):
    """A request. `unreadable` names the fields of its form that had bytes which are no UTF-8."""

    form_data_parser_class = FormParser

    def __init__(self, environ: dict[str, Any], populate_request: bool = True, shallow: bool = False) -> None:
        self.unreadable: set[str] = set()
        super().__init__(environ, populate_request, shallow)

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002  (the framework's)
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return cast(IO[bytes], storage.Spool())

    def make_form_data_parser(self) -> FormDataParser:
        """Gives the parser of the form, which notes what it cannot read."""
        parser = super().make_form_data_parser()
        if isinstance(parser, FormParser):
            parser.unreadable = self.unreadable
        return parser


def _readable(text: str) -> str:
    return text if text.isascii() else text.encode(errors="surrogateescape").decode(errors="replace")
