"""Every sample of sample_configs against the list of what lint has to find there.

The lists are tests/samples/expected_findings/*.yaml, worked out by hand. A row with ``file`` is
about that file of a directory, one with ``site`` about that site; else the sample has only one.
``more`` is how often else a text that is shared by an anchor has the same finding.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from support.running import SAMPLES, run_inside

from tableau_perm_cli.audit.lint.run import lint
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.diagnostics import Diagnostic

EXPECTED = Path(__file__).parent / "expected_findings"
LISTS = {
    path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(EXPECTED.glob("*.yaml"))
}
WELL_KEPT = SAMPLES / "well_kept.yaml"

Row = tuple[tuple[str, object], ...]


def _row(**told: object) -> Row:
    return tuple(sorted((key, value) for key, value in told.items() if value))


def _times(finding: Diagnostic) -> int:
    """Return how many other places of a shared text a finding tells of."""
    told = re.search(r"the same text is read (once|\d+ times) more", finding.why or "")
    if told is None:
        return 0
    return 1 if told[1] == "once" else int(told[1].split()[0])


def _found(name: str) -> Counter[Row]:
    """Return what lint finds in a sample, in the words of the lists."""
    path = SAMPLES / name
    declaration = load_declaration([str(path)])
    return Counter(
        _row(
            rule=finding.name,
            file=Path(finding.position.file).name if path.is_dir() else None,
            line=finding.position.line,
            site=finding.subject.site if len(declaration.sites) > 1 else None,
            item=finding.subject.item,
            grantee=finding.subject.grantee,
            more=_times(finding),
        )
        for finding in lint(declaration)
        if finding.position and finding.subject
    )


@pytest.mark.parametrize("name", LISTS)
def test_lint_finds_in_a_sample_what_its_list_says_and_no_more(name: str) -> None:
    table = LISTS[name]
    expected = Counter(_row(**row) for row in table["findings"])
    found = _found(table["sample"])
    missed = [f"missed: {dict(row)}" for row in (expected - found).elements()]
    unmeant = [f"not in the list: {dict(row)}" for row in (found - expected).elements()]
    if missed or unmeant:
        pytest.fail("\n".join([*missed, *unmeant]), pytrace=False)


def test_every_sample_has_a_list_and_every_list_a_sample() -> None:
    samples = {path.name for path in SAMPLES.iterdir()}
    assert samples == {table["sample"] for table in LISTS.values()}


def test_only_the_well_kept_sample_has_nothing_to_find() -> None:
    assert [name for name, table in LISTS.items() if not table["findings"]] == ["well_kept"]


@pytest.mark.parametrize("name", LISTS)
def test_every_finding_says_why_and_what_to_do(name: str) -> None:
    declaration = load_declaration([str(SAMPLES / LISTS[name]["sample"])])
    told = [finding for finding in lint(declaration) if finding.why and finding.help]
    assert len(told) == len(lint(declaration))


def test_the_command_says_that_the_well_kept_sample_has_no_findings() -> None:
    ran = run_inside("lint", str(WELL_KEPT), "--isolated", "--fail-on", "info")
    assert ran.exit_code == 0, ran
    assert "no findings in 1 file" in ran.stdout


def test_the_well_kept_sample_holds_what_rules_look_at() -> None:
    (site,) = load_declaration([str(WELL_KEPT)]).sites.values()
    text = WELL_KEPT.read_text("utf-8")
    assert not site.settings.guest_access
    assert site.group_sets
    for key in ("prompt", "embedded", "sensitive", "sandbox", "locked_including_nested", "leader"):
        assert key in text
    unheard = [
        kind.value
        for kind, described in CATALOG.items()
        if not described.retired and kind is not Kind.PROJECT and f"{kind.value}s:" not in text
    ]
    assert unheard == []
