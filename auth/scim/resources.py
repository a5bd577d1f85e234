"""What a client can say here, in the classes of scim2-models: what the portal has no use for is not kept.

Importing this costs 30 MB, so only what answers requests does it, and inside functions.
"""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    Extension,
    ListResponse,
    Mutability,
    PatchOp,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    ServiceProviderConfig,
    Uniqueness,
)

MOST_LISTED = 500
MOST_OPERATIONS = 1000
MOST_BYTES = 1024 * 1024

# pydantic takes the docstrings of fields for descriptions, which clients read at /Schemas.


class Name(ComplexAttribute):
    """The parts of a person's name."""

    formatted: str | None = None
    """The whole name, used where there is no displayName."""
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """An address. The primary one is used, otherwise the one of the type work, otherwise the first."""

    value: str | None = None
    display: str | None = None
    type: str | None = None
    primary: bool | None = None


class Address(ComplexAttribute):
    """A place. The locality of the one of the type work is the site."""

    locality: str | None = None
    type: str | None = None
    primary: bool | None = None


class Membership(ComplexAttribute):
    """A group that the person is in."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    display: Annotated[str | None, Mutability.read_only] = None


class User(Resource[Any]):
    """A person."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: Name | None = None
    Name: ClassVar[type[ComplexAttribute]] = Name
    display_name: str | None = None
    title: str | None = None
    preferred_language: str | None = None
    active: bool | None = None
    emails: list[Email] | None = None
    Emails: ClassVar[type[ComplexAttribute]] = Email
    addresses: list[Address] | None = None
    Addresses: ClassVar[type[ComplexAttribute]] = Address
    groups: Annotated[list[Membership] | None, Mutability.read_only] = None
    Groups: ClassVar[type[ComplexAttribute]] = Membership


class Manager(ComplexAttribute):
    """Who leads the person."""

    value: Annotated[str | None, CaseExact.true] = None
    """The id of the lead."""
    ref: Reference["User"] | None = Field(None, serialization_alias="$ref", validation_alias="$ref")
    display_name: Annotated[str | None, Mutability.read_only] = None


class Enterprise(Extension):
    """Where the person works. A division stands above its departments."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    division: str | None = None
    department: str | None = None
    manager: Manager | None = None
    Manager: ClassVar[type[ComplexAttribute]] = Manager


class Member(ComplexAttribute):
    """A person in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])
    display: Annotated[str | None, Mutability.read_only] = None


class Group(Resource[Any]):
    """A group."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    members: list[Member] | None = None
    Members: ClassVar[type[ComplexAttribute]] = Member


# The library composes the class of a person with what the extension adds.
Person: Any = User[Enterprise]  # type: ignore[misc]  # the parameter is a class at run time
# Kept here, since the library makes a class anew whenever nobody holds it.
PatchPerson: Any = PatchOp[Person]
PatchGroup: Any = PatchOp[Group]
SearchPeople: Any = SearchRequest[Person]
SearchGroups: Any = SearchRequest[Group]
SearchBoth: Any = SearchRequest[Person | Group]
Listed: Any = ListResponse[Person | Group]
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""What Entra ID and Okta send beyond the standard is taken; what is not kept is passed over."""

CONFIG = ServiceProviderConfig.model_validate(
    {
        "patch": {"supported": True},
        "bulk": {"supported": True, "maxOperations": MOST_OPERATIONS, "maxPayloadSize": MOST_BYTES},
        "filter": {"supported": True, "maxResults": MOST_LISTED},
        "changePassword": {"supported": False},
        "sort": {"supported": True},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token that an administrator of the portal makes for each client.",
                "primary": True,
            }
        ],
    }
)
PROVIDER = ScimProvider(
    models=[User, Enterprise, Group],
    resource_types=[ResourceType.from_resource(Person), ResourceType.from_resource(Group)],
    config=CONFIG,
    policy=POLICY,
)
