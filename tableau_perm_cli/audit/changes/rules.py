"""Changes of rules: what is allowed or denied to whom, and who leads a project."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes.amend import with_leader, with_project, with_rule
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.copies import Rewrite, Rewritten, with_own_list
from tableau_perm_cli.audit.changes.looking_up import (
    capability_of,
    check_grantee,
    in_personal_space,
    item_at,
    project_at,
)
from tableau_perm_cli.audit.changes.standing import graph_around, own_list_of, permissions_of
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Content,
    Grantee,
    GranteeKind,
    Item,
    Project,
    RuleList,
    Site,
)
from tableau_perm_cli.graph import Because, SiteGraph

_VERBS = {True: "allow", False: "deny", None: "leave unspecified"}


@dataclass(frozen=True, slots=True)
class SetCapability:
    """One capability is allowed, denied or left unspecified for a grantee."""

    grantee: Grantee
    item: Address
    """Whose own list it is written to."""
    capability: str
    """The capability's key."""
    effect: bool | None
    """True: allowed. False: denied. None: unspecified."""
    kind: Kind | None = None
    """Of a project: whose default rules; None for the project's own."""

    @property
    def summary(self) -> str:
        """What is done."""
        where = _where(self.item, self.kind)
        return f"{_VERBS[self.effect]} `{self.capability}` for `{self.grantee}` on {where}"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such item, grantee or capability; or the list would not be
                consulted.
        """
        item = item_at(site, self.item)
        check_grantee(site, self.grantee)
        kind = _list_kind(item, self.kind)
        capability = capability_of(kind, self.capability)
        graph = graph_around(site, item)
        _check_consulted(site, graph, item, kind)
        old = _list_of(graph, item, kind)
        _check_read(old, _where(self.item, self.kind))
        rule = next((it for it in old.rules if it.grantee == self.grantee), None)
        says = _effect(rule.allow, rule.deny, capability.bit) if rule else None
        if says is self.effect:
            word = {True: "allowed", False: "denied", None: "unspecified"}[says]
            where = _where(self.item, self.kind)
            return unchanged(
                site, f"`{capability.key}` is {word} for `{self.grantee}` on {where} already"
            )

        def rewrite(rules: RuleList) -> RuleList:
            return with_rule(rules, self.grantee, capability, effect=self.effect)

        return _written(site, graph, item, kind, rewrite, self.grantee)


@dataclass(frozen=True, slots=True)
class ClearRule:
    """Everything that a list says to one grantee goes."""

    grantee: Grantee
    item: Address
    """Whose own list it is."""
    kind: Kind | None = None
    """Of a project: whose default rules; None for the project's own."""

    @property
    def summary(self) -> str:
        """What is done."""
        return f"remove the rule for `{self.grantee}` on {_where(self.item, self.kind)}"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such item or grantee; or the list would not be consulted.
        """
        item = item_at(site, self.item)
        check_grantee(site, self.grantee)
        kind = _list_kind(item, self.kind)
        graph = graph_around(site, item)
        _check_consulted(site, graph, item, kind)
        own, where = _list_of(graph, item, kind), _where(self.item, self.kind)
        _check_read(own, where)
        if all(it.grantee != self.grantee for it in own.rules):
            return unchanged(site, f"there is no rule for `{self.grantee}` on {where}")

        def rewrite(rules: RuleList) -> RuleList:
            kept = tuple(it for it in rules.rules if it.grantee != self.grantee)
            return replace(rules, rules=kept)

        return _written(site, graph, item, kind, rewrite, self.grantee)


@dataclass(frozen=True, slots=True)
class SetLeader:
    """A user or a group leads a project, or does no longer."""

    grantee: Grantee
    project: Address
    leads: bool

    @property
    def summary(self) -> str:
        """What is done."""
        if self.leads:
            return f"make `{self.grantee}` leader of `{self.project}`"
        return f"let `{self.grantee}` lead `{self.project}` no longer"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such project or grantee; or it is a group set.
        """
        project = project_at(site, self.project)
        check_grantee(site, self.grantee)
        if self.grantee.kind is GranteeKind.GROUP_SET:
            raise ChangeError(
                f"`{self.grantee}` cannot lead a project", help="only users and groups can"
            )
        graph = graph_around(site, project)
        leads = any(it.grantee == self.grantee for it in graph.leaders_of(project))
        if leads == self.leads:
            state = "leads" if leads else "does not lead"
            return unchanged(site, f"`{self.grantee}` {state} `{self.project}` already")
        permissions = with_leader(permissions_of(graph, project), self.grantee, leads=self.leads)
        after = with_project(
            site, self.project, lambda item: replace(item, permissions=permissions)
        )
        return Played(after, tuple(self._notes(graph, project)))

    def _notes(self, graph: SiteGraph, project: Project) -> Iterator[str]:
        for above in graph.projects_above(project)[1:]:
            if any(it.grantee == self.grantee for it in graph.leaders_of(above)):
                yield f"`{self.grantee}` leads it through `{above.address}` anyhow"


