"""Holds the site's own answers against ours: where do we agree with Tableau, and where not."""

from tableau_perm_cli.exchange.verifying.access import AccessCheck, check_access
from tableau_perm_cli.exchange.verifying.claims import AccessClaim, LeaderClaim, Unplaced
from tableau_perm_cli.exchange.verifying.leaders import LeaderCheck, check_leaders
from tableau_perm_cli.exchange.verifying.outcome import Outcome
from tableau_perm_cli.exchange.verifying.placing import Names, access_claims, leader_claims
from tableau_perm_cli.exchange.verifying.sampling import sample
from tableau_perm_cli.exchange.verifying.verification import Verification, outcomes

__all__ = [
    "AccessCheck",
    "AccessClaim",
    "LeaderCheck",
    "LeaderClaim",
    "Names",
    "Outcome",
    "Unplaced",
    "Verification",
    "access_claims",
    "check_access",
    "check_leaders",
    "leader_claims",
    "outcomes",
    "sample",
]
