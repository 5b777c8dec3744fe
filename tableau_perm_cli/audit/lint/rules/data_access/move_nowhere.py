"""TP505: a rule allows Move to people who have nowhere to move anything to."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Holders, Part, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.reach import reach
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, kinds_of
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import CONTENT_KINDS
from tableau_perm_cli.diagnostics import Diagnostic, Severity
from tableau_perm_cli.resolve.bulk.bits import without

_WANTED = {
    kind: CATALOG[kind].capability("move").bit
    for kind in CONTENT_KINDS
    if not CATALOG[kind].retired
}


class _Destinations:
    """Who may put things where: View and Publish on a project."""

    def __init__(self, linted: LintedSite, holders: Holders) -> None:
        self._into: dict[int, int] = {}
        self._somewhere = self._in_two = 0
        for place, _ in linted.projects():
            people = holders.perhaps(place, "publish") & holders.perhaps(place, "view")
            self._into[place] = people
            self._in_two |= self._somewhere & people
            self._somewhere |= people

    def besides(self, project: int) -> int:
        """Return who has a destination that is not this project."""
        return self._in_two | without(self._somewhere, self._into.get(project, 0))


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the rules whose Move is of no use to some whom they reach."""
    holders = Holders(linted)
    destinations = _Destinations(linted, holders)

    def stuck(part: Part, place: int | None, people: int) -> int:
        project = part.written.place if place is None else linted.engine.items[place].project
        return without(people, destinations.besides(project))

    for grant in grants(linted, _WANTED):
        found = reach(linted, holders, grant, stuck)
        if found.people:
            yield RULE.finding(
                f"a rule for {called(grant.grantee)} lets {linted.names(found.people)} move "
                f"{found.on(linted)}, and there is nowhere to move to",
                grant.position,
                grant.subject(linted, detail_of(grant.kinds)),
                label=f"allows Move of {kinds_of(grant.kinds)}",
                why="to move something takes Publish and View on the project it goes to, and "
                "they have both on no other project",
                help="allow them Publish and View where things should go, or take Move from the "
                "rule",
            )


RULE = LintRule(
    "TP505",
    "move-nowhere",
    Severity.INFO,
    "A rule allows Move to people who have Publish and View on no other project.",
    "semantics section 5, the task move_to",
    check,
)
