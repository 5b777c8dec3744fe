"""A site with one thing in it exchanged; everything else is shared with the site as it was."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar, cast

from tableau_perm_cli.catalog import CATALOG, Capability, Kind, template_named
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    GranteeKind,
    Group,
    Item,
    Leader,
    Project,
    ProjectPermissions,
    Rule,
    RuleList,
    Site,
)
from tableau_perm_cli.diagnostics import Position

_Some = TypeVar("_Some", bound=Item)

Amend = Callable[[Item], Item | None]
"""Gives what stands in an item's place; None takes the item away."""


# Principals


def with_members(site: Site, group: str, members: Iterable[str]) -> Site:
    """Return the site with other members in a group."""
    changed = replace(site.groups[group], members=tuple(members))
    return replace(site, groups={**site.groups, group: changed})


def without_group(site: Site, name: str) -> Site:
    """Return the site without a group: no rule, leader setting or group set names it any more."""
    groups = {key: group for key, group in site.groups.items() if key != name}
    sets = {
        key: replace(it, groups=tuple(group for group in it.groups if group != name))
        for key, it in site.group_sets.items()
    }
    site = replace(site, groups=groups, group_sets=sets)
    return without_grantee(site, Grantee(GranteeKind.GROUP, name))


def without_user(site: Site, name: str) -> Site:
    """Return the site without a user who owns nothing."""
    users = {key: user for key, user in site.users.items() if key != name}
    groups: dict[str, Group] = {
        key: replace(group, members=tuple(it for it in group.members if it != name))
        if name in group.members
        else group
        for key, group in site.groups.items()
    }
    site = replace(site, users=users, groups=groups)
    return without_grantee(site, Grantee(GranteeKind.USER, name))


def without_grantee(site: Site, grantee: Grantee) -> Site:
    """Return the site with no rule and no leader setting for a grantee."""
    return with_every_item(site, lambda item: _without_rules_for(item, grantee))


def _without_rules_for(item: Item, grantee: Grantee) -> Item:
    if item.permissions is None:
        return item
    if isinstance(item, Project):
        permissions = item.permissions
        lists = {kind: _less(rules, grantee) for kind, rules in permissions.lists.items()}
        leaders = tuple(it for it in permissions.leaders if it.grantee != grantee)
        residues = tuple(it for it in permissions.leader_residues if it.grantee != grantee)
        same = leaders == permissions.leaders and residues == permissions.leader_residues
        if same and all(lists[kind] is rules for kind, rules in permissions.lists.items()):
            return item
        changed = replace(permissions, lists=lists, leaders=leaders, leader_residues=residues)
        return replace(item, permissions=changed)
    less = _less(item.permissions, grantee)
    return item if less is item.permissions else replace(item, permissions=less)


def _less(rules: RuleList, grantee: Grantee) -> RuleList:
    kept = tuple(rule for rule in rules.rules if rule.grantee != grantee)
    return rules if len(kept) == len(rules.rules) else replace(rules, rules=kept)


# Items


def with_item(site: Site, address: Address, amend: Amend) -> Site:
    """Return the site with what ``amend`` makes of the item at an address."""
    if address.path[0].startswith(PERSONAL_SPACE_MARK) and _is_personal(site, address):
        spaces = tuple(
            replace(space, content=cast("tuple[Content, ...]", _at(space.content, address, amend)))
            if space.user == address.path[0].removeprefix(PERSONAL_SPACE_MARK)
            else space
            for space in site.personal_spaces
        )
        return replace(site, personal_spaces=spaces)
    return replace(site, projects=cast("tuple[Project, ...]", _at(site.projects, address, amend)))


def with_content(site: Site, address: Address, amend: Callable[[Content], Content]) -> Site:
    """Return the site with what ``amend`` makes of the item of content at an address."""

    def amended(item: Item) -> Item:
        if not isinstance(item, Content):
            raise TypeError("a project is not an item of content")
        return amend(item)

    return with_item(site, address, amended)


def with_project(site: Site, address: Address, amend: Callable[[Project], Project]) -> Site:
    """Return the site with what ``amend`` makes of the project at an address."""

    def amended(item: Item) -> Item:
        if not isinstance(item, Project):
            raise TypeError("an item of content is not a project")
        return amend(item)

    return with_item(site, address, amended)


def _is_personal(site: Site, address: Address) -> bool:
    user = address.path[0].removeprefix(PERSONAL_SPACE_MARK)
    return any(space.user == user for space in site.personal_spaces)


def _at(items: Iterable[Item], address: Address, amend: Amend) -> tuple[Item, ...]:
    """Return siblings with the one amended that is at the address or leads to it."""
    found: list[Item] = []
    for item in items:
        own = item.address
        if own == address:
            amended = amend(item)
            if amended is not None:
                found.append(amended)
        elif address.path[: len(own.path)] == own.path and len(own.path) < len(address.path):
            found.append(_with_inside(item, lambda inside: _at(inside, address, amend)))
        else:
            found.append(item)
    return tuple(found)


def _with_inside(item: Item, amend: Callable[[Iterable[Item]], tuple[Item, ...]]) -> Item:
    """Return an item with what ``amend`` makes of what is in it; the item itself if it is same."""
    if isinstance(item, Content):
        parts = cast("tuple[Content, ...]", amend(item.parts))
        return item if _are_same(parts, item.parts) else replace(item, parts=parts)
    content = cast("tuple[Content, ...]", amend(item.content))
    projects = cast("tuple[Project, ...]", amend(item.projects))
    if _are_same(content, item.content) and _are_same(projects, item.projects):
        return item
    return replace(item, content=content, projects=projects)


