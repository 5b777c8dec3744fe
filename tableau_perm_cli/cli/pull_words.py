"""What a pull says at its end: what was written, what it cost, and what could not be read."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.declaration.model import Declaration, Item, Project

if TYPE_CHECKING:
    from tableau_perm_cli.cli.sources import Cost
    from tableau_perm_cli.exchange.declaring import DeclaredSite

_LISTED: Final = 10
"""So many of what was not read are listed, the rest is counted."""
_PARTS: Final = {
    "project": "the rules",
    "permissions": "the rules",
    "role": "the site role",
    "members": "the members",
    "owner": "the owner",
    "content_permissions": "the lock",
    "connects_to": "the connections",
}
"""What the keys under ``not_read`` mean; the others are content types."""


def inventory(declaration: Declaration) -> str:
    """Return how much there is of everything."""
    sites = [*declaration.sites.values()]
    items = [item for site in sites for item in site.items()]
    projects = sum(isinstance(item, Project) for item in items)
    counted = (
        (len(sites) if len(sites) > 1 else 0, "site"),
        (sum(len(site.users) for site in sites), "user"),
        # All Users is on every site, and said of none.
        (sum(len(site.groups) - 1 for site in sites), "group"),
        (sum(len(site.group_sets) for site in sites), "group set"),
        (projects, "project"),
        (len(items) - projects, "item"),
        (sum(map(_rules, items)), "rule"),
    )
    always = {"user", "project", "item", "rule"}
    return ", ".join(plural(number, noun) for number, noun in counted if number or noun in always)


def _rules(item: Item) -> int:
    """Return how many rules are written of an item; leaders count as one each."""
    if item.permissions is None:
        return 0
    if isinstance(item, Project):
        lists = sum(len(it.rules) for it in item.permissions.lists.values())
        return lists + len(item.permissions.leaders) + len(item.permissions.leader_residues)
    return len(item.permissions.rules)


def cost_words(costs: Sequence["Cost"]) -> str:
    """Return what reading took: the calls, beside the fewest that it can take."""
    calls, least = sum(it.calls for it in costs), sum(it.least for it in costs)
    words = f"asked with {plural(calls, 'call')}"
    if retries := sum(it.retries for it in costs):
        words += f" ({retries:,} of them made again after an error)"
    if resumed := sum(it.resumed for it in costs):
        words += f", beside {plural(resumed, 'answer')} that were kept"
    return f"{words}; the fewest that this can take are {least:,}"


def incomplete(sites: Sequence["DeclaredSite"]) -> Iterator[str]:
    """Yield what is said of what could not be read; nothing where that is nothing."""
    several = len(sites) > 1
    found = [
        sentence
        for site in sites
        for sentence in _not_read(site, f" (site `{site.name}`)" if several else "")
    ]
    for sentence in found[:_LISTED]:
        yield f"not read: {sentence}"
    if rest := found[_LISTED:]:
        yield f"not read: {len(rest):,} more, marked in the declaration"
    if found:
        yield (
            "warning: the declaration is incomplete, and every answer that depends on what was "
            "not read says so"
        )


def _not_read(site: "DeclaredSite", on_site: str) -> Iterator[str]:
    """Yield what could not be read of one site, as a person reads it: first of the whole site."""
    together: dict[tuple[str, str], list[str]] = {}
    for told in sorted(site.not_read, key=lambda told: bool(told.what)):
        together.setdefault((told.what, told.reason), []).append(told.part)
    for (what, reason), parts in together.items():
        listed = ", ".join(f"`{it}`" for it in parts if not what or it not in _PARTS)
        others = [_PARTS[it] for it in parts if what and it in _PARTS]
        rules = [f"the rules for {listed}" if what else listed] if listed else []
        where = f"`{what}`" if what else "the whole site"
        yield f"{', '.join([*others, *rules])} of {where}{on_site}: {reason}"


def plural(number: int, noun: str) -> str:
    """Return a number with what is counted."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
