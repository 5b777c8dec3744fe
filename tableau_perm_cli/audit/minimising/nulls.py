"""Takes away what says nothing at all: rules that leave everything unspecified, old denials."""

from dataclasses import replace

from tableau_perm_cli.audit.changes.amend import with_every_item
from tableau_perm_cli.audit.minimising.record import Record, Slot
from tableau_perm_cli.audit.minimising.step import StepKind
from tableau_perm_cli.declaration.model import Item, Project, Rule, RuleList, Site


def without_nulls(site: Site, record: Record) -> Site:
    """Return the site without them; what has none stays the same object."""

    def amended(item: Item) -> Item:
        if item.permissions is None:
            return item
        if not isinstance(item, Project):
            slot = Slot(item.address, item.permissions.kind, of_project=False)
            rules = _without_empty(item.permissions, slot, record)
            return item if rules is item.permissions else replace(item, permissions=rules)
        return _project(item, record)

    return with_every_item(site, amended)


def _project(project: Project, record: Record) -> Project:
    permissions = project.permissions
    if permissions is None:
        return project
    lists = {
        kind: _without_empty(rules, Slot(project.address, kind, of_project=True), record)
        for kind, rules in permissions.lists.items()
    }
    residues = permissions.leader_residues if record.may_forget(project) else ()
    for residue in residues:
        record.about_residue(project, residue)
    same = all(lists[kind] is rules for kind, rules in permissions.lists.items())
    if same and not residues:
        return project
    left = () if residues else permissions.leader_residues
    return replace(project, permissions=replace(permissions, lists=lists, leader_residues=left))


def _without_empty(rules: RuleList, slot: Slot, record: Record) -> RuleList:
    if not record.may_change(slot):
        return rules
    empty = [rule for rule in rules.rules if _is_empty(rule)]
    for rule in empty:
        record.about_rules(
            StepKind.NULL_RULE,
            slot,
            (rule,),
            f"remove the rule for `{rule.grantee}` from {slot}, which leaves all unspecified",
            rule.position,
        )
    if not empty:
        return rules
    return replace(rules, rules=tuple(rule for rule in rules.rules if not _is_empty(rule)))


def _is_empty(rule: Rule) -> bool:
    return not rule.allow | rule.deny and not rule.unknown
