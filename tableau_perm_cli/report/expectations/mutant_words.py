"""Rules and mutants in words: what is changed, and what that changes."""

from typing import assert_never

from tableau_perm_cli.audit.mutation import (
    Judged,
    LeaderMutant,
    MemberMutant,
    Mutant,
    MutatedCell,
    Mutation,
    RuleMutant,
)
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Rule
from tableau_perm_cli.report.sentences import listing


def rule_phrase(address: Address, rule: Rule) -> str:
    """Return a rule as a sentence names it; names stand in backticks, as they are."""
    about = ""
    if rule.kind is not address.kind:
        about = f" ({CATALOG[rule.kind].plural.replace('_', ' ')})"
    return f"the rule for `{rule.grantee}` on `{address}`{about}"


def mutant_phrase(mutant: Mutant) -> str:
    """Return what is changed: lower case start, no full stop."""
    match mutant:
        case RuleMutant():
            return _of_rule(mutant)
        case MemberMutant(Mutation.JOIN):
            return f"`{mutant.user}` joins the group `{mutant.group}`"
        case MemberMutant():
            return f"`{mutant.user}` leaves the group `{mutant.group}`"
        case LeaderMutant():
            return f"`{mutant.leader.grantee}` leads `{mutant.address}` no more"
        case _:
            assert_never(mutant)


def _of_rule(mutant: RuleMutant) -> str:
    phrase = rule_phrase(mutant.address, mutant.rule)
    match mutant.mutation:
        case Mutation.DROP:
            return f"without {phrase}"
        case Mutation.FLIP:
            return f"{phrase} with allow and deny exchanged"
        case Mutation.WIDEN:
            return f"{phrase} allows {_added(mutant)} too"
        case _:
            return f"what {phrase} allows is allowed to `group:All Users` too"


def _added(mutant: RuleMutant) -> str:
    changed = next(it for it in mutant.replacement.rules if it.grantee == mutant.rule.grantee)
    added = CATALOG[mutant.rule.kind].members(changed.allow & ~mutant.rule.allow)
    return listing([f"`{capability.key}`" for capability in added])


def cell_phrase(cell: MutatedCell) -> str:
    """Return what a mutant changes in one cell."""
    (was, why), (now, then_why) = cell.before, cell.after
    return (
        f"`{cell.user}` is {was.value} `{cell.capability}` on `{cell.item}` ({why.value}), "
        f"and would be {now.value} ({then_why.value})"
    )


def more_phrase(judged: Judged) -> str:
    """Return how many more cells a mutant changes, to be set after the first; or nothing."""
    more = judged.cells - 1
    if more <= 0:
        return ""
    return f"; {more:,} more {'cell changes' if more == 1 else 'cells change'}"


def percent(share: float) -> str:
    """Return a share without rounding it up: 99.96 is not 100."""
    return f"{int(share * 10) / 10:g} %"
