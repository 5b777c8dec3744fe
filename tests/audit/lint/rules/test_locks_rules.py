"""TP3: what is found of locks and of the hierarchy of projects, and what is let be."""

from textwrap import indent

import pytest
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.audit.lint import LintRule, Thresholds, lint
from tableau_perm_cli.audit.lint.rules.all_users import default_lock_not_copied
from tableau_perm_cli.audit.lint.rules.locks import (
    hidden_by_project,
    lock_without_nested,
    nested_settings_ignored,
    sandbox_beside_sensitive,
    stale_views,
    unlocked_data_sources,
    unlocked_project,
)
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.resolve import open_site
from tableau_perm_cli.resolve.reasons import Verdict

UNLOCKED, BESIDE, SOURCES, LEFT_OUT, IGNORED, STALE, HIDDEN = RULES = (
    unlocked_project.RULE,
    sandbox_beside_sensitive.RULE,
    unlocked_data_sources.RULE,
    lock_without_nested.RULE,
    nested_settings_ignored.RULE,
    stale_views.RULE,
    hidden_by_project.RULE,
)

SITE = """\
version: 1
sites:
  Acme:
    users:
      root: Site Administrator Creator
      ada: Creator
      cy: Creator
      emil: Explorer
      vic: Viewer
      zoe: Viewer
    groups:
      Finance: [ada, emil, vic]
      Interns: [vic, zoe]
      Leads: [ada, cy]
    projects:
{projects}
"""


def site_of(projects: str) -> list[tuple[str, bytes]]:
    return [("site.yaml", SITE.format(projects=indent(projects, " " * 6)).encode())]


def findings(rule: LintRule, projects: str) -> list[Diagnostic]:
    return lint(read_files(site_of(projects)), [rule])


def messages(rule: LintRule, projects: str) -> list[str]:
    return [it.message for it in findings(rule, projects)]


