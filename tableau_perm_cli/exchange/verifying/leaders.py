"""Our inference of project leaders against what the server computes (InheritedProjectLeader).

"Leader and owner rights cascade down the hierarchy, never up, never sideways" (semantics section
3). The server says the same in the rules of a project, a grantee at a time; what it says is never
read as a rule, so that it can be held against ours.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Leader, Project, list_key
from tableau_perm_cli.exchange.verifying.claims import LeaderClaim, Unplaced
from tableau_perm_cli.exchange.verifying.outcome import Outcome
from tableau_perm_cli.graph import SiteGraph


@dataclass(frozen=True, slots=True)
class LeaderCheck:
    """One grantee on one project: what we infer and what the server says."""

    project: Address
    grantee: Grantee
    ours: tuple[tuple[Address, Leader], ...]
    """The leader settings further up that make the grantee a leader here, nearest first."""
    theirs: LeaderClaim | None
    """None: the server says nothing of the grantee, so that it is no leader."""
    not_read: Address | None = None
    """A project further up whose rules were not read: who leads it is not declared."""

    @property
    def we_say(self) -> bool:
        """Whether the grantee leads the project by what we infer."""
        return bool(self.ours)

    @property
    def they_say(self) -> bool:
        """Whether the grantee leads the project by what the server computes."""
        return self.theirs is not None and self.theirs.leads

    @property
    def outcome(self) -> Outcome:
        """How the two go together."""
        if self.we_say == self.they_say:
            return Outcome.AGREED
        unsure = self.not_read is not None and not self.we_say
        return Outcome.UNCERTAIN if unsure else Outcome.DISAGREED


def check_leaders(
    graph: SiteGraph, claims: Iterable[LeaderClaim], asked: Iterable[Address]
) -> tuple[list[LeaderCheck], list[Unplaced]]:
    """Hold every leader that either side knows of against the other side.

    Args:
        graph: of the declared site.
        claims: what the server computes.
        asked: the projects whose rules the server told; of the others nothing is compared.

    Returns:
        A check for every project and grantee that either side calls a leader by inheritance, by
        address and grantee; and what the declaration does not have.
    """
    told: dict[Address, dict[Grantee, LeaderClaim]] = {}
    for claim in claims:
        told.setdefault(claim.project, {})[claim.grantee] = claim
    checks: list[LeaderCheck] = []
    unplaced: list[Unplaced] = []
    for address in sorted({*asked, *told}):
        project = graph.item(address)
        if not isinstance(project, Project):
            unplaced.append(Unplaced("project", str(address)))
            continue
        inferred = _inferred(graph, project)
        theirs = told.get(address, {})
        not_read = _not_read_above(graph, project)
        for grantee in sorted({*inferred, *theirs}):
            if _is_declared(graph, grantee):
                ours = tuple(inferred.get(grantee, ()))
                checks.append(LeaderCheck(address, grantee, ours, theirs.get(grantee), not_read))
            else:
                unplaced.append(Unplaced(grantee.kind.value, grantee.name))
    return checks, unplaced


def _is_declared(graph: SiteGraph, grantee: Grantee) -> bool:
    declared: Mapping[GranteeKind, Mapping[str, object]] = {
        GranteeKind.USER: graph.site.users,
        GranteeKind.GROUP: graph.site.groups,
        GranteeKind.GROUP_SET: graph.site.group_sets,
    }
    return grantee.name in declared[grantee.kind]


def _not_read_above(graph: SiteGraph, project: Project) -> Address | None:
    above = graph.projects_above(project)[1:]
    return next((it.address for it in above if list_key(Kind.PROJECT) in it.not_read), None)


def _inferred(graph: SiteGraph, project: Project) -> dict[Grantee, list[tuple[Address, Leader]]]:
    """Return who leads a project by leading one further up, and by which settings."""
    found: dict[Grantee, list[tuple[Address, Leader]]] = {}
    for above, leader in _leaders_above(graph, project):
        found.setdefault(leader.grantee, []).append((above.address, leader))
    return found


def _leaders_above(graph: SiteGraph, project: Project) -> Iterator[tuple[Project, Leader]]:
    for above in graph.projects_above(project)[1:]:
        for leader in graph.leaders_of(above):
            yield above, leader
