"""Mutation: would any expectation notice if a rule or a membership were another?

``MutationRun`` judges every mutant of a site. ``suite_of`` finds tables that notice all of them.
"""

from tableau_perm_cli.audit.mutation.mutant import (
    Fate,
    Judged,
    LeaderMutant,
    MemberMutant,
    Mutant,
    MutatedCell,
    Mutation,
    RuleMutant,
)
from tableau_perm_cli.audit.mutation.pinned import PinnedTable, table_of
from tableau_perm_cli.audit.mutation.run import MutationRun, MutationScore, ScoreKeeper
from tableau_perm_cli.audit.mutation.suite import suite_of

__all__ = [
    "Fate",
    "Judged",
    "LeaderMutant",
    "MemberMutant",
    "Mutant",
    "MutatedCell",
    "Mutation",
    "MutationRun",
    "MutationScore",
    "PinnedTable",
    "RuleMutant",
    "ScoreKeeper",
    "suite_of",
    "table_of",
]
