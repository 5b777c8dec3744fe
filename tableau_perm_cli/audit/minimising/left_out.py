"""Finds the steps that can be written into the text, and says why the others cannot.

An anchor may be the text of several lists, a merge may be the text of half a rule. What stands
there is left as it is; the steps that touch nothing of the kind are written all the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import with_every_item
from tableau_perm_cli.audit.minimising.spot import OWN, RESIDUES, WHOLE, Spot, differing, spot_of
from tableau_perm_cli.audit.minimising.step import Step, StepKind
from tableau_perm_cli.audit.minimising.writing import Files, edited_files
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.editing import CannotEditError
from tableau_perm_cli.declaration.model import (
    Declaration,
    Item,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
    list_key,
)
from tableau_perm_cli.diagnostics import DeclarationError

SHARED = "its text is shared with other rules, which would change too"
INVALID = "the text could not be read without it, as where an alias refers to it"
TOO_MANY = "too much of the text is shared to try everything"
_MOST_TRIALS = 400
"""In all rounds. Each reads the text again; what is not tried by then is left out."""

Place = tuple[str, Spot]
"""A site's name, and what is edited on it."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step that would change nobody's access, and that the text does not take."""

    step: Step
    reason: str
    """A clause to a person, names in backticks."""


class Trial:
    """Tries which parts of a smaller declaration can be written into the text."""

    def __init__(
        self,
        files: Files,
        before: Declaration,
        after: Declaration,
        sites: Sequence[str],
        read: Callable[[Files], Declaration],
        trials: int,
    ) -> None:
        """Take the text, what it says, what it is to say, where, and what reads it again.

        Also how many trials there were before.
        """
        self._files = files
        self._before = before
        self._after = after
        self._sites = sites
        self._read = read
        self.trials = trials
        self.edited: Files = files
        """The files with everything that can be written."""
        self.again: Declaration = before
        """What these files say."""
        self.refused: dict[Place, str] = {}
        """What cannot be written, and why."""
        self.empty_refused: str | None = None
        """Why the empty mappings stay; None if they go."""

    def run(self) -> None:
        """Try everything together, then what is in the way alone."""
        places = _places(self._before, self._after)
        if self._objection(places) is None:
            return
        # Empty mappings are no part of the model: they go all or not at all.
        self.empty_refused = self._objection(())
        if self.empty_refused is not None:
            self._sites = ()
        self._keep((), places)

    def _keep(self, kept: tuple[Place, ...], more: Sequence[Place]) -> tuple[Place, ...]:
        """Return as many places as can be edited together, those in ``kept`` among them."""
        if not more:
            return kept
        if self.trials >= _MOST_TRIALS:
            self.refused |= dict.fromkeys(more, TOO_MANY)
            return kept
        self.trials += 1
        reason = self._objection((*kept, *more))
        if reason is None:
            return (*kept, *more)
        if len(more) == 1:
            self.refused[more[0]] = reason
            return kept
        middle = len(more) // 2
        return self._keep(self._keep(kept, more[:middle]), more[middle:])

    def _objection(self, places: Sequence[Place]) -> str | None:
        """Return why editing these would not do; None when it would."""
        meant = self._amended(places)
        try:
            edited = edited_files(self._files, self._before, meant, self._sites)
            again = self._read(edited)
        except CannotEditError as error:
            return str(error)
        except DeclarationError:
            return INVALID
        if not says_the_same(meant, again):
            return SHARED
        self.edited, self.again = edited, again
        return None

    def _amended(self, places: Sequence[Place]) -> Declaration:
        by_site: dict[str, set[Spot]] = {}
        for name, spot in places:
            by_site.setdefault(name, set()).add(spot)
        sites = dict(self._before.sites)
        for name, spots in by_site.items():
            sites[name] = _with_spots(sites[name], self._after.sites[name], spots)
        return replace(self._before, sites=sites)


def _places(before: Declaration, after: Declaration) -> list[Place]:
    """Return what differs, in written order; what stands together is tried together."""
    return [
        (name, spot)
        for name, site in before.sites.items()
        if after.sites[name] is not site
        for old, new in zip(site.items(), after.sites[name].items(), strict=True)
        for spot in differing(old, new)
    ]


def _with_spots(before: Site, after: Site, spots: set[Spot]) -> Site:
    """Return a site with some parts as they are in another that has the same items."""
    known = {item.address: item for item in after.items()}

    def amended(item: Item) -> Item:
        new = known[item.address]
        if Spot(item.address, WHOLE) in spots or Spot(item.address, OWN) in spots:
            return replace(item, permissions=new.permissions)  # type: ignore[arg-type]
        if not isinstance(item, Project) or not isinstance(new, Project):
            return item
        old, other = item.permissions, new.permissions
        if old is None or other is None:
            return item
        permissions = _of_both(item.address, old, other, spots)
        return item if permissions is old else replace(item, permissions=permissions)

    return with_every_item(before, amended)


def _of_both(
    at: Address, old: ProjectPermissions, new: ProjectPermissions, spots: set[Spot]
) -> ProjectPermissions:
    changed = {kind for kind in old.lists if Spot(at, list_key(kind)) in spots}
    residues = Spot(at, RESIDUES) in spots
    if not changed and not residues:
        return old
    return replace(
        old,
        lists={kind: new.lists[kind] if kind in changed else it for kind, it in old.lists.items()},
        leader_residues=new.leader_residues if residues else old.leader_residues,
    )


def says_the_same(meant: Declaration, read: Declaration) -> bool:
    """Whether the rules of two declarations of the same items are the same, in any order."""
    return [*_said(meant)] == [*_said(read)]


def _said(declaration: Declaration) -> Iterator[tuple[object, ...]]:
    for name, site in declaration.sites.items():
        said = {(str(item.address), _words(item)) for item in site.items()}
        yield name, frozenset(said)


def _words(item: Item) -> object:
    own = item.permissions
    if own is None or isinstance(own, RuleList):
        return own and _words_of(own)
    return (
        frozenset((kind, _words_of(rules)) for kind, rules in own.lists.items()),
        frozenset(it.grantee for it in own.leaders),
        frozenset(it.grantee for it in own.leader_residues),
    )


def _words_of(rules: RuleList) -> object:
    return frozenset((it.grantee, it.allow, it.deny) for it in rules.rules)


def left_out(steps: Sequence[Step], refused: Mapping[Place, str]) -> Iterator[LeftOut]:
    """Yield the steps that go with what was refused, in their order."""
    for step in steps:
        reason = next((refused[it] for it in _places_of(step) if it in refused), None)
        if reason is not None:
            yield LeftOut(step, reason)


def _places_of(step: Step) -> Iterator[Place]:
    """Yield what a step edits: a list that is hoisted also becomes its project's."""
    spot = spot_of(step)
    if spot is None or step.item is None:
        return
    yield step.site, spot
    if step.kind is StepKind.HOISTED:
        above = Address(Kind.PROJECT, step.item.path[:-1])
        yield step.site, Spot(above, list_key(step.item.kind))
        yield step.site, Spot(above, WHOLE)