def _where(item: Address, kind: Kind | None) -> str:
    if kind is None or kind is Kind.PROJECT:
        return f"`{item}`"
    return f"the {CATALOG[kind].plural.replace('_', ' ')} of `{item}`"


def _effect(allow: int, deny: int, bit: int) -> bool | None:
    if allow & bit:
        return True
    return False if deny & bit else None


def _list_kind(item: Item, kind: Kind | None) -> Kind:
    """Return of which of an item's lists a change is."""
    if not isinstance(item, Project):
        if kind not in {None, item.kind}:
            raise ChangeError(
                f"`{item.address}` has no rules for {CATALOG[kind or item.kind].plural}",
                help="only a project has default rules for what it holds",
            )
        return item.kind
    if kind is None or kind is Kind.PROJECT or kind in CONTENT_KINDS:
        return kind or Kind.PROJECT
    whole = "workbook" if kind is Kind.VIEW else "database"
    raise ChangeError(
        f"a project has no default rules for {CATALOG[kind].plural}",
        help=f"they follow those for a {whole}: name the kind `{whole}`",
    )


def _list_of(graph: SiteGraph, item: Item, kind: Kind) -> RuleList:
    if isinstance(item, Content):
        return own_list_of(graph, item)
    return permissions_of(graph, item).lists[kind]


def _check_read(rules: RuleList, where: str) -> None:
    """See that a list is known.

    Raises:
        ChangeError: it was not read; what a change of it does cannot be said.
    """
    if rules.not_read is not None:
        raise ChangeError(
            f"the rules of {where} were not read: {rules.not_read}",
            help="read them first; what a change of unknown rules does cannot be said",
        )


def _check_consulted(site: Site, graph: SiteGraph, item: Item, kind: Kind) -> None:
    """See that a list decides about something.

    Raises:
        ChangeError: it does not; the help names what governs.
    """
    if in_personal_space(site, item):
        raise ChangeError(
            f"`{item.address}` is in a Personal Space, where there are no rules",
            help="publish it to a project first",
        )
    if isinstance(item, Project):
        managing = graph.managing_project(item)
        if managing is None or managing is item:
            return
        governor: Item = managing
        because = Because.LOCKED_ANCESTOR
    else:
        governing = graph.governing(item)
        if governing.governor is item:
            return
        governor, because = governing.governor, governing.because
    raise _dead(item, kind, governor, because)


def _dead(item: Item, kind: Kind, governor: Item, because: Because) -> ChangeError:
    match because:
        case Because.TABS_SHOWN:
            why = f"`{governor.address}` shows its sheets as tabs"
            where = f"`{governor.address}`, or hide its tabs"
        case Because.LOCKED_DATABASE:
            why = f"`{governor.address}` is locked"
            where = f"`{governor.address}`"
        case _:
            of = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}.get(kind, kind)
            why = f"`{governor.address}` is locked"
            where = f"{_where(governor.address, of)}, or unlock `{governor.address}`"
    return ChangeError(
        f"rules of `{item.address}` would not be consulted: {why}",
        help=f"change the rules of {where}",
    )


def _written(
    site: Site, graph: SiteGraph, item: Item, kind: Kind, rewrite: Rewrite, grantee: Grantee
) -> Played:
    found = with_own_list(site, graph, item, kind, rewrite)
    return Played(found.site, tuple(_notes(site, found, item, grantee)))


def _notes(site: Site, found: Rewritten, item: Item, grantee: Grantee) -> Iterator[str]:
    if found.materialised:
        yield (
            f"`{item.address}` still had the rules it was created with: they are written in full, "
            "with the change"
        )
    if found.copies:
        items = "1 item that was" if found.copies == 1 else f"{found.copies} items that were"
        yield (
            f"{items} created with the old rules of `{item.address}` "
            f"{'keeps' if found.copies == 1 else 'keep'} them: a copy is made once"
        )
    if grantee.kind is GranteeKind.GROUP_SET and not site.settings.group_sets:
        yield "rules for group sets have no effect: the site setting `group_sets` is off"
