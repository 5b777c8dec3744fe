"""One edit: one thing that the declaration says and said otherwise, by meaning, not by text."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import RuleList
from tableau_perm_cli.declaration.places import Spot
from tableau_perm_cli.diagnostics import Position


class EditKind(StrEnum):
    """What an edit is about; the values are part of the JSON record."""

    SITE = "site"
    SETTING = "setting"
    CEILING = "ceiling"
    """A site's decision of an uncertain cell of the ceilings table."""
    USER = "user"
    SITE_ROLE = "site_role"
    PROFILE = "profile"
    """A user's full name or mail address: nothing that permissions depend on."""
    GROUP = "group"
    """A group with its members and the site role it sees to."""
    MEMBER = "member"
    MINIMUM_SITE_ROLE = "minimum_site_role"
    SIGN_IN = "sign_in"
    """Whether a group grants its site role on sign-in only, or its domain."""
    GROUP_SET = "group_set"
    """A group set with its groups."""
    GROUP_IN_SET = "group_in_set"
    ITEM = "item"
    """A project or an item of content, with everything in it."""
    OWNER = "owner"
    LABELS = "labels"
    LOCK = "lock"
    """Content permissions, of a project or of a database."""
    TABS = "tabs"
    CONNECTIONS = "connections"
    AUTHENTICATION = "authentication"
    """Of a data source, external authorization included."""
    NOT_READ = "not_read"
    """What a pull could not read and could before, or the other way round: of a rule list with
    all its rules."""
    PERMISSIONS = "permissions"
    """A whole list: written where there was an initial copy, or the other way round."""
    RULE = "rule"
    LEADER = "leader"
    LEADER_DENIAL = "leader_denial"
    """A denial of Project Leader from before 2020.1, which nothing consults."""


class Change(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One edit, with what is needed to undo it. Two edits are the same only if one object."""

    kind: EditKind
    site: str
    before: Any
    """What the model said; None when nothing."""
    after: Any
    """What it says; None when nothing."""
    summary: str
    """The edit in words: lower case start, no full stop, names in backticks."""
    position: Position
    """Where it is written in the new declaration; of what is gone, where it would stand."""
    spot: Spot | None = None
    """How to find a nearer place in the text than the model keeps."""
    item: Address | None = None
    """Of what is about an item: which."""
    name: Any = None
    """Of what is about a principal or a setting: which; of a rule or leader the ``Grantee``, and
    so of what was not read of a user or a group."""
    part: Any = None
    """Of a membership the member, of a rule the kind of content; of what was not read its key."""
    lists: tuple[RuleList, RuleList] | None = None
    """Of a rule: the list it stood in and the list it stands in; of a list that was not read,
    or is not: both lists."""
    in_space: bool = False
    """Whether the item is in a Personal Space."""

    @property
    def change(self) -> Change:
        """What became of the thing."""
        if self.before is None:
            return Change.ADDED
        return Change.REMOVED if self.after is None else Change.CHANGED

    @property
    def grantee(self) -> str | None:
        """The user, group or group set that the edit is about, as JSON records name it."""
        match self.kind:
            case EditKind.USER | EditKind.SITE_ROLE | EditKind.PROFILE:
                return f"user:{self.name}"
            case EditKind.GROUP | EditKind.MEMBER | EditKind.MINIMUM_SITE_ROLE | EditKind.SIGN_IN:
                return f"group:{self.name}"
            case EditKind.GROUP_SET | EditKind.GROUP_IN_SET:
                return f"group_set:{self.name}"
            case EditKind.RULE | EditKind.LEADER | EditKind.LEADER_DENIAL:
                return str(self.name)
            case EditKind.NOT_READ if self.name is not None:
                return str(self.name)
            case _:
                return None

    @property
    def detail(self) -> str:
        """What else tells the edit apart from others about the same things."""
        part = self.part.value if isinstance(self.part, Kind) else self.part
        if self.kind in {EditKind.SETTING, EditKind.CEILING}:
            part = self.name if isinstance(self.name, str) else " ".join(self.name)
        return " ".join(filter(None, (self.kind.value, self.change.value, part)))
