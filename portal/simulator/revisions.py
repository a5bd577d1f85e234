"""What authors add to their posts later, or put right without a word."""

from typing import NamedTuple

from .library import Seed
from .rng import Stream

_ADDED = 110  # of a thousand posts of a kind that gets an addition
_CORRECTED = 35
_ADDITIONS = {
    "de": {
        "question": ("Hat sich geklärt, danke an alle!", "Ich habe jetzt, was ich brauche. Ihr seid großartig.",
                     "Die Antworten unten haben geholfen, ich gebe Bescheid, wie es ausgeht."),
        "offer": ("Ist vergeben, danke für das große Interesse!", "Ein Platz ist noch da.",
                  "Wer leer ausgegangen ist: Es kommt wieder etwas, ich melde mich hier."),
        "announcement": ("Die häufigsten Fragen stehen jetzt unten beantwortet.",
                         "Die Uhrzeit stimmt jetzt, danke für den Hinweis.",
                         "Auf Wunsch noch einmal in einem Satz: Es bleibt alles, wie es oben steht."),
    },
    "en": {
        "question": ("Solved, thanks everybody!", "I've got what I need. You're wonderful.",
                     "Your answers helped, I'll report how it went."),
        "offer": ("All gone, thank you for asking!", "One place is left.", "Too late? I'll post again next time."),
        "announcement": ("The most frequent questions are answered below now.", "The time is right now, well spotted.",
                         "Since you asked: everything above still stands."),
    },
}  # fmt: skip
_NOTE = {"de": "Nachtrag", "en": "Update"}


class Revised(NamedTuple):
    """How a post read first, how its author leaves it, and after how many working minutes."""

    former: str
    text: str
    minutes: int


def revised(seed: Seed, text: str, stream: Stream) -> Revised | None:
    """Gives what its author changes in a post; None for one left alone."""
    additions = _ADDITIONS[seed.language].get(seed.kind)
    if additions and stream.chance(_ADDED):
        added = f"{text}\n\n**{_NOTE[seed.language]}:** {stream.pick(additions)}"
        return Revised(text, added, stream.between(90, 1200))
    if not stream.chance(_CORRECTED):
        return None
    minutes = stream.between(1, 25)
    return Revised(_slipped(text, stream), text, minutes)


def _slipped(text: str, stream: Stream) -> str:
    """The text with two letters of a long word in the wrong order, as they slip from under quick fingers."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if word.isalpha() and len(word) > 6 and word[3] != word[4]]
    if long:
        number = stream.pick(long)
        word = words[number]
        words[number] = f"{word[:3]}{word[4]}{word[3]}{word[5:]}"
    return " ".join(words)
