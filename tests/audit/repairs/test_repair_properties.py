"""What holds of every repair on every site: it turns the answer, it is minimal, it is counted."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from support.repairing import allowed_by_engine, allowed_cells, resolver_of
from support.trying_changes import generated

from tableau_perm_cli.audit.changes import ChangeError, Move, play
from tableau_perm_cli.audit.repairs import Edit, Question, Repair, Repairs, repairs_for
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Item, Project, Site, User
from tableau_perm_cli.resolve import TASKS, Resolver, Task, TaskResult, Verdict
from tableau_perm_cli.resolve.task_result import NeedKind
from tableau_perm_cli.resolve.tasks import TargetKind

SEEDS = range(12)
_EACH = 14
"""So many questions a site are asked; some of them are allowed."""


def _questions(site: Site, choose: random.Random) -> Iterator[Question]:
    users, items = list(site.users), list(site.items())
    projects = [item for item in items if isinstance(item, Project)]
    for number in range(_EACH):
        item, user = choose.choice(items), choose.choice(users)
        if number % 2:
            yield Question(site, user, item, choose.choice(CATALOG[item.kind].capabilities))
            continue
        task = choose.choice([it for it in TASKS.values() if item.kind in it.kinds])
        yield Question(site, user, item, task, _target(site, task, projects, choose))


def _target(
    site: Site, task: Task, projects: list[Project], choose: random.Random
) -> Project | User | None:
    match task.target:
        case TargetKind.PROJECT:
            return choose.choice(projects)
        case TargetKind.USER:
            return site.users[choose.choice(list(site.users))]
        case None:
            return None


def _found(seed: int) -> Iterator[tuple[Site, Repairs]]:
    _, declaration = generated(seed)
    choose = random.Random(seed)  # noqa: S311 - varied, not secret
    for site in declaration.sites.values():
        if not any(True for _ in site.items()) or not site.users:
            continue
        if not site.projects:
            continue
        for question in _questions(site, choose):
            yield site, repairs_for(question)


def _turns(site: Site, question: Question, edits: tuple[Edit, ...]) -> bool:
    """Whether edits turn the answer, played on the whole site and asked of all of it."""
    try:
        after = play(site, [edit.change for edit in edits]).site
    except ChangeError:
        return False
    resolver = resolver_of(after)
    address = _address_after(question.item, edits, resolver)
    return question.put_to(resolver, address).effective is Verdict.ALLOWED


def _address_after(item: Item, edits: tuple[Edit, ...], resolver: Resolver):  # noqa: ANN202
    if not any(isinstance(edit.change, Move) for edit in edits):
        return item.address
    [move] = [edit.change for edit in edits if isinstance(edit.change, Move)]
    inside = item.address.path[len(move.item.path) - 1 :]
    path = (*(move.project.path if move.project else ()), *inside)
    [found] = [
        it.address
        for it in resolver.graph.items()
        if it.address.path == path and it.address.kind is item.kind
    ]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_every_repair_turns_the_answer_and_no_smaller_set_of_its_parts_does(seed: int) -> None:
    denied = 0
    for site, found in _found(seed):
        if found.result.effective is Verdict.ALLOWED:
            assert not found.repairs
            continue
        denied += 1
        assert found.repairs or found.remark
        seen = {frozenset(it.change for it in repair.edits) for repair in found.repairs}
        assert len(seen) == len(found.repairs)
        for repair in found.repairs:
            assert _turns(site, found.question, repair.edits), repair.edits
            for size in range(1, len(repair.edits)):
                for part in combinations(repair.edits, size):
                    assert not _turns(site, found.question, part), (part, repair.edits)
    assert denied


@pytest.mark.parametrize("seed", SEEDS)
def test_blast_radii_equal_a_full_diff(seed: int) -> None:
    counted = 0
    for site, found in _found(seed):
        if not found.repairs:
            continue
        before = allowed_by_engine(site)
        for repair in found.repairs:
            after = allowed_by_engine(repair.after)
            gained, lost = after - before, before - after
            assert (repair.reach.gained, repair.reach.lost) == (len(gained), len(lost))
            _check_listing(found, repair, gained, lost)
            counted += 1
    assert counted


def _check_listing(found: Repairs, repair: Repair, gained: set[tuple], lost: set[tuple]) -> None:
    listed = list(found.others(repair))
    opened = {(it.user, str(it.item), it.capability) for it in listed if it.gained}
    closed = {(it.user, str(it.item), it.capability) for it in listed if not it.gained}
    assert len(opened) + len(closed) == len(listed)
    assert closed == lost
    assert opened <= gained
    assert len(gained - opened) == repair.reach.asked
    assert {user for user, _, _ in gained - opened} <= _users_of(found, repair)


def _users_of(found: Repairs, repair: Repair) -> set[str]:
    """Whose cells a question is about: the user's, and of a connection the publisher's."""
    needs = getattr(repair.result, "needs", ())
    return {found.question.user, *(need.user for need in needs if need.user)}


@pytest.mark.parametrize("seed", range(4))
def test_the_engine_counts_what_the_readable_resolver_says(seed: int) -> None:
    for site, found in _found(seed):
        before = allowed_cells(site) if found.repairs else set()
        for repair in found.repairs[:2]:
            after = allowed_cells(repair.after)
            assert repair.reach.gained == len(after - before)
            assert repair.reach.lost == len(before - after)


@pytest.mark.parametrize("seed", range(0, 12, 4))
def test_the_order_is_by_advice_and_blast_radius_and_is_the_same_each_time(seed: int) -> None:
    once = [found.repairs for _, found in _found(seed)]
    again = [found.repairs for _, found in _found(seed)]

    for repairs, others in zip(once, again, strict=True):
        assert [it.edits for it in repairs] == [it.edits for it in others]
        keys = [(not it.advised, it.reach.others) for it in repairs]
        assert keys == sorted(keys)


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_those_who_become_able_to_a_task_are_those_who_can_carry_it_out(seed: int) -> None:
    for site, found in _found(seed):
        for repair in found.repairs:
            if (
                repair.reach.able
                or _rests_on_publisher(site, found.question)
                or any(edit.kind in {"authentication", "setting"} for edit in repair.edits)
            ):
                able = _able(repair.after, found.question) - _able(site, found.question)
                expected = len(able - {found.question.user})
                assert repair.reach.able == (
                    expected if isinstance(found.question.asked, Task) else 0
                )


def _rests_on_publisher(site: Site, question: Question) -> bool:
    """What a publisher gets opens the workbook's data to everybody who may view it."""
    result = question.put_to(resolver_of(site))
    return isinstance(result, TaskResult) and any(
        need.kind is NeedKind.PUBLISHERS_CONNECT for need in result.needs
    )


def _able(site: Site, question: Question) -> set[str]:
    resolver = resolver_of(site)
    return {
        user
        for user in site.users
        if replace(question, user=user).put_to(resolver).effective is Verdict.ALLOWED
    }
