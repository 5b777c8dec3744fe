"""On generated sites: every path leads where it says, none is missing, every count is exact."""

import pytest
from support.asking import declaration_of
from support.escalating import Able, able_by_brute_force, allowed, end_of, resolver_of
from support.generated import random_declaration

from tableau_perm_cli.audit.escalation import (
    Asked,
    Escalation,
    Escalations,
    PathFinder,
    close_escalations,
    find_escalations,
)
from tableau_perm_cli.audit.escalation.candidates import candidates
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve.bulk.bits import indexes_in

SEEDS = range(30)
TELLING = (100, 103, 107, 110, 115, 204, 210, 212, 225)
"""Sites on which something is gained that a search that was a little wrong has missed."""


def sites(seed: int, size: int = 2) -> list[Site]:
    return list(declaration_of(random_declaration(seed, size, gaps=seed % 2 == 1)).sites.values())


def able(found: Escalations) -> Able:
    return {
        (found.engine.users[user], found.item(it.place).address, capability.key)
        for it in found.found
        for user in indexes_in(it.users)
        for capability in found.capabilities(it)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_path_played_out_on_the_model_ends_in_what_it_promises(seed: int) -> None:
    for site in sites(seed):
        before = resolver_of(site)
        found = find_escalations(site)
        finder = PathFinder(found)
        told: Able = set()
        for name in site.users:
            user = found.engine.people.index[name]
            for path in finder.paths_of(user):
                after, item = end_of(site, path)
                there = resolver_of(after)
                for capability in path.capabilities:
                    told.add((name, path.item.address, capability.key))
                    assert not allowed(before, name, path.item, capability.key)
                    assert allowed(there, name, item, capability.key), path
                assert len(path.hops) <= found.asked.hops
        assert told == able(found)


def test_generated_sites_have_every_kind_of_hop() -> None:
    """Nothing is shown to hold for want of a case."""
    chains = {it.steps for seed in range(60) for site in sites(seed) for it in find(site)}
    kinds = {step.value for steps in chains for step in steps}
    assert kinds == {
        *("sign_in", "set_permissions", "set_permissions_of_part", "overwrite"),
        *("move_to_led", "move_to_locked", "move_out"),
    }
    assert max(map(len, chains)) > 2


def find(site: Site) -> list[Escalation]:
    return list(find_escalations(site).found)


@pytest.mark.parametrize("seed", TELLING)
def test_trying_every_change_on_the_model_finds_the_same(seed: int) -> None:
    for site in sites(seed):
        found = find_escalations(site, Asked(hops=2))
        assert able(found) == able_by_brute_force(site, 2)


@pytest.mark.parametrize("seed", SEEDS[:20])
def test_an_edit_closes_just_what_it_is_said_to(seed: int) -> None:
    for site in sites(seed):
        found = find_escalations(site)
        before = able(found)
        for closing in close_escalations(found).best:
            # From the beginning, taking nothing over.
            after = able(find_escalations(closing.edit.made(site), Asked(hops=99)))
            assert closing.closes == len(before - after) > 0
            assert closing.left == len(before & after)


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_no_edit_closes_more_than_was_reckoned_or_than_the_best(seed: int) -> None:
    for site in sites(seed):
        found = find_escalations(site)
        before = able(found)
        closes = []
        for candidate in candidates(found):
            after = able(find_escalations(candidate.edit.made(site), Asked(hops=99)))
            closes.append(len(before - after))
            assert closes[-1] <= candidate.most, candidate
        best = close_escalations(found)
        if best.proven:
            assert [it.closes for it in best.best] == sorted(filter(None, closes))[::-1][:5]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_cut_is_counted(seed: int) -> None:
    for site in sites(seed):
        whole = find_escalations(site, Asked(hops=99))
        assert whole.beyond == 0
        for hops in range(1, 5):
            part = find_escalations(site, Asked(hops=hops))
            assert part.count + part.beyond == whole.count
            assert able(part) <= able(whole)


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_what_is_asked_for_is_a_part_of_the_whole(seed: int) -> None:
    for site in sites(seed):
        whole = find_escalations(site)
        everything = able(whole)
        for user in range(len(whole.engine.users)):
            part = find_escalations(site, Asked(users=1 << user))
            name = whole.engine.users[user]
            assert able(part) == {it for it in everything if it[0] == name}
        for place, governed in enumerate(whole.engine.items):
            part = find_escalations(site, Asked(items=1 << place))
            address = governed.item.address
            assert able(part) == {it for it in everything if it[1] == address}
