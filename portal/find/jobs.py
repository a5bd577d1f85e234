"""What the search page has done by itself."""

from portal.core.jobs import every

from . import noting


@every(hours=24)
def forget_old_notes() -> None:
    """Deletes what was noted of searches more than a year ago."""
    noting.forget_old()
