"""Rules that decide about nothing: what lint finds of them, and what not.

Each case quotes the sentence of the semantics or of the issue that it is about. What a page shows
already is not repeated.
"""

import pytest
from support.lint_cases import HygieneCase

CASES = (
    HygieneCase(
        "dead_rule_under_lock",
        "else the item's own project, if it is locked without nested → its default rules for the "
        "type (content only: a nested project keeps its own rules)",
        """\
P:
  content_permissions: locked
  permissions: {groups: {Readers: {workbooks: view}}}
  workbooks: {W: {permissions: {groups: {Readers: explore}}}}
  projects: {N: {permissions: {groups: {Readers: {project: view}}}}}
""",
        ("the rules of `workbook:P/W` are never consulted: `project:P` decides",),
        why="`project:P` is locked, so",
        help="remove `permissions`",
        related=("locked here",),
    ),
    HygieneCase(
        "dead_rule_under_lock",
        "the *outermost* ancestor-or-self project whose lock includes nested projects",
        """\
P:
  content_permissions: locked_including_nested
  projects:
    N:
      content_permissions: locked_including_nested
      permissions: {groups: {Readers: {project: view, workbooks: view}}}
      workbooks: {W: {views: {V: {permissions: {groups: {Readers: view}}}}}}
""",
        (
            "the rules of `project:P/N` are never consulted: `project:P` decides",
            "the rules of `view:P/N/W/V` are never consulted: `project:P` decides",
        ),
        why="`project:P` is locked including nested projects",
    ),
    HygieneCase(
        "dead_rule_under_lock",
        "leaders: independent of locks and denies",
        """\
P:
  content_permissions: locked_including_nested
  projects:
    N: {permissions: {groups: {Makers: {leader: true, project: view}}}}
    O: {permissions: {groups: {Makers: {leader: true}}}}
""",
        ("the rules of `project:P/N` are never consulted",),
        help="keep the `leader` settings",
    ),
    HygieneCase(
        "dead_rule_under_tabs",
        "for a view of a workbook that shows tabs → the workbook's rules",
        """\
P:
  workbooks:
    Shown: {tabs: shown, views: {V: {permissions: {groups: {Readers: view}}}}}
    Hidden: {tabs: hidden, views: {V: {permissions: {groups: {Readers: view}}}}}
Q:
  content_permissions: locked
  workbooks: {Shown: {tabs: shown, views: {V: {permissions: {groups: {Readers: view}}}}}}
""",
        ("the rules of `view:P/Shown/V` are never consulted: `workbook:P/Shown` decides",),
        why="shows its sheets as tabs",
        help="hide the tabs",
    ),
    HygieneCase(
        "empty_rule",
        "`none` leaves all unspecified",
        """\
P:
  permissions:
    groups:
      All Users: {project: none}
      Readers: {project: none, workbooks: {allow: [], deny: []}}
    users: {vic: {project: {}}}
""",
        (
            "the rule for the group `Readers` on `project:P` (Project) says nothing",
            "the rule for the group `Readers` on `project:P` (Workbook) says nothing",
            "the rule for the user `vic` on `project:P` says nothing",
        ),
        why="left unspecified",
    ),
    HygieneCase(
        "rule_for_someone_in_charge",
        "Project leader (by a user rule, or a rule of a group the user is in) on the item's "
        "project or any ancestor → allowed",
        """\
P:
  permissions: {groups: {Makers: {leader: true}}}
  projects:
    N: {permissions: {users: {ben: {workbooks: {deny: [view]}}, vic: {workbooks: view}}}}
""",
        ("the rule for the user `ben` on `project:P/N` (Workbook) is never consulted",),
        why="leads the project",
        related=("leader of the project",),
    ),
    HygieneCase(
        "rule_for_someone_in_charge",
        "A view's owner is its workbook's",
        """\
P:
  workbooks:
    W: {owner: vic, tabs: hidden, views: {V: {permissions: {users: {vic: view, vera: view}}}}}
""",
        ("the rule for the user `vic` on `view:P/W/V` is never consulted",),
        why="owns the content",
        related=("owner of the content",),
    ),
    HygieneCase(
        "rule_for_someone_in_charge",
        "top-level project without its own lists → copies the Default project's",
        """\
Default:
  owner: ada
  permissions: {users: {ada: {project: view}, root: {workbooks: view}}}
""",
        ("the rule for the user `root` on `project:Default` (Workbook) is never consulted",),
        why="site administrator",
        related=("administrator by site role",),
    ),
    HygieneCase(
        "rule_for_someone_in_charge",
        "what is above the ceiling is denied by the site role alone, charge or not",
        "P: {owner: vic, permissions: {users: {vic: {project: {allow: [publish]}}}}}\n",
    ),
    HygieneCase(
        "rule_for_someone_in_charge",
        "a text that also stands where the user is not in charge cannot go",
        """\
P: {owner: ada, permissions: {users: {ada: &rule {workbooks: view}}}}
Q: {permissions: {users: {ada: *rule}}}
""",
    ),
    HygieneCase(
        "rule_changes_nothing",
        "rules that change nothing for anyone: of two that say the same, the smaller one",
        "P: {permissions: {groups: {Staff: {project: view}, Makers: {project: view}}}}\n",
        ("the rule for the group `Makers` on `project:P` changes nothing for anyone",),
        why="come to the same for `ada` and `ben`",
        related=("the rule for the group `Staff`",),
    ),
    HygieneCase(
        "rule_changes_nothing",
        "manage permissions with groups: of a group and its members the members' rules go",
        """\
P:
  permissions:
    groups: {Makers: {project: view}}
    users: {ada: {project: view}, ben: {project: view}}
""",
        (
            "the rule for the user `ada` on `project:P` changes nothing for anyone",
            "the rule for the user `ben` on `project:P` changes nothing for anyone",
        ),
    ),
    HygieneCase(
        "rule_changes_nothing",
        "tables take its *database* defaults, under ceilings of their own",
        """\
settings: {uncertain_ceilings: {table: {overwrite: {explorer: true}}}}
---
P:
  permissions:
    groups: {Staff: {databases: view}}
    users: {eve: {databases: {allow: [view, overwrite]}}, ada: {databases: view}}
""",
        ("the rule for the user `ada` on `project:P` (Database) changes nothing for anyone",),
    ),
    HygieneCase(
        "rule_changes_nothing",
        "No deny binds an admin, and no allow does",
        "P: {permissions: {groups: {Admins: {project: publish}}}}\n",
        ("the rule for the group `Admins` on `project:P` changes nothing for anyone",),
        why="everyone it is for is an administrator",
    ),
    HygieneCase(
        "rule_changes_nothing",
        "content starts with the copy: defaults decide about what is still to come",
        """\
P:
  permissions: {groups: {Readers: {workbooks: view}}}
  workbooks: {W: {permissions: {groups: {Staff: view}}}}
""",
    ),
    HygieneCase(
        "rule_changes_nothing",
        "top-level project without its own lists → copies the Default project's",
        "Default: {owner: ada, permissions: {groups: {Makers: {project: {allow: [view]}}}}}\n",
    ),
    HygieneCase(
        "rule_changes_nothing",
        "`set_permissions` in a locked hierarchy belongs to admins, and to owners and leaders",
        """\
Default: {permissions: {groups: {}}}
Sealed:
  content_permissions: locked_including_nested
  permissions: {groups: {Makers: {workbooks: {allow: [set_permissions]}}}}
Open: {permissions: {groups: {Makers: {workbooks: {allow: [set_permissions]}}}}}
Half:
  content_permissions: locked
  permissions: {groups: {Makers: {workbooks: {allow: [set_permissions]}}}}
""",
        ("the rule for the group `Makers` on `project:Sealed` (Workbook) changes nothing",),
    ),
    HygieneCase(
        "rule_changes_nothing",
        "what another rule finds is not found again: above all ceilings, for the Unlicensed",
        """\
P:
  permissions:
    groups:
      Readers: {workbooks: {allow: [overwrite]}}
      Gone: {project: view}
      Staff: {metrics: none}
    users: {out: {project: view}}
""",
    ),
    HygieneCase(
        "rule_changes_nothing",
        "a text that does something elsewhere cannot go",
        """\
P: {permissions: {groups: {Staff: &rule {project: view}, Makers: *rule}}}
Q: {permissions: {groups: {Makers: *rule}}}
""",
    ),
    HygieneCase(
        "deny_where_unspecified_would_do",
        'Nothing → denied ("unless a permission is explicitly granted it will be denied", Blog)',
        """\
P:
  permissions:
    groups:
      Readers: {project: {deny: [view]}}
      Makers: {project: {allow: [view], deny: [publish]}}
      All Users: {data_sources: denied}
      Gone: {flows: denied}
""",
        (
            "the denials of the rule for the group `Readers` on `project:P` take nothing",
            "the denials of the rule for the group `Makers` on `project:P` take nothing",
        ),
        why="no rule allows it to `vera` and `vic`",
        help="remove the rule",
    ),
    HygieneCase(
        "deny_where_unspecified_would_do",
        "a deny that overrides something does something, and so does the rule it stands in",
        """\
P:
  permissions:
    groups:
      Staff: {project: view}
      Makers: {project: {deny: [view, publish]}}
""",
    ),
    HygieneCase(
        "deny_where_unspecified_would_do",
        "of two denials that override the same, one can go",
        """\
P:
  permissions:
    groups:
      Staff: {project: view}
      Makers: {project: {deny: [view]}}
    users: {ada: {project: {deny: [view]}}}
""",
        ("the denials of the rule for the user `ada` on `project:P` take nothing",),
        why="other rules deny it as well",
        related=("the rule for the group `Makers`",),
    ),
    HygieneCase(
        "leader_denied",
        "an explicit Deny of Project Leader (before 2020.1) is ignored, and linted",
        """\
P:
  permissions:
    groups: {Staff: {leader: denied}, Makers: {leader: true}, Readers: {leader: false}}
""",
        ("the deny of Project Leader to the group `Staff` on `project:P` is ignored",),
        why="2020.1",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_finds_what_it_is_about_and_nothing_else(case: HygieneCase) -> None:
    case.check()
