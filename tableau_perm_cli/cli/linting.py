"""One run of lint: what the rules find, less what comments and the baseline put aside.

What the command line and the configuration say is settled before anything is read, so that the
same run can be made again over changed files.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.audit.lint.baseline import Baseline, BaselineEntry, Scope, stale_entries
from tableau_perm_cli.audit.lint.selection import RuleSelection
from tableau_perm_cli.audit.lint.thresholds import Thresholds
from tableau_perm_cli.cli.loading import declaration_of
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.session import choose_site
from tableau_perm_cli.declaration.text.source import Source, decode
from tableau_perm_cli.diagnostics import Diagnostic, UsageError, visible

if TYPE_CHECKING:
    from tableau_perm_cli.audit.lint.review import Reviewed
    from tableau_perm_cli.report.findings.model import FindingsReport, Reported

NOW_VARIABLE: Final = "SOURCE_DATE_EPOCH"
"""Seconds since 1970: what is taken for now, so that a run can be repeated exactly."""

Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


@dataclass(frozen=True, slots=True)
class Linting:
    """What a run of lint does, whatever it reads."""

    selection: RuleSelection
    thresholds: Thresholds
    baseline: Baseline
    today: date
    with_ignores: bool = True
    """Whether ignore comments count."""

    def run(self, files: Files, options: Options) -> "Linted":
        """Return what lint finds in files.

        Raises:
            DeclarationError: the declaration has errors.
            UnknownNameError: there is no such site.
        """
        # Imported here: the rules take the whole engine with them.
        from tableau_perm_cli.audit.lint import Reviewed, lint, review  # noqa: PLC0415

        declaration = declaration_of(files, options)
        sites = list(declaration.sites.values())
        if options.site is not None:
            sites = [choose_site(declaration, options.site)]
        rules = self.selection.rules
        with Progress("rules", len(rules) * len(sites), options, alone=True) as progress:
            findings = lint(
                declaration,
                rules,
                thresholds=self.thresholds,
                severities=self.selection.severities,
                sites=sites,
                advance=progress.advance,
            )
        texts = Texts(files)
        everything = len(sites) == len(declaration.sites)
        reviewed = [Reviewed(finding) for finding in findings]
        if self.with_ignores:
            reviewed = review(
                findings,
                texts.sources.values(),
                rules,
                severities=self.selection.severities,
                everything=everything,
            )
        scope = Scope({rule.code for rule in rules}, {site.name for site in sites}, everything)
        return Linted(self, texts, tuple(reviewed), scope, declaration.notices)


class Texts:
    """The texts of the files, each decoded when it is first asked for."""

    def __init__(self, files: Files) -> None:
        self._files = files

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every file by the name it is reported under."""
        decoded = (decode(name, data)[0] for name, data in self._files)
        return {source.name: source for source in decoded}

    def lines(self, name: str) -> Sequence[str] | None:
        """Return the lines of a file; None when it was not read."""
        source = self.sources.get(name)
        return None if source is None else source.lines


@dataclass(frozen=True, slots=True)
class Linted:
    """What one run of lint came to."""

    linting: Linting
    texts: Texts
    reviewed: tuple["Reviewed", ...]
    scope: Scope
    notices: tuple[Diagnostic, ...] = ()
    """Of the declaration."""

    @property
    def findings(self) -> list[Diagnostic]:
        """What no comment tells lint to ignore."""
        return [it.diagnostic for it in self.reviewed if it.ignored_by is None]

    @property
    def stale(self) -> list[BaselineEntry]:
        """The entries of the baseline whose findings are gone, or are ignored by a comment now."""
        return stale_entries(self.linting.baseline, self.findings, self.scope)

    def with_baseline(self, baseline: Baseline) -> "Linted":
        """Return the same run held against another baseline."""
        return replace(self, linting=replace(self.linting, baseline=baseline))

    def reported(self) -> "tuple[Reported, ...]":
        """Return what was found with what keeps it from counting."""
        from tableau_perm_cli.report.findings.model import (  # noqa: PLC0415 - with the report only
            Reported,
            SuppressedBy,
            Suppression,
        )

        def reported(it: "Reviewed") -> Reported:
            if it.ignored_by is not None:
                comment = Suppression(SuppressedBy.COMMENT, it.ignored_by.reason)
                return Reported(it.diagnostic, comment)
            entry = self.linting.baseline.entry_of(it.diagnostic)
            if entry is None:
                return Reported(it.diagnostic)
            if entry.is_expired(self.linting.today):
                return Reported(_expired(it.diagnostic, entry))
            consent = Suppression(SuppressedBy.BASELINE, entry.consent.reason)
            return Reported(it.diagnostic, consent)

        return tuple(map(reported, self.reviewed))

    def report(self) -> "FindingsReport":
        """Return everything that a format may want to write."""
        from tableau_perm_cli.audit.lint.registry import page_of  # noqa: PLC0415 - as above
        from tableau_perm_cli.report.findings.model import (  # noqa: PLC0415
            FindingsReport,
            RuleCard,
        )

        selection = self.linting.selection
        return FindingsReport(
            "lint",
            self.reported(),
            self.texts.lines,
            tuple(self.texts.sources),
            tuple(
                RuleCard(
                    rule.code,
                    rule.name,
                    selection.severities.get(rule.code, rule.severity),
                    rule.summary,
                    page_of(rule),
                )
                for rule in selection.rules
            ),
        )


def _expired(finding: Diagnostic, entry: BaselineEntry) -> Diagnostic:
    """Return a finding that says that it was lived with long enough."""
    owner = f" (owner `{entry.consent.owner}`)" if entry.consent.owner else ""
    said = f"its baseline entry{owner} expired on {entry.consent.expires}"
    return replace(finding, why=f"{finding.why}; {said}" if finding.why else said)


def current_day() -> date:
    """Return the day it is, in UTC, so that it is the same day on every machine.

    Raises:
        UsageError: the environment says something else that is no time.
    """
    written = os.environ.get(NOW_VARIABLE)
    if not written:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(written), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            f"`{NOW_VARIABLE}` is not a time: `{visible(written)}`",
            help="it is the number of seconds since 1970",
        ) from error
