"""All answers about a plain declaration, for properties that hold of every one of them."""

from collections.abc import Iterator

from hypothesis import HealthCheck, settings

from support.asking import resolvers_of
from tableau_perm_cli.resolve import Derivation

Cell = tuple[str, str, str, str]
"""A site, a user, an item and a capability."""


def made_up(examples: int) -> settings:
    """Return how hypothesis tries a property: the same examples each time, however slow."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
        ],
    )


def cell_of(found: Derivation) -> Cell:
    """Return what was asked."""
    return found.site, found.user, str(found.item), found.capability.key


def answers(declaration: dict) -> dict[Cell, Derivation]:
    """Return the answer to every question about every site's own users."""
    return {cell_of(found): found for found in _derivations(declaration)}


def _derivations(declaration: dict) -> Iterator[Derivation]:
    for resolver in resolvers_of(declaration).values():
        for item in resolver.graph.items():
            for user in resolver.graph.site.users:
                yield from resolver.answers(user, item)
