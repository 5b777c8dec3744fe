"""Makes a declaration smaller in its text, and certifies that everybody may do what they might.

The certificate is made of the text itself: what was read before, and what the edited text says
when it is read again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.minimising.empty_mappings import without_empty_mappings
from tableau_perm_cli.audit.minimising.fingerprint import Fingerprint, fingerprint_of
from tableau_perm_cli.audit.minimising.left_out import TOO_MANY, LeftOut, Trial, left_out
from tableau_perm_cli.audit.minimising.promises import Broken, broken_expectations
from tableau_perm_cli.audit.minimising.shrinking import Advance
from tableau_perm_cli.audit.minimising.site import smaller_site
from tableau_perm_cli.audit.minimising.step import Step, StepKind
from tableau_perm_cli.audit.minimising.writing import Files
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Project

if TYPE_CHECKING:
    from tableau_perm_cli.audit.minimising.spot import Spot

_MOST_ROUNDS = 8
"""What is left out may make room for other steps; these may not be possible either."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a declaration is, and what it allows."""

    rules: int
    lists: int
    """Rule lists that say something: of content one each, of a project one for each kind."""
    bytes: int
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Minimised:
    """A declaration as it was and as it can be, with the proof that it allows the same."""

    before: Extent
    after: Extent
    steps: tuple[Step, ...]
    """In the order in which they are made."""
    left_out: tuple[LeftOut, ...]
    """The steps that the text does not take as it is written."""
    files: Files
    """All files as they were read."""
    edited: Files
    """The same files, as they can be."""
    for_today: bool
    """Whether what is created later may begin with other rules."""
    broken: tuple[Broken, ...]
    """The expectations that would not hold any more."""


def minimise(
    files: Files,
    declaration: Declaration,
    *,
    sites: Sequence[str] | None = None,
    for_today: bool = False,
    advance: Advance = lambda: None,
    read: Callable[[Files], Declaration] = read_files,
) -> Minimised:
    """Make a declaration smaller without changing what anybody may do.

    Args:
        files: the text.
        declaration: what it says.
        sites: those to make smaller; None for all. The certificate is of all of them.
        for_today: whether what is created later may begin with other rules.
        advance: is told of each rule list that is as short as it can be.
        read: reads the edited text again.
    """
    names = list(declaration.sites if sites is None else sites)
    search = _Search(files, declaration, names, for_today=for_today, read=read)
    edited, again = search.run(advance)
    before = _extent(files, declaration)
    after = _extent(edited, again)
    # INVARIANT: this is the certificate; if it could not be given, nothing may be written.
    if before.fingerprint != after.fingerprint:
        raise RuntimeError("the smaller declaration does not allow the same")
    broken = () if again is declaration else tuple(broken_expectations(declaration, again))
    steps, others = tuple(search.steps), tuple(search.left_out)
    return Minimised(before, after, steps, others, files, edited, for_today, broken)


class _Search:
    """Looks for the steps that the text takes: what it refuses stays, and all is done anew."""

    def __init__(
        self,
        files: Files,
        declaration: Declaration,
        names: list[str],
        *,
        for_today: bool,
        read: Callable[[Files], Declaration],
    ) -> None:
        self._files = files
        self._declaration = declaration
        self._names = names
        self._for_today = for_today
        self._read = read
        self._sites_of_empty: Sequence[str] = names
        self._frozen: dict[str, set[Spot]] = {name: set() for name in names}
        self.steps: list[Step] = []
        self.left_out: list[LeftOut] = []

    def run(self, advance: Advance) -> tuple[Files, Declaration]:
        """Return the edited text and what it says."""
        empty, trials = _empty_mappings(self._files, self._names), 0
        for _ in range(_MOST_ROUNDS):
            smaller, made = self._smaller(advance)
            if not made and not empty:
                return self._files, self._declaration
            advance = _tell_nobody
            trial = Trial(
                self._files,
                self._declaration,
                smaller,
                self._sites_of_empty,
                self._read,
                trials,
            )
            trial.run()
            trials = trial.trials
            if trial.empty_refused is not None:
                self.left_out += [LeftOut(step, trial.empty_refused) for step in empty]
                empty, self._sites_of_empty = [], ()
            self.left_out += left_out(made, trial.refused)
            if not trial.refused:
                self.steps = [*empty, *made]
                return trial.edited, trial.again
            for name, spot in trial.refused:
                self._frozen[name].add(spot)
        self.left_out += [LeftOut(step, TOO_MANY) for step in self._smaller(_tell_nobody)[1]]
        return self._files, self._declaration

    def _smaller(self, advance: Advance) -> tuple[Declaration, list[Step]]:
        smaller, steps = dict(self._declaration.sites), list[Step]()
        for name in self._names:
            smaller[name], made = smaller_site(
                smaller[name],
                for_today=self._for_today,
                advance=advance,
                frozen=self._frozen[name],
            )
            steps += made
        return replace(self._declaration, sites=smaller), steps


def _tell_nobody() -> None:
    """Take no notice of a list: the rounds after the first look at the same ones again."""


def _empty_mappings(files: Files, sites: Sequence[str]) -> list[Step]:
    return [
        Step(
            StepKind.EMPTY_MAPPING,
            "",
            None,
            None,
            (),
            f"remove `{key}`, under which there is nothing",
            position,
        )
        for name, data in files
        for position, key in without_empty_mappings(name, data, sites)[1]
    ]


def _extent(files: Files, declaration: Declaration) -> Extent:
    rules = lists = 0
    for site in declaration.sites.values():
        for item in site.items():
            if item.permissions is None:
                continue
            written = (
                item.permissions.lists.values()
                if isinstance(item, Project)
                else (item.permissions,)
            )
            rules += sum(len(it.rules) for it in written)
            lists += sum(bool(it.rules) or not isinstance(item, Project) for it in written)
    size = sum(len(data) for _, data in files)
    return Extent(rules, lists, size, fingerprint_of(declaration))
