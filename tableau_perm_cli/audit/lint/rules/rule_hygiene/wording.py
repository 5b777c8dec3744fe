"""How findings speak of grantees, of the rules they have, and of the people these reach."""

from collections.abc import Iterable

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Item, Lock, Project, Rule

_KINDS = {
    GranteeKind.USER: "the user",
    GranteeKind.GROUP: "the group",
    GranteeKind.GROUP_SET: "the group set",
}

_SHOWN = 3
"""So many capabilities are named."""


def called(grantee: Grantee) -> str:
    """Return a grantee for a sentence: ``the group `Finance```."""
    return f"{_KINDS[grantee.kind]} `{grantee.name}`"


def place_of(item: Item, kind: Kind) -> str:
    """Return an item for a sentence, with the content type when its defaults for it are meant."""
    if isinstance(item, Project) and kind is not Kind.PROJECT:
        return f"`{item.address}` ({CATALOG[kind].label})"
    return f"`{item.address}`"


def labels_of(kind: Kind, capabilities: int) -> str:
    """Return capabilities as Tableau names them: ``View, Filter``; of many the first."""
    if capabilities == CATALOG[kind].full_mask:
        return "every capability"
    labels = [it.label for it in CATALOG[kind].members(capabilities)]
    if len(labels) > _SHOWN + 1:
        return f"{', '.join(labels[:_SHOWN])} and {len(labels) - _SHOWN} more capabilities"
    return ", ".join(labels)


def types_of(rules: Iterable[Rule]) -> str:
    """Return the content types that rules of a project are about: ``Project, Workbook``."""
    return ", ".join(dict.fromkeys(CATALOG[rule.kind].label for rule in rules))


def lock_of(project: Project) -> str:
    """Return how a project is locked, for a sentence."""
    nested = project.lock is Lock.LOCKED_INCLUDING_NESTED
    return "locked including nested projects" if nested else "locked"


def counted(number: int, one: str, several: str) -> str:
    """Return a number of things: ``1 rule``, ``3 rules``."""
    return f"{number} {one if number == 1 else several}"
