"""Languages that people may say they speak, named in the reader's own."""

from functools import lru_cache

from babel import Locale

from portal.core.i18n import LANGUAGES, language, lazy_

CODES = (
    "ar", "bg", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "it", "ja",
    "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "uk", "ur", "vi",
    "zh", "gsg",
)  # fmt: skip
"""ISO 639 codes; `gsg` is German Sign Language, for which the locale data has no name."""
COMMON = frozenset({"de", "en", "fr", "pl", "tr", "uk", "ru", "it", "es", "ar", "cs", "ro"})
"""Those offered at once; the others wait behind a click."""
_SIGNED = lazy_("German Sign Language")


def name(code: str) -> str:
    """Gives the name of a language in the reader's language; the code itself where there is none."""
    return _names(language()).get(code, code)


def choices() -> list[tuple[str, str]]:
    """Gives all languages as (code, name), sorted by name."""
    return sorted(_names(language()).items(), key=lambda item: item[1].casefold())


@lru_cache(maxsize=4)
def _names(reader: str) -> dict[str, str]:
    known = dict(Locale(reader).languages) | {"gsg": str(_SIGNED)}
    return {code: known[code] for code in CODES}


def in_all_words(codes: list[str]) -> list[str]:
    """Gives the names of languages in every language of the portal, for finding people by them."""
    return [_names(reader).get(code, code) for reader in LANGUAGES for code in codes]