def _are_same(some: tuple[Item, ...], others: tuple[Item, ...]) -> bool:
    return len(some) == len(others) and all(map(lambda a, b: a is b, some, others))


def with_every_item(site: Site, amend: Callable[[Item], Item]) -> Site:
    """Return the site with what ``amend`` makes of each project and item of content."""

    def amended(items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(_with_inside(amend(item), amended) for item in items)

    return replace(site, projects=cast("tuple[Project, ...]", amended(site.projects)))


def with_every_inside(item: Item, amend: Callable[[Item], Item]) -> Item:
    """Return an item with what ``amend`` makes of everything in it, at any depth."""

    def amended(items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(_with_inside(amend(inner), amended) for inner in items)

    return _with_inside(item, amended)


def at_address(item: Item, address: Address) -> Item:
    """Return an item, and everything in it, as it is called somewhere else."""
    start, depth = address.path, len(item.address.path)

    def renamed(inner: Item) -> Item:
        path = (*start, *inner.address.path[depth:])
        return replace(inner, address=Address(inner.address.kind, path))

    return with_every_inside(renamed(item), renamed)


def with_added(site: Site, within: Address, item: Item) -> Site:
    """Return the site with an item put into a project, after what is there."""

    def add(project: Project) -> Project:
        if isinstance(item, Project):
            return replace(project, projects=(*project.projects, item))
        return replace(project, content=(*project.content, item))

    return with_project(site, within, add)


def without_gap(item: _Some, part: str) -> _Some:
    """Return an item of which a part is known that was not read."""
    if part not in item.gaps:
        return item
    gaps = {key: reason for key, reason in item.gaps.items() if key != part}
    return replace(item, gaps=gaps)


# Rules


def with_effect(rule: Rule, capability: Capability, *, effect: bool | None) -> Rule:
    """Return a rule that allows (True), denies (False) or does not specify a capability."""
    bit = capability.bit
    explicit = tuple(it for it in rule.explicit if it[0] != capability.index)
    if effect is not None:
        explicit = (*explicit, (capability.index, rule.position))
    template = template_named(rule.kind, rule.template) if rule.template else None
    keeps = template is not None and not (
        effect is None and (template.allow | template.deny) & bit
    )
    if not keeps:
        # Without its template the rule lists everything by name.
        members = CATALOG[rule.kind].members((rule.allow | rule.deny) & ~bit)
        listed = {index for index, _ in explicit}
        explicit = (
            *explicit,
            *((it.index, rule.position) for it in members if it.index not in listed),
        )
    return replace(
        rule,
        allow=(rule.allow & ~bit) | (bit if effect is True else 0),
        deny=(rule.deny & ~bit) | (bit if effect is False else 0),
        uncertain=rule.uncertain & ~bit if keeps else 0,
        template=rule.template if keeps else None,
        template_position=rule.template_position if keeps else None,
        explicit=explicit,
    )


def with_rule(
    rules: RuleList, grantee: Grantee, capability: Capability, *, effect: bool | None
) -> RuleList:
    """Return a rule list that says something else to a grantee about one capability.

    A rule that then says nothing goes.
    """
    known = next((rule for rule in rules.rules if rule.grantee == grantee), None)
    empty = Rule(grantee, rules.kind, 0, 0, 0, None, rules.position, None, ())
    changed = with_effect(known or empty, capability, effect=effect)
    kept = [rule for rule in rules.rules if rule is not known]
    if changed.allow | changed.deny or changed.unknown:
        at = rules.rules.index(known) if known else len(kept)
        kept.insert(at, changed)
    return replace(rules, rules=tuple(kept))


def as_list_of(kind: Kind, rules: RuleList | None, position: Position) -> RuleList:
    """Return a list as an item of another kind has it when it is created with a copy.

    A view's list has the keys that views have of the workbook's, a table's those of the
    database's.
    """
    if rules is None:
        return RuleList(kind, (), position)
    if rules.kind is kind:
        return rules
    ruled = tuple(_as_rule_of(kind, rule) for rule in rules.rules)
    return RuleList(kind, ruled, position, rules.not_read)


def _as_rule_of(kind: Kind, rule: Rule) -> Rule:
    pairs = [(CATALOG[rule.kind].capability(it.key), it) for it in CATALOG[kind].capabilities]

    def translated(mask: int) -> int:
        return sum(to.bit for of, to in pairs if mask & of.bit)

    places = dict(rule.explicit)
    template = rule.template if rule.template and template_named(kind, rule.template) else None
    explicit = [(to.index, places[of.index]) for of, to in pairs if of.index in places]
    allow, deny = translated(rule.allow), translated(rule.deny)
    if template is None:
        listed = {index for index, _ in explicit}
        members = CATALOG[kind].members(allow | deny)
        explicit += [(it.index, rule.position) for it in members if it.index not in listed]
    return replace(
        rule,
        kind=kind,
        allow=allow,
        deny=deny,
        uncertain=translated(rule.uncertain),
        template=template,
        explicit=tuple(explicit),
    )


def with_leader(
    permissions: ProjectPermissions, grantee: Grantee, *, leads: bool
) -> ProjectPermissions:
    """Return a project's permissions with a leader setting made or taken away.

    A denial from before 2020.1 goes where a setting is made: it is written in the same place.
    """
    kept = tuple(it for it in permissions.leaders if it.grantee != grantee)
    if not leads:
        return replace(permissions, leaders=kept)
    leaders = (*kept, Leader(grantee, permissions.position))
    residues = tuple(it for it in permissions.leader_residues if it.grantee != grantee)
    return replace(permissions, leaders=leaders, leader_residues=residues)
