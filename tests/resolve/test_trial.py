"""A rule list tried in the place of another changes what the site so changed, compiled anew, does.

Semantics section 3, step 5, says about what a list decides: a trial is told, and the site
compiled anew finds out for itself.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from support.asking import declaration_of, resolver_of_text
from support.generated import random_declaration
from support.semantics_text import quoted_in
from support.trying_changes import grantees
from support.trying_rules import (
    changes_anew,
    changes_of,
    decides_as,
    random_list,
    with_list,
)

from tableau_perm_cli.declaration.model import Declaration, RuleList
from tableau_perm_cli.graph.governing import Because
from tableau_perm_cli.resolve import open_site
from tableau_perm_cli.resolve.bulk import BulkEngine, Trial, compile_site, places_by_list
from tableau_perm_cli.resolve.bulk.bits import union

SEEDS = range(40)


@dataclass(frozen=True)
class Replaced:
    """A list of a generated site, and what is tried in its place."""

    declaration: Declaration
    engine: BulkEngine
    places: Sequence[int]
    rules: RuleList
    replacement: RuleList | None

    def anew(self) -> BulkEngine:
        """Return the site with the other list, compiled from nothing."""
        return compile_site(with_list(self.engine.site, self.rules, self.replacement))


def replaced_lists(seed: int) -> Iterator[Replaced]:
    """Yield each list that governs anything with some that are tried in its place."""
    choose = random.Random(seed)  # noqa: S311 - not a secret
    declaration = declaration_of(random_declaration(seed, gaps=seed % 2 == 1))
    for site in declaration.sites.values():
        engine = compile_site(site)
        for places in places_by_list(engine).values():
            rules = engine.items[places[0]].rules
            assert rules is not None
            less = replace(rules, rules=rules.rules[1:])
            for other in (None, less, random_list(rules, grantees(site), choose)):
                yield Replaced(declaration, engine, places, rules, other)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_gains_and_loses_is_as_on_the_changed_site(seed: int) -> None:
    for it in replaced_lists(seed):
        trial = Trial(it.engine, it.places, it.replacement)
        expected = changes_anew(it.engine, it.anew())
        assert changes_of(it.engine, [trial]) == expected
        assert trial.gainers_and_losers() == (
            union(gained for gained, _ in expected.values()),
            union(lost for _, lost in expected.values()),
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_and_reasons_are_those_of_the_changed_site(seed: int) -> None:
    for it in replaced_lists(seed):
        decides_as(Trial(it.engine, it.places, it.replacement), it.anew())


def test_the_generated_lists_govern_in_every_way_there_is() -> None:
    ways: Counter[Because] = Counter()
    changed: Counter[Because] = Counter()
    owned = 0
    for it in (it for seed in SEEDS for it in replaced_lists(seed)):
        graph = open_site(it.declaration, it.engine.site.name).graph
        why = {place: graph.governing(it.engine.items[place].item).because for place in it.places}
        ways.update(why.values())
        for change in Trial(it.engine, it.places, it.replacement).item_changes():
            changed[why[change.place]] += 1
            owned += it.engine.items[change.place].owner >= 0
    assert set(ways) == set(Because)
    assert set(changed) == set(Because)
    assert owned


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_rules_in_another_order_change_nothing(seed: int) -> None:
    for it in replaced_lists(seed):
        same = replace(it.rules, rules=it.rules.rules[::-1])
        assert not list(Trial(it.engine, it.places, same).changes())


@dataclass(frozen=True)
class Case:
    """A list that is taken away, and who loses View by it where."""

    sentence: str
    """Quoted from docs/semantics.md."""
    site: str
    of: str
    """An item that the list governs."""
    lost: dict[str, list[str]]
    """For each item the users, sorted."""


CASES = {
    "its own list": Case(
        "else the item's own rules.",
        """
        projects:
          P:
            workbooks:
              W: {owner: cre, permissions: {groups: {Makers: view}}}
              V: {permissions: {groups: {Makers: view}}}
        """,
        "workbook:P/W",
        # cre owns it, and what one owns no rule takes away.
        {"workbook:P/W": ["pub"]},
    ),
    "defaults of a project, copied": Case(
        "workbook, data source, flow … without a list → copies its project's default rules for "
        "the type",
        """
        projects:
          P:
            permissions: {groups: {Makers: {workbooks: view}}}
            workbooks:
              Copied: {}
              Owned: {owner: cre}
              Edited: {permissions: {groups: {Makers: view}}}
        """,
        "workbook:P/Copied",
        {"workbook:P/Copied": ["cre", "pub"], "workbook:P/Owned": ["pub"]},
    ),
    "a view under tabs": Case(
        "for a view of a workbook that shows tabs → the workbook's rules",
        """
        projects:
          P:
            workbooks:
              W:
                tabs: shown
                permissions: {groups: {Makers: view}}
                views: {V: {permissions: {groups: {Readers: view}}}}
        """,
        "view:P/W/V",
        {"workbook:P/W": ["cre", "pub"], "view:P/W/V": ["cre", "pub"]},
    ),
    "a locked project": Case(
        "the *outermost* ancestor-or-self project whose lock includes nested projects → its "
        "default rules for the item's type",
        """
        projects:
          P:
            content_permissions: locked_including_nested
            permissions: {groups: {Makers: {workbooks: view}}}
            workbooks: {W: {permissions: {groups: {Readers: view}}}}
            projects: {C: {workbooks: {D: {}}}}
        """,
        "workbook:P/W",
        {"workbook:P/W": ["cre", "pub"], "workbook:P/C/D": ["cre", "pub"]},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_list_taken_away_is_taken_from_all_that_it_governs(case: Case) -> None:
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"
    engine = compile_site(resolver_of_text(case.site).graph.site)
    place = engine.item_index(case.of)
    assert place is not None
    trial = Trial(engine, places_by_list(engine)[id(engine.items[place].rules)], None)
    found = changes_of(engine, [trial])
    lost = {item: engine.names(lost) for (item, key), (_, lost) in found.items() if key == "view"}
    assert lost == case.lost
    assert not any(gained for gained, _ in found.values())
