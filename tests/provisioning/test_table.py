"""Tables as offices make them: encodings, delimiters, headings, faults; and what goes out is no formula."""

import csv
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from auth.provisioning import table
from auth.provisioning.wanted import Fault, Person, Unit
from portal.core import i18n, spreadsheets
from portal.core.errors import Unavailable

HEAD = "Personalnummer;Vorname;Nachname;E-Mail;Abteilung;Standort;Führungskraft;Eintritt;Aktiv"
ROW = "4711;Zoë;Größe;zoe@example.com;Logistik > Versand;Köln;4200;01.12.2026;ja"


def _read(tmp_path: Path, content: bytes) -> list[Person | Unit | Fault]:
    path = tmp_path / "people"
    path.write_bytes(content)
    return list(table.people(path, {}))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "iso8859-15", "cp850", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|", ":", "^", "~", "\x1f"])
def test_encodings_and_delimiters_are_recognised(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f"{HEAD}\r\n{ROW}\r\n".replace(";", delimiter)
    (zoe,) = _read(tmp_path, text.encode(encoding))
    assert isinstance(zoe, Person)
    assert (zoe.name, zoe.department, zoe.site, zoe.manager) == ("Zoë Größe", ("Logistik", "Versand"), "Köln", "4200")
    assert (zoe.hired_on, zoe.is_active, zoe.line) == (date(2026, 12, 1), True, 2)


def test_english_headings_and_quoted_line_ends(tmp_path: Path) -> None:
    text = (
        'sep=,\nEmployee ID,Full name,Department,Valid until\n7,"O\'Neil, ""Bob""\n Junior",A / B,2026-12-31\n8,Ann,,\n'
    )
    bob, ann = _read(tmp_path, text.encode())
    assert isinstance(bob, Person)
    assert isinstance(ann, Person)
    assert (bob.name, bob.valid_until, bob.line, ann.line) == ('O\'Neil, "Bob"\n Junior', date(2027, 1, 1), 3, 5)
    assert bob.owns == {"name", "department", "valid_until"}


@pytest.mark.parametrize("name", ["Žižka", "Conor O’Neil", "Zoé Açaí", "ÄNNE", "François Müller"])
def test_windows_text_without_umlauts_is_no_other_one(tmp_path: Path, name: str) -> None:
    (person,) = _read(tmp_path, f"ID;Name\n1;{name}\n".encode("cp1252"))
    assert isinstance(person, Person)
    assert person.name == name


def test_access_lasts_until_the_evening_of_the_last_day(tmp_path: Path) -> None:
    ann, bob = _read(tmp_path, b"ID,Name,Austritt\n1,Ann,31.12.2026\n2,Bob,31.12.9999\n")
    assert isinstance(ann, Person)
    assert isinstance(bob, Person)
    assert (ann.works_on(date(2026, 12, 31)), ann.works_on(date(2027, 1, 1)), bob.valid_until) == (True, False, None)


def test_commas_within_a_heading_are_no_delimiters(tmp_path: Path) -> None:
    (nora,) = _read(tmp_path, b'ID;"Remarks, if any, of HR, or others";Name\n1;none;Nora\n')
    assert isinstance(nora, Person)
    assert (nora.subject, nora.name) == ("1", "Nora")


def test_a_sheet_that_is_hidden_is_not_the_table(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Notes"])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("People")
    for row in (["ID", "Name"], [1, "Nora"]):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    (nora,) = _read(tmp_path, file.getvalue())
    assert isinstance(nora, Person)
    assert nora.name == "Nora"


def test_titles_may_stand_above_the_heading(tmp_path: Path) -> None:
    text = f"Mitarbeiterliste;;;;;;;;\n\nStand: 23.11.2026, ohne Gewähr\n{HEAD}\n{ROW}\n"
    (zoe,) = _read(tmp_path, text.encode())
    assert isinstance(zoe, Person)
    assert (zoe.subject, zoe.line) == ("4711", 5)


def test_a_workbook_is_read_like_a_text(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Personalnummer", "Name", "Eintritt", "Standort", "Stadt", "Land"])
    sheet.append([4711, "Zoë Größe", date(2026, 12, 1), "Werk 1", "Köln", "DE"])
    file = BytesIO()
    book.save(file)
    site, zoe = _read(tmp_path, file.getvalue())
    assert isinstance(site, Unit)
    assert isinstance(zoe, Person)
    assert (zoe.subject, zoe.name, zoe.hired_on, site.city) == ("4711", "Zoë Größe", date(2026, 12, 1), "Köln")


def _book(*, dimension: bytes = b"", cut: bool = False) -> bytes:
    """A workbook in which programs wrote something else than they should have."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Personalnummer", "Name", "Standort", "Stadt", "Land"])
    for number in range(200):
        sheet.append([number + 1, f"Person {number}"])
    file, changed = BytesIO(), BytesIO()
    book.save(file)
    with ZipFile(file) as old, ZipFile(changed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = re.sub(rb'<dimension ref="[^"]*"\s*/>', dimension, part)
                part = part[: len(part) // 2] if cut else part
            new.writestr(name, part)
    return changed.getvalue()


@pytest.mark.parametrize("dimension", [b"", b'<dimension ref="A1"/>', b'<dimension ref="A1:B3"/>'])
def test_a_workbook_that_does_not_know_its_size_is_read_whole(tmp_path: Path, dimension: bytes) -> None:
    found = _read(tmp_path, _book(dimension=dimension))
    assert [one.subject for one in found if isinstance(one, Person)] == [str(number + 1) for number in range(200)]


def _with_wrong_bytes() -> bytes:
    whole = bytearray(_book())
    for place in range(len(whole) // 2, len(whole) // 2 + 40):
        whole[place] ^= 0xFF
    return bytes(whole)


@pytest.mark.parametrize("content", [_book(cut=True), _with_wrong_bytes(), _book()[:-600]], ids=["xml", "bytes", "end"])
def test_a_damaged_workbook_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unavailable, match="breaks off"):
        _read(tmp_path, content)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ROW.replace("01.12.2026", "31.02.2026"), "date"),
        (ROW.replace(";ja", ";vielleicht"), "active"),
        (ROW + ";one;too;many", "cells"),
        ("4711;Zoë", "cells"),
        (ROW.replace("4711", "=1+1"), "number"),
        (ROW.replace("Köln", "#NV"), "computed"),
        (ROW.replace("4711", "#REF!"), "computed"),
    ],
)
def test_every_faulty_row_is_named_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    fault, good = _read(tmp_path, f"{HEAD}\n{row}\n{ROW}\n".encode())
    assert isinstance(fault, Fault)
    assert isinstance(good, Person)
    assert (fault.reason, fault.line) == (reason, 2)


def test_a_number_that_was_cut_off_names_nobody(tmp_path: Path) -> None:
    (fault,) = _read(tmp_path, f"{HEAD}\n47".encode())
    assert isinstance(fault, Fault)
    assert (fault.subject, fault.reason) == ("", "broken-off")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Vorname;Nachname\nZoe;G\n", "Personnel number"),
        (b"Personalnummer;Stadt\n1;Ulm\n", "Full name"),
        (f'{HEAD}\n1;"never closed'.encode(), "breaks off"),
        (b"PK\x03\x04 half a workbook", "breaks off"),
        (f"{HEAD}\n{ROW}".encode("utf-16")[:-1], "in the middle"),
        (f"{HEAD}\n{ROW}\n4712;Zo".encode() + "ë".encode()[:1], "in the middle"),
        (f"{HEAD}\n{ROW}\n".encode() + "4712;Jürgen\n".encode("cp1252"), "mixes encodings"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "with a password"),
    ],
)
def test_half_a_file_is_refused_whole(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Unavailable, match=words):
        _read(tmp_path, content)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_template_can_be_read_back(tmp_path: Path, language: str) -> None:
    with i18n.using(language):
        (nora,) = _read(tmp_path, table.template())
    assert isinstance(nora, Person)
    assert (nora.subject, nora.name, len(nora.department)) == ("4711", "Nora Feldmann", 2)


def test_what_is_written_is_no_formula() -> None:
    rows = [["=1+1", "\n=2"], ["@SUM(A1)", "-2", "plain", "＝3"]]
    written = spreadsheets.lines(rows, delimiter=";")
    assert written == '"\'=1+1";"\'\n=2"\r\n"\'@SUM(A1)";"\'-2";"plain";"\'＝3"\r\n'


@pytest.mark.parametrize(("language", "delimiter"), [("de", ";"), ("en", ",")])
def test_no_cell_begins_at_the_delimiter_of_another_language(language: str, delimiter: str) -> None:
    with i18n.using(language):
        written = spreadsheets.lines([["Nora,=1+1;=2+2\t=3+3"]], delimiter=spreadsheets.delimiter())
        assert spreadsheets.delimiter() == delimiter
    for other in ";,\t":
        assert list(csv.reader([written.strip()], delimiter=other)) == [["Nora,=1+1;=2+2\t=3+3"]]


@pytest.mark.parametrize("content", [b"II*\x00", b"\x00\x00\x00\x20ftypheic", b"BM"])
def test_a_picture_that_is_called_a_table_is_named_as_what_it_is(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unavailable, match="neither CSV nor XLSX"):
        _read(tmp_path, content + bytes(range(256)) * 8)


def test_a_file_that_breaks_off_says_in_which_line_in_the_language_of_the_reader(tmp_path: Path) -> None:
    with i18n.using("de"), pytest.raises(Unavailable, match="Die Datei bricht in Zeile 3 ab oder ist dort"):
        _read(tmp_path, f'{HEAD}\r\n{ROW}\r\n4712;"Zo'.encode())
