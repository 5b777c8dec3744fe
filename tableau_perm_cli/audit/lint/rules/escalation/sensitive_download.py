"""TP603: a rule lets people take the full data of something sensitive away."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Grant, Holders, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.wording import called, listed, things
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
    for grant in grants(linted, _WANTED):
        people, places, labels = _taken(linted, holders, grant)
        if people:
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} lets {linted.names(people)} download the "
                f"data of {things(linted, places)}, labelled `{label}`",
                grant.position,
                grant.subject(linted, detail_of(linted.items[it].address for it in places)),
                label=f"allows {listed(labels)}",
                why="what is downloaded leaves Tableau: no rule, lock or label follows it",
                help="allow no more than Download Summary Data, or let only those in charge "
                "download it",
            )


def _taken(
    linted: LintedSite, holders: Holders, grant: Grant
) -> tuple[int, dict[int, None], list[str]]:
    """Return who may download, what, and by which capabilities."""
    people = 0
    places: dict[int, None] = {}
    labels: dict[str, None] = {}
    for part in grant.parts:
        for place in part.places(linted):
            here = part.given_on(holders, place) if linted.sensitive >> place & 1 else 0
            if here:
                people |= here
                places[place] = None
                labels[part.capability.label] = None
    return people, places, [*labels]


RULE = LintRule(
    "TP603",
    "sensitive-download",
    Severity.WARNING,
    "A rule lets people who are not in charge download the full data of something sensitive.",
    "semantics section 2, Download Full Data (was View Underlying Data); Help",
    check,
)
