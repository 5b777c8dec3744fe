"""In JUnit each expectation is told apart: by its site, and by the place where it is written."""

import xml.etree.ElementTree as ET
from pathlib import Path

from support.running import run_inside

SITE = """\
  {name}:
    users: {{ada: Creator}}
    projects: {{P: {{owner: ada}}}}
    expectations:
      - name: e
        users: ada
        items: "project:P"
        expect: {{view: {expected}}}
"""


def test_expectations_of_one_name_on_two_sites_are_two_cases(tmp_path: Path) -> None:
    sites = SITE.format(name="A", expected="allowed") + SITE.format(name="B", expected="denied")
    (tmp_path / "two.yaml").write_text(f"version: 1\nsites:\n{sites}")
    ran = run_inside("test", "two.yaml", "--format", "junit", cwd=tmp_path)
    assert ran.exit_code == 1
    cases = list(ET.fromstring(ran.stdout).iter("testcase"))  # noqa: S314 - our own output
    assert [case.attrib for case in cases] == [
        {"name": "e", "classname": "tableau-perm.test.A", "file": "two.yaml", "line": "7"},
        {"name": "e", "classname": "tableau-perm.test.B", "file": "two.yaml", "line": "15"},
    ]
    assert [len(case.findall("failure")) for case in cases] == [0, 1]


def test_a_percentage_is_a_number() -> None:
    for option in ("--min-score", "--min-coverage"):
        ran = run_inside("test", "sample_configs/students_orange_belt.yaml", option, "nan")
        assert ran.exit_code == 2
        assert "nan is not a percentage" in ran.stderr


def test_a_baseline_is_a_file() -> None:
    ran = run_inside("lint", "sample_configs/well_kept.yaml", "--baseline", "-")
    assert ran.exit_code == 2
    assert "a baseline is a file" in ran.stderr
    assert not Path("-").exists()
