"""TP1: what is found of All Users and of the Default project, and what is let be."""

from textwrap import indent

import pytest
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.audit.lint import LintRule, Thresholds, lint
from tableau_perm_cli.audit.lint.rules.all_users import (
    all_users_allow,
    all_users_allow_on_default,
    all_users_deny,
    content_in_default,
    default_lock_not_copied,
    default_without_permissions,
    no_default_project,
)
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Diagnostic

ALLOW, DENY = all_users_allow.RULE, all_users_deny.RULE
RULES = (
    all_users_allow_on_default.RULE,
    ALLOW,
    DENY,
    content_in_default.RULE,
    default_lock_not_copied.RULE,
    no_default_project.RULE,
    default_without_permissions.RULE,
)

SITE = """\
version: 1
sites:
  Acme:
    settings: {{guest_access: {guests}}}
    users:
      root: Site Administrator Creator
      ada: Creator
      emil: Explorer
      vic: Viewer
      zoe: Viewer
      una: Unlicensed
    groups:
      Finance: [ada, emil, vic]
      Interns: [vic, zoe]
    group_sets:
      Finance Interns: [Finance, Interns]
    projects:
{projects}
"""


def findings(
    rule: LintRule, projects: str, thresholds: Thresholds | None = None, *, guests: bool = False
) -> list[Diagnostic]:
    text = SITE.format(projects=indent(projects, " " * 6), guests=str(guests).lower())
    return lint(read_files([("site.yaml", text.encode())]), [rule], thresholds=thresholds)


def messages(rule: LintRule, projects: str) -> list[str]:
    return [it.message for it in findings(rule, projects)]


# TP102: "deleting the All User group's permission rule or setting all capabilities to None" is
# what Help, "Effective permissions", advises.

ALLOWS = {
    "what a project allows is one finding, whatever the types": (
        "P: {permissions: {groups: {All Users: {project: publish, flows: view}}}}",
        ["`project:P` allows All Users View and Publish (Project); View (Flow)"],
    ),
    "many types are counted": (
        (
            "P: {permissions: {groups: {All Users: {project: view, workbooks: {allow: [view]}, "
            "flows: view, data_roles: view, metrics: view}}}}"
        ),
        [
            (
                "`project:P` allows All Users View (Project); View (Workbook); View (Flow); and "
                "more on 2 other content types"
            )
        ],
    ),
    "content with a list of its own is opened as well": (
        (
            "P: {permissions: {groups: {}}, data_sources: {D: {permissions: "
            "{groups: {All Users: {allow: [view]}}}}}}"
        ),
        ["`data_source:P/D` allows All Users View (Data Source)"],
    ),
    "a deny is TP103's": ("P: {permissions: {groups: {All Users: {project: denied}}}}", []),
    "nothing is allowed": ("P: {permissions: {groups: {All Users: {project: none}}}}", []),
    "Default is TP101's": (
        "Default: {permissions: {groups: {All Users: {project: view}}}}\nP: {}",
        [],
    ),
    "content in Default is not Default": (
        (
            "Default: {permissions: {groups: {}}, flows: {F: {permissions: "
            "{groups: {All Users: view}}}}}"
        ),
        ["`flow:Default/F` allows All Users View (Flow)"],
    ),
    "a sandbox is meant to be open, with all that is in it": (
        (
            "P: {labels: [sandbox], permissions: {groups: {All Users: {project: view}}}, "
            "projects: {Q: {permissions: {groups: {All Users: {project: view}}}}}}"
        ),
        [],
    ),
    "a list that a lock has put out of use opens nothing": (
        (
            "P: {content_permissions: locked_including_nested, permissions: {groups: {}}, "
            "projects: {Q: {permissions: {groups: {All Users: {project: view}}}}}}"
        ),
        [],
    ),
}


@pytest.mark.parametrize("case", ALLOWS.values(), ids=ALLOWS)
def test_what_all_users_is_allowed(case: tuple[str, list[str]]) -> None:
    projects, expected = case
    assert messages(ALLOW, projects) == expected


def test_with_guest_access_all_users_are_visitors_too() -> None:
    # "every All Users grant reaches anonymous visitors within the Guest ceiling" (semantics 3)
    projects = "P: {permissions: {groups: {All Users: {project: view}}}}"
    (found,) = findings(ALLOW, projects, guests=True)
    assert found.why == (
        "All Users holds everyone on the site (6 today), whoever joins it later too, and with "
        "guest access all visitors"
    )
    (found,) = findings(ALLOW, projects)
    assert (
        found.why == "All Users holds everyone on the site (6 today), whoever joins it later too"
    )


def test_the_label_of_a_sandbox_can_be_another_word() -> None:
    projects = "P: {labels: [open], permissions: {groups: {All Users: {project: view}}}}"
    assert findings(ALLOW, projects, Thresholds(sandbox_label="open")) == []
    assert len(findings(ALLOW, projects)) == 1


