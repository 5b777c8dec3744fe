"""An engine that takes over an earlier one's work answers as if it were made afresh.

And it works out again only what an edit governs: shown by counting, not by the clock.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.altered import kind_at, rule_places, with_effect, with_rules_reordered
from support.asking import declaration_of
from support.benchmark_sites import benchmark_module
from support.bulk_comparing import BulkComparison
from support.gapped import LIST_PARTS, forget_gaps, toggle_reading
from support.generated import random_declaration

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import (
    Content,
    Declaration,
    Grantee,
    GranteeKind,
    Item,
    Lock,
    Project,
    Rule,
    RuleList,
    Site,
)
from tableau_perm_cli.resolve import open_site
from tableau_perm_cli.resolve.bulk import (
    BulkEngine,
    changed_cells,
    changed_items,
    changes,
    compile_site,
)

EDITS = 5
"""How many edits follow each other, each engine the donor of the next."""


# --- Edits of a plain declaration ------------------------------------------------------------


def _first_site(declaration: dict) -> dict:
    return next(iter(declaration["sites"].values()))


def _projects(declaration: dict) -> list[dict]:
    pending, found = list(_first_site(declaration)["projects"].values()), []
    while pending:
        project = pending.pop()
        found.append(project)
        pending += project.get("projects", {}).values()
    return found


def _edit_rule(declaration: dict, choose: random.Random) -> dict:
    places = rule_places(declaration)
    if not places:
        return declaration
    place = choose.choice(places)
    capability = choose.choice(CATALOG[kind_at(place)].capabilities).key
    return with_effect(declaration, place, capability, choose.choice(("allow", "deny")))


def _edit_order(declaration: dict, choose: random.Random) -> dict:
    return with_rules_reordered(declaration, choose.randrange(100))


def _edit_members(declaration: dict, choose: random.Random) -> dict:
    site = _first_site(declaration)
    if not site.get("groups"):
        return declaration
    name = choose.choice(list(site["groups"]))
    group = site["groups"][name]
    members = group["members"] if isinstance(group, dict) else group
    user = choose.choice(list(site["users"]))
    members.remove(user) if user in members else members.append(user)
    return declaration


def _edit_group_set(declaration: dict, choose: random.Random) -> dict:
    site = _first_site(declaration)
    if site.get("group_sets"):
        name = choose.choice(list(site["group_sets"]))
        groups = ["All Users", *site.get("groups", {})]
        site["group_sets"][name] = choose.sample(groups, choose.randint(0, min(2, len(groups))))
    return declaration


def _edit_lock(declaration: dict, choose: random.Random) -> dict:
    project = choose.choice(_projects(declaration))
    forget_gaps(project, "content_permissions")
    project["content_permissions"] = choose.choice([lock.value for lock in Lock])
    return declaration


def _edit_owner(declaration: dict, choose: random.Random) -> dict:
    project = choose.choice(_projects(declaration))
    owned = [project, *project.get("workbooks", {}).values()]
    changed = choose.choice(owned)
    forget_gaps(changed, "owner")
    changed["owner"] = choose.choice(list(_first_site(declaration)["users"]))
    return declaration


def _edit_leader(declaration: dict, choose: random.Random) -> dict:
    project = choose.choice(_projects(declaration))
    groups = project.setdefault("permissions", {}).setdefault("groups", {})
    groups.setdefault("All Users", {})["leader"] = choose.random() < 0.5
    return declaration


def _edit_role(declaration: dict, choose: random.Random) -> dict:
    users = _first_site(declaration)["users"]
    user = choose.choice(list(users))
    users[user] = choose.choice(("Viewer", "Explorer", "Creator", "Unlicensed"))
    return declaration


def _edit_settings(declaration: dict, choose: random.Random) -> dict:
    settings = _first_site(declaration).setdefault("settings", {})
    settings[choose.choice(("guest_access", "group_sets"))] = choose.random() < 0.5
    return declaration


def _edit_copy(declaration: dict, choose: random.Random) -> dict:
    project = choose.choice(_projects(declaration))
    project.pop("permissions", None)
    forget_gaps(project, *LIST_PARTS)
    return declaration


def _edit_reading(declaration: dict, choose: random.Random) -> dict:
    toggle_reading(choose.choice(_projects(declaration)), choose)
    return declaration


def _edit_items(declaration: dict, choose: random.Random) -> dict:
    project = choose.choice(_projects(declaration))
    project.setdefault("flows", {})[f"new {choose.randrange(3)}"] = {}
    if choose.random() < 0.5:
        project.pop("workbooks", None)
        for body in _projects(declaration):
            for workbook in body.get("workbooks", {}).values():
                workbook.pop("connects_to", None)
    return declaration


EDITORS: tuple[Callable[[dict, random.Random], dict], ...] = (
    _edit_rule,
    _edit_order,
    _edit_members,
    _edit_group_set,
    _edit_lock,
    _edit_owner,
    _edit_leader,
    _edit_role,
    _edit_settings,
    _edit_copy,
    _edit_reading,
    _edit_items,
)


def first_site(plain: dict) -> tuple[Declaration, Site]:
    declaration = declaration_of(plain)
    return declaration, next(iter(declaration.sites.values()))


def ask_all(engine: BulkEngine) -> None:
    """Have the engine work out whatever it might keep."""
    for place, counted in enumerate(engine.counts()):
        for capability in CATALOG[counted.item.kind].capabilities:
            engine.column(place, capability)


def told(engine: BulkEngine) -> dict[str, list[bytes]]:
    """Return every user's codes for every item."""
    users = range(len(engine.users))
    return {
        str(governed.item.address): [engine.row(user, place) for user in users]
        for place, governed in enumerate(engine.items)
    }


