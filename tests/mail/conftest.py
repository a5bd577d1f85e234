"""Mail goes to a real server on this machine; the worker's jobs are run by hand."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from portal.core import clock, jobs, mail
from portal.core.web import Portal
from tests.counterparts.mail_catcher import Catcher, running
from tests.search.factories import built


@pytest.fixture
def configured(app: Portal) -> Iterator[Callable[..., None]]:
    """Changes settings for one test: `configured(mail_content="sparing")`."""

    def change(**values: object) -> None:
        mail.configure(mail.settings().model_copy(update=values))

    mail.configure(app.settings)
    yield change
    mail.configure(app.settings)


@pytest.fixture
def catcher(configured: Callable[..., None]) -> Iterator[Catcher]:
    """A mail server that the portal sends through, with a mailbox for replies."""
    with running(Catcher()) as server:
        configured(
            smtp=f"smtp://127.0.0.1:{server.port}",
            mail_from="Foyer <foyer@corp.example>",
            mail_replies="foyer@in.corp.example",
            base_url="https://foyer.corp.example",
        )
        yield server


def work(**later: float) -> None:
    """Runs all jobs as a worker would, so much later; half a minute is after the pause before a mail."""
    built()  # else the first work of each test would be to build the search index
    clock.freeze((clock.now()) + timedelta(**(later or {"seconds": 30})))
    jobs.start_periodic()
    jobs.run_all()
