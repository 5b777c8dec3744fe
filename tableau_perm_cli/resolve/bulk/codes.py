"""Reasons as small numbers, so that the answers of many cells fit into bytes and counters."""

from functools import lru_cache

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.resolve.reasons import Reason, Verdict

Answer = tuple[Verdict, Reason]
"""What a cell comes to, and why."""

UNDECIDED = 0
"""Stands in no answer: no rung so far has decided. INVARIANT: it is false, reasons are true."""

CELL_REASONS: tuple[Reason, ...] = tuple(
    reason for reason in Reason if reason not in {Reason.SITE_SETTING, Reason.ALL_NEEDS_MET}
)
"""The reasons that a cell can have, in the order of the ladder; the other two are of tasks."""

CODE: dict[Reason, int] = {reason: code for code, reason in enumerate(CELL_REASONS, start=1)}
REASON: tuple[Reason, ...] = (Reason.UNSPECIFIED, *CELL_REASONS)
"""The reason of each code; what stands at ``UNDECIDED`` is never read."""
ANSWERS: tuple[Answer, ...] = tuple((reason.verdict, reason) for reason in REASON)
ALLOWS = bytes(
    code != UNDECIDED and reason.verdict is Verdict.ALLOWED for code, reason in enumerate(REASON)
)
"""For each code whether it allows."""

NOT_ON_SITE = CODE[Reason.NOT_ON_SITE]
UNLICENSED = CODE[Reason.UNLICENSED]
GUEST_DISABLED = CODE[Reason.GUEST_DISABLED]
SITE_ROLE = CODE[Reason.SITE_ROLE]
GUEST = CODE[Reason.GUEST]
SERVER_ADMIN = CODE[Reason.SERVER_ADMIN]
SITE_ADMIN = CODE[Reason.SITE_ADMIN]
PROJECT_OWNER = CODE[Reason.PROJECT_OWNER]
PROJECT_LEADER = CODE[Reason.PROJECT_LEADER]
OWNER = CODE[Reason.OWNER]
LOCKED = CODE[Reason.LOCKED]
NOT_READ = CODE[Reason.NOT_READ]
USER_DENY = CODE[Reason.USER_DENY]
USER_ALLOW = CODE[Reason.USER_ALLOW]
GROUP_DENY = CODE[Reason.GROUP_DENY]
GROUP_ALLOW = CODE[Reason.GROUP_ALLOW]
GROUP_SET_DENY = CODE[Reason.GROUP_SET_DENY]
GROUP_SET_ALLOW = CODE[Reason.GROUP_SET_ALLOW]
UNSPECIFIED = CODE[Reason.UNSPECIFIED]

KINDS: tuple[Kind, ...] = tuple(Kind)
KIND_NUMBER: dict[Kind, int] = {kind: number for number, kind in enumerate(KINDS)}
"""Kinds as list indexes: the hash of an enum member is computed in Python."""
SET_PERMISSIONS: tuple[int, ...] = tuple(
    CATALOG[kind].capability("set_permissions").index
    if CATALOG[kind].has("set_permissions")
    else -1
    for kind in KINDS
)
"""For each kind the index of the capability that locks take away; -1 where there is none."""
VIEW_PROJECT = CATALOG[Kind.PROJECT].capability("view").index

_BY_RULES = range(NOT_READ, UNSPECIFIED + 1)
_OVERLAYS = {
    code: bytes(code if below in _BY_RULES else below for below in range(256))
    for code in (PROJECT_OWNER, PROJECT_LEADER, OWNER)
}

Row = bytes
"""One user's answers on one item: for each capability of its kind, in order, the code."""


def laid_over(row: Row, code: int) -> Row:
    """Return the row of a user whom an earlier rung gives ``code`` wherever rules decided."""
    return row.translate(_OVERLAYS[code])


@lru_cache(maxsize=1 << 14)
def with_set_permissions(row: Row, index: int, code: int) -> Row:
    """Return the row with ``code`` for Set Permissions, unless ceiling or role decided it."""
    if row[index] <= SITE_ADMIN:
        return row
    return row[:index] + bytes((code,)) + row[index + 1 :]