# Of TP103: "Group rules of every group the user is in, All Users included: any deny → denied"
# (semantics 3, step 7).

DENIES = {
    "whom another group's rule allows it loses it": (
        (
            "P: {permissions: {groups: {All Users: {project: {deny: [view]}}, "
            "Interns: {project: view}}}}"
        ),
        (
            "`project:P` denies All Users View (Project): `vic` and `zoe` lose what other rules "
            "allow them"
        ),
        ", here those for the group `Interns`;",
    ),
    "a user-level allow beats every group deny": (
        (
            "P: {permissions: {groups: {All Users: {project: {deny: [view]}}, "
            "Interns: {project: view}}, users: {zoe: {project: view}}}}"
        ),
        "`project:P` denies All Users View (Project): `vic` loses what other rules allow them",
        ", here those for the group `Interns`;",
    ),
    "deny never binds admins, owners, leaders": (
        (
            "P: {owner: ada, permissions: {groups: {All Users: {workbooks: {deny: [web_edit]}}, "
            "Finance: {workbooks: explore}}}, workbooks: {W: {owner: ada}}}"
        ),
        (
            "`project:P` denies All Users Web Edit (Workbook): `emil` loses what other rules "
            "allow them"
        ),
        ", here those for the group `Finance`;",
    ),
    "group sets come after groups": (
        (
            "P: {permissions: {groups: {All Users: {project: {deny: [view]}}}, "
            "group_sets: {Finance Interns: {project: view}}}}"
        ),
        "`project:P` denies All Users View (Project): `vic` loses what other rules allow them",
        ", here those for the group set `Finance Interns`;",
    ),
    "what the ceiling keeps from everyone hit is no loss": (
        (
            "P: {permissions: {groups: {All Users: {project: {deny: [publish]}}, "
            "Interns: {project: publish}}}}"
        ),
        "`project:P` denies All Users Publish (Project): nobody loses anything by it today",
        ", here those for the group `Interns`;",
    ),
    "a default for content that is not there yet": (
        "P: {permissions: {groups: {All Users: {flows: {deny: [view]}}, Interns: {flows: view}}}}",
        "`project:P` denies All Users View (Flow): nobody loses anything by it today",
        ", here those for the group `Interns`;",
    ),
    "no rule is beaten": (
        "P: {permissions: {groups: {All Users: {project: {deny: [view]}}}}}",
        "`project:P` denies All Users View (Project): nobody loses anything by it today",
        "a deny for All Users beats all rules that allow a group something; only",
    ),
    "what copies Default's deny is hit by it": (
        (
            "Default: {permissions: {groups: {All Users: {workbooks: {deny: [view]}}, "
            "Interns: {workbooks: view}}}}\nP: {workbooks: {W: {}}}"
        ),
        (
            "`project:Default` denies All Users View (Workbook): `vic` and `zoe` lose what other "
            "rules allow them"
        ),
        ", here those for the group `Interns`;",
    ),
    "on content": (
        (
            "P: {permissions: {groups: {}}, workbooks: {W: {permissions: {groups: "
            "{All Users: {deny: [filter]}, Interns: view, Finance: view}}}}}"
        ),
        (
            "`workbook:P/W` denies All Users Filter (Workbook): `ada`, `emil`, `vic` and 1 more "
            "lose what other rules allow them"
        ),
        ", here those for the group `Interns` and the group `Finance`;",
    ),
}


@pytest.mark.parametrize("case", DENIES.values(), ids=DENIES)
def test_whom_a_deny_for_all_users_hits(case: tuple[str, str, str]) -> None:
    projects, message, why = case
    (found,) = findings(DENY, projects)
    assert found.message == message
    assert found.why
    assert why in found.why


def test_a_deny_that_a_lock_has_put_out_of_use_hits_nobody() -> None:
    projects = (
        "P: {content_permissions: locked, permissions: {groups: {}}, workbooks: {W: "
        "{permissions: {groups: {All Users: denied, Interns: view}}}}}"
    )
    assert messages(DENY, projects) == []


def test_allow_and_deny_of_one_rule_are_two_findings_of_two_rules() -> None:
    projects = (
        "P: {permissions: {groups: {All Users: {project: {template: view, deny: [publish]}}}}}"
    )
    assert messages(ALLOW, projects) == ["`project:P` allows All Users View (Project)"]
    assert messages(DENY, projects) == [
        "`project:P` denies All Users Publish (Project): nobody loses anything by it today"
    ]


# TP104 and TP105: "top-level project without its own lists → copies the Default project's (all
# types), but never its lock: it is customizable (Help)" (semantics 4).

