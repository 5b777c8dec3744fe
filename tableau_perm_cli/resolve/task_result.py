"""The answer to a task: each requirement with its verdict, and the first that fails."""

from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.resolve.derivation import Derivation
from tableau_perm_cli.resolve.reasons import Reason, Verdict


class NeedKind(StrEnum):
    """What a task asks for."""

    SITE_MEMBERSHIP = "site_membership"
    """To be a user of this site at all."""
    CAPABILITY = "capability"
    """A capability of the user's own."""
    PUBLISHERS_CONNECT = "publishers_connect"
    """Embedded: the workbook's owner must hold Connect, the viewer need not."""
    OWN_CONNECT = "own_connect"
    """Prompt: the user must hold Connect."""
    CONNECTIONS = "connections"
    """It is known what data sources the workbook connects to."""
    PUBLISH_SOMEWHERE = "publish_somewhere"
    """Publish on at least one project."""
    SITE_SETTING = "site_setting"
    """The site lets people edit on the web."""
    SITE_ROLE = "site_role"
    """A site role that can do this at all."""
    POSITION = "position"
    """To administer, own or lead what is asked about."""
    NOT_LOCKED = "not_locked"
    """Permissions are not locked, or the user has charge of the lock."""
    RECEIVER = "receiver"
    """The receiving user may own such an item."""


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of a task and whether it is met."""

    kind: NeedKind
    reason: Reason
    item: Address | None
    """What it is asked of; None for what concerns the site or no item in particular."""
    user: str | None
    """Whose it is; None for an administrator who is not declared."""
    derivation: Derivation | None = None
    """How a capability came about; None for what is not one."""
    prompts: bool = False
    """The data source asks for database credentials of its own."""
    uncertain: bool = False

    @property
    def effective(self) -> Verdict:
        """Whether it is met."""
        return self.reason.verdict


@dataclass(frozen=True, slots=True)
class SubjectTo:
    """What outside Tableau may still refuse (Auth, "External authorization")."""

    data_source: Address
    external_authorization: str


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The whole answer to one task."""

    site: str
    user: str
    task: str
    item: Address
    target: str | None
    """The receiving project's address or the receiving user's name, if there is one."""
    needs: tuple[Need, ...]
    """In the order of semantics section 5."""
    subject_to: tuple[SubjectTo, ...] = ()

    @property
    def failing(self) -> Need | None:
        """The first requirement that is not met."""
        return next((need for need in self.needs if need.effective is Verdict.DENIED), None)

    @property
    def reason(self) -> Reason:
        """The reason of the first requirement that fails, or ``all_needs_met``."""
        failing = self.failing
        return failing.reason if failing else Reason.ALL_NEEDS_MET

    @property
    def effective(self) -> Verdict:
        """Whether the user can do it."""
        return self.reason.verdict

    @property
    def uncertain(self) -> bool:
        """Whether the answer rests on something that is not known for certain."""
        deciding = [self.failing] if self.failing else self.needs
        return any(need is not None and need.uncertain for need in deciding)