CASES = {
    # TP301
    "a chain of customizable projects is one finding, however deep": (
        UNLOCKED,
        """\
P:
  permissions: {groups: {}}
  projects: {A: {projects: {B: {projects: {C: {}, D: {}}}}}}
""",
        [
            (
                "`project:P` is customizable, and so are the 4 projects `project:P/A`, "
                "`project:P/A/B`, `project:P/A/B/C` and 1 more in it"
            )
        ],
    ),
    "Default counts, for content may be created there": (
        UNLOCKED,
        "Default: {permissions: {groups: {}}}",
        ["`project:Default` is customizable"],
    ),
    "a locked project in the chain is let be, and what it does not cover is its own": (
        UNLOCKED,
        """\
P:
  permissions: {groups: {}}
  projects:
    A: {content_permissions: locked, projects: {B: {}}}
    C: {content_permissions: locked_including_nested, projects: {D: {}}}
""",
        ["`project:P` is customizable"],
    ),
    "a sandbox, and all in it, is meant to be open": (
        UNLOCKED,
        """\
P: {content_permissions: customizable, labels: [sandbox], projects: {A: {}}}
Q: {permissions: {groups: {}}, projects: {A: {labels: [sandbox]}}}
""",
        ["`project:Q` is customizable"],
    ),
    # TP302
    "what a sandbox holds is found once, at the top": (
        BESIDE,
        """\
P:
  labels: [sandbox]
  projects:
    Pay: {labels: [sensitive], workbooks: {W: {labels: [sensitive], views: {V: {}}}}}
""",
        ["`project:P/Pay` is sensitive, and in a sandbox"],
    ),
    "a project with both labels is neither": (
        BESIDE,
        "P: {labels: [sensitive, sandbox], flows: {F: {}}}",
        ["`project:P` is a sandbox and sensitive"],
    ),
    "a sandbox inside what is sensitive": (
        BESIDE,
        "P: {labels: [sensitive], projects: {Q: {labels: [sandbox]}}}",
        ["`project:P/Q` is a sandbox, and in what is sensitive"],
    ),
    "a view alone can be sensitive": (
        BESIDE,
        """\
P: {labels: [sandbox], workbooks: {W: {views: {V: {labels: [sensitive]}}}}}
Q:
  workbooks:
    X:
      connects_to: [{data_source: R/D}]
      views: {Y: {labels: [sensitive]}, Z: {}}
    Z: {connects_to: [{data_source: R/D}]}
R: {labels: [sandbox], data_sources: {D: {}}}
""",
        [
            "`view:P/W/V` is sensitive, and in a sandbox",
            "`workbook:Q/X` is sensitive and shows, from a sandbox, `data_source:R/D`",
        ],
    ),
    "a connection that is written twice is found once": (
        BESIDE,
        """\
P:
  labels: [sandbox]
  workbooks:
    W:
      connects_to:
        - {data_source: Q/D, authentication: embedded}
        - {data_source: Q/D, authentication: prompt}
Q: {labels: [sensitive], data_sources: {D: {}}}
""",
        ["`workbook:P/W` is in a sandbox and shows the sensitive `data_source:Q/D`"],
    ),
    "what stays in the sandbox, or among the sensitive, or is neither, is well": (
        BESIDE,
        """\
P: {labels: [sandbox], data_sources: {D: {}}, workbooks: {W: {connects_to: [{data_source: P/D}]}}}
Q:
  labels: [sensitive]
  data_sources: {D: {}}
  workbooks: {W: {connects_to: [{data_source: Q/D}]}}
R: {data_sources: {D: {}}, workbooks: {W: {connects_to: [{data_source: P/D}, {data_source: Q/D}]}}}
""",
        [],
    ),
    # TP303
    "who owns a data source, or is allowed to, can change its rules": (
        SOURCES,
        """\
P:
  permissions: {groups: {Leads: {data_sources: administer}}, users: {ada: {leader: true}}}
  data_sources: {D: {}, E: {}}
""",
        [
            (
                "`data_source:P/D` and `data_source:P/E` are under no lock: `cy` can change who "
                "may connect"
            )
        ],
    ),
    "an Explorer owns and cannot set permissions": (
        SOURCES,
        "P: {permissions: {groups: {}}, data_sources: {D: {owner: emil}}}",
        [
            (
                "`data_source:P/D` is under no lock: whoever comes to own it can change who may "
                "connect"
            )
        ],
    ),
    "a lock of any form, and from above, covers data sources": (
        SOURCES,
        """\
P: {content_permissions: locked, data_sources: {D: {owner: ada}}}
Q: {content_permissions: locked_including_nested, projects: {R: {data_sources: {D: {owner: ada}}}}}
S: {labels: [sandbox], data_sources: {D: {owner: ada}}}
T: {projects: {U: {workbooks: {W: {owner: ada}}}}}
""",
        [],
    ),
    "a lock without nested projects does not cover theirs": (
        SOURCES,
        "P: {content_permissions: locked, projects: {Q: {data_sources: {D: {owner: ada}}}}}",
        ["`data_source:P/Q/D` is under no lock: `ada` can change who may connect"],
    ),
    # TP304
    "all that hangs together below the lock is left out": (
        LEFT_OUT,
        """\
P:
  content_permissions: locked
  projects:
    A: {projects: {B: {}}}
    C: {content_permissions: locked_including_nested, projects: {D: {}}}
    E: {labels: [sandbox]}
    F: {}
""",
        [
            (
                "the lock of `project:P` does not reach `project:P/A`, `project:P/A/B` and "
                "`project:P/F`"
            )
        ],
    ),
    "a lock that is itself overruled leaves nothing out": (
        LEFT_OUT,
        """\
P:
  content_permissions: locked_including_nested
  projects: {A: {content_permissions: locked, projects: {B: {}}}}
""",
        [],
    ),
    # TP305
    "the outermost lock that includes nested projects decides": (
        IGNORED,
        """\
P:
  content_permissions: locked_including_nested
  projects:
    A: {content_permissions: locked_including_nested, projects: {B: {content_permissions: locked}}}
    C: {projects: {D: {content_permissions: customizable}}}
    E: {}
""",
        [
            (
                "`project:P/A/B` is declared locked without nested projects, but `project:P` "
                "locks it with all its nested projects"
            ),
            (
                "`project:P/C/D` is declared customizable, but `project:P` locks it with all its "
                "nested projects"
            ),
        ],
    ),
    "modes under a lock without nested projects are their own": (
        IGNORED,
        "P: {content_permissions: locked, projects: {A: {content_permissions: customizable}}}",
        [],
    ),
    "leaders who lack nothing are let be": (
        IGNORED,
        """\
P:
  content_permissions: locked_including_nested
  permissions: {users: {ada: {leader: true}}}
  projects:
    A: {permissions: {users: {ada: {leader: true}, vic: {leader: true}, root: {leader: true}}}}
    B: {permissions: {groups: {Leads: {leader: true}}}}
""",
        ["`cy` leads `project:P/B` and cannot set permissions there"],
    ),
    "the owner of the project that locks lacks nothing": (
        IGNORED,
        """\
P:
  content_permissions: locked_including_nested
  owner: cy
  projects:
    A: {permissions: {groups: {Leads: {leader: true}}}}
    B: {permissions: {groups: {Interns: {project: view}}}}
""",
        ["`ada` leads `project:P/A` and cannot set permissions there"],
    ),
    # TP306
    "a copy of the workbook's list does not go stale, nor does one that says the same": (
        STALE,
        """\
P:
  permissions: {groups: {Finance: {workbooks: view}}}
  workbooks:
    W:
      tabs: hidden
      views: {A: {}, B: {permissions: {groups: {Finance: view}}}}
""",
        [],
    ),
    "who may do more and who less is told": (
        STALE,
        """\
P:
  permissions: {groups: {}}
  workbooks:
    W:
      tabs: hidden
      permissions: {groups: {Finance: view}}
      views:
        A: {permissions: {groups: {Interns: view}}}
        B: {permissions: {groups: {Finance: view}, users: {emil: denied}}}
        C: {}
""",
        [
            (
                "the views `A` and `B` of `workbook:P/W` do not follow its rules: `zoe` may do "
                "more there; `ada` and `emil` may do less there"
            )
        ],
    ),
    "shown tabs, or a lock, make views follow": (
        STALE,
        """\
P:
  permissions: {groups: {}}
  workbooks: {W: {tabs: shown, views: {A: {permissions: {groups: {Interns: view}}}}}}
Q:
  content_permissions: locked
  permissions: {groups: {}}
  workbooks: {W: {tabs: hidden, views: {A: {permissions: {groups: {Interns: view}}}}}}
""",
        [],
    ),
    "what site roles and ownership settle anyway does not differ": (
        STALE,
        """\
P:
  permissions: {groups: {}}
  workbooks:
    W:
      owner: ada
      tabs: hidden
      views: {A: {permissions: {users: {ada: view, vic: {allow: [web_edit]}, root: denied}}}}
""",
        [],
    ),
    # TP307
    "the outermost project that hides is found, for those whom it hides": (
        HIDDEN,
        """\
P:
  permissions: {groups: {Finance: {project: view}}}
  projects:
    A: {permissions: {groups: {Interns: {project: view}}}}
    B:
      permissions: {groups: {}}
      workbooks: {W: {permissions: {groups: {Interns: view}}}}
""",
        [
            (
                "`project:P` hides from `zoe` what they may view in it: `project:P/A` and "
                "`workbook:P/B/W`"
            ),
            "`project:P/B` hides from `vic` what they may view in it: `workbook:P/B/W`",
        ],
    ),
    "owners and leaders know where their things are": (
        HIDDEN,
        """\
P:
  permissions: {groups: {}}
  projects: {A: {owner: cy, permissions: {users: {ada: {leader: true}}}}}
  workbooks: {W: {owner: vic}}
""",
        [],
    ),
    "other content than workbooks is not browsed to": (
        HIDDEN,
        "P: {permissions: {groups: {Interns: {data_sources: view}}}, data_sources: {D: {}}}",
        [],
    ),
    "a lock hides and shows alike": (
        HIDDEN,
        """\
P:
  content_permissions: locked_including_nested
  permissions: {groups: {Finance: {project: view, workbooks: view}}}
  projects: {A: {permissions: {groups: {Interns: {project: view}}}, workbooks: {W: {}}}}
""",
        [],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_found(case: tuple[LintRule, str, list[str]]) -> None:
    rule, projects, expected = case
    assert messages(rule, projects) == expected


def test_why_a_customizable_project_is_open_names_those_who_publish_to_it() -> None:
    projects = "P: {permissions: {groups: {Leads: {project: publish}, Interns: {project: view}}}}"
    (found,) = findings(UNLOCKED, projects)
    assert found.why == (
        "who publishes to it (`ada` and `cy`) owns the content, and can give it rules of its own"
    )
    (found,) = findings(UNLOCKED, "P: {permissions: {groups: {Interns: {project: publish}}}}")
    assert found.why == (
        "owners of content in it, today's and tomorrow's, can give it rules of its own"
    )


def test_a_project_without_a_lock_is_found_by_one_rule_alone() -> None:
    projects = """\
Default: {content_permissions: locked, permissions: {groups: {}}}
Believed: {}
Open: {content_permissions: customizable}
Shelf: {content_permissions: locked, projects: {Left Out: {}}}
Sealed: {content_permissions: locked_including_nested, projects: {In: {}}}
"""
    rules = (default_lock_not_copied.RULE, UNLOCKED, LEFT_OUT)
    found = lint(read_files(site_of(projects)), rules)
    assert [(it.code, it.message) for it in found] == [
        (
            "TP105",
            "`project:Believed` is customizable: the lock of the Default project is not copied",
        ),
        ("TP301", "`project:Open` is customizable"),
        ("TP304", "the lock of `project:Shelf` does not reach `project:Shelf/Left Out`"),
    ]


# "the owner or leader of a nested project inside the locked hierarchy does not have it unless
# also an owner/leader of the managing project or above" (semantics 3, steps 3 and 4).


def test_a_leader_under_a_lock_lacks_what_the_finding_says_and_nothing_else() -> None:
    projects = """\
P:
  content_permissions: locked_including_nested
  permissions: {groups: {}}
  projects:
    A: {permissions: {users: {cy: {leader: true}}}, workbooks: {W: {}}}
"""
    declaration = read_files(site_of(projects))
    (found,) = lint(declaration, [IGNORED])
    assert found.message == "`cy` leads `project:P/A` and cannot set permissions there"
    resolver = open_site(declaration, "Acme")
    workbook = next(it for it in resolver.graph.items() if str(it.address) == "workbook:P/A/W")
    answers = {
        key: resolver.derive("cy", workbook, CATALOG[Kind.WORKBOOK].capability(key))
        for key in ("view", "overwrite", "delete", "set_permissions")
    }
    denied = {key for key, it in answers.items() if it.effective is not Verdict.ALLOWED}
    assert denied == {"set_permissions"}


def test_the_words_for_labels_are_settings() -> None:
    projects = "P: {labels: [open], projects: {A: {labels: [secret]}}}"
    words = Thresholds(sandbox_label="open", sensitive_label="secret")
    declaration = read_files(site_of(projects))
    (found,) = lint(declaration, [BESIDE], thresholds=words)
    assert found.message == "`project:P/A` is sensitive, and in a sandbox"
    assert lint(declaration, [BESIDE]) == []


def test_content_of_a_personal_space_is_in_no_project() -> None:
    text = """\
version: 1
sites:
  Acme:
    users: {ada: Creator}
    projects:
      P: {labels: [sandbox], content_permissions: customizable}
    personal_spaces:
      ada:
        workbooks: {W: {labels: [sensitive], tabs: hidden, views: {V: {}}}}
        data_sources: {D: {}}
"""
    assert lint(read_files([("site.yaml", text.encode())]), RULES) == []


@pytest.mark.parametrize("seed", range(25))
def test_no_two_findings_of_a_rule_are_about_the_same(seed: int) -> None:
    text = yaml_text(random_declaration(seed, 4))
    found = lint(read_files([("r.yaml", text.encode())]), RULES)
    prints = [it.fingerprint for it in found]
    assert len(prints) == len(set(prints))


@pytest.mark.parametrize("seed", range(25))
def test_whom_a_project_hides_its_content_from_the_resolver_denies_view(seed: int) -> None:
    declaration = read_files([("r.yaml", yaml_text(random_declaration(seed, 4)).encode())])
    view = CATALOG[Kind.PROJECT].capability("view")
    for found in lint(declaration, [HIDDEN]):
        assert found.subject.site
        resolver = open_site(declaration, found.subject.site)
        project = next(
            it for it in resolver.graph.items() if str(it.address) == found.subject.item
        )
        views = {
            user: resolver.derive(user, project, view).effective
            for user in resolver.graph.site.users
        }
        named = {user for user in views if f"`{user}`" in found.message.partition(" what ")[0]}
        assert named
        assert {views[user] for user in named} == {Verdict.DENIED}
