"""``any_user``: next month's hire is covered, by every possible user tried for real.

The brute force declares a user of each site role in each subset of *all* groups of the site and
asks the readable resolver; it knows nothing of which groups matter.
"""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from support.asking import declaration_of
from support.expecting import failures_of, problems_of, result_of
from support.generated import random_declaration

from tableau_perm_cli.audit.expectations import Outcome, PossibleUser, Result, examine_site
from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import ALL_USERS, Item
from tableau_perm_cli.resolve import Principal, Resolver, Verdict, open_site

# --- By hand -------------------------------------------------------------------------------

OUTSIDERS = "never: {users: not group:HR, capabilities: view, items: 'workbook:HR/**'}"


def test_an_invariant_that_holds_today_and_for_whoever_comes() -> None:
    result = result_of(f"{OUTSIDERS}\nany_user: true")
    assert result.cells == ()
    assert result.notes == (
        "someone made owner of workbook:HR/Payroll would have it: view",
        "someone made owner of workbook:HR/Plans would have it: view",
    )


def test_what_only_an_owner_would_have_fails_when_owners_are_included() -> None:
    owners = f"{OUTSIDERS}\nany_user: true\ninclude_owners: true"
    assert failures_of(owners) == [
        f"a possible user: Viewer in no group, made owner view workbook:HR/{name}: "
        "denied, allowed owner"
        for name in ("Payroll", "Plans")
    ]


def test_a_hire_whom_nobody_is_like_today_is_found() -> None:
    nobody_yet = "never: {users: role:Creator, capabilities: view, items: 'workbook:HR/Plans'}"
    site_without_ada = (
        "users: {bob: Explorer, boss: Site Administrator Creator}\n"
        "groups: {HR: [bob], Interns: []}\n"
        "projects:\n  HR:\n    permissions:\n      groups:\n"
        "        HR: {workbooks: view}\n        Interns: {workbooks: {deny: [view]}}\n"
        "    workbooks: {Plans: {}}\n"
    )
    assert failures_of(nobody_yet, site_without_ada) == []
    (cell,) = result_of(f"{nobody_yet}\nany_user: true", site_without_ada).cells
    assert cell.user == "a possible user: Creator in group HR (not in Interns)"
    assert cell.possible is not None
    assert (cell.possible.groups, cell.possible.others) == (("HR",), ("Interns",))
    assert cell.evidence is not None
    assert cell.evidence.answer.reason == "group_allow"


def test_administrators_to_be_are_left_out_unless_they_are_included() -> None:
    nobody = "never: {users: role:*Administrator*, capabilities: delete, items: 'workbook:HR/**'}"
    assert failures_of(f"{nobody}\nany_user: true") == []
    users = [
        cell.user for cell in result_of(f"{nobody}\nany_user: true\ninclude_admins: true").cells
    ]
    assert users == [
        *["boss"] * 2,
        *["a possible user: Site Administrator Explorer in no group"] * 2,
    ]


def test_only_and_always_are_about_whoever_comes_too() -> None:
    assert (
        failures_of(
            "only: {users: group:HR, capabilities: view, items: 'project:HR', any_user: true}"
        )
        == []
    )
    assert failures_of(
        "always: {users: group:HR and role:Viewer, capabilities: download_full_data,"
        " items: 'workbook:HR/Plans'}\nany_user: true"
    ) == [
        (
            "a possible user: Viewer in group HR (not in Interns) download_full_data "
            "workbook:HR/Plans: allowed, denied site_role"
        )
    ]


def test_nobody_who_comes_combines_two_duties() -> None:
    free = "disjoint: [{capabilities: publish, items: 'project:Open'},"
    free += " {users: group:Interns, capabilities: delete, items: 'workbook:HR/**'}]"
    assert failures_of(f"{free}\nany_user: true") == []
    groups = "disjoint: [group:HR, group:Interns]"
    assert failures_of(groups) == []
    assert failures_of(f"{groups}\nany_user: true") == [
        "a possible user: Viewer in groups HR, Interns is both: denied, allowed -"
    ]


def test_whether_a_name_is_selected_that_nobody_has_yet_is_unknown() -> None:
    (problem,) = problems_of(
        "never: {users: 'user:svc_* or vic', capabilities: view, items: 'project:HR',"
        " any_user: true}"
    )
    assert problem.startswith("UNKNOWN: `user:svc_*` may select users who do not exist yet")
    anyone = "never: {users: 'user:*', capabilities: delete, items: 'workbook:HR/Plans'}"
    assert failures_of(f"{anyone}\nany_user: true") == []


