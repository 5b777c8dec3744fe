"""TP307: a project hides from people what they may view in it."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk.bits import union, without

_VIEW = {kind: CATALOG[kind].capability("view") for kind in (Kind.PROJECT, Kind.WORKBOOK)}
_BY_RULE = (Reason.USER_ALLOW, Reason.GROUP_ALLOW, Reason.GROUP_SET_ALLOW)
"""Why someone may view a thing because it is meant for them, not because it is theirs."""
_MOST_RELATED = 3


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find projects without View for those who may view what is in them."""
    hidden = _hidden(linted)
    if not any(hidden.values()):
        return
    hides: dict[int, tuple[int, list[Item]]] = {}
    for place, item in enumerate(linted.items):
        if item.kind not in _VIEW:
            continue
        reasons = linted.engine.who(place, _VIEW[item.kind])
        viewers = union(reasons.get(reason, 0) for reason in _BY_RULE)
        governed = linted.engine.items[place]
        above = governed.parent if item.kind is Kind.PROJECT else governed.project
        while above >= 0:
            shut_out = viewers & hidden[above]
            if shut_out:
                users, items = hides.get(above, (0, []))
                hides[above] = users | shut_out, [*items, item]
            above = linted.engine.items[above].parent
    for place, (users, items) in hides.items():
        yield _finding(linted, linted.items[place], users, items)


def _hidden(linted: LintedSite) -> dict[int, int]:
    """Return for each project from whom it is hidden, of those who get as far by browsing."""
    reached: dict[int, int] = {}
    hidden: dict[int, int] = {}
    for place, _ in linted.projects():
        above = reached.get(linted.engine.items[place].parent, linted.everyone)
        who = linted.engine.who(place, _VIEW[Kind.PROJECT])
        shown = linted.engine.allowed(place, _VIEW[Kind.PROJECT]) | who.get(Reason.NOT_READ, 0)
        reached[place] = above & shown
        hidden[place] = without(above, reached[place])
    return hidden


def _finding(linted: LintedSite, project: Item, users: int, items: list[Item]) -> Diagnostic:
    return RULE.finding(
        f"`{project.address}` hides from {linted.names(users)} what they may view in it: "
        f"{quoted(it.address for it in items)}",
        project.position,
        Subject(
            linted.site.name, str(project.address), detail=detail_of(it.address for it in items)
        ),
        why="one comes to content by browsing only with View on its project and on all projects "
        "above; without, by link, search or favourites alone",
        help=f"allow them View on `{project.address}`, if they are meant to find it",
        related=tuple(related(item.position, "may be viewed") for item in items[:_MOST_RELATED]),
    )


RULE = LintRule(
    "TP307",
    "hidden-by-project",
    Severity.INFO,
    "People may view what is in a project, and cannot come to it by browsing for lack of View.",
    "semantics section 3, facts that are easy to get wrong",
    check,
)
