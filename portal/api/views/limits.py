"""How often a token may knock: reading and writing are counted apart, and every answer says how much is left."""

from flask import Response, g

from portal.core.errors import TooMany
from portal.core.web.limits import Meter
from portal.core.web.limits import count as count_one

from ..operations import Operation

READING, WRITING = "600 per minute", "120 per minute"


def count(token_id: int, operation: Operation) -> None:
    """Counts a request. Raises TooMany."""
    is_reading = operation.method == "GET"
    kind = "reading" if is_reading else "writing"
    g.api_meter = (kind, count_one(f"api:{kind}:{token_id}", READING if is_reading else WRITING))
    meter = g.api_meter[1]
    if meter.is_over:
        raise TooMany(retry_after=meter.reset)


def tell(response: Response) -> Response:
    """Says on an answer how much is left."""
    told: tuple[str, Meter] | None = g.get("api_meter")
    if told is not None:
        kind, meter = told
        response.headers["RateLimit-Policy"] = f'"{kind}";q={meter.most};w={meter.window}'
        response.headers["RateLimit-Limit"] = str(meter.most)
        response.headers["RateLimit-Remaining"] = str(meter.left)
        response.headers["RateLimit-Reset"] = str(meter.reset)
    return response
