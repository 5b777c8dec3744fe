"""Where it is written that a statement is true: the rules, owners, leaders and roles behind it."""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.audit.summarising.ground import Ground, Standing
from tableau_perm_cli.audit.summarising.keys import named
from tableau_perm_cli.audit.summarising.places import Atlas
from tableau_perm_cli.audit.summarising.statement import Who
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Grantee, GranteeKind, Project, Rule
from tableau_perm_cli.resolve import Effect, Evidence
from tableau_perm_cli.resolve.bulk.bits import indexes_in
from tableau_perm_cli.resolve.evidence import role_evidence, rule_evidence
from tableau_perm_cli.resolve.excerpt import open_excerpt


class Deciding:
    """Looks up what is written, for one ground."""

    def __init__(self, ground: Ground, atlas: Atlas) -> None:
        """Note who is in charge of which project."""
        self._ground = ground
        self._charges: dict[Grantee, list[tuple[int, Evidence]]] = {}
        for governed in ground.engine.items:
            project = governed.item
            if isinstance(project, Project):
                for grantee, evidence in _in_charge(project):
                    reach = atlas.below(project.address.path)
                    self._charges.setdefault(grantee, []).append((reach, evidence))

    def administrators(self, users: int) -> tuple[Evidence, ...]:
        """Return what makes each of the users an administrator."""
        site = self._ground.engine.site
        names = self._ground.engine.names(users)
        resolver = open_excerpt(site, names)
        return tuple(role_evidence(resolver.principal(site.users[name])) for name in names)

    def in_charge(self, who: Who, items: int) -> tuple[Evidence, ...]:
        """Return what gives someone charge of any of the items."""
        grantees = [
            *(Grantee(GranteeKind.USER, name) for name in who.users),
            *self._groups(GranteeKind.GROUP, who.groups),
        ]
        return _once(
            evidence
            for grantee in grantees
            for reach, evidence in self._charges.get(grantee, ())
            if reach & items
        )

    def owners(self, users: int, items: int) -> tuple[Evidence, ...]:
        """Return the ownerships of the items by any of the users."""
        index = self._ground.engine.people.index
        owned = (self._ground.engine.items[place].item for place in indexes_in(items))
        return tuple(
            Evidence(f"user:{it.owner.user}", Effect.OWNER, it.owner.position, it.address)
            for it in owned
            if it.owner is not None and users >> index[it.owner.user] & 1
        )

    def rules(self, who: Who, standings: Iterable[Standing], keys: int) -> tuple[Evidence, ...]:
        """Return the rules for those who are named that say something of the keys."""
        allowed = {
            *(Grantee(GranteeKind.USER, name) for name in who.users),
            *self._groups(GranteeKind.GROUP, who.groups),
            *self._groups(GranteeKind.GROUP_SET, [it.group_set for it in who.group_sets]),
        }
        denied = {
            *self._groups(GranteeKind.GROUP, who.but_not),
            *self._groups(
                GranteeKind.GROUP_SET, [it for each in who.group_sets for it in each.but_not]
            ),
        }
        return _once(
            evidence
            for standing in standings
            for rules in standing.lists
            for rule in rules.rules
            for evidence in (
                *self._says(rule, Effect.ALLOW, allowed, standing, keys),
                *self._says(rule, Effect.DENY, denied, standing, keys),
            )
        )

    def user_denies(
        self, name: str, standings: Iterable[Standing], keys: int
    ) -> tuple[Evidence, ...]:
        """Return the rules that deny a user any of the keys."""
        grantee = {Grantee(GranteeKind.USER, name)}
        return _once(
            evidence
            for standing in standings
            for rules in standing.lists
            for rule in rules.rules
            for evidence in self._says(rule, Effect.DENY, grantee, standing, keys)
        )

    def _groups(self, kind: GranteeKind, names: Iterable[str]) -> Iterator[Grantee]:
        """Yield the groups of these names and those with the same members: they are as one."""
        memberships = self._ground.engine.people.memberships
        known = memberships.groups if kind is GranteeKind.GROUP else memberships.group_sets
        audiences = {known[name] for name in names}
        return (Grantee(kind, name) for name, audience in known.items() if audience in audiences)

    @staticmethod
    def _says(
        rule: Rule, effect: Effect, grantees: set[Grantee], standing: Standing, keys: int
    ) -> Iterator[Evidence]:
        """Yield the first thing that the rule says of the keys, if it is for one of these."""
        if rule.grantee not in grantees:
            return
        mask = rule.allow if effect is Effect.ALLOW else rule.deny
        for key in named(keys & standing.full):
            capability = CATALOG[rule.kind].capability(key)
            if mask & capability.bit:
                yield rule_evidence(rule, capability, effect, None)
                return


def _in_charge(project: Project) -> Iterator[tuple[Grantee, Evidence]]:
    """Yield who owns a project and who leads it."""
    if project.owner is not None:
        owner = Grantee(GranteeKind.USER, project.owner.user)
        position = project.owner.position
        yield owner, Evidence(str(owner), Effect.OWNER, position, project.address)
    for leader in project.permissions.leaders if project.permissions else ():
        yield (
            leader.grantee,
            Evidence(str(leader.grantee), Effect.LEADER, leader.position, project.address),
        )


def _once(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence in the order of its places, each once."""
    ordered = sorted(
        dict.fromkeys(found),
        key=lambda it: (it.position.file, it.position.line, it.position.column),
    )
    return tuple(ordered)
