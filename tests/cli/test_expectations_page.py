"""docs/expectations.md is run: every example holds, fails or is not tested as it says."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest
import yaml
from support.running import ROOT, run_inside

from tableau_perm_cli.audit.expectations import Outcome, examine_site
from tableau_perm_cli.declaration.expectation_model import ExpectationForm
from tableau_perm_cli.declaration.load import load_declaration

PAGE = (ROOT / "docs" / "expectations.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SITE, FILE, *LISTS = [text for language, text in BLOCKS if language == "yaml"]
CONSOLE = [text for language, text in BLOCKS if language == "console"]
SAID = {"# fails": Outcome.FAILED, "# not tested": Outcome.ERROR}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the site of the page, and with all its expectations in one file."""
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    listed = FILE + "".join(indent(text, "    ") for text in LISTS)
    (tmp_path / "expectations.yaml").write_text(listed, encoding="utf-8")
    return tmp_path


def elements(text: str) -> Iterator[tuple[str, Outcome]]:
    """Yield the name of each expectation of a list and what the page says it comes to."""
    for element in re.split(r"^(?=- )", text, flags=re.MULTILINE):
        if element.strip():
            (plain,) = yaml.safe_load(element)
            said = [outcome for words, outcome in SAID.items() if words in element]
            yield plain["name"], said[0] if said else Outcome.PASSED


def test_every_example_comes_to_what_the_page_says(folder: Path) -> None:
    files = [str(folder / "site.yaml"), str(folder / "expectations.yaml")]
    (site,) = load_declaration(files).sites.values()
    found = {it.expectation.name: it.outcome for it in examine_site(site)}
    said = dict(pair for text in LISTS for pair in elements(text))
    assert {name: found[name] for name in said} == said
    assert len(found) == len(said) + 1
    assert {*said.values()} == {*Outcome}


def test_the_page_shows_every_form(folder: Path) -> None:
    files = [str(folder / "site.yaml"), str(folder / "expectations.yaml")]
    (site,) = load_declaration(files).sites.values()
    assert {it.form for it in site.expectations} == {*ExpectationForm}
    keys = {key for text in LISTS for it in yaml.safe_load(text) for key in it}
    assert {"closed", "matrix", "because", "any_user", "include_admins"} <= keys


def test_what_a_failure_looks_like_is_what_is_written(folder: Path) -> None:
    assert CONSOLE
    for text in CONSOLE:
        command, _, output = text.partition("\n")
        program, *words = shlex.split(command.removeprefix("$ "))
        assert program == "tableau-perm"
        assert run_inside(*words, cwd=folder).stdout == output


def test_a_file_of_expectations_is_an_example_as_the_page_begins_it(tmp_path: Path) -> None:
    for name, text in (("site.yaml", SITE), ("expectations.yaml", FILE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = run_inside("test", "expectations.yaml", "-f", "site.yaml", cwd=tmp_path)
    assert (ran.exit_code, ran.stdout) == (0, "1 expectation: 1 passed\n")
