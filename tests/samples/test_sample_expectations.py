"""Every sample holds what its expectations say."""

import pytest
from support.running import SAMPLES

from tableau_perm_cli.audit.expectations import Outcome, examine_site
from tableau_perm_cli.declaration.load import load_declaration

STATED = sorted(
    path.name
    for path in SAMPLES.iterdir()
    if any(site.expectations for site in load_declaration([str(path)]).sites.values())
)


@pytest.mark.parametrize("sample", STATED)
def test_the_expectations_of_a_sample_hold(sample: str) -> None:
    for site in load_declaration([str(SAMPLES / sample)]).sites.values():
        for result in examine_site(site):
            assert result.outcome is Outcome.PASSED, result.expectation.name
            assert result.tested


def test_the_samples_that_people_read_first_have_some() -> None:
    wanted = {"students_orange_belt.yaml", "business_matrix.yaml", "split_site", "full_tour.yaml"}
    assert wanted <= set(STATED)
