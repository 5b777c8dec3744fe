"""Groups and group sets: what lint finds of them, and of the rules for them.

Each case quotes the sentence of the semantics or of the issue that it is about. What a page shows
already is not repeated.
"""

import pytest
from support.lint_cases import HygieneCase

CASES = (
    HygieneCase(
        "duplicate_groups",
        "duplicate groups (same members): one finding for all of them",
        """\
groups: {B: [ada, vic], A: [vic, ada], C: [ada, vic], One: [vic], Uno: [vic]}
---
P: {}
""",
        ("the groups `B`, `A` and `C` have the same members",),
        why="all have `ada` and `vic`",
        related=("the same members", "the same members"),
    ),
    HygieneCase(
        "duplicate_groups",
        "a group that gives a site role is there for that",
        """\
groups:
  A: [ada, vic]
  B: {members: [ada, vic], minimum_site_role: Explorer}
  Everyone: [ada, ben, eve, vic, vera, root, out]
---
P: {}
""",
    ),
    HygieneCase(
        "empty_group",
        "empty groups",
        "groups: {Void: [], Staff: [ada]}\n---\nP: {}\n",
        ("the group `Void` has no members",),
        why="reaches anyone",
    ),
    HygieneCase(
        "empty_group_set",
        "an empty set matches nobody",
        "group_sets: {Void: [], Both: [Staff, Makers]}\n---\nP: {}\n",
        ("the group set `Void` lists no groups",),
        why="matches nobody",
    ),
    HygieneCase(
        "group_set_is_not_a_union",
        "Group sets are AND, not a group of groups",
        """\
group_sets: {Apart: [Makers, Readers], Single: [Staff], Good: [Staff, Readers], Void: []}
---
P: {}
""",
        (
            "nobody is in all groups of the group set `Apart`",
            "the group set `Single` is nothing but the group `Staff`",
        ),
        why="not a group of groups",
        related=("the group `Makers`", "the group `Readers`"),
    ),
    HygieneCase(
        "rule_for_nobody",
        "references to nobody",
        """\
group_sets: {Apart: [Makers, Readers]}
---
P:
  permissions:
    group_sets: {Apart: {project: view, workbooks: none}}
Q:
  permissions: {group_sets: {Apart: {project: view}}}
""",
        ("2 rules are for the group set `Apart`, which reaches nobody",),
        why="nobody is in all of its groups",
        related=("declared here", "so is this one"),
    ),
    HygieneCase(
        "rule_for_nobody",
        "group_sets: false => group-set rules are not evaluated, and found as such",
        """\
settings: {group_sets: false}
group_sets: {Apart: [Makers, Readers]}
---
P: {permissions: {group_sets: {Apart: {project: view}}}}
""",
    ),
    HygieneCase(
        "group_set_rules_off",
        "group_sets: false => group-set rules are not evaluated",
        """\
settings: {group_sets: false}
group_sets: {Both: [Staff, Readers]}
---
P: {permissions: {group_sets: {Both: {project: view, workbooks: view, flows: none}}}}
""",
        ("2 rules for the group set `Both` are never consulted",),
        why="`group_sets: false`",
        related=("nor is this one",),
    ),
    HygieneCase(
        "group_set_rules_off",
        "where group sets are on, their rules count",
        "group_sets: {Both: [Staff, Readers]}\n---\n"
        "P: {permissions: {group_sets: {Both: {project: view}}}}\n",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_finds_what_it_is_about_and_nothing_else(case: HygieneCase) -> None:
    case.check()
