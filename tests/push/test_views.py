"""The page of devices, which endpoints are believed, and which addresses a request may go to."""

from collections.abc import Callable

import pytest

from portal.core import browsers, outgoing
from portal.core.web import Portal
from portal.push import services
from tests.browser_client import Browser
from tests.factories import make_user

from .service import BrowserEnd, Service

As = Callable[..., Browser]
HERE = "/notifications/devices"


def form(service: Service, **other: str) -> dict[str, str]:
    browser = BrowserEnd()
    return {"endpoint": service.endpoint(), "p256dh": browser.p256dh, "auth": browser.auth} | other


def test_a_device_is_listed_with_its_name_and_can_be_removed(as_: As, service: Service) -> None:
    ann = as_(make_user("Ann Probst"))
    ann.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0"
    assert ann.post(HERE, form(service), htmx=True).status_code == 204
    page = ann.get(HERE).text
    assert "Firefox · Android" in page
    action = page.split(f'action="{HERE}/')[1].split('"')[0]
    number = action.split("?")[0]
    assert as_(make_user("Ben Kramer")).delete(f"{HERE}/{number}").status_code == 404
    assert ann.post(f"{HERE}/{action.replace('&amp;', '&')}").status_code == 303
    assert "No device tells you yet." in ann.get(HERE).text


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.net/x",
        "https://push.example.net.evil.example/x",
        "https://evil.example/push.example.net",
        "https://push.example.net@evil.example/x",
        "https://user:word@push.example.net/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://push.example.net:8443/x",
        "https://push.example.net:99999/x",
        "https://push.example.net\\@evil.example/",
        "https://push.example.net /x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//push.example.net/x",
        "x" * 1001,
        "",
    ],
)
def test_an_endpoint_that_is_not_believed_is_refused_with_a_sentence(as_: As, service: Service, endpoint: str) -> None:
    ann = as_(make_user("Ann Probst"))
    answer = ann.post(HERE, form(service, endpoint=endpoint))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "No device tells you yet." in answer.text


@pytest.mark.parametrize(("field", "value"), [("p256dh", "AAAA"), ("auth", "AAAA"), ("p256dh", "%%%"), ("auth", "ä")])
def test_keys_that_are_none_are_refused(as_: As, service: Service, field: str, value: str) -> None:
    assert as_(make_user("Ann Probst")).post(HERE, form(service, **{field: value})).status_code == 422


def test_a_point_off_the_curve_costs_the_device_and_nothing_else(service: Service) -> None:
    from portal.push.messages import encrypt, written

    with pytest.raises(ValueError, match="y"):
        encrypt(b"{}", written(b"\4" + b"\1" * 64), written(b"\0" * 16))


def test_a_portal_without_push_says_so(as_: As, app: Portal, monkeypatch: pytest.MonkeyPatch, service: Service) -> None:
    monkeypatch.setattr(services, "_settings", services.settings().model_copy(update={"push_services": "-"}))
    ann = as_(make_user("Ann Probst"))
    assert "Push is not available in this portal." in ann.get(HERE).text
    assert ann.post(HERE, form(service)).status_code == 503


def test_what_devices_tell_can_be_chosen(as_: As, service: Service) -> None:
    ann = as_(make_user("Ann Probst"))
    assert 'value="comment" checked' in ann.get(HERE).text
    assert 'value="post" checked' not in ann.get(HERE).text
    assert ann.put(f"{HERE}/kinds", {"kinds": ["post"]}).status_code == 303
    assert 'value="comment" checked' not in ann.get(HERE).text
    assert 'value="post" checked' in ann.get(HERE).text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("curl/8", ""),
    ],
)  # fmt: skip
def test_a_device_has_a_name_that_its_owner_knows(agent: str, name: str) -> None:
    assert browsers.name(agent) == name


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
        "ff02::1", "198.18.0.1", "192.0.2.1",
    ],
)  # fmt: skip
def test_no_request_goes_inside(address: str) -> None:
    assert not outgoing.is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe"])
def test_requests_go_to_the_open_internet(address: str) -> None:
    assert outgoing.is_public(address)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_name_that_leads_inside_is_refused_before_any_connection(host: str) -> None:
    with pytest.raises(outgoing.NotAllowed):
        outgoing.addresses(host, 443)
