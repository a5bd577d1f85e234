"""Who works here, as others know it: what a source wants is compared with what is there, shown, and carried out."""


def register() -> None:
    """Enters tables, jobs and what follows from events into the application."""
    from . import history_models, models  # noqa: F401  (importing registers)
