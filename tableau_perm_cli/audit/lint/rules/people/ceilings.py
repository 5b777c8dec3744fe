"""Finds the rules that allow what the ceiling keeps from everyone whom they reach."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.audit.lint.rules.people.raised_roles import soon_licensed
from tableau_perm_cli.catalog import CATALOG, Capability, Kind, RoleClass
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.model import GranteeKind, Rule
from tableau_perm_cli.resolve.bulk.bits import without


@dataclass(frozen=True, slots=True)
class AboveCeiling:
    """A rule that allows what none of those whom it is about can ever use."""

    written: WrittenList
    rule: Rule
    members: int
    """Whom it is about: neither administrators, nor those who cannot sign in."""
    capabilities: tuple[Capability, ...]
    """What they can never use."""
    uncertain: tuple[Capability, ...]
    """Those among them of which public text does not settle that they cannot."""
    template: str | None
    """The widest template of which they can use everything; None where there is none, or where the
    rule lists capabilities by name."""


def rules_above_ceiling(linted: LintedSite, *kinds: GranteeKind) -> Iterator[AboveCeiling]:
    """Yield the rules for such grantees that allow what nobody whom they reach can ever use."""
    ceilings = _Ceilings(linted)
    for written in linted.lists:
        if not written.is_dead:
            for rule in written.rules.rules:
                if rule.allow and rule.grantee.kind in kinds:
                    yield from ceilings.judge(written, rule)


class _Ceilings:
    """What sets of users can use, worked out once for each set and content type."""

    def __init__(self, linted: LintedSite) -> None:
        self._linted = linted
        self._usable: dict[tuple[Kind, int], tuple[int, int]] = {}
        self._soon_licensed = soon_licensed(linted)
        absent = linted.in_class(RoleClass.UNLICENSED) | linted.unread_roles
        if not linted.site.settings.guest_access:
            absent |= linted.in_class(RoleClass.GUEST)
        self._bound_by_roles = without(linted.everyone, linted.administrators | absent)

    def judge(self, written: WrittenList, rule: Rule) -> Iterator[AboveCeiling]:
        """Yield the rule if it allows what nobody can use.

        Who is still Unlicensed, and will not be, may come to be able to use anything; and so may
        those be of whom not everything was read.
        """
        reached = self._linted.reached_by(rule.grantee)
        members = reached & self._bound_by_roles
        if not members or reached & (self._soon_licensed | self._linted.unread_roles):
            return
        if not self._linted.is_known(rule.grantee):
            return
        usable, unsettled = self._of(rule.kind, members)
        above = rule.allow & ~usable
        # A template brings along what nobody has thought about: no word on what is uncertain.
        by_name = sum(1 << index for index, _ in rule.explicit)
        if not without(members, self._linted.in_class(RoleClass.GUEST)):
            above &= by_name  # No template stops where the role Guest does.
        if above & (by_name | ~unsettled):
            content_type = CATALOG[rule.kind]
            yield AboveCeiling(
                written,
                rule,
                members,
                tuple(content_type.members(above)),
                tuple(content_type.members(above & unsettled)),
                None if rule.explicit else _widest_template(rule.kind, usable),
            )

    def _of(self, kind: Kind, members: int) -> tuple[int, int]:
        """Return what anyone of them can use, and what is uncertain for all who cannot."""
        known = self._usable.get((kind, members))
        if known is None:
            usable = unsettled = 0
            for capability in CATALOG[kind].capabilities:
                if members & self._linted.bound(kind, capability) or capability.retired:
                    usable |= capability.bit
                elif self._is_uncertain(kind, capability, members):
                    unsettled |= capability.bit
            known = self._usable[kind, members] = usable, unsettled
        return known

    def _is_uncertain(self, kind: Kind, capability: Capability, members: int) -> bool:
        decided = self._linted.site.settings.ceilings
        return any(
            cell.uncertain and (kind, capability.key, column) not in decided
            for column, cell in capability.ceiling.items()
            # The columns of the table are named like the classes; administrators have no own.
            if members & self._linted.in_class(RoleClass(column.value))
        )


def _widest_template(kind: Kind, usable: int) -> str | None:
    fitting = [it for it in TEMPLATES[kind].values() if it.allow and not it.allow & ~usable]
    widest = max(fitting, key=lambda it: it.allow.bit_count(), default=None)
    return widest.name if widest else None
