"""Tries edits: plays them on as much of the site as matters, and asks the resolver again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tableau_perm_cli.audit.changes import Change, ChangeError, Move, play
from tableau_perm_cli.audit.repairs.edit import Edit
from tableau_perm_cli.audit.repairs.question import Question, Result, Scene, resolver_on
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Item, Site
from tableau_perm_cli.resolve import Resolver, Verdict

_ALL_SUBSETS = 4
"""Of up to so many edits every smaller set is tried; of more, all but one of them."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of some edits."""

    resolver: Resolver
    result: Result

    @property
    def allowed(self) -> bool:
        """Whether they turn the answer."""
        return self.result.effective is Verdict.ALLOWED


class Trial:
    """Tries edits on one site; what was tried is remembered."""

    def __init__(self, question: Question, scene: Scene) -> None:
        """Cut the site down to the scene."""
        self.question = question
        self._scene = scene
        self._site = scene.of(question.site)
        self._known: dict[tuple[Change, ...], Tried | None] = {}

    def of(self, edits: Sequence[Edit]) -> Tried | None:
        """Return what comes of edits in order; None if one of them cannot be made."""
        changes = tuple(edit.change for edit in edits)
        if changes not in self._known:
            self._known[changes] = self._try(changes)
        return self._known[changes]

    def _try(self, changes: Sequence[Change]) -> Tried | None:
        site = self._site
        for change in changes:
            try:
                after = change.play(site).site
            except ChangeError:
                return None
            if after is site:
                return None
            site = after
        resolver = resolver_on(site)
        address = address_after(self.question.item, changes)
        return Tried(resolver, self.question.put_to(resolver, address))

    def least(self, edits: Sequence[Edit]) -> tuple[Edit, ...]:
        """Return the smallest of the edits, in order, that turn the answer as all of them do."""
        while True:
            smaller = next((it for it in _smaller(edits) if self._turns(it)), None)
            if smaller is None:
                return tuple(edits)
            edits = smaller

    def _turns(self, edits: Sequence[Edit]) -> bool:
        tried = self.of(edits)
        return tried is not None and tried.allowed

    def on_whole_site(self, site: Site, edits: Sequence[Edit]) -> Result:
        """Return the answer on a site that the edits were made on as a whole."""
        address = address_after(self.question.item, [edit.change for edit in edits])
        resolver = resolver_on(self._scene.with_path(address.path).of(site))
        return self.question.put_to(resolver, address)


def _smaller(edits: Sequence[Edit]) -> Iterator[tuple[Edit, ...]]:
    if len(edits) <= _ALL_SUBSETS:
        for size in range(1, len(edits)):
            yield from combinations(edits, size)
    else:
        yield from combinations(edits, len(edits) - 1)


def address_after(item: Item, changes: Sequence[Change]) -> Address:
    """Return where an item is once changes are made."""
    address = item.address
    for change in changes:
        if isinstance(change, Move) and change.item.path == address.path[: len(change.item.path)]:
            depth = len(change.item.path) - 1
            above = change.project.path if change.project else ()
            address = Address(address.kind, (*above, *address.path[depth:]))
    return address


def played(site: Site, edits: Sequence[Edit]) -> tuple[Site, tuple[str, ...], tuple[str, ...]]:
    """Return the whole site after edits, what to be warned of, and what is lost for good."""
    result = play(site, [edit.change for edit in edits])
    return result.site, result.warnings, result.lost