ABOUT_DEFAULT = {
    "content and projects directly in Default are counted": (
        content_in_default.RULE,
        (
            "Default: {permissions: {groups: {}}, workbooks: {A: {}, B: {}}, flows: {C: {}}, "
            "projects: {D: {workbooks: {E: {}}}}}"
        ),
        [
            (
                "the Default project is a home for `workbook:Default/A`, `workbook:Default/B`, "
                "`flow:Default/C` and 1 more"
            )
        ],
    ),
    "an empty Default is as it should be": (
        content_in_default.RULE,
        "Default: {permissions: {groups: {}}}\nP: {workbooks: {A: {}}}",
        [],
    ),
    "Default may be written small": (
        content_in_default.RULE,
        "default: {permissions: {groups: {}}, flows: {C: {}}}",
        ["the Default project is a home for `flow:default/C`"],
    ),
    "a nested project is not Default, whatever it is called": (
        content_in_default.RULE,
        "P: {permissions: {groups: {}}, projects: {Default: {flows: {C: {}}}}}",
        [],
    ),
    "either form of the lock makes believe": (
        default_lock_not_copied.RULE,
        "Default: {content_permissions: locked, permissions: {groups: {}}}\nP: {}",
        ["`project:P` is customizable: the lock of the Default project is not copied"],
    ),
    "a list of its own makes no difference": (
        default_lock_not_copied.RULE,
        (
            "Default: {content_permissions: locked_including_nested, permissions: {groups: {}}}\n"
            "P: {permissions: {groups: {}}, projects: {Q: {}}}"
        ),
        [
            (
                "`project:P` is customizable, and so is the project `project:P/Q` in it: the lock "
                "of the Default project is not copied"
            )
        ],
    ),
    "who writes customizable means it": (
        default_lock_not_copied.RULE,
        (
            "Default: {content_permissions: locked, permissions: {groups: {}}}\n"
            "P: {content_permissions: customizable}"
        ),
        [],
    ),
    "a sandbox is meant to be open": (
        default_lock_not_copied.RULE,
        (
            "Default: {content_permissions: locked, permissions: {groups: {}}}\n"
            "P: {labels: [sandbox]}"
        ),
        [],
    ),
    "a nested project copies its parent": (
        default_lock_not_copied.RULE,
        (
            "Default: {content_permissions: locked, permissions: {groups: {}}}\n"
            "P: {content_permissions: locked, projects: {Q: {}}}"
        ),
        [],
    ),
    "nobody believes in a lock that Default does not have": (
        default_lock_not_copied.RULE,
        "Default: {permissions: {groups: {}}}\nP: {}",
        [],
    ),
}


@pytest.mark.parametrize("case", ABOUT_DEFAULT.values(), ids=ABOUT_DEFAULT)
def test_what_is_believed_of_default(case: tuple[LintRule, str, list[str]]) -> None:
    rule, projects, expected = case
    assert messages(rule, projects) == expected


# TP106 and TP107: "When no project called Default (or `default`) is declared, the absent list of
# a top-level project is empty and the loader gives a notice" (semantics 4).

NOTICED = {
    "orphans": "P: {}\nQ: {permissions: {groups: {}}}\nR: {}",
    "projects that need no Default": "P: {permissions: {groups: {}}, projects: {Q: {}}}",
    "a Default that says nothing": "Default: {}\nP: {}",
    "a Default that says nothing, copied by two": "Default: {}\nP: {}\nQ: {}",
    "a Default that says nothing, copied by nobody": "Default: {}",
    "a Default that says there is nothing": "Default: {permissions: {groups: {}}}\nP: {}",
}
FOUND = {
    "orphans": [
        "the site `Acme` declares no Default project for `project:P` and `project:R` to copy"
    ],
    "a Default that says nothing": [
        (
            "the Default project is declared without permissions: it has no rule at all, and "
            "neither has the one that copies it"
        )
    ],
    "a Default that says nothing, copied by two": [
        (
            "the Default project is declared without permissions: it has no rule at all, and "
            "neither has any of those that copy it"
        )
    ],
    "a Default that says nothing, copied by nobody": [
        "the Default project is declared without permissions: it has no rule at all"
    ],
}


@pytest.mark.parametrize("name", NOTICED)
def test_what_the_loader_notices_of_default_is_found_at_the_same_place(name: str) -> None:
    text = SITE.format(projects=indent(NOTICED[name], " " * 6), guests="false")
    declaration = read_files([("site.yaml", text.encode())])
    found = lint(declaration, [no_default_project.RULE, default_without_permissions.RULE])
    assert [it.message for it in found] == FOUND.get(name, [])
    assert [it.position for it in found] == [it.position for it in declaration.notices]


@pytest.mark.parametrize("seed", range(25))
def test_no_two_findings_are_about_the_same(seed: int) -> None:
    text = yaml_text(random_declaration(seed, 4))
    prints = [it.fingerprint for it in lint(read_files([("r.yaml", text.encode())]), RULES)]
    assert len(prints) == len(set(prints))
