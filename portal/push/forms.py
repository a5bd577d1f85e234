"""What a browser sends in when somebody wants to be told on it."""

from typing import Annotated

from pydantic import Field

from portal.core.forms import Form, line


class SubscriptionForm(Form):
    """The endpoint of a push service and the keys of the browser behind it, in base64."""

    endpoint: line(1000, 1)  # type: ignore[valid-type]  # `line` gives a type
    p256dh: line(120, 1)  # type: ignore[valid-type]  # `line` gives a type
    auth: line(60, 1)  # type: ignore[valid-type]  # `line` gives a type


class ChoiceForm(Form):
    """The kinds that somebody wants to be told of on the devices."""

    kinds: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=100)] = ()
