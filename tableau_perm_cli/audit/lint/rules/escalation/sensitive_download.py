"""TP603: a rule lets people take the full data of something sensitive away."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, Part, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.wording import called, listed
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import Diagnostic, Severity

# Each of them puts the rows on somebody's own computer. A flow that is downloaded holds steps.
_WANTED = {
    kind: CATALOG[kind].mask(keys)
    for kind, keys in (
        (Kind.WORKBOOK, ("download_full_data", "download_workbook")),
        (Kind.VIEW, ("download_full_data",)),
        (Kind.DATA_SOURCE, ("download_data_source",)),
    )
}


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules that allow a download of what is labelled sensitive."""
    if not linted.sensitive:
        return
    holders = Holders(linted)
    label = linted.thresholds.sensitive_label

    def sensitive(part: Part, place: int | None, people: int) -> int:
        holds = part.written.place if place is None else place
        return people if linted.sensitive >> holds & 1 else 0

    for grant in grants(linted, _WANTED):
        found = reach(linted, holders, grant, sensitive)
        if found.people:
            labels = dict.fromkeys(part.capability.label for part in found.parts)
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} lets {linted.names(found.people)} download "
                f"the data of {found.on(linted)}, labelled `{label}`",
                grant.position,
                grant.subject(linted, found.detail(linted)),
                label=f"allows {listed([*labels])}",
                why="what is downloaded leaves Tableau: no rule, lock or label follows it",
                help="allow no more than Download Summary Data, or let only those in charge "
                "download it",
            )


RULE = LintRule(
    "TP603",
    "sensitive-download",
    Severity.WARNING,
    "A rule lets people who are not in charge download the full data of something sensitive.",
    "semantics section 2, Download Full Data (was View Underlying Data); Help",
    check,
)
