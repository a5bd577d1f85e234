"""What a browser sends in when somebody wants to be told on it."""

from typing import Annotated

from pydantic import Field

from portal.core.forms import Form, Line


class SubscriptionForm(Form):
    """The endpoint of a push service and the keys of the browser behind it, in base64."""

    endpoint: Annotated[str, Line(1000, 1)]
    p256dh: Annotated[str, Line(120, 1)]
    auth: Annotated[str, Line(60, 1)]


class ChoiceForm(Form):
    """The kinds that somebody wants to be told of on the devices."""

    kinds: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=100)] = ()
