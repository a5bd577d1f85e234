"""Files that people attach: small PDF sheets and tables as CSV, written by hand so that their bytes never change."""

from .records import File
from .rng import Stream

Row = tuple[str, ...]
_SHIFTS = {"de": ("Früh", "Spät", "Nacht", "frei"), "en": ("Early", "Late", "Night", "off")}
_DAYS = {"de": ("Mo", "Di", "Mi", "Do", "Fr"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri")}
_CREW = ("Albrecht", "Böhm", "Demir", "Franke", "Graf", "Kaya", "König", "Lorenz", "Nowak", "Otto", "Petersen", "Rossi",
         "Scholz", "Vogel", "Winter", "Ziegler")  # fmt: skip

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
)


def document(file: File, language: str) -> tuple[bytes, str]:
    """Gives the bytes and the type of a file. Raises KeyError for one that is no document."""
    stream = Stream("document", file.drawing, file.seed)
    if file.drawing == "csv":
        return _table(stream, language), "text/csv"
    title = file.name.removesuffix(".pdf")
    return _pdf(title, _SHEETS[file.drawing](stream, language)), "application/pdf"


def _table(stream: Stream, language: str) -> bytes:
    head = "Datum;Schicht;Linie;Menge;Ausschuss" if language == "de" else "date,shift,line,quantity,scrap"
    mark = ";" if language == "de" else ","
    lines = [head]
    for day in range(1, 29):
        for shift in _SHIFTS[language][:3]:
            count = stream.between(180, 260)
            row = (f"{day:02}", shift, str(stream.between(1, 6)), str(count), str(stream.below(9)))
            lines.append(mark.join(row))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _shift_plan(stream: Stream, language: str) -> list[Row]:
    rows: list[Row] = [("", *_DAYS[language], *_DAYS[language])]
    for name in _CREW:
        turn = stream.below(3)
        weeks = [_SHIFTS[language][turn]] * 5 + [_SHIFTS[language][(turn + 1) % 3]] * 5
        weeks[stream.below(10)] = _SHIFTS[language][3]
        rows.append((name, *weeks))
    return rows


def _rollout(stream: Stream, language: str) -> list[Row]:
    heads = ("Abteilung", "Geräte", "Woche") if language == "de" else ("Department", "Devices", "Week")
    names = ("Personal", "Finanzen", "Vertrieb", "Qualität", "Entwicklung", "Software", "Logistik", "Produktion")
    return [heads, *((name, str(stream.between(8, 44)), str(week)) for week, name in enumerate(names, start=1))]


def _minutes(stream: Stream, language: str) -> list[Row]:
    heads = ("Punkt", "Ergebnis") if language == "de" else ("Item", "Result")
    texts = (
        ("1", "Kameras am Tor: Zustimmung mit Auflagen"),
        ("2", "Versetzung: Widerspruch, Gespräch angeboten"),
        ("3", "Schulung: Freistellung beschlossen"),
        ("4", f"Nächste Sitzung: {stream.between(8, 11)} Uhr, Raum Saale"),
    )
    return [heads, *texts]


_SHEETS = {"shiftplan": _shift_plan, "rollout": _rollout, "minutes": _minutes}


def _pdf(title: str, rows: list[Row]) -> bytes:
    """Writes a page of text in columns (PDF 1.4, the standard font Helvetica, Latin-1)."""
    wide = len(rows[0]) > 6
    left, step = (48, 62) if wide else (56, 170)
    parts = [f"BT /F2 18 Tf {left} 780 Td ({_escaped(title)}) Tj ET"]
    for line, row in enumerate(rows):
        y = 736 - line * 24
        for column, words in enumerate(row):
            x = left + (column * 46 + 30 * (column > 0) if wide else column * step)
            font = "F2" if line == 0 else "F1"
            parts.append(f"BT /{font} {9 if wide else 11} Tf {x} {y} Td ({_escaped(words)}) Tj ET")
        parts.append(f"0.85 G {left} {y - 8} m {548} {y - 8} l S")
    content = "\n".join(parts).encode("latin-1", "replace")
    return _assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            _PAGE,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            _FONT % b"Helvetica",
            _FONT % b"Helvetica-Bold",
        ]
    )


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
