"""What a client sends, read and measured before anything looks into it."""

import json
from typing import Any

from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

_NUMBERS = ("startIndex", "count")


def read() -> dict[str, Any]:
    """Gives the body in usual form. Raises SCIMException, RequestEntityTooLarge."""
    from scim2_models import InvalidSyntaxException

    from ..habits import usual
    from ..resources import MOST_BYTES

    request.max_content_length = MOST_BYTES
    if (request.content_length or 0) > MOST_BYTES:
        raise RequestEntityTooLarge
    try:
        body = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError) as error:
        raise InvalidSyntaxException(detail="The body is no JSON.") from error
    found = usual(body)
    g.scim_named = named(found)
    return found


def named(body: Any) -> str:
    """Gives what a body calls somebody or a group, for messages."""
    return str((body.get("userName") or body.get("displayName") or "") if isinstance(body, dict) else "")[:100]


def parameters(*names: str) -> dict[str, Any]:
    """Gives the parameters of the address, all or those of these names. Raises SCIMException."""
    from scim2_models import InvalidValueException

    from ..habits import usual

    known = names or ("attributes", "excludedAttributes", "filter", "sortBy", "sortOrder", *_NUMBERS)
    found: dict[str, Any] = {name: request.args[name] for name in known if request.args.get(name)}
    for name in _NUMBERS:
        if name in found:
            try:
                found[name] = max(-1, min(int(found[name]), 2**31))
            except ValueError as error:
                raise InvalidValueException(detail=f"{name} is a number.") from error
    return usual(found)


def version_asked() -> str:
    """Gives the version that a change is meant for, or nothing."""
    return request.headers.get("If-Match", "")
