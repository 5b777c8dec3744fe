"""Each kind of step, on the smallest site that calls for it: what goes, what stays, and why."""

from dataclasses import dataclass

import pytest
import yaml

from tableau_perm_cli.audit.minimising import Minimised, StepKind, minimise
from tableau_perm_cli.declaration.load import read_files

_HEAD = """\
version: 1
sites:
  S:
    users: {ada: Explorer, bob: Explorer, cyd: Explorer, otto: Creator, root: Site Administrator}
    groups: {Both: [ada, bob], Three: [ada, bob, cyd], Other: [cyd], Nobody: []}
    projects:
      Default: {}
"""


@dataclass(frozen=True)
class Case:
    """A site, a step, and what is left."""

    source: str
    """The sentence that it follows from."""
    projects: str
    step: StepKind
    detail: str
    left: str
    """The project P, as YAML values."""
    for_today: bool = False


CASES = {
    "a user's allow that the groups give too": Case(
        "semantics 3.7: else any allow → allowed `group_allow`",
        "P: {workbooks: {W: {permissions: {users: {ada: view}, groups: {Both: view}}}}}",
        StepKind.NEEDLESS_RULE,
        "remove the rule for `user:ada` from `workbook:P/W`, which decides nothing",
        "{workbooks: {W: {permissions: {groups: {Both: view}}}}}",
    ),
    "a deny where nobody is allowed": Case(
        "semantics 3.9: nothing → denied `unspecified`",
        "P: {workbooks: {W: {permissions: {groups: {Other: {deny: [view]}, Both: view}}}}}",
        StepKind.NEEDLESS_RULE,
        "remove the rule for `group:Other` from `workbook:P/W`, which decides nothing",
        "{workbooks: {W: {permissions: {groups: {Both: view}}}}}",
    ),
    "an allow for an administrator": Case(
        "semantics 3.2: no deny binds an admin",
        "P: {workbooks: {W: {permissions: {users: {root: denied}, groups: {Both: view}}}}}",
        StepKind.NEEDLESS_RULE,
        "remove the rule for `user:root` from `workbook:P/W`, which decides nothing",
        "{workbooks: {W: {permissions: {groups: {Both: view}}}}}",
    ),
    "a rule for the owner": Case(
        "semantics 3.4: content owner → allowed `owner`",
        "P: {workbooks: {W: {owner: otto, permissions: {users: {otto: denied},"
        " groups: {Both: view}}}}}",
        StepKind.NEEDLESS_RULE,
        "remove the rule for `user:otto` from `workbook:P/W`, which decides nothing",
        "{workbooks: {W: {owner: otto, permissions: {groups: {Both: view}}}}}",
    ),
    "two rules that can only go together": Case(
        "semantics 3.7: any deny → denied `group_deny`; each hides what the other allows",
        "P: {workbooks: {W: {permissions: {groups: {Both: {allow: [view], deny: [filter]},"
        " Three: {allow: [filter], deny: [view]}}, users: {cyd: view}}}}}",
        StepKind.NEEDLESS_RULE,
        "remove the rule for `group:Both` from `workbook:P/W`, which decides nothing"
        " (only together with others)",
        "{workbooks: {W: {permissions: {users: {cyd: view}}}}}",
    ),
    "the same rule for two users who are a group": Case(
        "Wiki: rules for groups rather than for users",
        "P: {workbooks: {W: {permissions: {users: {ada: view, bob: view}}}}}",
        StepKind.FOLDED,
        "make one rule for `group:Both` of those for `ada`, `bob`, who are its members, on "
        "`workbook:P/W`",
        "{workbooks: {W: {permissions: {groups: {Both: view}}}}}",
    ),
    "a group whose other member has the same anyhow": Case(
        "semantics 3.4: content owner → allowed `owner`, whatever the group's rule gives",
        "P: {workbooks: {W: {owner: bob, permissions: {users: {ada: view, cyd: view}}}}}",
        StepKind.FOLDED,
        "make one rule for `group:Three` of those for `ada`, `cyd`, who are members of it, on "
        "`workbook:P/W`",
        "{workbooks: {W: {owner: bob, permissions: {groups: {Three: view}}}}}",
    ),
    "a list under a lock": Case(
        "semantics 3.5a: rules that exist but are not consulted are dead rules",
        "P: {content_permissions: locked, permissions: {groups: {Both: {workbooks: view}}},"
        " workbooks: {W: {permissions: {users: {cyd: view}}}}}",
        StepKind.DEAD_LIST,
        "remove the rules of `workbook:P/W`, which are never consulted",
        "{content_permissions: locked, permissions: {groups: {Both: {workbooks: view}}},"
        " workbooks: {W: {}}}",
    ),
    "a view's list under tabs": Case(
        "semantics 3.5c: a view of a workbook that shows tabs → the workbook's rules",
        "P: {workbooks: {W: {permissions: {groups: {Both: view}},"
        " views: {V: {permissions: {groups: {Three: view}}}}}}}",
        StepKind.DEAD_LIST,
        "remove the rules of `view:P/W/V`, which are never consulted",
        "{workbooks: {W: {permissions: {groups: {Both: view}}, views: {V: {}}}}}",
    ),
    "a nested project under a lock that includes it": Case(
        "semantics 3.5a: for a nested project as the item: that project's own project rules",
        "P: {content_permissions: locked_including_nested, projects: {N: {permissions:"
        " {groups: {Both: {workbooks: view}}}}}}",
        StepKind.DEAD_LIST,
        "remove the rules of `project:P/N`, which a lock above it overrides",
        "{content_permissions: locked_including_nested, projects: {N: {}}}",
    ),
    "a list that says what the copy says": Case(
        "semantics 4: content without a list → copies its project's default rules for the type",
        "P: {permissions: {groups: {Both: {workbooks: view}}},"
        " workbooks: {W: {permissions: {users: {ada: view, bob: view}}}}}",
        StepKind.REPEATED_COPY,
        "remove the rules of `workbook:P/W`, which come to what it would have as a copy",
        "{permissions: {groups: {Both: {workbooks: view}}}, workbooks: {W: {}}}",
    ),
    "a rule that says nothing": Case(
        "semantics 2: `none` leaves all unspecified",
        "P: {workbooks: {W: {permissions: {groups: {Both: view, Other: none}}}}}",
        StepKind.NULL_RULE,
        "remove the rule for `group:Other` from `workbook:P/W`, which leaves all unspecified",
        "{workbooks: {W: {permissions: {groups: {Both: view}}}}}",
    ),
    "a denial of Project Leader": Case(
        "semantics 6: an explicit Deny of Project Leader (before 2020.1) is ignored",
        "P: {permissions: {groups: {Both: {project: view, leader: denied}}}}",
        StepKind.LEADER_RESIDUE,
        "remove the denial of Project Leader for `group:Both` from `project:P`, which has not "
        "been consulted since 2020.1",
        "{permissions: {groups: {Both: {project: view}}}}",
    ),
    "an empty mapping": Case(
        "design 2: a list that is present, even empty, is the complete list",
        "P: {permissions: {groups: {Both: {project: view}, Other: {}}, users: {}}}",
        StepKind.EMPTY_MAPPING,
        "remove `Other`, under which there is nothing",
        "{permissions: {groups: {Both: {project: view}}}}",
    ),
    "a word that decides nothing": Case(
        "semantics 3.8: every capability is judged alone",
        "P: {workbooks: {W: {permissions: {groups: {Both: {allow: [view], deny: [delete]}}}}}}",
        StepKind.NEEDLESS_WORD,
        "remove `delete` from the rule for `group:Both` of `workbook:P/W`: naming it decides "
        "nothing",
        "{workbooks: {W: {permissions: {groups: {Both: {allow: [view]}}}}}}",
    ),
    "content that all has the same list": Case(
        "semantics 4: content without a list → copies its project's default rules for the type",
        "P: {permissions: {groups: {Other: {workbooks: view}}}, workbooks: {"
        "V: {permissions: {groups: {Both: explore}}}, W: {permissions: {groups: {Both: explore}}}"
        "}}",
        StepKind.HOISTED,
        "make the rules of `workbook:P/V` the default of `project:P` for its workbooks",
        "{permissions: {groups: {Both: {workbooks: explore}}}, workbooks: {V: {}, W: {}}}",
        for_today=True,
    ),
    "content of a project that has a copy itself": Case(
        "semantics 4: top-level project without its own lists → copies the Default project's",
        "P: {workbooks: {V: {permissions: {groups: {Both: explore, Other: view}}},"
        " W: {permissions: {groups: {Both: explore, Other: view}}}}}",
        StepKind.HOISTED,
        "make the rules of `workbook:P/V` the default of `project:P` for its workbooks",
        "{permissions: {groups: {Both: {workbooks: explore}, Other: {workbooks: view}}},"
        " workbooks: {V: {}, W: {}}}",
        for_today=True,
    ),
}


