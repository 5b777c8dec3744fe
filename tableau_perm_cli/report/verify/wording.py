"""A check in words: who and what it is about, what we say, what the site says."""

from tableau_perm_cli.exchange.verifying import AccessCheck, LeaderCheck, Outcome
from tableau_perm_cli.report.sentences import why

INHERITED = "project_leader (inherited)"
"""What stands in place of a capability where leaders are compared."""

MEANINGS = {
    Outcome.AGREED: "both say the same",
    Outcome.EXPLAINED: "the export leaves the site role's ceiling out",
    Outcome.UNCERTAIN: "our answer is marked uncertain",
    Outcome.DISAGREED: "nothing known explains it",
}


def subject_of(check: LeaderCheck | AccessCheck) -> str:
    """Return whom a check is about, as the records name it."""
    return str(check.grantee) if isinstance(check, LeaderCheck) else f"user:{check.claim.user}"


def item_of(check: LeaderCheck | AccessCheck) -> str:
    """Return the address of what a check is about."""
    return str(check.project if isinstance(check, LeaderCheck) else check.claim.item)


def capability_of(check: LeaderCheck | AccessCheck) -> str:
    """Return the key of the capability, or what stands in its place."""
    return INHERITED if isinstance(check, LeaderCheck) else check.claim.capability.key


def our_verdict(check: LeaderCheck | AccessCheck) -> str:
    """Return our answer in a word."""
    if isinstance(check, LeaderCheck):
        return "leader" if check.we_say else "no leader"
    return check.ours.effective.value


def their_verdict(check: LeaderCheck | AccessCheck) -> str:
    """Return the site's answer in a word."""
    if isinstance(check, LeaderCheck):
        return "leader" if check.they_say else "no leader"
    return "allowed" if check.claim.allowed else "denied"


def our_reason(check: LeaderCheck | AccessCheck) -> str:
    """Return why we say so, as a sentence without a full stop."""
    if isinstance(check, AccessCheck):
        return why(check.ours)
    if not check.ours and check.not_read is not None:
        return f"leads no project further up, but the rules of {check.not_read} were not read"
    if not check.ours:
        return "leads no project further up"
    above, _ = check.ours[0]
    return f"leads {above}"


def their_reason(check: LeaderCheck | AccessCheck) -> str:
    """Return why the site says so, in its own words."""
    if isinstance(check, AccessCheck):
        told = check.claim.told
        against = "Denied" if check.claim.allowed else "Allowed"
        # The description is of the rule that decides; the site role may be in the verdict.
        says = "`Has Permission?` says so; the description is"
        return f"{says} {told}" if told.startswith(against) else told
    return check.theirs.told if check.theirs else "InheritedProjectLeader is not told"


def our_place(check: LeaderCheck | AccessCheck) -> str:
    """Return where it is written on our side; empty for what no line says."""
    if isinstance(check, LeaderCheck):
        return str(check.ours[0][1].position) if check.ours else ""
    decided = check.ours.decided_by
    return str(decided[0].position) if decided else ""


def their_place(check: LeaderCheck | AccessCheck) -> str:
    """Return where the site's answer is told."""
    return check.claim.source if isinstance(check, AccessCheck) else ""
