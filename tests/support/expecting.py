"""Expectations as rows of a table: a small site, expectations in YAML, what they come to."""

from textwrap import dedent, indent

from tableau_perm_cli.audit.expectations import FailedCell, Outcome, Result, examine_site
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Site

STAFF = """\
users:
  ada: Creator
  bob: Explorer
  vic: Viewer
  una: Unlicensed
  boss: Site Administrator Creator
groups:
  HR: [ada, bob]
  Interns: [vic]
  Empty: []
group_sets:
  HR Interns: [HR, Interns]
projects:
  HR:
    labels: [sensitive]
    permissions:
      groups:
        HR: {project: view, workbooks: explore}
        Interns: {workbooks: {deny: [download_full_data]}}
    workbooks:
      Payroll: {owner: ada}
      Plans: {}
    data_sources:
      _Pay: {}
  Open:
    permissions: {groups: {All Users: {project: view, workbooks: view}}}
    workbooks: {Menu: {views: {Today: {}}}}
"""
"""A site on which HR has a project of its own, and everybody another."""


def site_of(expectations: str, site: str = STAFF) -> Site:
    """Return a site with a list of expectations, both in YAML."""
    listed = indent(dedent(expectations), "      ")
    text = f"version: 1\nsites:\n  Here:\n{indent(site, '    ')}    expectations:\n{listed}"
    return read_files([("case.yaml", text.encode())]).sites["Here"]


def results_of(expectations: str, site: str = STAFF) -> list[Result]:
    """Return the results of a list of expectations in YAML."""
    return list(examine_site(site_of(expectations, site)))


def result_of(expectation: str, site: str = STAFF) -> Result:
    """Return the result of one expectation: its keys in YAML, without the name."""
    (result,) = results_of(f"- name: it\n{indent(dedent(expectation), '  ')}\n", site)
    return result


def cell_text(cell: FailedCell) -> str:
    """Return a cell as ``user capability item: expected, effective reason``."""
    reason = cell.reason.value if cell.reason else "-"
    wanted = f" not {cell.expected_reason.value}" if cell.expected_reason else ""
    what = f"{cell.capability} {cell.item}" if cell.item else "is both"
    return f"{cell.user} {what}: {cell.expected.value}, {cell.effective.value} {reason}{wanted}"


def failures_of(expectation: str, site: str = STAFF) -> list[str]:
    """Return the cells of one expectation that are not as expected; fails if it is an error."""
    result = result_of(expectation, site)
    assert result.outcome is not Outcome.ERROR, [it.message for it in result.problems]
    assert (result.outcome is Outcome.FAILED) is bool(result.failing)
    return [cell_text(cell) for cell in result.cells]


def problems_of(expectation: str, site: str = STAFF) -> list[str]:
    """Return why an expectation cannot be tested; fails if it can."""
    result = result_of(expectation, site)
    assert result.outcome is Outcome.ERROR
    assert (result.failing, result.cells) == (0, ())
    return [it.message for it in result.problems]
