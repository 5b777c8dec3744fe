"""What ``test`` does beside testing: coverage, mutation, and writing a suite to start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.init import check_free
from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.progress import Progress
from tableau_perm_cli.cli.session import choose_site
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.diagnostics import UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.audit.coverage import Coverage
    from tableau_perm_cli.audit.expectations import Result
    from tableau_perm_cli.audit.mutation import MutationScore
    from tableau_perm_cli.report.expectations.measured import Measured


@dataclass(frozen=True, slots=True)
class Quality:
    """What is asked beside the outcomes."""

    coverage: bool = False
    min_coverage: float | None = None
    mutation: bool = False
    min_score: float | None = None

    @property
    def anything(self) -> bool:
        """Whether anything is asked."""
        return self.coverage or self.mutation


def quality_asked(
    *,
    cov: bool,
    min_coverage: float | None,
    mutate: bool,
    min_score: float | None,
    config: str | None,
    isolated: bool,
) -> Quality:
    """Return what the command line asks, with what the configuration asks for by default.

    Raises:
        UsageError: `--config` and `--isolated` exclude each other.
        ToolError: the configuration cannot be read, or has errors.
    """
    from tableau_perm_cli.cli.configuration import find_configuration

    asked = Quality(
        cov or min_coverage is not None,
        min_coverage,
        mutate or min_score is not None,
        min_score,
    )
    if not asked.anything and config is None:
        return asked
    settings = find_configuration(config, isolated=isolated).test
    return Quality(
        asked.coverage,
        settings.min_coverage if min_coverage is None else min_coverage,
        asked.mutation,
        settings.min_score if min_score is None else min_score,
    )


def measure(
    tested: "Sequence[tuple[Site, Sequence[Result]]]", quality: Quality, options: Options
) -> "Measured":
    """Return coverage and mutation score of expectations, as far as they are asked for.

    Args:
        tested: each site with the results of its expectations.
        quality: what is asked.
        options: of the command.
    """
    from tableau_perm_cli.report.expectations.measured import Measured

    coverage = _coverage(tested) if quality.coverage else None
    score = _mutate(tested, options) if quality.mutation else None
    return Measured(coverage, quality.min_coverage, score, quality.min_score)


def _coverage(tested: "Sequence[tuple[Site, Sequence[Result]]]") -> "Coverage":
    # ruff: noqa: PLC0415 - slow to load, and not asked for by most
    from tableau_perm_cli.audit.coverage import Coverage, coverage_of
    from tableau_perm_cli.resolve.bulk import compile_site

    return Coverage(
        tuple(
            rule
            for site, results in tested
            for rule in coverage_of(
                compile_site(site), [it.expectation for it in results if not it.problems]
            )
        )
    )


def _mutate(
    tested: "Sequence[tuple[Site, Sequence[Result]]]", options: Options
) -> "MutationScore":
    from tableau_perm_cli.audit.expectations import Outcome
    from tableau_perm_cli.audit.mutation import MutationRun, ScoreKeeper
    from tableau_perm_cli.resolve.bulk import compile_site

    runs = [
        MutationRun(
            compile_site(site),
            [it.expectation for it in results if it.outcome is Outcome.PASSED],
        )
        for site, results in tested
    ]
    keeper = ScoreKeeper()
    total = sum(map(len, runs))
    with Progress("rules and groups mutated", total, options, alone=True) as progress:
        for (site, _), run in zip(tested, runs, strict=True):
            for judged in run.judged(progress.advance):
                keeper.add(site.name, judged)
            keeper.add_idle(run.idle_memberships())
    return keeper.score()


def check_init(options: Options, others: Sequence[object], *, init: bool, force: bool) -> None:
    """See to it that nothing stands beside ``--init`` and that its file is free.

    Args:
        options: of the command.
        others: what else was given that is about testing; true for what was.
        init: whether it was given at all.
        force: whether a file may be overwritten.

    Raises:
        UsageError: something else was given, or ``--force`` alone.
        ToolError: the file is there.
    """
    if not init:
        raise UsageError("`--force` is for `--init`", help="nothing else is overwritten")
    if any(others) or options.format is not None:
        raise UsageError(
            "`--init` writes expectations and tests none",
            help="leave the options about testing and --format out",
        )
    if options.output not in {None, "-"}:
        check_free(Path(str(options.output)), force=force)


def write_suite(declaration: Declaration, options: Options) -> None:
    """Write a suite that notices every mutant of the declaration.

    Raises:
        UsageError: there is none: nobody can do anything, whatever the rules say.
        ToolError: it cannot be written.
    """
    from tableau_perm_cli.audit.mutation import suite_of
    from tableau_perm_cli.report.expectations.suite_text import suite_text
    from tableau_perm_cli.resolve.bulk import compile_site

    sites = list(declaration.sites.values())
    if options.site is not None:
        sites = [choose_site(declaration, options.site)]
    tables = {}
    with Progress("sites", len(sites), options, alone=True) as progress:
        for site in sites:
            tables[site.name] = suite_of(compile_site(site))
            progress.advance()
    number = sum(map(len, tables.values()))
    if not number:
        raise UsageError(
            "there is nothing to expect: no rule and no membership makes a difference to anybody",
            help="declare users and rules first",
        )
    Output(options).write(suite_text(tables))
    if options.output not in {None, "-"}:
        say(f"wrote {options.output}", options)
        say(f"try: tableau-perm test {options.output} --mutate", options)
