"""The sites that ``benchmarks/diffing.py`` compares differ as they are said to."""

from support.benchmark_sites import benchmark_module

from tableau_perm_cli.audit.diff import compare
from tableau_perm_cli.declaration.model import Declaration


def test_the_diff_finds_what_looking_at_every_cell_finds_and_the_rules_that_were_changed() -> None:
    sites, diffing = benchmark_module("sites"), benchmark_module("diffing")
    old = sites.build_site(sites.SIZES["small"])
    changes = diffing.Changes(old, 8)
    new = changes.site()
    found = compare(*(Declaration({it.name: it}, None, ()) for it in (old, new)))
    assert (found.gained, found.lost) == diffing.every_cell(old, new)
    assert found.gained
    assert found.lost
    kinds = [effect.edit.kind.value for effect in found.effects]
    assert kinds.count("rule") <= changes.rules
    assert set(kinds) == {"rule", "member"}
