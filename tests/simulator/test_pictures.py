"""Pictures and files are drawn the same again, and are what they say."""

import io

import pytest
from PIL import Image

from portal.simulator.documents import document
from portal.simulator.files import named
from portal.simulator.pictures import SCENES, portrait, scene


def test_a_face_stays_the_same_and_differs_from_others() -> None:
    first = portrait("woman-1")
    assert first.size == (256, 256)
    assert first.tobytes() == portrait("woman-1").tobytes()
    assert len({portrait(f"man-{number}").tobytes() for number in range(12)}) == 12


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_scene_is_a_picture_for_a_post(name: str) -> None:
    drawn = scene(name, 3, "de")
    assert 640 <= drawn.width <= 1600
    assert drawn.tobytes() == scene(name, 3, "de").tobytes()
    out = io.BytesIO()
    drawn.save(out, "WEBP", quality=80)
    assert len(out.getvalue()) < 80_000
    assert len(drawn.resize((60, 40), Image.Resampling.BOX).getcolors(2400) or ()) > 8


def test_pictures_say_what_is_to_be_seen() -> None:
    for language in ("de", "en"):
        for name in SCENES:
            assert len(named(name, language, 1, is_picture=True).alt) > 20


@pytest.mark.parametrize("drawing", ["shiftplan", "rollout", "minutes"])
def test_sheets_are_well_formed_pdf(drawing: str) -> None:
    content, kind = document(named(drawing, "de", 5, is_picture=False), "de")
    assert kind == "application/pdf"
    assert content.startswith(b"%PDF-1.4")
    start = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert content[start : start + 4] == b"xref"
    for line in content[start:].split(b"\n")[3:9]:
        assert content[int(line[:10]) :].split(b" ", 1)[0].isdigit()


def test_tables_are_in_the_form_of_the_language() -> None:
    german, kind = document(named("csv", "de", 5, is_picture=False), "de")
    assert kind == "text/csv"
    assert german.decode("utf-8-sig").startswith("Datum;Schicht")
    english, _ = document(named("csv", "en", 5, is_picture=False), "en")
    assert english.decode("utf-8-sig").startswith("date,shift")
