"""What a grant comes to: whom it gives something, on which items, and on new content."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tableau_perm_cli.audit.lint.grants import Grant, Holders, Part
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import detail_of
from tableau_perm_cli.audit.lint.wording import kinds_of, things
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.resolve.bulk.bits import union, without

Narrowing = Callable[[Part, int | None, int], int]
"""Returns those of some people who are meant: by a part, on the item of an index. Without an item
on new content in the project whose rule it is."""


@dataclass(slots=True)
class Reach:
    """Whom a grant gives something that is looked for, and on what."""

    grant: Grant
    parts: list[Part] = field(default_factory=list)
    """The parts of the grant that give any of it."""
    places: dict[int, None] = field(default_factory=dict)
    """The indexes of the items that there are."""
    there: dict[Kind, int] = field(default_factory=dict)
    """The people on what there is, by the content type of the rule."""
    new: dict[Kind, int] = field(default_factory=dict)
    """The people on what is created in the project from now on, likewise."""

    @property
    def people(self) -> int:
        """All whom it gives any of it."""
        return union(self.there.values()) | union(self.new.values())

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The content types of the rules that do."""
        return tuple(dict.fromkeys(part.rule.kind for part in self.parts))

    @property
    def new_kinds(self) -> tuple[Kind, ...]:
        """Those of which new content lets more people come to it than what there is."""
        more = (kind for kind, people in self.new.items() if without(people, self._there(kind)))
        return tuple(more)

    def _there(self, kind: Kind) -> int:
        return self.there.get(kind, 0)

    def on(self, linted: LintedSite) -> str:
        """Return on what, for a sentence: ``workbooks (`workbook:A/W`)``.

        Not each of the people may be given it on each of the items.
        """
        item = self.grant.item
        said: list[str] = []
        if self.places:
            named = things(linted, self.places)
            is_default = isinstance(item, Project)
            said.append(f"{kinds_of(self.there)} ({named})" if is_default else named)
        if self.new_kinds:
            said.append(f"new {kinds_of(self.new_kinds)} in `{item.address}`")
        return " and ".join(said)

    def detail(self, linted: LintedSite) -> str:
        """Return the items, as the detail of what a finding is about."""
        there = [str(linted.items[place].address) for place in self.places]
        return detail_of([*there, *(f"new {kind.value}" for kind in self.new_kinds)])


def reach(
    linted: LintedSite, holders: Holders, grant: Grant, narrowed: Narrowing | None = None
) -> Reach:
    """Return what a grant comes to, as far as the people are meant."""
    found = Reach(grant)
    for part in grant.parts:
        kind, any_meant = part.rule.kind, 0
        for place in (*part.places(linted), None):
            people = (
                part.given_on_new(linted, holders)
                if place is None
                else part.given_on(holders, place)
            )
            meant = narrowed(part, place, people) if people and narrowed else people
            any_meant |= meant
            if meant and place is None:
                found.new[kind] = found.new.get(kind, 0) | meant
            elif meant and place is not None:
                found.there[kind] = found.there.get(kind, 0) | meant
                found.places[place] = None
        if any_meant:
            found.parts.append(part)
    return found
