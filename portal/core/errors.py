"""The ways in which a request can be refused. One handler in `web` turns them into pages, fragments or JSON."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """What all refusals share: an HTTP status and a sentence for the reader, possibly empty."""

    status = 400

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    """There is nothing here, or nothing that this actor may know of."""

    status = 404


class Forbidden(Refusal):
    """The actor sees the thing but may not do this to it."""

    status = 403


class Conflict(Refusal):
    """Somebody else was faster, or the thing is no longer in the state that the request assumed."""

    status = 409


class TooMany(Refusal):
    """The actor does this too often; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str = "", retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something that the portal needs does not answer at present."""

    status = 503


class SignInNeeded(Refusal):
    """Nobody is signed in, and this page is not for nobody."""

    status = 401


class Invalid(Refusal):
    """What was sent in does not pass; `errors` maps a field's name to a sentence."""

    status = 422

    def __init__(self, field: str | Mapping[str, str], message: str = "") -> None:
        self.errors: dict[str, str] = {field: message} if isinstance(field, str) else dict(field)
        super().__init__(" ".join(self.errors.values()))
