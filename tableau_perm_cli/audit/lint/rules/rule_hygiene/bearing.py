"""Where a rule list that counts is tried: on one stratum that stands for all it decides.

A list of defaults decides about content today and seeds what is created tomorrow. All of it stands
under the project's charge or a larger one, and who is in charge is bound by no rule. So what
changes for nobody under the project's own charge, on content that nobody owns, changes for nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.model import Lock, Project, RuleList
from tableau_perm_cli.resolve.bulk import REASON, BulkEngine
from tableau_perm_cli.resolve.bulk.charges import NOBODY, Charge
from tableau_perm_cli.resolve.bulk.strata import NO_OWNER, Stratum
from tableau_perm_cli.resolve.reasons import Reason

_PART = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}
"""What may follow the list of what it is part of."""

IN_CHARGE = frozenset(
    {
        Reason.SERVER_ADMIN,
        Reason.SITE_ADMIN,
        Reason.PROJECT_OWNER,
        Reason.PROJECT_LEADER,
        Reason.OWNER,
    }
)
"""Why somebody has a capability before any rule is looked at."""
_BEFORE_RULES = IN_CHARGE | {
    Reason.UNLICENSED,
    Reason.GUEST_DISABLED,
    Reason.SITE_ROLE,
    Reason.GUEST,
    Reason.LOCKED,
}


@dataclass(frozen=True, slots=True)
class Bearing:
    """Everything but the rules that decides where a list counts."""

    engine: BulkEngine
    charge: Charge
    lock: Charge | None
    owner: int
    """Of the content whose own list it is, or ``NO_OWNER``."""

    def reasons(
        self, rules: RuleList, capabilities: int
    ) -> Iterator[tuple[Capability, dict[Reason, int]]]:
        """Yield for each capability who has which reason if ``rules`` decide.

        Every user is in one of the sets.
        """
        people = self.engine.people
        stratum = self.stratum(rules, rules.kind)
        for capability in CATALOG[rules.kind].members(capabilities):
            claims = stratum.partition(people, capability.index, self.owner)
            yield capability, {REASON[code]: users for code, users in claims}

    def in_charge(self, rules: RuleList, user: int, capabilities: int) -> Reason | None:
        """Return what puts a user above the rules for every one of the capabilities.

        None: rules do decide about one of them, or a site role alone decides about all.
        """
        row = self.stratum(rules, rules.kind).row(self.engine.people, user, self.owner)
        reasons = [REASON[row[it.index]] for it in CATALOG[rules.kind].members(capabilities)]
        if not _BEFORE_RULES.issuperset(reasons):
            return None
        return next((reason for reason in reasons if reason in IN_CHARGE), None)

    def stratum(self, rules: RuleList, kind: Kind) -> Stratum:
        """Return the stratum in which ``rules`` decide about items of a kind."""
        locked = self.lock if CATALOG[kind].has("set_permissions") else None
        return Stratum(self.engine.lists.read(rules, kind), self.charge, locked)


class Answers:
    """Whom one rule list allows what where it counts; each is worked out when it is asked for."""

    def __init__(self, bearing: Bearing, rules: RuleList) -> None:
        """Take the list, and where it counts."""
        self.rules = rules
        self._bearing = bearing
        self._strata: dict[Kind, Stratum] = {}
        self._allowed: dict[tuple[Kind, int], int] = {}

    def is_same(self, other: "Answers", capabilities: int) -> bool:
        """Whether another list gives everyone the same as far as some capabilities go."""
        for kind, mask in _kinds(self.rules.kind, capabilities):
            if self.stratum(kind).rules is other.stratum(kind).rules:
                continue
            for capability in CATALOG[kind].members(mask):
                index = capability.index
                if self.allowed(kind, index) != other.allowed(kind, index):
                    return False
        return True

    def stratum(self, kind: Kind) -> Stratum:
        """Return the stratum in which the list decides about items of a kind."""
        if kind not in self._strata:
            self._strata[kind] = self._bearing.stratum(self.rules, kind)
        return self._strata[kind]

    def allowed(self, kind: Kind, capability: int) -> int:
        """Return who is allowed a capability of a kind, by its index."""
        found = self._allowed.get((kind, capability))
        if found is None:
            people, owner = self._bearing.engine.people, self._bearing.owner
            found = self.stratum(kind).allowed(people, capability, owner)
            self._allowed[kind, capability] = found
        return found


def bearing_of(linted: LintedSite, written: WrittenList) -> Bearing:
    """Return where a list is tried that counts."""
    governed = linted.engine.items[written.place]
    item = written.item
    if not isinstance(item, Project):
        return Bearing(linted.engine, governed.stratum.charge, None, governed.owner)
    if item is linted.default_project:
        # Copied to new top-level projects: without its charge, and without its lock.
        return Bearing(linted.engine, NOBODY, None, NO_OWNER)
    charge = governed.stratum.charge
    sealed = item.lock is Lock.LOCKED_INCLUDING_NESTED
    return Bearing(linted.engine, charge, charge if sealed else None, NO_OWNER)


def _kinds(kind: Kind, capabilities: int) -> Iterator[tuple[Kind, int]]:
    """Yield a kind, and that of its parts, with the capabilities they have."""
    yield kind, capabilities
    part = _PART.get(kind)
    if part is not None:
        shared = (
            it.key for it in CATALOG[kind].members(capabilities) if CATALOG[part].has(it.key)
        )
        yield part, CATALOG[part].mask(frozenset(shared))
