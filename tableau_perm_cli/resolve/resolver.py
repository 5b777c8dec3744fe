"""The resolver: asks the ladder one question and returns the whole derivation."""

from typing import TYPE_CHECKING

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.model import Declaration, GranteeKind, Item, Project, User
from tableau_perm_cli.graph import SiteGraph, build_graph
from tableau_perm_cli.resolve.derivation import (
    Derivation,
    Effect,
    Evidence,
    Remark,
    StepName,
    Uncertainty,
)
from tableau_perm_cli.resolve.evidence import Question, dead, locked_database, opposing
from tableau_perm_cli.resolve.ladder import LADDER, Decision, ceiling_of
from tableau_perm_cli.resolve.principal import Principal, find_principal
from tableau_perm_cli.resolve.reasons import Reason, Verdict
from tableau_perm_cli.resolve.unread import unread

if TYPE_CHECKING:
    from tableau_perm_cli.declaration.address import Address

_RULE_STEPS = frozenset(
    {
        StepName.GOVERNING_RULES,
        StepName.USER_RULES,
        StepName.GROUP_RULES,
        StepName.GROUP_SET_RULES,
        StepName.UNSPECIFIED,
    }
)


class Resolver:
    """Answers questions about one site, each with its derivation.

    Principals are kept, as a table of answers asks for the same few again and again.
    """

    def __init__(self, graph: SiteGraph) -> None:
        """Take the graph of the site that is asked about."""
        self.graph = graph
        self._principals: dict[str, Principal] = {}
        self._browsable: dict[tuple[str, Address], bool] = {}

    def principal(self, user: User) -> Principal:
        """Return the user with groups, group sets and the site role that counts."""
        known = self._principals.get(user.name)
        if known is None:
            known = self._principals[user.name] = find_principal(self.graph, user)
        return known

    def derive(self, name: str, item: Item, capability: Capability) -> Derivation:
        """Return how it comes about that the user may or may not use the capability.

        Args:
            name: a user of this site, or of another site of the declaration, who is denied
                everything here (``not_on_site``). The caller sees to it that there is one.
            item: a project or an item of content of this site.
            capability: one of the item's content type.
        """
        governing = self.graph.governing(item)
        user = self.graph.user(name)
        if user is None:
            return Derivation(
                self.graph.site.name,
                name,
                None,
                item.address,
                capability,
                Reason.NOT_ON_SITE,
                StepName.SITE_MEMBERSHIP,
                (Evidence(f"user:{name}", Effect.SITE_ROLE, self.graph.site.position, None),),
                (),
                (),
                governing,
                (),
                (),
            )
        question = Question(self.graph, self.principal(user), item, capability, governing)
        for step, decide in LADDER:
            decision = decide(question)
            if decision is not None:
                return _derivation(question, step, decision)
        raise AssertionError("the last rung of the ladder decides")

    def answers(self, name: str, item: Item) -> tuple[Derivation, ...]:
        """Return the derivations of every capability the item has, in the catalog's order."""
        return tuple(
            self.derive(name, item, capability) for capability in CATALOG[item.kind].capabilities
        )

    def browsable(self, name: str, item: Item) -> bool:
        """Whether the user can come to the item by browsing.

        View on the project is not needed to open what is in it, it only lists it: without View
        on the item's project and on all above it the item is reached by link, search or
        favourites alone (semantics section 3).
        """
        return all(self._lists(name, project) for project in self.graph.projects_above(item))

    def _lists(self, name: str, project: Project) -> bool:
        view = CATALOG[project.kind].capability("view")
        key = (name, project.address)
        known = self._browsable.get(key)
        if known is None:
            verdict = self.derive(name, project, view).effective
            known = self._browsable[key] = verdict is Verdict.ALLOWED
        return known


def open_site(declaration: Declaration, site: str) -> Resolver:
    """Return a resolver for one site of the declaration."""
    network = build_graph(declaration)
    return Resolver(SiteGraph(network, declaration.sites[site]))


def _derivation(question: Question, step: StepName, decision: Decision) -> Derivation:
    verdict = decision.reason.verdict
    return Derivation(
        question.graph.site.name,
        question.principal.name,
        question.principal,
        question.item.address,
        question.capability,
        decision.reason,
        step,
        decision.evidence,
        opposing(question, verdict),
        dead(question),
        question.governing,
        _uncertainties(question, step, decision),
        tuple(_remarks(question, decision)),
    )


def _uncertainties(
    question: Question, step: StepName, decision: Decision
) -> tuple[Uncertainty, ...]:
    """Return what the answer rests on that public text does not settle, or that was not read.

    An allowed answer rests on the ceiling it passed; a denial by a later rung does not.
    """
    found = decision.uncertainties
    if decision.reason.verdict is Verdict.ALLOWED:
        principal, item, capability = question.principal, question.item, question.capability
        found += ceiling_of(question.graph, principal, item, capability)[1]
    if step in _RULE_STEPS and locked_database(question.governing):
        found += (Uncertainty.LOCKED_DATABASE,)
    return (*found, *unread(question, step, decision.reason))


def _remarks(question: Question, decision: Decision) -> list[Remark]:
    principal, capability = question.principal, question.capability
    settings = question.graph.site.settings
    remarks: list[Remark] = []
    if (
        decision.reason is Reason.SITE_ROLE
        and principal.ceiling is not None
        and capability.ceiling[principal.ceiling].grantable_only
    ):
        remarks.append(Remark.GRANTABLE_ONLY)
    if principal.raised_by is not None:
        remarks.append(Remark.ROLE_RAISED)
    if principal.raised_at_sign_in is not None:
        remarks.append(Remark.ROLE_AT_SIGN_IN)
    if (
        capability.key == "web_edit"
        and not settings.web_authoring
        and decision.reason.verdict is Verdict.ALLOWED
    ):
        remarks.append(Remark.WEB_AUTHORING_OFF)
    rules = question.governing.source.rules
    if not settings.group_sets and any(
        rule.grantee.kind is GranteeKind.GROUP_SET and rule.grantee in principal.grantees
        for rule in (rules.rules if rules else ())
    ):
        remarks.append(Remark.GROUP_SETS_OFF)
    if capability.retired or CATALOG[question.item.kind].retired:
        remarks.append(Remark.RETIRED)
    return remarks
