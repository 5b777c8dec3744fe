"""What stands in the way: the cell or the requirement that an answer fails on first."""

from dataclasses import dataclass

from tableau_perm_cli.audit.repairs.question import Question, Result
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Item, Project
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import Derivation, Evidence, Need, Reason, Resolver, Verdict
from tableau_perm_cli.resolve.principal import Principal

RULE_REASONS = frozenset(
    {Reason.USER_DENY, Reason.GROUP_DENY, Reason.GROUP_SET_DENY, Reason.UNSPECIFIED}
)
"""The denials that rules decide, or that no rule prevents."""
ROLE_REASONS = frozenset({Reason.SITE_ROLE, Reason.UNLICENSED})
"""The denials that only another site role lifts."""


@dataclass(frozen=True, slots=True)
class Denial:
    """What fails first, on a site on which edits may have been made already."""

    question: Question
    resolver: Resolver
    """Of the site, or of as much of it as the question looks at."""
    user: str
    """Whose cell it is: of an embedded connection the publisher's."""
    item: Item
    derivations: tuple[Derivation, ...]
    """The denied cells of this user and item that the answer needs, what fails first at the
    front; none for a requirement that is not a capability."""
    need: Need | None
    """The requirement of a task; None when a capability is asked."""

    @property
    def graph(self) -> SiteGraph:
        """The graph of the site."""
        return self.resolver.graph

    @property
    def first(self) -> Derivation | None:
        """What is to be turned first."""
        return self.derivations[0] if self.derivations else None

    @property
    def reason(self) -> Reason | None:
        """Why it is denied."""
        if self.first is not None:
            return self.first.reason
        return self.need.reason if self.need is not None else None

    @property
    def principal(self) -> Principal | None:
        """Whose cell it is; None for who is not on the site."""
        user = self.graph.user(self.user)
        return self.resolver.principal(user) if user else None

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """What is denied."""
        return tuple(it.capability for it in self.derivations)

    @property
    def projects(self) -> tuple[Project, ...]:
        """The item's project and those above it."""
        return self.graph.projects_above(self.item)

    def signature(self) -> object:
        """Return what tells it apart from what stands in the way after an edit."""
        first = self.first
        return (
            self.user,
            self.item.address,
            self.need.kind if self.need else None,
            first.capability.key if first else None,
            self.reason,
            tuple(it.grantee for it in first.decided_by) if first else (),
            (first.governing.governor.address, first.governing.because) if first else None,
        )


def denial_of(question: Question, resolver: Resolver, result: Result) -> Denial:
    """Return what a denied answer fails on first."""
    if isinstance(result, Derivation):
        item = _item_at(resolver, result)
        return Denial(question, resolver, result.user, item, (result,), None)
    need = result.failing
    if need is None:
        raise AssertionError("an answer that is denied fails on something")
    found = need.derivation
    if found is None:
        asked = resolver.graph.item(need.item or result.item) or question.item
        return Denial(question, resolver, need.user or result.user, asked, (), need)
    also = tuple(
        it.derivation
        for it in result.needs
        if it.derivation is not None
        and it.effective is Verdict.DENIED
        and (it.derivation.user, it.derivation.item) == (found.user, found.item)
    )
    return Denial(question, resolver, found.user, _item_at(resolver, found), also, need)


def _item_at(resolver: Resolver, derivation: Derivation) -> Item:
    item = resolver.graph.item(derivation.item)
    if item is None:
        raise AssertionError("what was asked about is on the site")
    return item


def grantee_of(evidence: Evidence) -> Grantee:
    """Return whom a rule is for that is evidence."""
    kind, _, name = evidence.grantee.partition(":")
    return Grantee(GranteeKind(kind), name)
