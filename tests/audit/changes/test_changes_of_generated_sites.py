"""What holds of every change on every site."""

import random
from dataclasses import replace

import pytest
from support.meaning import meaning
from support.trying_changes import (
    cells,
    every_kind,
    generated,
    grantees,
    rule_kind,
    with_site,
)

from tableau_perm_cli.audit.changes import (
    AddToGroup,
    Change,
    ChangeError,
    Move,
    Played,
    RemoveFromGroup,
    RemoveUser,
    SetAuthentication,
    SetCapability,
    SetLeader,
    SetLock,
    SetOwner,
    SetRole,
    SetTabs,
    play,
)
from tableau_perm_cli.audit.changes.looking_up import everything_in
from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind
from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import (
    Authentication,
    Content,
    Item,
    Lock,
    Project,
    Site,
)
from tableau_perm_cli.graph import SiteGraph
from tableau_perm_cli.resolve import Reason, open_site

SEEDS = range(14)


def _choose(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - varied, not secret


def _tried(change: Change, site: Site) -> tuple[Played | None, ChangeError | None]:
    try:
        return change.play(site), None
    except ChangeError as error:
        return None, error


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_written_of_a_change_is_read_as_the_changed_site(seed: int) -> None:
    data, declaration = generated(seed)
    files = [("site.yaml", data)]
    choose = _choose(seed)
    made: set[type] = set()
    for site in declaration.sites.values():
        for change in every_kind(site, choose):
            played, problem = _tried(change, site)
            if played is None:
                assert problem.help, problem.message
                continue
            after = with_site(declaration, played.site)
            again = read_files(rewritten(files, declaration, after))
            assert meaning(again) == meaning(after), change
            assert played.site is not site or played.warnings, change
            made.add(type(change))
    assert len(made) > 5


@pytest.mark.parametrize("seed", range(8))
def test_several_changes_in_order_are_read_as_they_are_played(seed: int) -> None:
    data, declaration = generated(seed)
    choose = _choose(seed)
    site = next(iter(declaration.sites.values()))
    changes: list[Change] = []
    changed = site
    for change in every_kind(site, choose, each=2):
        try:
            changed = change.play(changed).site
        except ChangeError:
            continue
        changes.append(change)
    assert len(changes) > 3
    after = with_site(declaration, play(site, changes).site)
    assert after.sites[site.name] == changed
    again = read_files(rewritten([("site.yaml", data)], declaration, after))
    assert meaning(again) == meaning(after)


def _inverses(site: Site, choose: random.Random) -> list[tuple[Change, Change]]:
    """Changes with what takes each back."""
    pairs: list[tuple[Change, Change]] = []
    users = list(site.users)
    for group in site.groups.values():
        user = choose.choice(users)
        pair = AddToGroup(user, group.name), RemoveFromGroup(user, group.name)
        pairs.append(pair[::-1] if user in group.members else pair)
    pairs += [
        (SetRole(user, choose.choice(SITE_ROLES)), SetRole(user, site.users[user].role))
        for user in users
    ]
    for item in site.items():
        if item.owner:
            back = SetOwner(item.address, item.owner.user)
            pairs.append((SetOwner(item.address, choose.choice(users)), back))
        if isinstance(item, Content) and item.kind is Kind.WORKBOOK:
            shown = item.tabs_shown
            pairs.append((SetTabs(item.address, not shown), SetTabs(item.address, shown)))
            pairs += [
                (
                    SetAuthentication(item.address, way.data_source, _other(way.authentication)),
                    SetAuthentication(item.address, way.data_source, way.authentication),
                )
                for way in item.connections
                if {it.data_source: it.authentication for it in item.connections}[way.data_source]
                is way.authentication
            ]
    return pairs


def _other(how: Authentication) -> Authentication:
    return next(it for it in Authentication if it is not how)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_change_and_its_inverse_change_no_cell(seed: int) -> None:
    _, declaration = generated(seed)
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        for change, back in _inverses(site, _choose(seed)):
            try:
                played = play(site, [change, back])
            except ChangeError:
                continue
            assert cells(with_site(declaration, played.site), site.name) == before, change


def _effect_of(graph: SiteGraph, item: Item, kind: Kind, change: SetCapability) -> bool | None:
    source = graph.defaults_of(item, kind) if isinstance(item, Project) else graph.own_rules(item)
    rules = source.rules
    for rule in rules.rules if rules else ():
        if rule.grantee == change.grantee:
            capability = CATALOG[rule.kind].find(change.capability)
            bit = capability.bit if capability else 0
            return True if rule.allow & bit else False if rule.deny & bit else None
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_an_effect_and_what_it_was_change_no_cell(seed: int) -> None:
    _, declaration = generated(seed)
    choose = _choose(seed)
    tried = 0
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        graph = open_site(declaration, site.name).graph
        for item in site.items():
            kind = rule_kind(item, choose)
            capability = choose.choice(CATALOG[kind].capabilities).key
            grantee = choose.choice(grantees(site))
            change = SetCapability(
                grantee, item.address, capability, choose.choice((True, False, None)), kind
            )
            was = _effect_of(graph, item, kind, change)
            try:
                played = play(site, [change, replace(change, effect=was)])
            except ChangeError:
                continue
            tried += 1
            assert cells(with_site(declaration, played.site), site.name) == before, change
    assert tried


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rule_of_one_list_reaches_nothing_that_has_its_own(seed: int) -> None:
    """A copy is made once: only the item, and what a lock or tabs make follow it, changes."""
    _, declaration = generated(seed)
    choose = _choose(seed)
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        graph = open_site(declaration, site.name).graph
        for item in site.items():
            kind = rule_kind(item, choose)
            capability = choose.choice(CATALOG[kind].capabilities).key
            change = SetCapability(
                choose.choice(grantees(site)), item.address, capability, effect=True, kind=kind
            )
            try:
                played = change.play(site)
            except ChangeError:
                continue
            after = cells(with_site(declaration, played.site), site.name)
            changed = {address for _, address, _ in _differing(before, after)}
            follows = {
                str(it.address)
                for it in site.items()
                if it is item or graph.governing(it).governor is item
            }
            assert changed <= follows, change


def _differing(before: dict, after: dict) -> dict:
    return {cell: (before.get(cell), it) for cell, it in after.items() if before.get(cell) != it}


@pytest.mark.parametrize("seed", SEEDS)
def test_unlocking_changes_nothing_but_who_may_set_permissions(seed: int) -> None:
    """Locked to customizable "keeps today's rules as editable"."""
    _, declaration = generated(seed)
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        for project in _projects(site):
            for lock in _looser(project.lock):
                try:
                    played = SetLock(project.address, lock).play(site)
                except ChangeError:
                    continue
                assert not played.lost
                after = cells(with_site(declaration, played.site), site.name)
                assert before.keys() == after.keys()
                for (_, _, capability), (was, will) in _differing(before, after).items():
                    assert capability == "set_permissions"
                    assert was is Reason.LOCKED
                    assert will is not Reason.LOCKED


def _projects(site: Site) -> list[Project]:
    return [item for item in site.items() if isinstance(item, Project)]


def _looser(lock: Lock) -> list[Lock]:
    locks = [Lock.CUSTOMIZABLE, Lock.LOCKED, Lock.LOCKED_INCLUDING_NESTED]
    return locks[: locks.index(lock)]


@pytest.mark.parametrize("seed", SEEDS)
def test_unlocking_does_not_give_back_what_locking_took(seed: int) -> None:
    _, declaration = generated(seed)
    for site in declaration.sites.values():
        for project in _projects(site):
            for lock in (Lock.LOCKED, Lock.LOCKED_INCLUDING_NESTED):
                if project.lock is not Lock.CUSTOMIZABLE:
                    continue
                try:
                    locked = SetLock(project.address, lock).play(site)
                except ChangeError:
                    continue
                opened = SetLock(project.address, Lock.CUSTOMIZABLE).play(locked.site)
                under, free = (
                    cells(with_site(declaration, it), site.name)
                    for it in (locked.site, opened.site)
                )
                changed = {capability for _, _, capability in _differing(under, free)}
                assert changed <= {"set_permissions"}
                if not locked.lost:
                    assert free == cells(declaration, site.name)


_CHARGE = {Reason.PROJECT_OWNER, Reason.PROJECT_LEADER}


@pytest.mark.parametrize("seed", SEEDS)
def test_moving_where_rules_are_kept_changes_only_what_charge_gives(seed: int) -> None:
    """Moving "into customizable: rules kept; inherited leaders of the old place are lost"."""
    _, declaration = generated(seed)
    choose = _choose(seed)
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        graph = open_site(declaration, site.name).graph
        items = list(site.items())
        for item in choose.sample(items, min(len(items), 12)):
            targets = [it for it in _projects(site) if graph.managing_project(it) is None]
            target = choose.choice([*targets, None])
            move = Move(item.address, target.address if target else None)
            try:
                played = move.play(site)
            except ChangeError:
                continue
            assert not played.lost
            after = cells(with_site(declaration, played.site), site.name)
            names = _renamed(item, move)
            new = {(user, names.get(at, at), key): it for (user, at, key), it in before.items()}
            assert new.keys() == after.keys()
            for (_, _, capability), (was, will) in _differing(new, after).items():
                assert {was, will} & _CHARGE or (
                    capability == "set_permissions" and Reason.LOCKED in {was, will}
                ), move


def _renamed(item: Item, move: Move) -> dict[str, str]:
    """What is called otherwise after a move."""
    depth = len(item.address.path)
    start = (*(move.project.path if move.project else ()), item.address.path[-1])
    return {
        str(it.address): str(replace(it.address, path=(*start, *it.address.path[depth:])))
        for it in everything_in([item])
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_moves_under_a_lock_follows_it(seed: int) -> None:
    """Moving into "including nested": "rules overwritten by the managing project's"."""
    _, declaration = generated(seed)
    for site in declaration.sites.values():
        graph = open_site(declaration, site.name).graph
        targets = [it for it in _projects(site) if graph.managing_project(it) is not None]
        for target in targets[:3]:
            managing = graph.managing_project(target)
            assert managing is not None
            for item in site.items():
                project = graph.project_of(item)
                if project is None or graph.managing_project(project) is managing:
                    continue
                try:
                    played = Move(item.address, target.address).play(site)
                except ChangeError:
                    continue
                after = open_site(with_site(declaration, played.site), site.name).graph
                address = replace(item.address, path=(*target.address.path, item.address.path[-1]))
                moved = after.item(address)
                assert moved is not None
                if isinstance(item, Project) and managing.lock is Lock.LOCKED:
                    assert after.governing(moved).governor is not managing
                    continue
                assert moved.permissions is None
                assert after.governing(moved).governor.address == managing.address


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leader_made_and_unmade_changes_no_cell(seed: int) -> None:
    _, declaration = generated(seed)
    choose = _choose(seed)
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        for project in _projects(site):
            change = SetLeader(choose.choice(grantees(site)), project.address, leads=True)
            led = project.permissions and any(
                it.grantee == change.grantee for it in project.permissions.leaders
            )
            try:
                played = play(site, [change, replace(change, leads=bool(led))])
            except ChangeError:
                continue
            assert cells(with_site(declaration, played.site), site.name) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_leaves_takes_no_cell_of_others_along(seed: int) -> None:
    _, declaration = generated(seed)
    for site in declaration.sites.values():
        before = cells(declaration, site.name)
        for user in site.users:
            played, problem = _tried(RemoveUser(user), site)
            if played is None:
                assert "owns" in problem.message or "server" in problem.message
                continue
            after = cells(with_site(declaration, played.site), site.name)
            assert after == {cell: it for cell, it in before.items() if cell[0] != user}
