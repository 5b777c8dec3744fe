"""Takes the own rules of everything that stands under a lock, or did: the lock's are in force.

The same is done to what comes under a lock, which loses rules that were consulted, and to what
comes out of one, whose written rules were not consulted and would otherwise come back to life.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from tableau_perm_cli.audit.changes.amend import as_list_of, with_every_inside, without_gap
from tableau_perm_cli.audit.changes.standing import Lists
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import (
    Content,
    Grantee,
    Item,
    Lock,
    Project,
    ProjectPermissions,
    RuleList,
)

_FOLLOWED = {Kind.VIEW: Kind.WORKBOOK, Kind.TABLE: Kind.DATABASE}
_Some = TypeVar("_Some", bound=Item)


@dataclass(slots=True)
class Overwriting:
    """One set of rules written over those of many items, with a record of what goes."""

    lists: Lists
    """The managing project's."""
    keeps_leaders: bool
    """Whether nested projects keep leaders of their own."""
    rules: list[str] = field(default_factory=list)
    """The rules that go, where they were others, as words for a sentence."""
    locks: list[str] = field(default_factory=list)
    """The own locks of nested projects that go."""
    leaders: list[str] = field(default_factory=list)
    """The leader settings that go."""

    @property
    def all_gone(self) -> tuple[str, ...]:
        """Everything that goes."""
        return (*self.rules, *self.locks, *self.leaders)

    def over(self, item: _Some) -> _Some:
        """Return an item, and everything in it, without rules of its own."""
        return self.inside(cast("_Some", self._one(item)))

    def inside(self, item: _Some) -> _Some:
        """Return an item with everything in it without rules of its own."""
        return cast("_Some", with_every_inside(item, self._one))

    def _one(self, item: Item) -> Item:
        if isinstance(item, Content):
            return self._content(item)
        return self._project(item)

    def _content(self, content: Content) -> Content:
        if content.permissions is None:
            return content
        self._note_rules(content, [(content.kind, content.permissions)])
        return replace(content, permissions=None)

    def _project(self, project: Project) -> Project:
        if project.lock is not Lock.CUSTOMIZABLE:
            self.locks.append(f"the own lock of `{project.address}` ({project.lock.value})")
        project = without_gap(project, "content_permissions")
        if project.lock_position is not None or project.lock is not Lock.CUSTOMIZABLE:
            project = replace(project, lock=Lock.CUSTOMIZABLE, lock_position=None)
        permissions = project.permissions
        if permissions is None:
            return project
        self._note_rules(project, list(permissions.lists.items()))
        return replace(project, permissions=self._left_of(project, permissions))

    def _left_of(
        self, project: Project, permissions: ProjectPermissions
    ) -> ProjectPermissions | None:
        """Return what is left of a nested project's permissions; None for a copy alone."""
        if not self.keeps_leaders:
            self.leaders += [
                f"`{leader.grantee}` as leader of `{project.address}`"
                for leader in permissions.leaders
            ]
            return None
        if permissions.leaders or permissions.leader_residues:
            return replace(permissions, lists=self.lists)
        return None

    def _note_rules(self, item: Item, own: list[tuple[Kind, RuleList]]) -> None:
        """Note that an item's rules go, if they are others than those in their place."""
        others = [
            rules
            for kind, rules in own
            if rules.not_read is not None
            or _said(rules)
            != _said(as_list_of(kind, self.lists[_FOLLOWED.get(kind, kind)], item.position))
        ]
        if others:
            count = sum(len(rules.rules) for rules in others)
            number = "none" if not count else "1 rule" if count == 1 else f"{count} rules"
            if any(rules.not_read is not None for rules in others):
                number = "not read"
            self.rules.append(f"the own rules of `{item.address}` ({number})")


def _said(rules: RuleList) -> Mapping[Grantee, tuple[int, int]]:
    return {
        rule.grantee: (rule.allow, rule.deny) for rule in rules.rules if rule.allow | rule.deny
    }