# --- Equal to a fresh engine -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("few", "seeds"), [(32, range(16)), (-1, range(16, 22))], ids=["user by user", "by sets"]
)
def test_after_any_edits_answers_and_changes_are_those_of_fresh_engines(
    few: int, seeds: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "_FEW", few)
    for seed in seeds:
        choose = random.Random(seed)  # noqa: S311, not a secret
        plain = random_declaration(seed, gaps=seed % 2 == 1)
        before = compile_site(first_site(plain)[1])
        for number in range(EDITS):
            ask_all(before)
            editor = choose.choice(EDITORS)
            plain = editor(copy.deepcopy(plain), choose)
            after = compile_site(first_site(plain)[1], before)
            what = f"seed {seed}, edit {number}: {editor.__name__}"
            _equals_fresh(after, what)
            if before.users == after.users:
                _changes_are_all(before, after, what)
            before = after


def test_the_resolver_agrees_with_engines_that_have_a_donor() -> None:
    comparison = BulkComparison()
    for seed in range(10):
        choose = random.Random(seed)  # noqa: S311, not a secret
        plain = random_declaration(seed, gaps=seed % 2 == 1)
        engine = compile_site(first_site(plain)[1])
        ask_all(engine)
        for editor in choose.sample(EDITORS, 2):
            plain = editor(copy.deepcopy(plain), choose)
        declaration, site = first_site(plain)
        engine = compile_site(site, engine)
        comparison.compare_site(open_site(declaration, site.name), engine, f"seed {seed}")
    assert not comparison.differences, comparison.report()


def _equals_fresh(engine: BulkEngine, what: str) -> None:
    fresh = compile_site(engine.site)
    assert told(engine) == told(fresh), what
    for place, (one, other) in enumerate(zip(engine.counts(), fresh.counts(), strict=True)):
        for capability in CATALOG[one.item.kind].capabilities:
            assert one.counts.by_reason(capability) == other.counts.by_reason(capability), what
            assert engine.who(place, capability) == fresh.who(place, capability), what


def _changes_are_all(before: BulkEngine, after: BulkEngine, what: str) -> None:
    old, new = told(before), told(after)
    differing = {address for address in {*old, *new} if old.get(address) != new.get(address)}
    yielded = [str(item.address) for item in changed_items(before, after)]
    assert len(yielded) == len(set(yielded)), what
    assert differing <= set(yielded), what
    expected = {}
    for address in differing:
        sides = [
            engine.item_index(address) if address in rows else None
            for engine, rows in ((before, old), (after, new))
        ]
        for capability in CATALOG[_kind(before, after, sides)].capabilities:
            had, has = (
                0 if place is None else engine.allowed(place, capability)
                for engine, place in zip((before, after), sides, strict=True)
            )
            if had != has:
                expected[address, capability.key] = (has & ~had, had & ~has)
    found = {
        (str(cells.item.address), cells.capability.key): (cells.gained, cells.lost)
        for cells in changed_cells(before, after)
    }
    assert found == expected, what


def _kind(before: BulkEngine, after: BulkEngine, sides: list[int | None]) -> str:
    old, new = sides
    return before.items[old].item.kind if old is not None else after.items[new].item.kind


# --- What is worked out again ----------------------------------------------------------------


@pytest.fixture(scope="module")
def small() -> Site:
    sites = benchmark_module("sites")
    return sites.build_site(sites.SIZES["small"].times(items=8, lists=4))


def counted(site: Site) -> BulkEngine:
    engine = compile_site(site)
    assert engine.uncounted() == len(engine.strata)
    for _ in engine.counts():
        pass
    assert engine.uncounted() == 0
    return engine


def with_item(site: Site, edited: Item) -> Site:
    """Return the site with the item at the address of ``edited`` replaced by it."""

    def rebuilt(project: Project) -> Project:
        if project.address == edited.address:
            return edited
        return replace(
            project,
            content=tuple(edited if c.address == edited.address else c for c in project.content),
            projects=tuple(map(rebuilt, project.projects)),
        )

    return replace(site, projects=tuple(map(rebuilt, site.projects)))


