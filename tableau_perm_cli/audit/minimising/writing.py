"""Writes a smaller declaration into the text: first what goes, then what comes.

In two readings of the text: a rule that is written where the last one has just gone would need
another reading each.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from tableau_perm_cli.audit.changes.amend import with_every_item
from tableau_perm_cli.audit.minimising.empty_mappings import without_empty_mappings
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Item,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)

Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


def edited_files(
    files: Files, before: Declaration, after: Declaration, sites: Container[str]
) -> Files:
    """Return the files with the rules of a smaller declaration.

    Args:
        files: as they were read.
        before: what they declare.
        after: what they are to declare: the same but for rules.
        sites: those whose empty mappings go too.

    Raises:
        CannotEditError: the text is written in a way that is left to its author.
    """
    smaller = {
        name: site if after.sites[name] is site else _less(site, after.sites[name])
        for name, site in before.sites.items()
    }
    less = replace(before, sites=smaller)
    edited = rewritten(rewritten(files, before, less), less, after)
    return [(name, without_empty_mappings(name, data, sites)[0]) for name, data in edited]


def _less(before: Site, after: Site) -> Site:
    """Return the site without the rules that another has not, nor those that it alone has."""
    known = {item.address: item for item in before.items()}
    return with_every_item(after, lambda item: _known_rules(item, known))


def _known_rules(item: Item, known: dict[Address, Item]) -> Item:
    old = known[item.address].permissions
    if item.permissions is None:
        return item
    if isinstance(item, Project) and isinstance(old, ProjectPermissions):
        permissions = item.permissions
        lists = {kind: _of_known(it, old.lists[kind]) for kind, it in permissions.lists.items()}
        if all(lists[kind] is rules for kind, rules in permissions.lists.items()):
            return item
        return replace(item, permissions=replace(permissions, lists=lists))
    if isinstance(item, Content) and isinstance(old, RuleList):
        rules = _of_known(item.permissions, old)
        return item if rules is item.permissions else replace(item, permissions=rules)
    return replace(item, permissions=None)


def _of_known(rules: RuleList, old: RuleList) -> RuleList:
    grantees = {rule.grantee for rule in old.rules}
    kept = tuple(rule for rule in rules.rules if rule.grantee in grantees)
    return rules if len(kept) == len(rules.rules) else replace(rules, rules=kept)
