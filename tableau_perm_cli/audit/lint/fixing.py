"""Removes from the text what lint found dead or said twice, and proves that nobody notices.

An edit counts only if the edited declaration can be read and gives every user exactly the same
answers; else it is refused, and the text stays as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tableau_perm_cli.audit.lint.registry import rule_named
from tableau_perm_cli.declaration.editing import CannotEditError, without_entries
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.declaration.text.comments import comments_of
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import DeclarationError, Diagnostic
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site

Files: TypeAlias = Sequence[tuple[str, bytes]]
"""Names and contents."""

_MOST_ROUNDS = 20
"""What one round removes may leave more to remove; nothing that people write needs so many."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding that was not mended."""

    finding: Diagnostic
    reason: str


@dataclass(frozen=True, slots=True)
class Fixes:
    """What fixing came to."""

    files: tuple[tuple[str, bytes], ...]
    """All files, as they are with the edits."""
    made: tuple[Diagnostic, ...]
    """What is mended, each with its place in the text as it was when it was found."""
    refused: tuple[Refusal, ...]


def fix(
    files: Files, review: Callable[[Files], Iterable[Diagnostic]], *, unsafe: bool = False
) -> Fixes:
    """Mend what can be mended without changing an answer, until there is nothing more.

    Args:
        files: what was read.
        review: finds what is wrong with files, suppressed findings left out.
        unsafe: whether to remove also what says nothing only by chance: what today's members and
            rules make superfluous may have been meant for tomorrow's.
    """
    made: list[Diagnostic] = []
    refused: dict[str, Refusal] = {}
    for _ in range(_MOST_ROUNDS):
        findings = [
            it
            for it in review(files)
            if _is_fixable(it, unsafe=unsafe) and it.fingerprint not in refused
        ]
        trial = _Trial(files)
        kept = trial.keep((), findings)
        refused |= {refusal.finding.fingerprint: refusal for refusal in trial.refused}
        if not kept:
            break
        files = trial.edited(kept)
        made += kept
    return Fixes(tuple(files), tuple(made), tuple(refused.values()))


def _is_fixable(finding: Diagnostic, *, unsafe: bool) -> bool:
    if finding.code is None or finding.position is None:
        return False
    rule = rule_named(finding.code)
    return rule.fixable and (unsafe or not rule.fix_is_unsafe)


class _Trial:
    """Tries edits on one state of the files."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._engines = _engines(read_files(files))
        self.refused: list[Refusal] = []

    def keep(
        self, kept: tuple[Diagnostic, ...], more: Sequence[Diagnostic]
    ) -> tuple[Diagnostic, ...]:
        """Return as many findings as can be mended together, those in ``kept`` among them."""
        if not more:
            return kept
        reason = self._objection((*kept, *more))
        if reason is None:
            return (*kept, *more)
        if len(more) == 1:
            self.refused.append(Refusal(more[0], reason))
            return kept
        middle = len(more) // 2
        return self.keep(self.keep(kept, more[:middle]), more[middle:])

    def _objection(self, findings: Iterable[Diagnostic]) -> str | None:
        """Return why mending these would not do; None when it would."""
        try:
            after = read_files(self.edited(findings))
        except CannotEditError as error:
            return str(error)
        except DeclarationError:
            return "the declaration would not be valid without it"
        return None if self._is_same(after) else "it would change who can do what"

    def _is_same(self, after: Declaration) -> bool:
        if after.sites.keys() != self._engines.keys():
            return False
        for name, before in self._engines.items():
            engine = compile_site(after.sites[name], before)
            if engine.users != before.users or any(changed_cells(before, engine)):
                return False
        return True

    def edited(self, findings: Iterable[Diagnostic]) -> list[tuple[str, bytes]]:
        """Return the files with the findings mended.

        Raises:
            CannotEditError: the text is written in a way that is left to its author.
        """
        places = [it.position for it in findings if it.position is not None]
        edited: list[tuple[str, bytes]] = []
        for name, data in self._files:
            source, _ = decode(name, data)
            here = [place for place in places if place.file == source.name]
            begins = {it.line: it.column for it in comments_of(source)} if here else {}
            comments = [it for it in here if begins.get(it.line, it.column + 1) <= it.column]
            entries = [place for place in here if place not in comments]
            edited.append((name, without_entries(name, data, entries, comments) if here else data))
        return edited


def _engines(declaration: Declaration) -> dict[str, BulkEngine]:
    return {name: compile_site(site) for name, site in declaration.sites.items()}
