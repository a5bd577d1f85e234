"""The whole suite of scim2-tester."""

from collections.abc import Callable
from typing import Any

import pytest

from auth.provisioning import limits
from portal.core.web import Portal

from .factories import Provider


def _once(cleanup: Callable[[Any], None]) -> Callable[[Any], None]:
    """The tester takes away after each check whatever it ever made; once is enough."""

    def clean(manager: Any) -> None:
        cleanup(manager)
        manager.resources.clear()

    return clean


@pytest.mark.slow
def test_the_whole_suite_of_the_tester_passes(app: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    # Here alone: every process of a run reads this file, and these take a second each time.
    from scim2_client.engines.wsgi import WSGISCIMClient
    from scim2_tester import Status, check_server
    from scim2_tester.utils import ResourceManager

    wide = limits.limits()._replace(share=100.0, removals=10_000)
    monkeypatch.setattr(limits, "_limits", wide)
    monkeypatch.setattr(ResourceManager, "cleanup", _once(ResourceManager.cleanup))
    provider = Provider(app)
    headers = {"Authorization": f"Bearer {provider.token}"}
    results = check_server(WSGISCIMClient(app, base_url="http://localhost/scim/v2", headers=headers))
    wrong = [f"{one.title}: {one.reason}" for one in results if one.status not in (Status.SUCCESS, Status.SKIPPED)]
    assert not wrong, "\n".join(wrong)
    assert sum(one.status == Status.SUCCESS for one in results) >= 90
