"""The only clock. Times are aware and in UTC."""

from datetime import UTC, datetime, timedelta

_frozen: datetime | None = None


def now() -> datetime:
    """Gives the present instant in UTC, or the frozen one in tests."""
    return _frozen or datetime.now(UTC)


def freeze(moment: datetime | None) -> datetime | None:
    """Stops the clock at an instant; None lets it run again. Gives where it stood before. Only for tests."""
    global _frozen
    before, _frozen = _frozen, moment
    return before


def ago(**parts: float) -> datetime:
    """Gives the instant so long before now; takes the arguments of timedelta."""
    return now() - timedelta(**parts)
