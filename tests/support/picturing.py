"""A declared site as a source would tell it: by ids, in Tableau's words, every copy written out.

What a lock or tabs make ineffective is left out, as a pull leaves it out, or told all the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from random import Random
from uuid import NAMESPACE_URL, uuid5

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    CONTENT_KINDS,
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Group,
    Lock,
    Ownership,
    Project,
    RuleList,
    Site,
    User,
)
from tableau_perm_cli.exchange.picture import (
    GranteeId,
    Mode,
    Picture,
    ToldConnection,
    ToldContent,
    ToldGroup,
    ToldGroupSet,
    ToldProject,
    ToldRule,
    ToldRules,
    ToldUser,
)
from tableau_perm_cli.graph import SiteGraph, build_graph

REST_LOCKS = {
    Lock.CUSTOMIZABLE: "ManagedByOwner",
    Lock.LOCKED: "LockedToProjectWithoutNested",
    Lock.LOCKED_INCLUDING_NESTED: "LockedToProject",
}
_MIXED = (ToldRule, ToldUser, ToldGroup, ToldGroupSet, ToldProject, ToldContent, Picture)


def pictures_of(declaration: Declaration, *, every_rule: bool = False) -> list[Picture]:
    """Return what a source tells of each site of a declaration.

    Args:
        declaration: of which labels, external authorization, and the settings that no source
            tells are left out.
        every_rule: whether rules are told that a lock or tabs make ineffective.
    """
    network = build_graph(declaration)
    return [
        _Picturing(site, SiteGraph(network, site), every_rule).picture()
        for site in declaration.sites.values()
    ]


def id_of(site: str, what: object) -> str:
    """Return the id of what is at an address, or of a principal: the same in every run."""
    return str(uuid5(NAMESPACE_URL, f"{site}\0{what}"))


def shuffled(picture: Picture, seed: int) -> Picture:
    """Return the picture with everything in it in another order."""
    random = Random(seed)  # noqa: S311, not a secret

    def mixed(thing: object) -> object:
        if isinstance(thing, tuple):
            return tuple(random.sample([mixed(it) for it in thing], len(thing)))
        if isinstance(thing, dict):
            keys = random.sample([*thing], len(thing))
            return {key: mixed(thing[key]) for key in keys}
        if isinstance(thing, _MIXED):
            changed = {it.name: mixed(getattr(thing, it.name)) for it in fields(thing)}
            return replace(thing, **changed)
        return thing

    return mixed(picture)


@dataclass(frozen=True)
class _Picturing:
    site: Site
    graph: SiteGraph
    every_rule: bool

    def picture(self) -> Picture:
        site = self.site
        personal = [content for space in site.personal_spaces for content in space.content]
        return Picture(
            site.name,
            self._id("site"),
            guest_access=site.settings.guest_access,
            web_authoring=site.settings.web_authoring,
            users=tuple(map(self._user, site.users.values())),
            groups=tuple(map(self._group, site.groups.values())),
            group_sets=tuple(
                ToldGroupSet(
                    self._principal(GranteeKind.GROUP_SET, it.name),
                    it.name,
                    tuple(self._principal(GranteeKind.GROUP, inside) for inside in it.groups),
                )
                for it in site.group_sets.values()
            ),
            projects=tuple(self._projects(site.projects, None)),
            content=(
                *(told for content in personal for told in self._whole(content, None)),
                *(
                    told
                    for project in self._every_project(site.projects)
                    for content in project.content
                    for told in self._whole(content, project)
                ),
            ),
        )

    def _id(self, what: object) -> str:
        return id_of(self.site.name, what)

    def _principal(self, kind: GranteeKind, name: str) -> str:
        return self._id(Grantee(kind, name))

    def _owner(self, owner: Ownership | None) -> str | None:
        return None if owner is None else self._principal(GranteeKind.USER, owner.user)

    # People

    def _user(self, user: User) -> ToldUser:
        legacy = user.reading.legacy
        return ToldUser(
            self._principal(GranteeKind.USER, user.name),
            user.name,
            legacy.name if legacy else user.role.rest_name,
            "local",
            user.full_name,
            user.email,
        )

    def _group(self, group: Group) -> ToldGroup:
        members = self.site.users if group.name == ALL_USERS else group.members
        return ToldGroup(
            self._principal(GranteeKind.GROUP, group.name),
            group.name,
            tuple(self._principal(GranteeKind.USER, it) for it in members),
            group.domain or "local",
            group.minimum_site_role.rest_name if group.minimum_site_role else "Unlicensed",
            group.grant_on_sign_in,
        )

    # Projects

    def _every_project(self, projects: Iterable[Project]) -> Iterator[Project]:
        for project in projects:
            yield project
            yield from self._every_project(project.projects)

    def _projects(
        self, projects: Iterable[Project], above: Project | None
    ) -> Iterator[ToldProject]:
        for project in projects:
            yield ToldProject(
                self._id(project.address),
                project.address.path[-1],
                self._id(above.address) if above else None,
                self._owner(project.owner),
                REST_LOCKS[project.lock],
                dict(self._lists(project)),
            )
            yield from self._projects(project.projects, project)

    def _lists(self, project: Project) -> Iterator[tuple[Kind, ToldRules]]:
        managing = self.graph.managing_project(project)
        locked_above = managing is not None and managing is not project
        for kind in (Kind.PROJECT, *CONTENT_KINDS):
            rules = self.graph.defaults_of(project, kind).rules
            if kind is Kind.PROJECT:
                yield kind, self._with_leaders(project, self._rules(kind, rules))
            elif self.every_rule or not locked_above:
                yield kind, self._rules(kind, rules)

    def _with_leaders(self, project: Project, rules: ToldRules) -> ToldRules:
        told = {rule.grantee: dict(rule.capabilities) for rule in rules}
        if project.permissions is not None:
            leading = [
                *((it, Mode.DENY) for it in project.permissions.leader_residues),
                *((it, Mode.ALLOW) for it in project.permissions.leaders),
            ]
            for leader, mode in leading:
                told.setdefault(self._grantee(leader.grantee), {})["ProjectLeader"] = mode
        return tuple(ToldRule(grantee, said) for grantee, said in told.items())

    # Content

    def _whole(self, content: Content, project: Project | None) -> Iterator[ToldContent]:
        yield self._content(content, project)
        for part in content.parts:
            told = self._content(part, project)
            yield replace(told, project=None, owner=None, parent=self._id(content.address))

    def _content(self, content: Content, project: Project | None) -> ToldContent:
        return ToldContent(
            content.kind,
            self._id(content.address),
            content.address.path[-1],
            self._id(project.address) if project else None,
            owner=self._owner(content.owner),
            personal=project is None,
            rules=self._own_rules(content, project),
            tabs_shown=content.tabs_shown,
            connections=tuple(
                ToldConnection(self._id(it.data_source), it.authentication)
                for it in content.connections
            ),
            authentication=content.authentication,
            locked=content.locked,
        )

    def _own_rules(self, content: Content, project: Project | None) -> ToldRules | None:
        if project is None:
            return None
        governing = self.graph.governing(content)
        if governing.governor is not content and not self.every_rule:
            return None
        return self._rules(content.kind, self.graph.own_rules(content).rules)

    # Rules

    def _grantee(self, grantee: Grantee) -> GranteeId:
        return GranteeId(grantee.kind, self._principal(grantee.kind, grantee.name))

    def _rules(self, kind: Kind, rules: RuleList | None) -> ToldRules:
        """Return a list as it is told of a kind; views have only the capabilities they have."""
        told = []
        for rule in rules.rules if rules else ():
            said = {
                CATALOG[kind].capability(it.key).rest_name: mode
                for mode, mask in ((Mode.ALLOW, rule.allow), (Mode.DENY, rule.deny))
                for it in CATALOG[rule.kind].members(mask)
                if CATALOG[kind].has(it.key)
            }
            told.append(ToldRule(self._grantee(rule.grantee), said))
        return tuple(told)
