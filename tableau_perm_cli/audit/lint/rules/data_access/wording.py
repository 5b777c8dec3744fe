"""How findings about data and escalation speak of people, places and numbers."""

from collections.abc import Iterable, Sequence

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind
from tableau_perm_cli.resolve.reasons import Reason

_WORDS = {
    GranteeKind.USER: "user",
    GranteeKind.GROUP: "group",
    GranteeKind.GROUP_SET: "group set",
}
_LACKS = (
    (frozenset({Reason.USER_DENY, Reason.GROUP_DENY, Reason.GROUP_SET_DENY}), "a rule denies it"),
    (frozenset({Reason.UNSPECIFIED}), "no rule gives it"),
    (frozenset({Reason.UNLICENSED}), "an Unlicensed user has nothing"),
    (frozenset({Reason.GUEST, Reason.GUEST_DISABLED}), "the Guest user cannot have it"),
    (frozenset({Reason.SITE_ROLE}), "the site role cannot have it"),
)


def listed(words: Sequence[str], most: int = 3) -> str:
    """Return ``a, b and c``; of more than ``most`` words the first and how many more."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def addresses(items: Iterable[object]) -> str:
    """Return addresses for a sentence, each in backticks."""
    return listed([f"`{address}`" for address in items])


def things(linted: LintedSite, places: Iterable[int]) -> str:
    """Return items by their indexes for a sentence; not the parts of what is named anyway."""
    found = [linted.items[place].address for place in places]
    wholes = {address.path for address in found if address.kind in {Kind.WORKBOOK, Kind.DATABASE}}
    parts = {Kind.VIEW, Kind.TABLE}
    return addresses(it for it in found if it.kind not in parts or it.path[:-1] not in wholes)


def counted(number: int, one: str, several: str | None = None) -> str:
    """Return ``1 item``, ``2 items``."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def called(grantee: Grantee) -> str:
    """Return a grantee for a sentence: ``the group `Finance```."""
    if grantee == Grantee(GranteeKind.GROUP, ALL_USERS):
        return ALL_USERS
    return f"the {_WORDS[grantee.kind]} `{grantee.name}`"


def kinds_of(kinds: Iterable[Kind]) -> str:
    """Return content types for a sentence: ``workbooks and data sources``."""
    plurals = [CATALOG[kind].plural.replace("_", " ") for kind in dict.fromkeys(kinds)]
    return listed(plurals, len(plurals))


def why_denied(linted: LintedSite, people: int, by_reason: dict[Reason, int]) -> str:
    """Return why people lack a capability: ``a rule denies it to `dan```.

    Args:
        linted: the site.
        people: who are spoken of.
        by_reason: who has which reason for the capability.
    """
    said: list[str] = []
    for reasons, words in _LACKS:
        concerned = people & sum(bits for reason, bits in by_reason.items() if reason in reasons)
        if concerned:
            said.append(f"{words} (to {linted.names(concerned)})")
    return "; ".join(said)