def test_without_an_edit_nothing_is_worked_out_again(small: Site) -> None:
    before = counted(small)
    after = compile_site(copy.deepcopy(small), before)
    assert after.uncounted() == 0
    assert after.lists.taken_over == len(after.lists) == len(before.lists)
    assert after.people.memberships is before.people.memberships
    assert list(changed_items(before, after)) == []


def test_a_changed_rule_list_alone_is_worked_out_again(small: Site) -> None:
    before = counted(small)
    workbook = next(
        governed.item
        for governed in before.items
        if governed.item.kind is Kind.WORKBOOK
        and governed.item.permissions is governed.rules is not None
        and not governed.item.parts
    )
    user = Grantee(GranteeKind.USER, before.users[3])
    rule = Rule(user, workbook.kind, 1, 0, 0, None, workbook.position, None, ())
    edited = replace(workbook, permissions=RuleList(workbook.kind, (rule,), workbook.position))
    after = compile_site(with_item(small, edited), before)
    assert after.lists.taken_over == len(after.lists) - 1
    assert after.uncounted() == 1
    assert [item.address for item in changed_items(before, after)] == [workbook.address]


def test_a_changed_lock_works_out_again_only_what_it_covers(small: Site) -> None:
    before = counted(small)
    project = next(
        governed.item
        for governed in before.items
        if isinstance(governed.item, Project)
        and governed.item.lock is Lock.LOCKED
        and governed.item.content
    )
    edited = replace(project, lock=Lock.CUSTOMIZABLE)
    after = compile_site(with_item(small, edited), before)
    path = project.address.path
    changed = [item.address for item in changed_items(before, after)]
    assert changed
    assert all(address.path[: len(path)] == path for address in changed)
    assert 0 < after.uncounted() <= len(changed)


def test_a_changed_group_works_out_again_only_the_lists_that_name_it(small: Site) -> None:
    before = counted(small)
    name, group = next((n, g) for n, g in small.groups.items() if g.members)
    groups = {**small.groups, name: replace(group, members=group.members[1:])}
    after = compile_site(replace(small, groups=groups), before)
    named = {
        governed.item.address
        for governed in before.items
        if governed.rules and any(name in rule.grantee.name for rule in governed.rules.rules)
    }
    in_charge = {
        governed.item.address
        for governed in before.items
        if before.people.memberships.groups[name].serial in governed.stratum.charge.leading
    }
    in_sets = {each.name for each in small.group_sets.values() if name in each.groups}
    through_sets = {
        governed.item.address
        for governed in before.items
        if governed.rules and any(r.grantee.name in in_sets for r in governed.rules.rules)
    }
    changed = {item.address for item in changed_items(before, after)}
    assert changed
    assert changed <= named | in_charge | through_sets
    assert len(changed) < len(after.items)
    assert 0 < after.uncounted() < len(after.strata)


def test_a_changed_owner_of_content_works_out_no_set_again(small: Site) -> None:
    before = counted(small)
    content = next(g.item for g in before.items if isinstance(g.item, Content) and g.item.owner)
    owner = replace(content.owner, user=next(u for u in before.users if u != content.owner.user))
    after = compile_site(with_item(small, replace(content, owner=owner)), before)
    assert after.uncounted() == 0
    changed = [item.address for item in changed_items(before, after)]
    assert changed == [content.address, *(part.address for part in content.parts)]


def test_an_engine_does_not_keep_its_donor(small: Site) -> None:
    before = counted(small)
    after = compile_site(small, before)
    assert not after.lists.known.keys() - before.lists.known.keys()
    for interned in (after.lists, after.charges, after.strata):
        assert not vars(interned)["_donor"]


# --- Users who come and go -------------------------------------------------------------------

BEFORE = {
    "version": 1,
    "sites": {
        "S": {
            "users": {"ada": "Creator", "bob": "Explorer"},
            "projects": {
                "P": {
                    "permissions": {"groups": {"All Users": {"workbooks": "view"}}},
                    "workbooks": {"W": {}},
                }
            },
        }
    },
}


def test_engines_that_count_other_users_cannot_be_compared() -> None:
    after = copy.deepcopy(BEFORE)
    after["sites"]["S"]["users"] = {"ada": "Creator", "eve": "Explorer"}
    engines = [compile_site(first_site(plain)[1]) for plain in (BEFORE, after)]
    with pytest.raises(ValueError, match="same users"):
        list(changed_items(*engines))


def test_with_the_names_of_both_sides_users_gain_and_lose_by_coming_and_going() -> None:
    plain = copy.deepcopy(BEFORE)
    plain["sites"]["S"]["users"] = {"ada": "Creator", "eve": "Explorer"}
    old, new = (first_site(each)[1] for each in (BEFORE, plain))
    names = {*old.users, *new.users}
    before = compile_site(old, also=names)
    after = compile_site(new, before, also=names)
    viewing = next(
        cells
        for cells in changed_cells(before, after)
        if cells.capability.key == "view" and str(cells.item.address) == "workbook:P/W"
    )
    assert after.names(viewing.gained) == ["eve"]
    assert after.names(viewing.lost) == ["bob"]
