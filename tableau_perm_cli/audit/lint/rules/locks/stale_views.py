"""TP306: a workbook hides its tabs, and views of it have rules that differ from its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Content, RuleList
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk import Trial


@dataclass(slots=True)
class Stale:
    """The views of a workbook that do not follow its rules."""

    workbook: Content
    views: list[tuple[Content, RuleList]]
    more: int = 0
    """Who may do more there."""
    less: int = 0
    """Who may do less there."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find views that answer otherwise than their workbook."""
    for stale in stale_views(linted):
        yield _finding(linted, stale)


# Two lint rules read it, one after the other, of one site at a time.
@lru_cache(maxsize=1)
def stale_views(linted: LintedSite) -> tuple[Stale, ...]:
    """Return the workbooks with such views, in the order of items."""
    found: list[Stale] = []
    for place, workbook in linted.content():
        if workbook.kind is not Kind.WORKBOOK or workbook.tabs_shown:
            continue
        stale = Stale(workbook, [])
        # The views of a workbook come directly after it in the order of items.
        for at, view in enumerate(workbook.parts, start=place + 1):
            written = view.permissions
            if written is None or linted.engine.items[at].rules is not written:
                continue  # a copy of the workbook's, or under a lock
            below, beyond = _compared(linted, at, place)
            if below or beyond:
                stale.views.append((view, written))
                stale.less |= below
                stale.more |= beyond
        if stale.views:
            found.append(stale)
    return tuple(found)


def _compared(linted: LintedSite, view: int, workbook: int) -> tuple[int, int]:
    """Return who may less on a view than under its workbook's rules, and who may more."""
    rules = linted.engine.items[workbook].rules
    return Trial(linted.engine, [view], rules).gainers_and_losers()


def _finding(linted: LintedSite, stale: Stale) -> Diagnostic:
    workbook = stale.workbook
    several = len(stale.views) > 1
    views = quoted(view.address.path[-1] for view, _ in stale.views)
    people = [
        f"{linted.names(users)} may do {word}"
        for users, word in ((stale.more, "more there"), (stale.less, "less there"))
        if users
    ]
    return RULE.finding(
        f"the {'views' if several else 'view'} {views} of `{workbook.address}` "
        f"{'do' if several else 'does'} not follow its rules: {'; '.join(people)}",
        stale.views[0][1].position,
        Subject(
            linted.site.name,
            str(workbook.address),
            detail=detail_of(view.address for view, _ in stale.views),
        ),
        why="a workbook that hides its tabs leaves its views rules of their own: what is changed "
        "on the workbook does not reach them",
        help="give the views the rules of the workbook, or show the tabs",
        related=tuple(related(view.position, "differs as well") for view, _ in stale.views[1:]),
    )


RULE = LintRule(
    "TP306",
    "stale-views",
    Severity.WARNING,
    "A workbook hides its tabs, and its views do not follow its rules.",
    "semantics section 3, step 5c, and section 4",
    check,
)
