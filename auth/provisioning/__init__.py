"""Who works here, as others know it: what a source wants is compared with what is there, shown, and carried out."""

from portal.config import Settings


def register(settings: Settings) -> None:
    """Enters tables, jobs, readers and what follows from events into the application."""
    from . import directory, history_models, jobs, limits, models, partial, table  # noqa: F401  (importing registers)

    limits.configure(settings)
    directory.configure(settings)
