"""Other members of a group, tried, change what the site with them, compiled anew, does."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from support.asking import declaration_of, resolver_of_text
from support.generated import random_declaration
from support.semantics_text import quoted_in
from support.trying_rules import changes_anew, changes_of, decides_as

from tableau_perm_cli.audit.changes.amend import with_members
from tableau_perm_cli.declaration.model import ALL_USERS, Project, Site
from tableau_perm_cli.resolve.bulk import BulkEngine, Regrouped, Regrouping, compile_site

SEEDS = range(60)


@dataclass(frozen=True)
class Tried:
    """A group of a generated site with other members."""

    before: BulkEngine
    group: str
    site: Site
    """With the other members."""
    found: Regrouped | None

    def anew(self) -> BulkEngine:
        """Return the site with the other members, compiled from nothing."""
        return compile_site(self.site)

    def leads(self) -> bool:
        """Whether somebody leads a project by the group."""
        return any(
            leader.grantee.name == self.group and leader.grantee.kind.value == "group"
            for item in self.site.items()
            if isinstance(item, Project) and item.permissions is not None
            for leader in item.permissions.leaders
        )


def other_members(seed: int) -> Iterator[Tried]:
    """Yield each group of a generated site: all gone, everybody in, and some others in."""
    choose = random.Random(seed)  # noqa: S311 - not a secret
    for site in declaration_of(random_declaration(seed, gaps=seed % 2 == 1)).sites.values():
        engine = compile_site(site)
        moves = Regrouping(engine)
        users = list(site.users)
        for group in site.groups:
            for members in ((), users, choose.sample(users, choose.randint(0, len(users)))):
                if group != ALL_USERS:
                    after = with_members(site, group, members)
                    yield Tried(engine, group, after, moves.tried(after, group))


@pytest.mark.parametrize("seed", SEEDS)
def test_who_gains_and_loses_is_as_on_the_changed_site(seed: int) -> None:
    for it in other_members(seed):
        if it.found is not None:
            expected = changes_anew(it.before, it.anew())
            assert changes_of(it.before, it.found.trials) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_answers_and_reasons_are_those_of_the_changed_site(seed: int) -> None:
    for it in other_members(seed):
        for trial in it.found.trials if it.found else ():
            decides_as(trial, it.anew())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_roster_knows_who_is_in_which_group_then(seed: int) -> None:
    for it in other_members(seed):
        if it.found is not None:
            told = [it.found.roster.people.memberships, it.anew().people.memberships]
            groups, sets = (
                [{name: them.bits for name, them in named.items()} for named in by_name]
                for by_name in (
                    [memberships.groups for memberships in told],
                    [memberships.group_sets for memberships in told],
                )
            )
            assert groups[0] == groups[1]
            assert sets[0] == sets[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_declines_just_where_members_bear_on_more_than_rules(seed: int) -> None:
    for it in other_members(seed):
        roles_change = it.anew().people.roles != it.before.people.roles
        assert (it.found is None) == (it.leads() or roles_change)


def test_the_generated_groups_are_in_every_situation() -> None:
    seen = set()
    for it in (it for seed in SEEDS for it in other_members(seed)):
        group = it.site.groups[it.group]
        in_set = any(it.group in of.groups for of in it.site.group_sets.values())
        changes = it.found is not None and bool(changes_of(it.before, it.found.trials))
        seen |= {
            ("raises a role", it.found is None and group.minimum_site_role is not None),
            ("raises none of theirs", changes and group.minimum_site_role is not None),
            ("leads", it.found is None and it.leads()),
            ("in a group set", changes and in_set),
            ("in none", changes and not in_set),
            ("changes nothing", it.found is not None and not changes),
        }
    assert {what for what, happened in seen if happened} == {what for what, _ in seen}


@dataclass(frozen=True)
class Case:
    """A group with other members, and who gains and loses View on the one workbook."""

    sentence: str
    """Quoted from docs/semantics.md."""
    members: tuple[str, ...]
    """Of the group Readers then; it has ``pub``, ``exp`` and ``vie``."""
    rules: str
    gained: list[str]
    lost: list[str]


CASES = {
    "named by a rule": Case(
        "Groups are flat.", ("cre", "vie"), "groups: {Readers: view}", ["cre"], ["exp", "pub"]
    ),
    "in a group set": Case(
        "Group sets are AND, not a group of groups",
        ("cre", "vie"),
        "group_sets: {Both: view}",
        ["cre"],
        ["pub"],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_members_gain_and_lose_what_the_rules_say(case: Case) -> None:
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"
    text = f"projects: {{P: {{workbooks: {{W: {{permissions: {{{case.rules}}}}}}}}}}}\n"
    engine = compile_site(resolver_of_text(text).graph.site)
    after = with_members(engine.site, "Readers", case.members)
    found = Regrouping(engine).tried(after, "Readers")
    assert found is not None
    gained, lost = changes_of(engine, found.trials)["workbook:P/W", "view"]
    assert (engine.names(gained), engine.names(lost)) == (case.gained, case.lost)
