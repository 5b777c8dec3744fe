"""Finds what the lists of an item that count say of All Users, and words it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.counting_lists import FOR_ALL_USERS, rules_that_count
from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rule import detail_of
from tableau_perm_cli.audit.lint.wording import listed
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Item, Rule
from tableau_perm_cli.diagnostics import Subject

_MOST_KINDS = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What the lists of one item say of All Users."""

    item: Item
    place: int
    """The index of the item in the engine."""
    rules: tuple[tuple[WrittenList, Rule], ...]
    """Of content one rule; of a project at most one for each kind; never none."""

    def subject(self, linted: LintedSite, masks: Sequence[tuple[Kind, int]]) -> Subject:
        """Return what a finding about some capabilities of one or more kinds is about."""
        said = detail_of(
            f"{kind.value} {it.key}" for kind, mask in masks for it in CATALOG[kind].members(mask)
        )
        return Subject(linted.site.name, str(self.item.address), str(FOR_ALL_USERS), said)


def said_of_all_users(linted: LintedSite) -> Iterator[Said]:
    """Yield every item with rules for All Users in lists that somebody consults."""
    found: dict[int, list[tuple[WrittenList, Rule]]] = {}
    for written, rule in rules_that_count(linted):
        if rule.grantee == FOR_ALL_USERS:
            found.setdefault(written.place, []).append((written, rule))
    for place, said in found.items():
        yield Said(linted.items[place], place, tuple(said))


def in_words(masks: Sequence[tuple[Kind, int]]) -> str:
    """Return capabilities of one or more kinds for a sentence: ``View and Publish (Project)``."""
    said = [
        f"{listed([it.label for it in CATALOG[kind].members(mask)])} ({CATALOG[kind].label})"
        for kind, mask in masks[:_MOST_KINDS]
    ]
    more = len(masks) - _MOST_KINDS
    if more > 0:
        said.append(f"and more on {more} other content type{'s' if more > 1 else ''}")
    return "; ".join(said)
