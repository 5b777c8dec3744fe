"""The suite that ``test --init`` writes holds and notices every mutant that changes anything."""

from dataclasses import replace

import pytest
from support.generated import random_declaration, yaml_text
from support.mutating import judged_plainly
from support.running import SAMPLES

from tableau_perm_cli.audit.expectations import Outcome, examine_site
from tableau_perm_cli.audit.mutation import Fate, MutationRun, suite_of
from tableau_perm_cli.declaration.load import input_files, read_files
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.expectations.suite_text import suite_text
from tableau_perm_cli.resolve.bulk import compile_site

SAMPLE_NAMES = (
    "students_orange_belt.yaml",
    "business_matrix.yaml",
    "locked_vs_customizable.yaml",
    "full_tour.yaml",
    "site_roles.yaml",
    "multi_site.yaml",
)


Files = list[tuple[str, bytes]]
SUITE = "suite.yaml"


def sites_with_suite(files: Files) -> list[Site]:
    """Return the sites, each with the suite as its only expectations, written and read back."""
    declaration = read_files(files)
    tables = {name: suite_of(compile_site(site)) for name, site in declaration.sites.items()}
    if any(tables.values()):
        text = "".join(suite_text(tables))
        declaration = read_files([*files, (SUITE, text.encode())])
    return [
        replace(
            site,
            expectations=tuple(it for it in site.expectations if it.position.file == SUITE),
        )
        for site in declaration.sites.values()
    ]


def assert_notices_everything(site: Site) -> int:
    """Fail unless the expectations of a site hold and notice all there is; return how much."""
    results = list(examine_site(site))
    assert [it for it in results if it.outcome is not Outcome.PASSED] == []
    engine = compile_site(site)
    judged = list(MutationRun(engine, site.expectations).judged())
    assert [it for it in judged if it.fate is Fate.SURVIVED] == []
    assert (not site.expectations) is all(it.fate is Fate.EQUIVALENT for it in judged)
    return sum(it.fate is Fate.NOTICED for it in judged)


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_it_scores_100_per_cent_on_the_samples(name: str) -> None:
    files = input_files([str(SAMPLES / name)])
    assert sum(map(assert_notices_everything, sites_with_suite(files))) > 0


@pytest.mark.parametrize("name", SAMPLE_NAMES[:2])
def test_so_it_does_when_everything_is_tested_again_for_each_mutant(name: str) -> None:
    for site in sites_with_suite(input_files([str(SAMPLES / name)])):
        engine = compile_site(site)
        for judged in MutationRun(engine, site.expectations).judged():
            plainly = judged_plainly(engine, judged.mutant, list(site.expectations))
            assert plainly is not Fate.SURVIVED


@pytest.mark.parametrize("seed", range(15))
def test_it_scores_100_per_cent_on_generated_sites(seed: int) -> None:
    text = yaml_text(random_declaration(seed, gaps=seed % 2 == 1))
    for site in sites_with_suite([("generated.yaml", text.encode())]):
        assert_notices_everything(site)


def test_it_is_small() -> None:
    """Tables are shared: by users who may do the same, by items of which they may."""
    (site,) = sites_with_suite(input_files([str(SAMPLES / "business_matrix.yaml")]))
    noticed = assert_notices_everything(site)
    assert len(site.expectations) < noticed / 8
    names = [it.name for it in site.expectations]
    assert len(set(names)) == len(names)


HOSTILE = """\
version: 1
sites:
  "a: b":
    users:
      "[bold] *": Explorer
      and: Explorer
      'quo"te\\': Explorer
      "every (one": Explorer
      everyone: Explorer
      plain: Explorer
      "\\u202elover\\e[31m": Explorer
      "two\\nlines\\u2028three": Explorer
    groups:
      "x, y":
        ["\\u202elover\\e[31m", "two\\nlines\\u2028three", "[bold] *",
         and, 'quo"te\\', "every (one", everyone]
    projects:
      "A or B/C%2F":
        permissions: {groups: {"x, y": {project: view}}}
"""


def test_names_that_a_selector_or_yaml_would_take_for_something_else_are_written_out() -> None:
    (site,) = sites_with_suite([("hostile.yaml", HOSTILE.encode())])
    # The rule dropped, flipped, and for All Users; seven who leave, one who joins. That the rule
    # allows Publish too changes nothing: no Explorer can have it.
    assert assert_notices_everything(site) == 11
    written = "".join(suite_text({site.name: suite_of(compile_site(site))}))
    assert visible(written.replace("\n", "")) == written.replace("\n", "")
