"""What a site has drifted from its declaration by."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.audit.diff import Change, Diff, Edit, EditKind, Effect
from tableau_perm_cli.audit.drift.gap import Gap
from tableau_perm_cli.audit.drift.rename import Rename
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import Position


class DriftKind(StrEnum):
    """What a change is about; the values are part of the JSON record, and of ``--ignore``.

    In the order of a report: what things are, who there is, what is there, who is in charge, what
    the rules say, and what no permission depends on. But for the first four they are the kinds of
    edits of a diff.
    """

    RENAMED = "renamed"
    MOVED = "moved"
    REPLACED = "replaced"
    NOT_READ = "not_read"
    """It was read before and could not be read any more."""
    SITE = "site"
    SETTING = "setting"
    USER = "user"
    SITE_ROLE = "site_role"
    GROUP = "group"
    MEMBER = "member"
    MINIMUM_SITE_ROLE = "minimum_site_role"
    GROUP_SET = "group_set"
    GROUP_IN_SET = "group_in_set"
    ITEM = "item"
    OWNER = "owner"
    LEADER = "leader"
    LOCK = "lock"
    TABS = "tabs"
    PERMISSIONS = "permissions"
    RULE = "rule"
    DEFAULT_RULE = "default_rule"
    """A project's rule for content that is yet to come; of a diff it is a ``rule``."""
    CONNECTIONS = "connections"
    AUTHENTICATION = "authentication"
    SIGN_IN = "sign_in"
    PROFILE = "profile"
    LEADER_DENIAL = "leader_denial"


NEVER_DRIFT = frozenset({EditKind.LABELS, EditKind.CEILING})
"""The edits of a diff that are the declaration's own and no drift."""


def kind_of(edit: Edit) -> DriftKind:
    """Return what an edit of a diff is about."""
    is_rule = edit.kind is EditKind.RULE
    if is_rule and edit.item and edit.item.kind is Kind.PROJECT and edit.part is not Kind.PROJECT:
        return DriftKind.DEFAULT_RULE
    return DriftKind(edit.kind.value)


@dataclass(frozen=True, slots=True)
class DriftChange:
    """One thing that is otherwise than declared."""

    kind: DriftKind
    how: Change
    site: str
    summary: str
    """In words: lower case start, no full stop, names in backticks."""
    position: Position
    """Where it is written in the new text; of what is gone, where it would stand."""
    item: Address | None = None
    grantee: str | None = None
    """The user, group or group set that it is about, as JSON records name it."""
    gained: int = 0
    """How many cells it allows that were denied."""
    lost: int = 0
    shared: int = 0
    """How many of these cells other changes share with it."""
    with_move: bool = False
    """Whether what it did is counted with the move of what it is about."""


def change_of_effect(effect: Effect, kind: DriftKind, *, with_move: bool = False) -> DriftChange:
    """Return an edit of a diff as a change."""
    edit = effect.edit
    return DriftChange(
        kind,
        edit.change,
        edit.site,
        edit.summary,
        edit.position,
        edit.item,
        edit.grantee,
        effect.gained,
        effect.lost,
        effect.shared,
        with_move=with_move and not effect.gained and not effect.lost,
    )


def change_of_gap(gap: Gap) -> DriftChange:
    """Return what could not be read any more as a change."""
    return DriftChange(
        DriftKind.NOT_READ,
        Change.CHANGED,
        gap.site,
        gap.summary,
        gap.position,
        gap.item,
        gap.grantee,
    )


@dataclass(frozen=True, slots=True)
class SiteRename:
    """What the ids of a site tell of one thing."""

    site: str
    rename: Rename


@dataclass(frozen=True, slots=True)
class Drift:
    """All that differs between a declaration and the site as it is now."""

    diff: Diff
    """The aligned declaration against the site, without the changes of ignored kinds."""
    changes: tuple[DriftChange, ...]
    """By kind and then in the order of the new text."""
    renames: tuple[SiteRename, ...]
    gaps: tuple[Gap, ...]
    by_names: tuple[str, ...]
    """The sites on which names alone told what is what."""
    ignored: int
    """How many changes are of kinds that were to be ignored."""

    @property
    def drifted(self) -> bool:
        """Whether there is any change."""
        return bool(self.changes)
