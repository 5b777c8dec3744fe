"""The fast judging of mutants equals the plain one: change the site, test everything again."""

import pytest
from support.mutating import declaration_with_expectations, holding, judged_plainly

from tableau_perm_cli.audit.mutation import Fate, Mutation, MutationRun
from tableau_perm_cli.resolve.bulk import compile_site

SEEDS = range(13)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_mutant_is_judged_as_if_everything_were_tested_again(seed: int) -> None:
    for site in declaration_with_expectations(seed).sites.values():
        engine, expectations = compile_site(site), holding(site)
        for judged in MutationRun(engine, expectations).judged():
            plainly = judged_plainly(engine, judged.mutant, expectations)
            assert judged.fate is plainly, (site.name, judged.mutant)


def test_the_generated_sites_show_every_mutation_and_every_fate() -> None:
    found = {
        (judged.mutant.mutation, judged.fate)
        for seed in SEEDS
        for site in declaration_with_expectations(seed).sites.values()
        for judged in MutationRun(compile_site(site), holding(site)).judged()
    }
    # Who joins is chosen so that it makes a difference to him.
    missing = {(mutation, fate) for mutation in Mutation for fate in Fate} - found
    assert missing == {(Mutation.JOIN, Fate.EQUIVALENT)}


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_the_cell_of_a_survivor_changes_as_it_says(seed: int) -> None:
    for site in declaration_with_expectations(seed).sites.values():
        engine = compile_site(site)
        for judged in MutationRun(engine, holding(site)).judged():
            if judged.cell is None:
                assert judged.fate is not Fate.SURVIVED
                continue
            cell = judged.cell
            asked = (cell.user, str(cell.item), cell.capability)
            assert engine.decide_named(*asked) == cell.before
            after = compile_site(judged.mutant.applied(site))
            assert after.decide_named(*asked) == cell.after
            assert cell.before[0] is not cell.after[0]
            assert judged.cells >= 1