def crowd(groups: int, *, alike: bool) -> str:
    """Return a site on which so many groups are members of the same group set, or alike."""
    names = [f"G{number:02}" for number in range(groups)]
    rule = "groups: {{{}}}".format(", ".join(f"{name}: view" for name in names))
    sets = f"group_sets: {{All: [{', '.join(names)}]}}\n"
    return (
        "users: {bob: Viewer}\n"
        f"groups: {{{', '.join(f'{name}: []' for name in names)}}}\n{sets}"
        "projects:\n  P:\n    permissions: {}\n    workbooks:\n"
        f"      W: {{permissions: {{{rule if alike else 'group_sets: {All: view}'}}}}}\n"
    )


NEVER_W = "never: {users: everyone, capabilities: view, items: 'workbook:P/W', any_user: true}"


def test_past_the_bound_the_outcome_is_unknown_and_never_guessed() -> None:
    (problem,) = problems_of(NEVER_W, crowd(13, alike=False))
    assert problem == (
        "UNKNOWN: 13 groups matter to `workbook:P/W`, and of 12 at most all subsets are tried"
    )
    (failure,) = failures_of(NEVER_W, crowd(12, alike=False))
    assert failure.startswith("a possible user: Viewer in groups G00, G01,")


def test_what_is_known_to_fail_fails_though_more_is_unknown() -> None:
    site = crowd(13, alike=False).replace("workbooks:\n", "workbooks:\n      V: {owner: bob}\n")
    result = result_of(NEVER_W.replace("'workbook:P/W'", "'workbook:P/*'"), site)
    assert result.outcome is Outcome.FAILED
    assert [cell.user for cell in result.cells] == ["bob"]
    assert [it.message.partition(":")[0] for it in result.problems] == ["UNKNOWN"]


def test_groups_that_make_the_same_difference_count_once() -> None:
    assert failures_of(NEVER_W, crowd(40, alike=True)) == [
        "a possible user: Viewer in group G00 view workbook:P/W: denied, allowed group_allow"
    ]


# --- Against brute force -------------------------------------------------------------------


@dataclass(frozen=True)
class Select:
    """A selector and the same as a predicate."""

    text: str
    selects: Callable[[str, frozenset[str]], bool]
    """Of the site role that counts and the groups."""


def selectors(groups: list[str]) -> list[Select]:
    found = [
        Select("everyone", lambda *_: True),
        Select("role:Viewer", lambda role, _: role == "Viewer"),
        Select("not role:Creator", lambda role, _: role != "Creator"),
    ]
    for name in groups[:2]:
        found += [
            Select(f'group:"{name}"', lambda _, mine, name=name: name in mine),
            Select(f'not group:"{name}"', lambda _, mine, name=name: name not in mine),
        ]
    if len(groups) > 1:
        one, other = groups[:2]
        found.append(
            Select(
                f'group:"{one}" and not group:"{other}"',
                lambda _, mine: one in mine and other not in mine,
            )
        )
    return found


class Hired:
    """A site with a user of every role in every subset of all of its groups."""

    def __init__(self, seed: int) -> None:
        plain = random_declaration(seed, size=2, gaps=seed % 2 == 1)
        self.site = next(iter(declaration_of(plain).sites.values()))
        self.groups = sorted(set(self.site.groups) - {ALL_USERS})
        body = plain["sites"][self.site.name]
        self.hires: list[str] = []
        for role in SITE_ROLES:
            for size in range(len(self.groups) + 1):
                for chosen in itertools.combinations(self.groups, size):
                    self._hire(body, role.name, chosen)
        self.resolver = open_site(declaration_of(plain), self.site.name)

    def _hire(self, body: dict, role: str, chosen: tuple[str, ...]) -> None:
        name = f"hire {len(self.hires)}"
        self.hires.append(name)
        body["users"][name] = role
        for group in chosen:
            held = body["groups"][group]
            if isinstance(held, dict):
                held["members"] = [*(held.get("members") or []), name]
            else:
                body["groups"][group] = [*(held or []), name]

    def principals(self) -> list[Principal]:
        users = (self.resolver.graph.user(name) for name in self.hires)
        return [self.resolver.principal(user) for user in users if user is not None]


def violated(hired: Hired, form: str, select: Select, item: Item, key: str) -> bool:
    """Whether any of the hires breaks an invariant on one cell."""
    capability = CATALOG[item.kind].capability(key)
    for principal in hired.principals():
        groups = frozenset(group.name for group in principal.groups)
        selected = select.selects(principal.role.name, groups)
        concerned = selected is not (form == "only")
        if principal.role.is_administrator or not concerned:
            continue
        verdict = hired.resolver.derive(principal.name, item, capability).effective
        if (verdict is Verdict.ALLOWED) is (form != "always"):
            return True
    return False


def examined(hired: Hired, text: str) -> Result:
    document = f"version: 1\nsites:\n  ? '{hired.site.name}'\n  :\n    expectations:\n{text}"
    (expectation,) = (
        read_files([("e.yaml", document.encode())]).sites[hired.site.name].expectations
    )
    (result,) = examine_site(hired.site, [expectation], most_cells=100_000)
    return result


