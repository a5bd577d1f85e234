"""Who changes something is told so, and everybody else only that it changed."""

from collections import defaultdict

from portal.core import realtime


def test_ones_own_change_is_marked_for_oneself_alone(monkeypatch) -> None:
    sent = []
    monkeypatch.setattr(realtime.socketio, "emit", lambda name, body, **to: sent.append((body.get("own", False), to)))
    here = {7: {"tab": {"everyone"}, "other": {"group:1"}}, 8: {"colleague": {"everyone"}}}
    monkeypatch.setattr(realtime, "_sockets", defaultdict(dict, here))
    message = {"do": "nudge", "room": "everyone", "kind": "post", "id": 1, "event": "PostPublished"}
    realtime._receive(message | {"by": 7})
    assert sent == [(False, {"to": "everyone", "skip_sid": ["tab"]}), (True, {"to": "tab"})]
    sent.clear()
    realtime._receive(message)
    assert sent == [(False, {"to": "everyone", "skip_sid": []})]
