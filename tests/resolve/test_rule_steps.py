"""Semantics section 3, steps 6 to 9: what the rules of the governing list decide.

Step 5, which finds that list, is in test_governing_rules.py.
"""

import re

import pytest
from support.asking import Case, Says, check, rows
from support.semantics_text import between, quoted_in

CASES = (
    Case(
        "User rule** in the governing list: deny → denied `user_deny`; allow → allowed "
        "`user_allow`. (User takes precedence over group.)",
        """
        projects:
          P:
            permissions:
              groups: {Makers: {project: publish}, Readers: {project: denied}}
              users: {cre: {project: denied}, pub: {project: view}}
        """,
        Says(
            "cre view project:P",
            "denied user_deny",
            decided_by="user:cre deny",
            overridden="group:Makers allow",
        ),
        Says(
            "pub view project:P",
            "allowed user_allow",
            decided_by="user:pub allow",
            overridden="group:Readers deny",
        ),
        # What the user rule leaves open goes on to the groups.
        Says("pub publish project:P", "denied group_deny"),
    ),
    Case(
        "Group rules** of every group the user is in, All Users included: any deny → denied "
        "`group_deny`; else any allow → allowed `group_allow`",
        """
        projects:
          P:
            permissions:
              groups:
                Makers: {project: publish}
                Readers: {project: {deny: [view]}}
                All Users: {project: {deny: [publish]}, workbooks: view}
            workbooks: {W: {}}
        """,
        Says("cre view project:P", "allowed group_allow", decided_by="group:Makers allow"),
        Says(
            "pub view project:P",
            "denied group_deny",
            decided_by="group:Readers deny",
            overridden="group:Makers allow",
        ),
        Says(
            "cre publish project:P",
            "denied group_deny",
            decided_by="group:All Users deny",
            overridden="group:Makers allow",
        ),
        Says("vie view workbook:P/W", "allowed group_allow", decided_by="group:All Users allow"),
    ),
    Case(
        "the user must be in *all* groups of the set: any deny → denied `group_set_deny`; else "
        "any allow → allowed `group_set_allow`",
        """
        projects:
          P:
            permissions: {group_sets: {Both: {project: {allow: [view], deny: [publish]}}}}
        """,
        Says("pub view project:P", "allowed group_set_allow", decided_by="group_set:Both allow"),
        Says("pub publish project:P", "denied group_set_deny", decided_by="group_set:Both deny"),
        # In one of the two groups only.
        Says("cre view project:P", "denied unspecified", decided_by=""),
        Says("vie view project:P", "denied unspecified", decided_by=""),
    ),
    Case(
        "Evaluated after user and group rules (Help)",
        """
        projects:
          P: {permissions: {users: {pub: {project: view}}, group_sets: {Both: {project: denied}}}}
          Q: {permissions: {groups: {Readers: {project: denied}},
            group_sets: {Both: {project: view}}}}
        """,
        Says("pub view project:P", "allowed user_allow", overridden="group_set:Both deny"),
        Says("pub view project:Q", "denied group_deny", overridden="group_set:Both allow"),
    ),
    Case(
        "deny-before-allow inside is `[uncertain]`",
        """
        group_sets: {Both: [Makers, Readers], Again: [Makers, Readers]}
        users: {pub: Explorer (can publish)}
        groups: {Makers: [pub], Readers: [pub]}
        projects:
          P:
            permissions:
              group_sets: {Both: {project: view}, Again: {project: {deny: [view, publish]}}}
        """,
        Says("pub view project:P", "denied group_set_deny", uncertain=True),
        Says("pub publish project:P", "denied group_set_deny", uncertain=False),
    ),
    Case(
        'Nothing → denied `unspecified` ("unless a permission is explicitly granted it will be '
        'denied", Blog)',
        """
        projects:
          P: {permissions: {groups: {Makers: {project: view}}, users: {pub: {project: none}}}}
        """,
        Says("cre publish project:P", "denied unspecified", decided_by="", overridden=""),
        Says("exp view project:P", "denied unspecified", decided_by=""),
    ),
)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_a_step_of_the_rules(case: Case, says: Says) -> None:
    check(case, says)


@pytest.mark.parametrize("number", [6, 7, 8, 9])
def test_every_numbered_step_of_the_rules_is_quoted_by_a_case(number: int) -> None:
    steps = re.split(r"^(\d)\. ", between("## 3. ", "Facts that are easy"), flags=re.MULTILINE)
    step = steps[steps.index(str(number)) + 1]
    assert any(quoted_in(case.sentence, step) for case in CASES), step
