"""Our verdicts against effective rows that the site exported (Admin Insights' Permissions).

"Site roles determine the maximum capabilities a user can have. For example, a Viewer can't web
edit, even if they're allowed in a user or group rule. … users may have different capabilities
than listed in the data source" (Help, "Permissions Data Source"): such rows leave the ceiling out,
so that a row that allows where our ceiling denies is explained.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tableau_perm_cli.exchange.verifying.claims import AccessClaim, Unplaced
from tableau_perm_cli.exchange.verifying.outcome import Outcome
from tableau_perm_cli.resolve import Derivation, Reason, Resolver, Verdict

_CEILING = frozenset({Reason.UNLICENSED, Reason.GUEST_DISABLED, Reason.SITE_ROLE, Reason.GUEST})


@dataclass(frozen=True, slots=True)
class AccessCheck:
    """One claim and our answer to the same question."""

    claim: AccessClaim
    ours: Derivation

    @property
    def outcome(self) -> Outcome:
        """How the two go together."""
        we_allow = self.ours.effective is Verdict.ALLOWED
        if we_allow == self.claim.allowed:
            return Outcome.AGREED
        if self.claim.allowed and self.ours.reason in _CEILING:
            return Outcome.EXPLAINED
        return Outcome.UNCERTAIN if self.ours.uncertain else Outcome.DISAGREED


def check_access(
    resolver: Resolver, claims: Iterable[AccessClaim]
) -> Iterator[AccessCheck | Unplaced]:
    """Yield each claim with our answer, or what of it the declaration does not have."""
    graph = resolver.graph
    for claim in claims:
        item = graph.item(claim.item)
        if item is None:
            yield Unplaced("item", str(claim.item))
        elif graph.user(claim.user) is None:
            yield Unplaced("user", claim.user)
        else:
            yield AccessCheck(claim, resolver.derive(claim.user, item, claim.capability))
