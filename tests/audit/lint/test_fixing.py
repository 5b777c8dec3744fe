"""What is dead is removed from the text, and nobody's answers change."""

from pathlib import Path

import pytest
from support.generated import random_declaration, yaml_text
from support.running import SAMPLES

from tableau_perm_cli.audit.lint import all_rules, lint, review
from tableau_perm_cli.audit.lint.fixing import Files, Fixes, fix
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.resolve.bulk import changed_cells, compile_site


def found(files: Files) -> list[Diagnostic]:
    sources = [decode(name, data)[0] for name, data in files]
    reviewed = review(lint(read_files(files)), sources, all_rules())
    return [it.diagnostic for it in reviewed if it.ignored_by is None]


def fixed(text: str, *, unsafe: bool = False) -> Fixes:
    return fix([("site.yaml", text.encode())], found, unsafe=unsafe)


SITE = """\
version: 1
sites:
  S:
    users: {ada: Creator, bob: Explorer, cy: Explorer}
    groups:
      Staff: [ada, bob]   # all of them
      More: [bob, cy]
    projects:
      Default: {content_permissions: locked_including_nested, permissions: {groups: {}}}
      P:
        content_permissions: locked_including_nested
        permissions:
          groups:
            # first the staff
            Staff: {project: view, workbooks: {template: view, allow: [view, web_edit]}}
            More:
              project: none
              workbooks: view
        workbooks:
          W:
            owner: ada   # hers
            permissions: {groups: {More: explore}}   # from before the lock
          X: {}  # tableau-perm: ignore[user-rule] was needed once
"""

CASES = {
    "dead-rule-under-lock": (
        "            permissions: {groups: {More: explore}}   # from before the lock\n",
        "",
    ),
    "empty-rule": ("              project: none\n", ""),
    "duplicate-capability": ("allow: [view, web_edit]", "allow: [web_edit]"),
    "unused-ignore": ("  # tableau-perm: ignore[user-rule] was needed once", ""),
}


@pytest.mark.parametrize("rule", CASES)
def test_what_is_found_goes_and_everything_else_stays(rule: str) -> None:
    before, after = CASES[rule]
    assert SITE.count(before) == 1
    fixes = fix(
        [("site.yaml", SITE.encode())],
        lambda files: [it for it in found(files) if it.name == rule],
    )
    assert [it.name for it in fixes.made] == [rule]
    assert fixes.files[0][1].decode() == SITE.replace(before, after)


def test_all_of_it_goes_in_one_run() -> None:
    wanted = SITE
    for before, after in CASES.values():
        wanted = wanted.replace(before, after)
    fixes = fixed(SITE)
    assert fixes.files[0][1].decode() == wanted
    assert {it.name for it in fixes.made} == set(CASES)
    assert fixes.refused == ()


def test_one_name_goes_from_a_comment_that_names_several() -> None:
    text = SITE.replace("ignore[user-rule] was", "ignore[user-rule, empty-rule] was").replace(
        "              project: none\n",
        "              project: none  # tableau-perm: ignore[empty-rule, user-rule] kept\n",
    )
    edited = fixed(text).files[0][1].decode()
    assert "project: none  # tableau-perm: ignore[empty-rule] kept\n" in edited
    assert "X: {}\n" in edited


def test_what_says_nothing_by_chance_goes_only_when_that_is_asked_for() -> None:
    text = SITE.replace(
        "              workbooks: view\n",
        "              workbooks: view\n          users: {bob: {workbooks: {allow: [view]}}}\n",
    )
    assert "users: {bob" in fixed(text).files[0][1].decode()
    fixes = fixed(text, unsafe=True)
    assert "users: {bob" not in fixes.files[0][1].decode()
    assert "rule-changes-nothing" in {it.name for it in fixes.made}


def test_text_that_counts_elsewhere_is_left_with_the_reason() -> None:
    """An alias says one text in two places: dead in one of them, alive in the other."""
    text = SITE.replace("{groups: {More: explore}}", "&rules {groups: {More: explore}}") + (
        "      Q:\n"
        "        content_permissions: customizable\n"
        "        workbooks: {Y: {permissions: *rules}}\n"
    )
    fixes = fixed(text)
    assert "&rules {groups: {More: explore}}" in fixes.files[0][1].decode()
    assert [(it.finding.name, it.reason) for it in fixes.refused] == [
        ("dead-rule-under-lock", "the declaration would not be valid without it")
    ]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_fixes_of_a_sample_change_no_answer(sample: Path) -> None:
    _check_fixes([("sample.yaml", sample.read_bytes())], unsafe=True)


@pytest.mark.parametrize("seed", range(12))
def test_the_fixes_of_a_generated_site_change_no_answer(seed: int) -> None:
    text = yaml_text(random_declaration(seed, gaps=seed % 2 == 1))
    _check_fixes([("site.yaml", text.encode())], unsafe=bool(seed % 2))


def _check_fixes(files: Files, *, unsafe: bool) -> None:
    fixes = fix(files, found, unsafe=unsafe)
    before, after = read_files(files), read_files(fixes.files)
    assert before.sites.keys() == after.sites.keys()
    for name, site in before.sites.items():
        engines = compile_site(site), compile_site(after.sites[name])
        assert list(changed_cells(*engines)) == []
    assert bool(fixes.made) == (list(fixes.files) != list(files))
    again = fix(fixes.files, found, unsafe=unsafe)
    assert again.made == ()
