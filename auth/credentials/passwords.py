"""What a password has to be: long enough and not to be guessed. No rule asks for signs of several kinds."""

import re

from portal.core.i18n import _

from ..models import User

SHORTEST = 12
LONGEST = 200
_DIFFERENT = 6
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertzuiopü", "qwertyuiop", "asdfghjklöä", "yxcvbnm", "zxcvbnm")
_COMMON = (
    "passwort", "password", "kennwort", "willkommen", "welcome", "hallo", "hello", "letmein", "iloveyou", "sommer",
    "winter", "fruehling", "herbst", "admin", "monkey", "dragon", "football", "fussball", "schatz", "master", "secret",
    "geheim", "test", "changeme", "default", "princess", "sunshine", "superman", "firma", "company", "foyer",
)  # fmt: skip
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})


def fault(password: str, user: User | None = None) -> str:
    """Gives what is wrong with a new password, as a sentence, or nothing."""
    if len(password) < SHORTEST:
        return _("A password has at least %(n)s characters.", n=SHORTEST)
    if len(password) > LONGEST:
        return _("A password has at most %(n)s characters.", n=LONGEST)
    if len(set(password.casefold())) < _DIFFERENT or len(_rest(password, user)) < _DIFFERENT:
        return _("This password is easy to guess. Take several words that do not belong together.")
    return ""


def _rest(password: str, user: User | None) -> str:
    """What is left when everything is taken out that everybody tries first."""
    said = password.casefold()
    names = f"{user.name} {user.email or ''}".casefold() if user else ""
    own = [part for part in re.split(r"[\W_]+", names) if len(part) > 2]
    for word in (*own, *_COMMON):
        said = said.replace(word, "")
        if word in said.translate(_LEET):
            said = said.translate(_LEET).replace(word, "")
    for row in _ROWS:
        for start in range(len(row) - 3):
            for run in (row[start : start + 4], row[start : start + 4][::-1]):
                said = said.replace(run, "")
    said = re.sub(r"(19|20)\d\d", "", said)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"(.+?)\1+", r"\1", said))
