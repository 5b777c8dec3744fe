"""A model written as plain values is read as the same model."""

import json

import pytest
from support.generated import random_declaration, yaml_text
from support.meaning import meaning
from support.running import SAMPLES

from tableau_perm_cli.declaration.load import load_declaration, read_files
from tableau_perm_cli.declaration.model import Declaration, Rule
from tableau_perm_cli.declaration.plain_values import site_value


def _same_again(declaration: Declaration) -> None:
    sites = {name: site_value(site) for name, site in declaration.sites.items()}
    written = {"version": 1, "sites": sites}
    again = read_files([("again.json", json.dumps(written).encode())])
    assert meaning(again) == meaning(declaration)


@pytest.mark.parametrize("seed", range(30))
def test_a_generated_site_is_read_as_it_was_written(seed: int) -> None:
    _same_again(
        read_files(
            [("site.yaml", yaml_text(random_declaration(seed, gaps=seed % 2 == 1)).encode())]
        )
    )


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_sample_is_read_as_it_was_written(sample: object) -> None:
    _same_again(load_declaration([str(sample)]))


def test_what_is_compared_includes_what_rules_say() -> None:
    assert {"allow", "deny", "uncertain"} <= set(Rule.__dataclass_fields__)
