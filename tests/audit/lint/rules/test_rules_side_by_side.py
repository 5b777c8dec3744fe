"""What one rule tells no other tells again, and a site that is run well has nothing told of it.

Each site is linted with all rules; the codes are all that is found, or all of those asked for.
"""

from dataclasses import dataclass

import pytest
from support.lint_cases import CAST

from tableau_perm_cli.audit.lint import lint
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Diagnostic

DEFAULT = """\
projects:
  Default: {owner: ada, content_permissions: locked_including_nested, permissions: {groups: {}}}
"""


def everything(site: str) -> list[Diagnostic]:
    """What all rules find; without ``users`` on a site with the usual cast."""
    site = site if "users: {" in site.partition("projects:")[0] else CAST + site
    body = "".join(f"    {line}\n" for line in site.strip("\n").splitlines())
    text = f"version: 1\nsites:\n  Acme:\n{body}"
    return lint(read_files([("acme.yaml", text.encode())]))


@dataclass(frozen=True)
class Beside:
    """Rules that look at the same thing."""

    site: str
    asked: str
    """The codes of those, apart by blanks."""
    told: str
    """The codes of what is found of these, in order."""


CASES = {
    "Guest: every All Users grant reaches it, but not what it may not view": Beside(
        """
settings: {guest_access: true}
projects:
  A:
    permissions: {groups: {}}
    workbooks:
      W: {permissions: {groups: {All Users: view}, users: {guest: {deny: [view]}}}}
""",
        "TP606 TP608",
        "TP606",
    ),
    "a group of owners and leaders may have others in it one day": Beside(
        "projects: {P: {permissions: {groups: {Makers: {leader: true, project: publish}}}}}",
        "TP209",
        "",
    ),
    "views that answer otherwise are not also rules of their own": Beside(
        """
projects:
  P:
    permissions: {groups: {Readers: {workbooks: view}}}
    workbooks: {W: {tabs: hidden, views: {V: {permissions: {groups: {}}}}}}
""",
        "TP203 TP306",
        "TP306",
    ),
    "a rule for somebody who cannot sign in": Beside(
        "projects: {P: {permissions: {users: {una: {project: view}}}}}", "TP201 TP412", "TP412"
    ),
    "but who is licensed at the next sign-in has a rule for one user": Beside(
        """
users: {una: Unlicensed, vic: Viewer}
groups: {Soon: {members: [una, vic], minimum_site_role: Viewer}}
projects: {P: {permissions: {users: {una: {project: view}}}}}
""",
        "TP201 TP412",
        "TP201",
    ),
    "what Tableau no longer has": Beside(
        """
projects:
  P:
    permissions: {groups: {}, users: {vic: {metrics: view}}}
    metrics: {M: {permissions: {users: {vic: view}}}}
""",
        "TP201 TP202 TP208",
        "TP208 TP208",
    ),
    "a deny that a rule for a user overrides": Beside(
        """
projects:
  P:
    permissions: {groups: {Readers: {project: {deny: [view]}}}, users: {vic: {project: view}}}
""",
        "TP211 TP212",
        "TP211",
    ),
    "a deny for Guest waits for guest access to be on": Beside(
        "projects: {P: {permissions: {users: {guest: {project: {deny: [view]}}}}}}",
        "TP201 TP209 TP212 TP401",
        "",
    ),
    "a rule for Guest too": Beside(
        "projects: {P: {permissions: {users: {guest: {project: view, workbooks: view}}}}}",
        "TP201 TP209 TP212 TP401",
        "",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_thing_is_told_by_one_rule(case: Beside) -> None:
    found = [it.code for it in everything(case.site) if it.code and it.code in case.asked]
    assert found == case.told.split()


def test_a_well_run_site_may_have_visitors() -> None:
    site = f"""
settings: {{guest_access: true}}
users: {{ada: Creator, bob: Creator, guest: Guest, vic: Viewer, wes: Viewer}}
groups: {{Authors: [ada, bob], Readers: [vic, wes]}}
{DEFAULT}
  Public:
    owner: ada
    content_permissions: locked_including_nested
    permissions:
      groups: {{Readers: {{project: view, workbooks: view}}}}
      users: {{guest: {{project: view, workbooks: view}}}}
    workbooks:
      Weather: {{owner: bob, connects_to: [{{data_source: Public/_W, authentication: embedded}}]}}
    data_sources: {{_W: {{owner: bob}}}}
"""
    assert everything(site) == []


def test_of_rules_for_several_types_each_names_its_own() -> None:
    site = "projects: {P: {permissions: {users: {boss: {project: view, workbooks: view}}}}}"
    told = [it.message for it in everything(site) if it.code == "TP207"]
    assert told == [
        "the rule for the user `boss` on `project:P` (Project) is never consulted",
        "the rule for the user `boss` on `project:P` (Workbook) is never consulted",
    ]
    alone = site.replace(", workbooks: view", "")
    (told_alone,) = [it.message for it in everything(alone) if it.code == "TP207"]
    assert told_alone == "the rule for the user `boss` on `project:P` is never consulted"
