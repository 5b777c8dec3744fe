"""Holds what was found against the ignore comments, and finds what is wrong with these."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.suppressions import IgnoreComment, NamedRule, ignore_comments
from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One finding, with the comment that tells lint to ignore it."""

    diagnostic: Diagnostic
    ignored_by: IgnoreComment | None = None


class Ignores:
    """The ignore comments of a run, with what each of them was good for."""

    def __init__(
        self, comments: Sequence[IgnoreComment], ran: Iterable[LintRule], *, everything: bool
    ) -> None:
        """Take the comments, the rules that ran, and whether they ran over everything."""
        self.comments = comments
        self._ran = frozenset(rule.code for rule in ran)
        self._everything = everything
        self._used: set[tuple[IgnoreComment, str]] = set()
        self._by_file: dict[str, list[IgnoreComment]] = {}
        for comment in comments:
            self._by_file.setdefault(comment.position.file, []).append(comment)

    def reviewed(self, finding: Diagnostic) -> Reviewed:
        """Return a finding with the first comment that tells lint to ignore it."""
        place = finding.position
        here = self._by_file.get(place.file, ()) if place else ()
        ignoring = [comment for comment in here if comment.ignores(finding)]
        # One that says which line is meant counts before one for the whole file.
        ignoring.sort(key=lambda comment: comment.line is None)
        if not ignoring:
            return Reviewed(finding)
        self._used.add((ignoring[0], finding.code or ""))
        return Reviewed(finding, ignoring[0])

    def unused_names(
        self, comment: IgnoreComment, exempt: Collection[str] = ()
    ) -> tuple[NamedRule, ...]:
        """Return the rules that a comment names without need, as far as that is known.

        Args:
            comment: one of the comments.
            exempt: the codes of rules that are still to be judged.
        """
        if not comment.is_understood or not self._everything:
            return ()
        return tuple(
            name
            for name in comment.names
            if name.rule is not None
            and name.rule.code in self._ran
            and name.rule.code not in exempt
            and (comment, name.rule.code) not in self._used
        )


def review(
    findings: Iterable[Diagnostic],
    sources: Iterable[Source],
    rules: Sequence[LintRule],
    *,
    severities: Mapping[str, Severity] | None = None,
    everything: bool = True,
) -> list[Reviewed]:
    """Return what was found, and what is found of the ignore comments, in a report's order.

    Args:
        findings: what the rules found on the sites.
        sources: the texts of the files.
        rules: those that ran.
        severities: by code, where the user has set another one.
        everything: whether the rules ran on every site, so that a comment that nothing needs can
            be told.
    """
    ignores = Ignores(ignore_comments(sources), rules, everything=everything)
    reviewed = [ignores.reviewed(finding) for finding in findings]
    # Backwards: which comments are of no use is known last, and is found by the first rule.
    for rule in sorted(rules, key=lambda rule: rule.code, reverse=True):
        if rule.check_ignores is not None:
            found = _told_apart(rule.check_ignores(ignores))
            severity = (severities or {}).get(rule.code)
            if severity is not None:
                found = [replace(it, severity=severity) for it in found]
            reviewed += [ignores.reviewed(it) for it in found]
    return sorted(reviewed, key=lambda it: it.diagnostic.sort_key)


def _told_apart(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Number findings about comments that say the same of the same: each counts for itself."""
    apart: list[Diagnostic] = []
    seen: Counter[Subject] = Counter()
    for finding in findings:
        about = finding.subject
        seen[about] += 1
        if seen[about] > 1:
            about = replace(about, detail=f"{about.detail} ({seen[about]})")
        apart.append(replace(finding, subject=about))
    return apart
