"""The whole suite of scim2-tester."""

import pytest
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from auth.provisioning import limits
from portal.core.web import Portal

from .factories import Provider


@pytest.mark.slow
def test_the_whole_suite_of_the_tester_passes(app: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = limits.limits()._replace(share=100.0, removals=10_000)
    monkeypatch.setattr(limits, "_limits", wide)
    provider = Provider(app)
    headers = {"Authorization": f"Bearer {provider.token}"}
    results = check_server(WSGISCIMClient(app, base_url="http://localhost/scim/v2", headers=headers))
    wrong = [f"{one.title}: {one.reason}" for one in results if one.status not in (Status.SUCCESS, Status.SKIPPED)]
    assert not wrong, "\n".join(wrong)
    assert sum(one.status == Status.SUCCESS for one in results) >= 90
