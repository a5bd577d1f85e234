"""How often a token may knock: reading and writing are counted apart, and every answer says how much is left."""

from flask import Response, g

from portal.core.errors import TooMany
from portal.core.web import settings
from portal.core.web.limits import Meter
from portal.core.web.limits import count as count_one

from ..operations import Operation


def count(token_id: int, operation: Operation) -> None:
    """Counts a request. Raises TooMany."""
    kind = "reading" if operation.method == "GET" else "writing"
    meter = count_one(f"api:{kind}:{token_id}", f"{_most(kind)} per minute")
    g.api_meter = (kind, meter)
    if meter.is_over:
        raise TooMany(retry_after=meter.reset)


def _most(kind: str) -> int:
    return settings().api_reads if kind == "reading" else settings().api_writes


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
