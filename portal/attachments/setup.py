"""What the settings of this installation say about files."""

from portal.config import Settings

_quota = 0
_clamd = ""
_takes_unscanned = False
_most = 25 * 2**20


def configure(settings: Settings) -> None:
    """Takes over what the settings say."""
    global _quota, _clamd, _takes_unscanned, _most
    _quota, _clamd = settings.quota_megabytes * 2**20, settings.clamd
    _takes_unscanned = settings.clamd_large == "unscanned"
    _most = settings.upload_megabytes * 2**20


def quota() -> int:
    """Gives how many bytes the files of one person may take up; 0 is no limit."""
    return _quota


def clamd() -> str:
    """Gives the address of the virus scanner; empty where there is none."""
    return _clamd


def takes_unscanned() -> bool:
    """Whether files are shown, with a warning, that are too large for the virus scanner."""
    return _takes_unscanned


def most_bytes() -> int:
    """Gives how large one file may be, in bytes."""
    return _most