def minimised(projects: str, *, for_today: bool = False) -> Minimised:
    files = [("s.yaml", f"{_HEAD}      {projects}\n".encode())]
    return minimise(files, read_files(files), for_today=for_today)


def project_left(found: Minimised) -> object:
    return yaml.safe_load(found.edited[0][1])["sites"]["S"]["projects"]["P"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_decides_nothing_goes_and_all_else_stays(case: Case) -> None:
    found = minimised(case.projects, for_today=case.for_today)

    assert (case.step, case.detail) in [(it.kind, it.detail) for it in found.steps]
    assert project_left(found) == yaml.safe_load(case.left)
    assert found.before.fingerprint == found.after.fingerprint
    assert len(found.edited[0][1]) < len(found.files[0][1]) or case.step is StepKind.FOLDED


def test_every_kind_of_step_has_a_case() -> None:
    assert {case.step for case in CASES.values()} == {*StepKind}


STAYING = {
    "the last deny before a group's allow": (
        "semantics 3.7: any deny → denied `group_deny`",
        "P: {workbooks: {W: {permissions: {groups: {Other: {deny: [view]}, Three: view}}}}}",
    ),
    "the same rule for users when the group's third member would gain": (
        "what two of three users have, the group must not have",
        "P: {workbooks: {W: {permissions: {users: {ada: view, cyd: view}}}}}",
    ),
    "users who are everybody: All Users is nobody's to give": (
        "Wiki: a rule for All Users reaches whoever comes next",
        "P: {workbooks: {W: {permissions: {users: {cyd: view, otto: view}}}}}",
    ),
    "a default for content that is not there yet": (
        "semantics 4: content without a list → copies its project's default rules for the type",
        "P: {permissions: {groups: {Both: {flows: view}}}}",
    ),
    "lists of content that the default does not say": (
        "without --for-today nothing is hoisted: what is new would begin with another list",
        (
            "P: {permissions: {groups: {Other: {workbooks: view}}}, workbooks: {V: {permissions: "
            "{groups: {Both: explore}}}, W: {permissions: {groups: {Both: explore}}}}}"
        ),
    ),
    "a workbook's rule that only its views to come would show": (
        "semantics 4: view without a list → copies its workbook's",
        "P: {workbooks: {W: {tabs: hidden, owner: otto, permissions: {groups: {Both: view}}}}}",
    ),
    "a leader": (
        "semantics 3.3: project leader → allowed `project_leader`",
        "P: {permissions: {users: {otto: {leader: true}}}}",
    ),
    "a complete list that is empty": (
        "semantics 4: present (even empty) is the complete list",
        "P: {permissions: {groups: {Both: {workbooks: view}}}, workbooks: {W: {permissions: {}}}}",
    ),
}


@pytest.mark.parametrize("projects", [it[1] for it in STAYING.values()], ids=STAYING)
def test_what_decides_something_stays(projects: str) -> None:
    found = minimised(projects)

    assert found.steps == ()
    assert found.edited == found.files


def test_the_list_of_a_single_item_is_not_hoisted() -> None:
    found = minimised(
        "P: {permissions: {groups: {Other: {workbooks: view}, Both: {workbooks: view}}},"
        " workbooks: {V: {permissions: {groups: {Both: explore}}}}}",
        for_today=True,
    )

    assert {it.kind for it in found.steps} == {StepKind.NEEDLESS_RULE}


DEFAULTS_IN_USE = (
    "P: {permissions: {groups: {Both: {flows: view, workbooks: view}}}, workbooks: {W: {}}}"
)


def test_a_default_without_content_goes_only_for_today() -> None:
    assert minimised(DEFAULTS_IN_USE).steps == ()

    today = minimised(DEFAULTS_IN_USE, for_today=True)

    assert [(it.kind, it.rules_for) for it in today.steps] == [(StepKind.NEEDLESS_RULE, "flows")]


def test_the_default_project_is_judged_without_those_who_lead_it() -> None:
    """Semantics 4: a top-level project copies Default's lists; leaders are not in the copy."""
    site = _HEAD.replace("Default: {}", "P: {}")
    rules = "{permissions: {users: {otto: {leader: true, workbooks: view}}}}"
    files = [("s.yaml", f"{site}      Default: {rules}\n".encode())]

    careful = minimise(files, read_files(files))
    today = minimise([("s.yaml", files[0][1])], read_files(files), for_today=True)

    assert careful.steps == ()
    assert [it.grantees for it in today.steps] == [("user:otto",)]


def test_a_fold_that_makes_another_rule_needless_is_followed_up() -> None:
    found = minimised(
        "P: {workbooks: {W: {permissions: {users: {ada: view, bob: view, cyd: {deny: [view]}},"
        " groups: {Nobody: denied}}}}}"
    )

    assert project_left(found) == {
        "workbooks": {"W": {"permissions": {"groups": {"Both": "view"}}}}
    }


def test_an_expectation_that_asks_for_a_reason_is_named_when_it_breaks() -> None:
    text = (
        f"{_HEAD}      P: {{workbooks: {{W: {{permissions: {{groups: {{Other: denied}}}}}}}}}}\n"
        "    expectations:\n"
        "    - {name: shut, users: [cyd], items: ['workbook:P/W'], expect: {view: denied},"
        " because: {view: group_deny}}\n"
        "    - {name: still shut, users: [cyd], items: ['workbook:P/W'], expect: {view: denied}}\n"
    )
    files = [("s.yaml", text.encode())]

    found = minimise(files, read_files(files))

    assert [(it.site, it.name) for it in found.broken] == [("S", "shut")]
