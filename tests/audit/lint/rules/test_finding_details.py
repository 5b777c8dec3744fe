"""What a finding lists together is part of what it is: a baseline hides nothing added later."""

import pytest
from support.lint_cases import findings

from tableau_perm_cli.audit.lint import LintRule, all_rules, page_of, rule_named
from tableau_perm_cli.audit.lint.rule import detail_of

LOCK = "content_permissions: locked"
OPEN = "projects: {Default: {permissions: {groups: {All Users: {workbooks: {allow: [%s]}}}}}}"
SETTING = (
    "projects: {P: {permissions: {groups: {Makers: {workbooks: {allow: [set_permissions]}%s}}}}}"
)
GROWING = {
    "TP101": (OPEN % "view", OPEN % "view, overwrite"),
    "TP104": (
        "projects: {Default: {workbooks: {A: {}}}}",
        "projects: {Default: {workbooks: {A: {}, B: {}}}}",
    ),
    "TP301": (
        "projects: {P: {projects: {A: {}}}}",
        "projects: {P: {projects: {A: {}, B: {}}}}",
    ),
    "TP303": (
        "projects: {P: {data_sources: {A: {}}}}",
        "projects: {P: {data_sources: {A: {}, B: {}}}}",
    ),
    "TP304": (
        f"projects: {{P: {{{LOCK}, projects: {{A: {{}}}}}}}}",
        f"projects: {{P: {{{LOCK}, projects: {{A: {{}}, B: {{}}}}}}}}",
    ),
    "TP409": (
        "projects: {P: {workbooks: {A: {owner: una}}}}",
        "projects: {P: {workbooks: {A: {owner: una}, B: {owner: una}}}}",
    ),
    "TP601": (SETTING % "", SETTING % ", flows: {allow: [set_permissions]}"),
}
"""For a rule, a site on which it finds one thing, and one on which more hangs together with it."""


@pytest.mark.parametrize("code", GROWING)
def test_what_is_added_changes_the_fingerprint(code: str) -> None:
    (before,), (after,) = (findings(rule_named(code), site) for site in GROWING[code])
    assert before.fingerprint != after.fingerprint
    assert (before.subject.item, before.subject.grantee) == (
        after.subject.item,
        after.subject.grantee,
    )


@pytest.mark.parametrize("code", GROWING)
def test_the_order_in_which_it_is_written_does_not(code: str) -> None:
    _, site = GROWING[code]
    turned = site.replace("A: {", "?: {").replace("B: {", "A: {").replace("?: {", "B: {")
    turned = turned.replace("view, overwrite", "overwrite, view")
    (one,), (other,) = (findings(rule_named(code), it) for it in (site, turned))
    assert one.fingerprint == other.fingerprint


def test_one_text_read_several_times_lists_what_it_stands_for() -> None:
    """With an alias more, the finding is another."""
    shared = "projects: {P: {permissions: &it {groups: {All Users: {project: view}}}}%s}"
    rule = rule_named("TP102")
    (alone,) = findings(rule, shared % "")
    (twice,) = findings(rule, shared % ", Q: {permissions: *it}")
    (thrice,) = findings(rule, shared % ", Q: {permissions: *it}, R: {permissions: *it}")
    assert len({alone.fingerprint, twice.fingerprint, thrice.fingerprint}) == 3
    assert "project:Q group:All Users" in (twice.subject.detail or "")
    assert "the same text is read 2 times more" in (thrice.why or "")


def test_one_text_is_told_for_each_group_and_for_other_people_apart() -> None:
    """Nobody whom it hits is left out: not another group, and not those whom it hits elsewhere."""
    site = """
projects:
  B: {permissions: {groups: {Makers: {project: view}, Readers: &no {project: {deny: [view]}}}}}
  A: {permissions: {groups: {Makers: {project: view}, Readers: *no}}}
  C: {permissions: {groups: {Makers: *no, Readers: {project: view}}}}
"""
    cast = """
users: {ada: Creator, bob: Creator}
groups: {Makers: [ada, bob], Readers: [ada]}
"""
    alone, shared = findings(rule_named("TP210"), cast + site)
    assert alone.message.startswith("the group `Makers` denies `ada` View on `project:C`")
    assert shared.message.startswith("the group `Readers` denies `ada` View on `project:B`")
    assert (shared.why or "").endswith(
        "the same text is read once more, and the same is found there: `project:A`"
    )
    others = cast.replace("Readers: [ada]", "Readers: [ada, cy], Third: [cy]").replace(
        "bob: Creator}", "bob: Creator, cy: Viewer}"
    )
    third = site.replace("A: {permissions: {groups: {Makers", "A: {permissions: {groups: {Third")
    hit = [it.message for it in findings(rule_named("TP210"), others + third)]
    assert [it.split(" View ")[0] for it in hit] == [
        "the group `Makers` denies `ada`",
        "the group `Readers` denies `ada`",
        "the group `Readers` denies `cy`",
    ]


@pytest.mark.parametrize(
    "rule", [it for it in all_rules() if hasattr(it.check, "__wrapped__")], ids=lambda it: it.name
)
def test_the_page_of_a_rule_that_tells_a_text_once_says_so(rule: LintRule) -> None:
    assert "Text that aliases share is reported once for all items" in page_of(rule)


def test_of_many_things_all_count() -> None:
    many = [f"workbook:P/{number:03}" for number in range(200)]
    assert detail_of(many) == detail_of(reversed(many))
    assert len(detail_of(many)) < 1000
    assert detail_of(many) != detail_of([*many[:-1], "workbook:P/999"])
