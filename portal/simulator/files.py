"""The files and pictures that hang on posts: their names and what they show; drawn when somebody wants the bytes."""

from .records import File
from .rng import Stream

_NAMES = {
    "toolwall": ("werkzeugwand", "tool-wall"),
    "chart": ("verlauf", "trend"),
    "mountain": ("aussicht", "view"),
    "menu": ("speiseplan", "menu"),
    "part": ("bauteil", "part"),
    "floorplan": ("grundriss", "floor-plan"),
    "whiteboard": ("tafel", "whiteboard"),
    "shiftplan": ("Schichtplan zwei Wochen.pdf", "Shift plan two weeks.pdf"),
    "rollout": ("Plan Laptoptausch.pdf", "Laptop rollout plan.pdf"),
    "minutes": ("Protokoll.pdf", "Minutes.pdf"),
    "csv": ("beispiel.csv", "sample.csv"),
}
_ALT = {
    "toolwall": (
        "Gezeichnete Werkzeugwand: jedes Werkzeug vor seinem Umriss, ein Platz ist leer.",
        "Drawing of a tool wall: every tool in front of its outline, one place is empty.",
    ),
    "chart": (
        "Liniendiagramm über mehrere Wochen, der letzte Wert ist hervorgehoben.",
        "Line chart over several weeks, the last value is highlighted.",
    ),
    "mountain": ("Bergkette in mehreren Blautönen, davor Hügel.", "Mountain range in several blues behind hills."),
    "menu": ("Tafel mit dem Speiseplan der Woche.", "Board with the menu of the week."),
    "part": ("Zeichnung eines runden Maschinenteils mit Bohrungen.", "Drawing of a round machine part with bores."),
    "floorplan": (
        "Grundriss einer Halle mit eingezeichneten Laufwegen.",
        "Floor plan of a hall with walking routes drawn in.",
    ),
    "whiteboard": (
        "Foto einer Tafel mit bunten Zetteln in drei Spalten.",
        "Whiteboard with coloured notes in three columns.",
    ),
}


def named(drawing: str, language: str, number: int, *, is_picture: bool) -> File:
    """Describes the file that goes with a post."""
    which = 0 if language == "de" else 1
    name = _NAMES[drawing][which]
    if is_picture:
        name = f"{name}-{Stream('file', number).between(100, 999)}.webp"
    return File(name, drawing, number, _ALT[drawing][which] if is_picture else "", is_picture)
