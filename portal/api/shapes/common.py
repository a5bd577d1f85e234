"""What all shapes share: lists with a cursor, things with a version, a problem."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Shape(BaseModel):
    """Something that the API gives."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Thing(Shape):
    """Something with an address of its own below the root of the API."""

    href: Annotated[str, Field(description="Address of this thing in the API.")]


class Versioned(Thing):
    """Something that can be changed: `version` is its ETag, too, which If-Match wants to have back."""

    version: Annotated[int, Field(description="Rises with every change of the words. Also the ETag.")]


class Listing(Shape, Generic[T]):
    """One stretch of a list. The address of the next stretch is in the header Link as well."""

    items: list[T]
    next: Annotated[str | None, Field(description="Cursor of what follows: send it as `after`. Null at the end.")]


class Moved(Shape):
    """Where something goes on, such as question:12."""

    about: str


class Problem(Shape):
    """Why a request was refused, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    reference: Annotated[str, Field(description="The same reference stands in the server's log.")]
    errors: Annotated[dict[str, str] | None, Field(description="A sentence for each field that does not pass.")] = None


def listing(shape: Any, items: list[Any], following: str | None) -> Any:
    """Gives a stretch of a list in its shape."""
    return shape(items=items, next=following)
