"""Rules that a source tells a capability a row, gathered into rule lists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import intern

from tableau_perm_cli.exchange.picture import GranteeId, Mode, ToldRule, ToldRules


@dataclass(slots=True)
class GatheredRules:
    """One rule list, as its rows come."""

    grantees: dict[GranteeId, dict[str, Mode]] = field(default_factory=dict)

    def add(self, grantee: GranteeId, capability: str, mode: Mode) -> bool:
        """Take a row; False when the list says the opposite already."""
        modes = self.grantees.setdefault(grantee, {})
        return modes.setdefault(intern(capability), mode) is mode

    def rules(self) -> ToldRules:
        """Return the list, by grantee."""
        return tuple(
            ToldRule(grantee, self.grantees[grantee]) for grantee in sorted(self.grantees)
        )


def rules_of(gathered: GatheredRules | None) -> ToldRules:
    """Return the rules that were gathered; none when no row was of the list."""
    return () if gathered is None else gathered.rules()


def merged(one: GatheredRules, other: Mapping[GranteeId, Mapping[str, Mode]]) -> bool:
    """Take what another list says into ``one``; False when they contradict each other."""
    agreed = True
    for grantee, modes in other.items():
        for capability, mode in modes.items():
            agreed = one.add(grantee, capability, mode) and agreed
    return agreed
