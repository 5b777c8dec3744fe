"""TP509: rules let publishers save copies of workbooks, and no project takes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tableau_perm_cli.audit.lint.grants import Grant, Holders, Part, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import called, counted
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without

_WANTED = {Kind.WORKBOOK: CATALOG[Kind.WORKBOOK].capability("download_workbook").bit}
_MOST_RELATED = 3


@dataclass(slots=True)
class _Found:
    """What the rules for one grantee come to, over the whole site."""

    people: int = 0
    workbooks: set[int] = field(default_factory=set)
    grants: list[Grant] = field(default_factory=list)
    new: bool = False
    """Whether it lets more of them save copies of workbooks that are yet to come."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, one for each grantee, who may save a copy and publish it nowhere."""
    if not linted.site.settings.web_authoring:
        return
    holders = Holders(linted)
    # Other roles can never publish: for them the capability is a download, and no mistake.
    homeless = linted.bound(Kind.PROJECT, CATALOG[Kind.PROJECT].capability("publish"))
    for place, _ in linted.projects():
        homeless = without(homeless, holders.perhaps(place, "publish"))
    if not homeless:
        return
    found: dict[Grantee, _Found] = {}
    for grant in grants(linted, _WANTED):
        _look_at(linted, holders, grant, homeless, found)
    for grantee, it in found.items():
        yield _finding(linted, grantee, it)


def _look_at(
    linted: LintedSite, holders: Holders, grant: Grant, homeless: int, found: dict[Grantee, _Found]
) -> None:
    def stuck(part: Part, place: int | None, people: int) -> int:
        if place is None:
            return people & homeless & holders.allowed_on_new(part.written, "web_edit")
        return people & homeless & holders.allowed(place, "web_edit")

    reached = reach(linted, holders, grant, stuck)
    if reached.people:
        here = found.setdefault(grant.grantee, _Found())
        here.people |= reached.people
        here.workbooks.update(reached.places)
        here.grants.append(grant)
        here.new |= bool(reached.new_kinds)


def _finding(linted: LintedSite, grantee: Grantee, found: _Found) -> Diagnostic:
    first, *others = found.grants
    workbooks = counted(len(found.workbooks), "workbook") if found.workbooks else ""
    if found.new:
        workbooks += " and of new ones" if workbooks else "new workbooks"
    return RULE.finding(
        f"{linted.names(found.people)} may save copies of {workbooks} by rules for "
        f"{called(grantee)}, and publish to no project",
        first.position,
        Subject(
            linted.site.name,
            grantee=str(grantee),
            detail=detail_of(it.item.address for it in found.grants),
        ),
        label="allows Download Workbook/Save a Copy",
        why="saving as new takes Web Edit, Download/Save a Copy and Publish on some project",
        help="allow them Publish on a project for their work, or take Save a Copy from the rules",
        related=tuple(related(it.position, "allows it too") for it in others[:_MOST_RELATED]),
    )


RULE = LintRule(
    "TP509",
    "save-as-nowhere",
    Severity.INFO,
    "Rules let people whose role may publish save copies of workbooks, and no project takes them.",
    "semantics section 5, the task save_as_new",
    check,
)
