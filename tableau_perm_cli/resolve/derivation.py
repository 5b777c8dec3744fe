"""The derivation: how one answer came about. Everything that is shown is read off it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.resolve.principal import Principal
from tableau_perm_cli.resolve.reasons import Reason, Verdict


class StepName(StrEnum):
    """The rungs of the ladder in order (semantics section 3)."""

    SITE_MEMBERSHIP = "site_membership"
    """Only there for a user of another site."""
    CEILING = "ceiling"
    ADMINISTRATOR = "administrator"
    PROJECT_OWNER_OR_LEADER = "project_owner_or_leader"
    CONTENT_OWNER = "content_owner"
    GOVERNING_RULES = "governing_rules"
    """Finds the rule list; decides only where that list was not read."""
    USER_RULES = "user_rules"
    GROUP_RULES = "group_rules"
    GROUP_SET_RULES = "group_set_rules"
    UNSPECIFIED = "unspecified"


LADDER_STEPS: tuple[StepName, ...] = tuple(
    step for step in StepName if step is not StepName.SITE_MEMBERSHIP
)


class Outcome(StrEnum):
    """What a rung did."""

    PASSED = "passed"
    DECIDED = "decided"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung and what it did."""

    name: StepName
    outcome: Outcome


class Effect(StrEnum):
    """What a piece of evidence does."""

    ALLOW = "allow"
    DENY = "deny"
    OWNER = "owner"
    LEADER = "leader"
    SITE_ROLE = "site_role"
    LOCK = "lock"
    NOT_READ = "not_read"
    """The rules that decide could not be read."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that is written and bears on an answer: a rule, owner, leader, role or lock."""

    grantee: str
    """As the JSON records name it: ``group:All Users``, ``user:ada``; of a lock the project, of
    rules that were not read the item they are for."""
    effect: Effect
    position: Position
    where: Address | None
    """The item it is written for; None for what belongs to the site."""
    template: str | None = None
    """The template the rule came by, if the capability is not listed by name."""


class Uncertainty(StrEnum):
    """What public text does not settle, or a pull could not read, and an answer rests on."""

    CEILING_CELL = "the ceiling of this site role for this capability"
    ROLE_CLASS = "what this site role may hold"
    TEMPLATE = "whether the template includes this capability"
    GROUP_SETS = "whether a deny comes before an allow among group sets"
    LOCKED_DATABASE = "whether tables follow the rules of a locked database"
    LEADER_CHANGES_OWNER = "whether a project leader may change an owner"
    LIST_NOT_READ = "the rules that decide were not read"
    ROLE_NOT_READ = "the user's site role was not read"
    MEMBERS_NOT_READ = "the members of a group that would count were not read"
    OWNER_NOT_READ = "an owner who would be allowed was not read"
    LEADERS_NOT_READ = "project leaders who would be allowed were not read"
    LOCK_NOT_READ = "whether a project is locked was not read"
    GUEST_ACCESS_NOT_READ = "whether guest access is on was not read"

    @property
    def sentence(self) -> str:
        """What is the matter, as a clause of its own."""
        return self.value if self in _NOT_READ else f"public text does not settle {self.value}"


_NOT_READ = frozenset(
    {
        Uncertainty.LIST_NOT_READ,
        Uncertainty.ROLE_NOT_READ,
        Uncertainty.MEMBERS_NOT_READ,
        Uncertainty.OWNER_NOT_READ,
        Uncertainty.LEADERS_NOT_READ,
        Uncertainty.LOCK_NOT_READ,
        Uncertainty.GUEST_ACCESS_NOT_READ,
    }
)


class Remark(StrEnum):
    """What is worth knowing beside a verdict; the wording is the reader's to choose."""

    GRANTABLE_ONLY = "grantable_only"
    """Can be granted and cannot be used."""
    ROLE_RAISED = "role_raised"
    """A group's minimum site role counts instead of the declared one."""
    ROLE_AT_SIGN_IN = "role_at_sign_in"
    """Would be licensed at the next sign-in."""
    WEB_AUTHORING_OFF = "web_authoring_off"
    """Allowed, and yet nobody on this site may edit on the web."""
    GROUP_SETS_OFF = "group_sets_off"
    """Group-set rules are there and the site does not evaluate them."""
    RETIRED = "retired"
    """Tableau no longer has the capability or the content type."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """The whole way to one answer, for one user, capability and item."""

    site: str
    user: str
    principal: Principal | None
    """None for a user who is not on this site."""
    item: Address
    capability: Capability
    reason: Reason
    decided_at: StepName
    decided_by: tuple[Evidence, ...]
    """What decided. Without it the answer would be another one."""
    overridden: tuple[Evidence, ...]
    """Rules of the governing list that say the opposite and lost."""
    not_consulted: tuple[Evidence, ...]
    """Dead rules: written for the item, and a lock or shown tabs takes them away."""
    governing: Governing
    uncertainties: tuple[Uncertainty, ...]
    remarks: tuple[Remark, ...]

    @property
    def effective(self) -> Verdict:
        """The answer."""
        return self.reason.verdict

    @property
    def uncertain(self) -> bool:
        """Whether the answer rests on something that is not known for certain."""
        return bool(self.uncertainties)

    def steps(self) -> Iterator[Step]:
        """Yield every rung in order, with what it did."""
        names = LADDER_STEPS
        if self.decided_at is StepName.SITE_MEMBERSHIP:
            names = (StepName.SITE_MEMBERSHIP, *LADDER_STEPS)
        outcome = Outcome.PASSED
        for name in names:
            if name is self.decided_at:
                yield Step(name, Outcome.DECIDED)
                outcome = Outcome.NOT_REACHED
            else:
                yield Step(name, outcome)