def groups_of(seed: int) -> int:
    """Return how many groups the first site of a random declaration has."""
    site = next(iter(random_declaration(seed, size=2, gaps=seed % 2 == 1)["sites"].values()))
    return len({*(site.get("groups") or {})} - {ALL_USERS})


SEEDS = [seed for seed in range(60) if 1 <= groups_of(seed) <= 4][:16]


@pytest.mark.parametrize("seed", SEEDS)
def test_it_finds_a_possible_user_exactly_where_brute_force_does(seed: int) -> None:
    hired = Hired(seed)
    choose = random.Random(seed)  # noqa: S311 - not a secret
    items = list(hired.resolver.graph.items())
    keys = ["view", "delete", "set_permissions", "download_full_data", "overwrite", "publish"]
    kinds = {item.kind for item in items}
    keys = [key for key in keys if any(CATALOG[kind].has(key) for kind in kinds)]
    for form in ("never", "only", "always"):
        select = choose.choice(selectors(hired.groups))
        chosen = choose.sample(keys, k=min(2, len(keys)))
        result = examined(
            hired,
            f"    - name: it\n      any_user: true\n      include_admins: false\n      {form}:\n"
            f"        users: '{select.text}'\n        capabilities: [{', '.join(chosen)}]\n"
            "        items: '**'\n",
        )
        assert result.problems == ()
        found = {(cell.item, cell.capability) for cell in result.cells if cell.possible}
        assert found == {
            (str(item.address), key)
            for item in items
            for key in chosen
            if CATALOG[item.kind].has(key) and violated(hired, form, select, item, key)
        }


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_it_combines_two_duties_exactly_where_brute_force_does(seed: int) -> None:
    hired = Hired(seed)
    choose = random.Random(seed)  # noqa: S311 - not a secret
    items = [item for item in hired.resolver.graph.items() if item.kind is not Kind.PROJECT]
    if not items:
        pytest.skip("no content on this site")
    for _ in range(6):
        pair = [choose.choice(items) for _ in range(2)]
        key = choose.choice(["view", "view", "overwrite"])
        if not all(CATALOG[item.kind].has(key) for item in pair):
            continue
        duties = ", ".join(f"{{capabilities: {key}, items: {quoted(item)}}}" for item in pair)
        result = examined(
            hired, f"    - name: it\n      any_user: true\n      disjoint: [{duties}]\n"
        )
        assert result.problems == ()
        assert any(cell.possible for cell in result.cells) is any(
            not principal.role.is_administrator
            and all(has(hired.resolver, principal, item, key) for item in pair)
            for principal in hired.principals()
        )


def quoted(item: Item) -> str:
    address = str(item.address).replace('"', '\\"')
    return f"'\"{address}\"'"


def has(resolver: Resolver, principal: Principal, item: Item, key: str) -> bool:
    capability = CATALOG[item.kind].capability(key)
    return resolver.derive(principal.name, item, capability).effective is Verdict.ALLOWED


def test_the_description_of_a_possible_user_names_what_counts() -> None:
    viewer = next(role for role in SITE_ROLES if role.name == "Viewer")
    assert str(PossibleUser(viewer, (), ("A",))) == "a possible user: Viewer in no group"
    assert str(PossibleUser(viewer, ("A", "B"), ("C",), owner=True)) == (
        "a possible user: Viewer in groups A, B (not in C), made owner"
    )


def test_one_group_for_each_duty_is_found_though_others_give_one_and_deny_the_other() -> None:
    site = (
        "users: {bob: Viewer}\ngroups: {A Both: [], B First: [], C Second: []}\n"
        "projects:\n  P:\n    permissions: {}\n    workbooks:\n"
        "      One: {permissions: {groups: {A Both: view, B First: view}}}\n"
        "      Two: {permissions: {groups: {A Both: {deny: [view]}, C Second: view}}}\n"
    )
    disjoint = "disjoint: ['workbook:P/One', 'workbook:P/Two']\ncapabilities: view\nany_user: true"
    user = "a possible user: Viewer in groups B First, C Second (not in A Both)"
    assert failures_of(disjoint, site) == [
        f"{user} view workbook:P/{name}: denied, allowed group_allow" for name in ("One", "Two")
    ]


def test_a_group_that_raises_roles_does_not_stand_for_one_that_does_not() -> None:
    site = (
        "users: {bob: Viewer}\n"
        "groups: {A Raising: {minimum_site_role: Creator}, B Plain: []}\n"
        "projects:\n  P:\n    permissions: {groups: {A Raising: {workbooks: view},"
        " B Plain: {workbooks: view}}}\n    workbooks: {W: {}}\n"
    )
    never = (
        "never: {users: role:Viewer, capabilities: view, items: 'workbook:P/W', any_user: true}"
    )
    assert failures_of(never, site) == [
        (
            "a possible user: Viewer in group B Plain (not in A Raising) view workbook:P/W: "
            "denied, allowed group_allow"
        )
    ]
