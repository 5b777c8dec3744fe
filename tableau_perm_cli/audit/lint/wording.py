"""How findings speak: of several things, of grantees and people, of places and numbers.

A grantee is ``the group `Finance```, and All Users is plain; an item is its address in backticks.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    Project,
    Rule,
)
from tableau_perm_cli.resolve.bulk.bits import union
from tableau_perm_cli.resolve.reasons import Reason

if TYPE_CHECKING:
    from tableau_perm_cli.audit.lint.linted_site import LintedSite

_SHOWN = 3
"""So many of several things are named."""

# Lists


def listed(words: Sequence[str], most: int = _SHOWN, number: int | None = None) -> str:
    """Return ``a, b and c``; of more than ``most`` words the first and how many more.

    Args:
        words: what is listed.
        most: how many of them are named at most.
        number: how many there are, if ``words`` are only the first of them.
    """
    number = len(words) if number is None else number
    if number > most:
        return f"{', '.join(words[:most])} and {number - most:,} more"
    return _all(words, "and")


def _all(words: Sequence[str], link: str) -> str:
    return f" {link} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def quoted(things: Iterable[object], most: int = _SHOWN) -> str:
    """Return names or addresses for a sentence, each in backticks."""
    return listed([f"`{thing}`" for thing in things], most)


def counted(number: int, one: str, several: str | None = None) -> str:
    """Return ``1 member``, ``2 members``."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


# Grantees and people


def called(grantee: Grantee) -> str:
    """Return a grantee for a sentence: ``the group `Finance```."""
    if grantee.kind is GranteeKind.GROUP and grantee.name == ALL_USERS:
        return ALL_USERS
    return f"the {grantee.kind.value.replace('_', ' ')} `{grantee.name}`"


def roles_of(linted: "LintedSite", users: int) -> str:
    """Return the site roles that count for a set of users: ``Viewer``, ``Explorer or Viewer``."""
    names = {role.name for role in linted.roles(users)}
    return _all([role.name for role in SITE_ROLES if role.name in names], "or")


_LACKS = (
    (frozenset({Reason.USER_DENY, Reason.GROUP_DENY, Reason.GROUP_SET_DENY}), "a rule denies it"),
    (frozenset({Reason.UNSPECIFIED}), "no rule allows it"),
    (frozenset({Reason.UNLICENSED}), "an Unlicensed user has nothing"),
    (frozenset({Reason.GUEST, Reason.GUEST_DISABLED}), "the Guest user cannot have it"),
    (frozenset({Reason.SITE_ROLE}), "the site role cannot have it"),
)


def why_denied(linted: "LintedSite", people: int, by_reason: Mapping[Reason, int]) -> str:
    """Return why people lack a capability: ``a rule denies it (to `dan`)``.

    Args:
        linted: the site.
        people: who are spoken of.
        by_reason: who has which reason for the capability.
    """
    said: list[str] = []
    for reasons, words in _LACKS:
        concerned = people & union(by_reason.get(reason, 0) for reason in reasons)
        if concerned:
            said.append(f"{words} (to {linted.names(concerned)})")
    return "; ".join(said)


# Places


def place_of(item: Item, kind: Kind) -> str:
    """Return an item for a sentence, with the content type when its defaults for it are meant."""
    if isinstance(item, Project) and kind is not Kind.PROJECT:
        return f"`{item.address}` ({CATALOG[kind].label})"
    return f"`{item.address}`"


def place_of_rule(item: Item, rule: Rule) -> str:
    """Return the item of a rule for a sentence; one of several names its type.

    Of rules for one grantee on a project, about several content types, each names its own.
    """
    if isinstance(item, Project) and item.permissions and rule.kind is Kind.PROJECT:
        lists = item.permissions.lists.values()
        for_grantee = [it for rules in lists for it in rules.rules if it.grantee == rule.grantee]
        if len(for_grantee) > 1:
            return f"`{item.address}` ({CATALOG[rule.kind].label})"
    return place_of(item, rule.kind)


def things(linted: "LintedSite", places: Iterable[int]) -> str:
    """Return items by their indexes for a sentence; not the parts of what is named anyway."""
    found = [linted.items[place].address for place in places]
    wholes = {address.path for address in found if address.kind in {Kind.WORKBOOK, Kind.DATABASE}}
    parts = {Kind.VIEW, Kind.TABLE}
    return quoted(it for it in found if it.kind not in parts or it.path[:-1] not in wholes)


def lock_of(project: Project) -> str:
    """Return how a project is locked, for a sentence."""
    nested = project.lock is Lock.LOCKED_INCLUDING_NESTED
    return "locked including nested projects" if nested else "locked"


# Capabilities and content types


def labels_of(kind: Kind, capabilities: int) -> str:
    """Return capabilities as Tableau names them: ``View and Filter``; of many the first."""
    if capabilities == CATALOG[kind].full_mask:
        return "every capability"
    labels = [it.label for it in CATALOG[kind].members(capabilities)]
    more = len(labels) > _SHOWN + 1
    return listed(labels, _SHOWN) + " capabilities" if more else listed(labels, len(labels))


def types_of(rules: Iterable[Rule]) -> str:
    """Return the content types that rules of a project are about: ``Project, Workbook``."""
    return ", ".join(dict.fromkeys(CATALOG[rule.kind].label for rule in rules))


def kinds_of(kinds: Iterable[Kind]) -> str:
    """Return content types for a sentence: ``workbooks and data sources``."""
    plurals = [CATALOG[kind].plural.replace("_", " ") for kind in dict.fromkeys(kinds)]
    return listed(plurals, len(plurals))
