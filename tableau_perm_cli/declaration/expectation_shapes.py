"""The shape of expectations: which keys there are and what they hold."""

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from tableau_perm_cli.declaration.shape_types import (
    EXPECTED,
    LIST_TAG,
    MAPPING_TAG,
    TEXT_TAG,
    Boolean,
    CapabilityName,
    Count,
    Name,
    Named,
    Shape,
    VerdictWord,
    optional,
    shape_of,
)

Selectors = Annotated[
    Annotated[Name, Tag(TEXT_TAG)] | Annotated[list[Name], Tag(LIST_TAG)],
    Discriminator(
        shape_of,
        custom_error_type=EXPECTED,
        custom_error_message="a selector or a list of selectors",
    ),
]
Capabilities = Annotated[
    Annotated[CapabilityName, Tag(TEXT_TAG)] | Annotated[list[CapabilityName], Tag(LIST_TAG)],
    Discriminator(
        shape_of,
        custom_error_type=EXPECTED,
        custom_error_message="a capability or a list of capabilities",
    ),
]


class WhoExpectation(Shape):
    """Exactly who has a capability."""

    capability: CapabilityName = Field(description="The capability.")
    item: Name = Field(description="The item's address, or a selector of items.")
    exactly: Selectors = Field(description="Users and selectors: all who have it, and no others.")


class DutyShape(Shape):
    """Some capabilities on some items, of which nobody may have two."""

    users: Selectors = optional("Whom it is about; left out: everyone.")
    capabilities: Capabilities = Field(description="Any of these capabilities.")
    items: Selectors = Field(description="On any of these items.")


class InvariantShape(Shape):
    """Users by capabilities by items, over which something always holds."""

    users: Selectors = optional("Whom it is about; left out: everyone.")
    capabilities: Capabilities = Field(description="The capabilities it is about.")
    items: Selectors = Field(description="The items it is about.")
    include_admins: Boolean = optional("Whether administrators are held to it too.")
    include_owners: Boolean = optional(
        "With any_user: whether it also fails for what only the item's owner would have."
    )
    any_user: Boolean = optional("Whether it is to hold for users who do not exist yet.")


class OnlyShape(InvariantShape):
    """Users who alone may have some capabilities on some items."""

    users: Selectors = Field(description="Who alone may have any of them.")


Disjoint = Annotated[
    Annotated[Name, Tag(TEXT_TAG)] | Annotated[DutyShape, Tag(MAPPING_TAG)],
    Discriminator(
        shape_of,
        custom_error_type=EXPECTED,
        custom_error_message="a selector or a mapping with `users`, `capabilities`, `items`",
    ),
]


class Expectation(Shape):
    """One expectation or invariant; ``tableau-perm test`` evaluates it."""

    name: Name = Field(description="What it says, in words; --filter selects by it.")
    users: Selectors = optional("Users or selectors, such as group:NAME, role:ROLE, everyone.")
    items: Selectors = optional("Addresses or selectors of items.")
    expect: Named[VerdictWord] = Field(
        None, description="Capabilities and tasks, each allowed or denied."
    )
    because: Named[Name] = Field(None, description="The reason code of what `expect` says.")
    matrix: Named[Named[Capabilities | None]] = Field(
        None, description="By users, then by items: the capabilities that are allowed."
    )
    closed: Boolean = optional("Whether all that is not listed is expected to be denied.")
    who: WhoExpectation = optional("Exactly who has a capability.")
    never: InvariantShape = optional("Nobody selected has any of them.")
    only: OnlyShape = optional("Nobody but those selected has any of them.")
    always: InvariantShape = optional("Everybody selected has all of them.")
    at_most: Count = optional("How many users may have each capability on each item.")
    capabilities: Capabilities = optional("Of `at_most` and `disjoint`: what it is about.")
    disjoint: list[Disjoint] = optional("What nobody may combine: two selectors or duties.")
    include_admins: Boolean = optional("Whether administrators are held to it.")
    include_owners: Boolean = optional(
        "With any_user: whether it also fails for what only the item's owner would have."
    )
    any_user: Boolean = optional("Whether it is to hold for users who do not exist yet.")
