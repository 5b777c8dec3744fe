"""The checklist: every step of a troubleshooting with what it rests on. Renderers read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.audit.troubleshooting.actions import Action, Question
from tableau_perm_cli.audit.troubleshooting.known_errors import KnownError
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import Position
from tableau_perm_cli.resolve import Derivation, Need, Principal, Reason, TaskResult, Verdict
from tableau_perm_cli.resolve.task_result import NeedKind, SubjectTo


class Part(StrEnum):
    """The parts of the procedure, in order."""

    WHO = "who"
    """Effective permissions, memberships, individual rules."""
    COMPONENTS = "components"
    """Worksheet, workbook, data source, each project up the chain."""
    FINDING = "finding"
    """What fails first and why."""
    TO_DO = "to_do"
    """What is to be done by a person."""


class Check(StrEnum):
    """What a step looks at."""

    SITE_MEMBERSHIP = "site_membership"
    SITE_ROLE = "site_role"
    MEMBERSHIPS = "memberships"
    EFFECTIVE_PERMISSIONS = "effective_permissions"
    USER_RULE = "user_rule"
    DEAD_RULE = "dead_rule"
    SITE_SETTING = "site_setting"
    WORKSHEET = "worksheet"
    WORKBOOK = "workbook"
    DATA_SOURCE = "data_source"
    CONTENT = "content"
    PROJECT = "project"
    FIRST_FAILURE = "first_failure"
    FURTHER_FAILURE = "further_failure"
    ALL_GRANTED = "all_granted"
    PROMPTS = "prompts"
    SUBJECT_TO = "subject_to"
    UNCERTAIN = "uncertain"
    NOT_BROWSABLE = "not_browsable"
    AFTER_PUBLISHING = "after_publishing"
    CAUSE = "cause"
    AS_DECLARED = "as_declared"
    SIGN_IN = "sign_in"
    LICENCE = "licence"
    ADD_TO_SITE = "add_to_site"
    GUEST_ACCESS = "guest_access"
    ERROR_TEXT = "error_text"
    PROXY = "proxy"


class Outcome(StrEnum):
    """What a step found."""

    PASSED = "passed"
    FAILED = "failed"
    """What was tried does not work because of this."""
    WARNING = "warning"
    """It does not stand in the way of what was tried, and is worth a look."""
    INFO = "info"


class Cause(StrEnum):
    """Where the cause of an error lies."""

    PERMISSIONS = "permissions"
    GUEST = "guest"
    UNLICENSED = "unlicensed"
    NOT_READ = "not_read"
    OUTSIDE_PERMISSIONS = "outside_permissions"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist."""

    part: Part
    check: Check
    outcome: Outcome
    state: str
    """How it is, as the rest of a sentence; names in backticks, raw."""
    component: Address | None = None
    """The item that it is about; None for what belongs to the user or the site."""
    basis: Derivation | TaskResult | Need | None = None
    """The model's answer that it is read off; None for what no answer says, such as advice."""
    position: Position | None = None
    """Where what decided is written."""

    @property
    def reason(self) -> Reason | None:
        """The reason code of the answer."""
        return self.basis.reason if self.basis is not None else None


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who tries what with which item, and what the model answers."""

    user: str
    principal: Principal | None
    """None for a user of another site."""
    action: Action
    answers: tuple[tuple[Question, Derivation | TaskResult], ...]
    """Everything that the action needs."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """Every single requirement in order."""
        return tuple(need for _, answer in self.answers for need in needs_of(answer))

    @property
    def failing(self) -> tuple[Need, ...]:
        """The requirements that are not met, what fails first at the front."""
        return tuple(need for need in self.needs if need.effective is Verdict.DENIED)

    @property
    def works(self) -> bool:
        """Whether the model allows all of it."""
        return all(answer.effective is Verdict.ALLOWED for _, answer in self.answers)

    @property
    def deciding(self) -> tuple[Need, ...]:
        """The requirements that the answer rests on: what fails first, else all."""
        return self.failing[:1] or self.needs

    def barred(self) -> Reason | None:
        """Return what keeps the user from everything, so that nothing else needs a look."""
        return next((need.reason for need in self.failing if self._bars(need)), None)

    def _bars(self, need: Need) -> bool:
        return need.user == self.user and need.reason in BARRING


BARRING = frozenset({Reason.NOT_ON_SITE, Reason.UNLICENSED, Reason.GUEST_DISABLED})


def needs_of(answer: Derivation | TaskResult) -> tuple[Need, ...]:
    """Return what an answer asks for: of a capability, the capability itself."""
    if isinstance(answer, TaskResult):
        return answer.needs
    kind = NeedKind.CAPABILITY
    return (
        Need(kind, answer.reason, answer.item, answer.user, answer, uncertain=answer.uncertain),
    )


@dataclass(frozen=True, slots=True)
class Checklist:
    """The whole troubleshooting of one user and one item."""

    site: str
    item: Address
    complaint: Complaint
    steps: tuple[Step, ...]
    browsable: bool
    capabilities: Sequence[Derivation]
    """Effective permissions on the item, all of them."""
    subject_to: tuple[SubjectTo, ...]
    """What outside Tableau may still refuse."""
    error: KnownError | None
    """The error that was seen."""
    cause: Cause | None
    """Where the cause lies; None when it works and no error was named."""
    nodes: tuple[str, ...]
    """The server's nodes that were named, for the proxy check."""

    @property
    def works(self) -> bool:
        """Whether the model grants everything that the action needs."""
        return self.complaint.works

    @property
    def uncertain(self) -> bool:
        """Whether that rests on something public text does not settle."""
        return any(need.uncertain for need in self.complaint.deciding)
