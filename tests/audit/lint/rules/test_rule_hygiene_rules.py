"""Rules about permission rules that count: what they find, and what not.

Each case quotes the sentence of the semantics or of the issue that it is about. What a page shows
already is not repeated.
"""

import pytest
from support.lint_cases import HygieneCase

CASES = (
    HygieneCase(
        "user_rule",
        "user-level rules: one finding a user and item, whatever the content types",
        """\
P:
  permissions:
    users:
      vic: {project: view, workbooks: view}
      vera: {workbooks: view}
""",
        (
            "`project:P` has a rule for one user, `vic` (Project, Workbook)",
            "`project:P` has a rule for one user, `vera` (Workbook)",
        ),
        why="comes before those of all groups",
        help="group",
    ),
    HygieneCase(
        "user_rule",
        "one labelled `sandbox` is meant to be open: let it be",
        "P: {labels: [sandbox], permissions: {users: {vic: {project: view}}}}\n",
    ),
    HygieneCase(
        "user_rule",
        "dead rules are the business of the dead-rule rules alone",
        """\
P:
  content_permissions: locked
  workbooks: {W: {permissions: {users: {vic: view}}}}
""",
    ),
    HygieneCase(
        "user_rule",
        "Project owner or leader → allowed: the rule is found as never consulted",
        "P: {owner: ada, permissions: {users: {ada: {project: view}, root: {project: view}}}}\n",
    ),
    HygieneCase(
        "user_rule",
        "a text that is read twice is found once",
        """\
P: {permissions: {users: {vic: &view {project: view}, vera: *view}}}
Q: {permissions: {users: {vic: *view}}}
""",
        (
            "`project:P` has a rule for one user, `vera` (Project)",
            "`project:P` has a rule for one user, `vic` (Project)",
        ),
        why="a rule for a user comes before those of all groups",
    ),
    HygieneCase(
        "content_rule",
        "a list that is present (even empty) is the complete list",
        """\
P:
  permissions: {groups: {Readers: {workbooks: view}}}
  workbooks: {W: {permissions: {}}, X: {permissions: {groups: {Readers: view}}}, Y: {}}
""",
        ("`workbook:P/W` has rules of its own",),
        why="`project:P` does not lock permissions",
        related=("the project's defaults",),
    ),
    HygieneCase(
        "content_rule",
        "views and tables have a rule of their own, and so have dead lists",
        """\
P:
  workbooks: {W: {tabs: hidden, views: {V: {permissions: {groups: {Readers: view}}}}}}
Q:
  content_permissions: locked
  workbooks: {W: {permissions: {groups: {Readers: view}}}}
R:
  labels: [sandbox]
  workbooks: {W: {permissions: {groups: {Readers: view}}}}
""",
    ),
    HygieneCase(
        "view_rule",
        "view without a list → copies its workbook's; table without a list → its database's",
        """\
P:
  permissions: {groups: {Readers: {workbooks: view, databases: view}}}
  workbooks:
    W:
      tabs: hidden
      views:
        Same: {permissions: {groups: {Readers: {allow: [view, filter, view_comments, add_comments,
          download_image_pdf, download_summary_data]}}}}
        More: {permissions: {groups: {Readers: view, Gone: view}}}
        Stale: {permissions: {groups: {Readers: explore}}}
  databases: {D: {tables: {T: {permissions: {}}}}}
""",
        (
            "`view:P/W/More` has rules of its own, apart from its workbook's",
            "`table:P/D/T` has rules of its own, apart from its database's",
        ),
        why="when the rules of the workbook change, and are lost once the workbook shows tabs",
        related=("what the workbook has",),
    ),
    HygieneCase(
        "retired_content_rule",
        "metric, lens (the last two retired 2024.2)",
        """\
P:
  permissions: {groups: {Staff: {metrics: view, data_roles: view}, Readers: {metrics: view}}}
  metrics: {M: {permissions: {groups: {Staff: publish}}}}
""",
        (
            "`project:P` has 2 rules about metrics, which Tableau has retired",
            "`metric:P/M` has 1 rule about metrics, which Tableau has retired",
        ),
        why="2024.2",
    ),
    HygieneCase(
        "group_conflict",
        "Group rules of every group the user is in, All Users included: any deny → denied",
        """\
P:
  owner: ada
  permissions:
    groups:
      All Users: {project: view}
      Staff: {project: {deny: [view]}}
    users: {ben: {project: view}}
""",
        (
            (
                "the group `Staff` denies `eve` and `vic` View on `project:P`, which All "
                "Users allows"
            ),
        ),
        why="one deny among somebody's groups is enough",
        related=("allowed here for All Users",),
    ),
    HygieneCase(
        "group_conflict",
        "every capability is judged alone: none implies another",
        """\
P:
  permissions:
    groups:
      Staff: {project: {allow: [view], deny: [publish]}}
      Makers: {project: {deny: [view]}}
""",
        ("the group `Makers` denies `ada` and `ben` View on `project:P`",),
    ),
    HygieneCase(
        "group_conflict",
        "a deny of All Users is another rule's",
        """\
P:
  permissions: {groups: {All Users: {project: {deny: [view]}}, Staff: {project: view}}}
""",
    ),
    HygieneCase(
        "group_conflict",
        "what nobody's site role has, nobody is denied by a rule",
        """\
P:
  permissions:
    groups:
      Readers: {workbooks: {deny: [overwrite]}}
      Staff: {workbooks: {allow: [overwrite]}}
""",
    ),
    HygieneCase(
        "user_rule_overrides_group_deny",
        "A user-level allow beats every group deny",
        """\
P:
  permissions:
    groups:
      All Users: {project: {deny: [view]}}
      Makers: {project: {deny: [publish]}}
    users:
      ben: {project: publish}
      vic: {project: {allow: [view]}}
      root: {project: view}
""",
        (
            (
                "the rule for the user `ben` on `project:P` gives back every capability, which "
                "All Users and the group `Makers` are denied"
            ),
            (
                "the rule for the user `vic` on `project:P` gives back View, which All "
                "Users is denied"
            ),
        ),
        why="comes before those of all groups",
        related=(
            "denied here for All Users",
            "denied here for the group `Makers`",
        ),
    ),
    HygieneCase(
        "retired_capability",
        "Create/Refresh Metrics (retired)",
        """\
P:
  permissions:
    groups:
      Staff: {workbooks: {allow: [view, Create/Refresh Metrics]}}
      Makers: {workbooks: publish}
""",
        (
            (
                "the rule for the group `Staff` on `project:P` (Workbook) names Create/Refresh "
                "Metrics, which Tableau has retired"
            ),
        ),
    ),
    HygieneCase(
        "duplicate_capability",
        "capabilities listed by name count over the template",
        """\
P:
  permissions:
    groups:
      Staff: {workbooks: {template: view, allow: [View, web_edit], deny: [filter]}}
      Makers: {workbooks: {template: administer, allow: [refresh_extracts]}}
      Readers: {workbooks: {template: denied, allow: [view], deny: [filter]}}
""",
        (
            (
                "the rule for the group `Staff` on `project:P` (Workbook) lists View, which its "
                "template `view` allows already"
            ),
            (
                "the rule for the group `Readers` on `project:P` (Workbook) lists Filter, which "
                "its template `denied` denies already"
            ),
        ),
        related=("the template",),
    ),
    HygieneCase(
        "rule_repeats_the_copy",
        "a rule list that is absent means still the copy it was created with",
        """\
Default: {permissions: {groups: {Staff: {project: view, workbooks: view}}}}
Top: {permissions: {groups: {Staff: {workbooks: view, project: {allow: [view]}}}}}
Led: {permissions: {groups: {Staff: {workbooks: view, project: view, leader: true}}}}
Less: {permissions: {groups: {Staff: {workbooks: view}}}}
None: {permissions: {}}
Plain:
  workbooks:
    W: {permissions: {groups: {Staff: view, Makers: none}}}
    X: {permissions: {groups: {Makers: view}}}
""",
        (
            "the rules of `project:Top` repeat what it was created with",
            "the rules of `workbook:Plain/W` repeat what it was created with",
        ),
        why="as a copy",
        related=("the same rules",),
    ),
    HygieneCase(
        "rule_repeats_the_copy",
        "an empty list repeats nothing that is there",
        "P: {permissions: {}, workbooks: {W: {permissions: {}}}}\n",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_finds_what_it_is_about_and_nothing_else(case: HygieneCase) -> None:
    case.check()
