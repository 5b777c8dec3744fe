"""Coverage: a rule is touched by who looks at a cell on which it bears."""

import pytest
from support.expecting import site_of
from support.mutating import declaration_with_expectations

from tableau_perm_cli.audit.coverage import RuleCoverage, Touch, coverage_of
from tableau_perm_cli.audit.coverage.looked_at import looked_at
from tableau_perm_cli.audit.expectations import Outcome, examine_site
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import GranteeKind, Site
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site, places_by_list
from tableau_perm_cli.resolve.bulk.memberships import members_of

SITE = """\
users:
  ada: Creator
  bob: Explorer
  vic: Viewer
  boss: Site Administrator Creator
groups:
  HR: [ada, bob]
  Bosses: [boss]
  Empty: []
projects:
  HR:
    owner: ada
    permissions:
      groups:
        HR: {project: view, workbooks: {allow: [view, web_edit]}}
        Bosses: {workbooks: {deny: [view]}}
        Empty: {workbooks: view}
        All Users: {workbooks: {allow: [filter], deny: [view]}, flows: view}
      users:
        bob: {workbooks: {allow: [view]}}
        ada: {workbooks: {deny: [view]}}
    workbooks: {Payroll: {views: {Sheet: {}}}}
"""
HR, BOSSES, EMPTY, ALL, FLOWS, BOB, ADA = (
    "group:HR",
    "group:Bosses",
    "group:Empty",
    "group:All Users",
    "group:All Users flow",
    "user:bob",
    "user:ada",
)


def touches(expectations: str, site: str = SITE) -> dict[str, Touch]:
    """Return what becomes of the rules for workbooks, and of that for flows."""
    read = site_of(expectations, site)
    found: dict[str, Touch] = {}
    for it in coverage_of(compile_site(read), read.expectations):
        kind = it.rule.kind.value
        if kind != "project":
            found[f"{it.rule.grantee}{' flow' if kind == 'flow' else ''}"] = it.touch
    return found


NONE = "- {name: no, users: bob, items: project:HR, expect: {publish: denied}}"


def test_what_nothing_can_touch_is_dead_and_the_rest_is_untouched() -> None:
    assert touches(NONE) == {
        HR: Touch.UNTOUCHED,
        BOSSES: Touch.DEAD,  # "No deny binds an admin" (semantics 3, step 2)
        EMPTY: Touch.DEAD,  # nobody is in it
        ALL: Touch.UNTOUCHED,
        FLOWS: Touch.DEAD,  # there is no flow
        BOB: Touch.UNTOUCHED,
        ADA: Touch.DEAD,  # "deny never binds admins, owners, leaders" (semantics 3)
    }


@pytest.mark.parametrize(
    ("expectation", "touched"),
    [
        # The user rule decides; the two of the groups are overridden.
        ("users: bob, items: 'workbook:HR/Payroll', expect: {view: allowed}", {BOB, HR, ALL}),
        # All Users says nothing of Web Edit, the user rule neither.
        ("users: bob, items: 'workbook:HR/Payroll', expect: {web_edit: allowed}", {HR}),
        # A view's answer rests on the workbooks' list too.
        ("users: vic, items: 'view:HR/Payroll/Sheet', expect: {filter: allowed}", {ALL}),
        # Whether it holds does not matter.
        ("users: vic, items: 'workbook:HR/Payroll', expect: {view: allowed}", {ALL}),
        # The owner of the project and the administrator are bound by no rule.
        ("users: [ada, boss], items: 'workbook:HR/Payroll', expect: {view: allowed}", set()),
        # A Viewer can never web-edit: the site role decides.
        ("users: vic, items: 'workbook:HR/Payroll', expect: {web_edit: denied}", set()),
        ("users: bob, items: 'workbook:HR/Payroll', expect: {see_data: allowed}", {BOB, HR, ALL}),
        ("users: bob, items: 'workbook:HR/Payroll', expect: {nothing: denied}", set()),
        ("never: {users: vic, capabilities: view, items: '**'}", {ALL}),
        ("who: {capability: view, item: 'workbook:HR/Payroll', exactly: bob}", {BOB, HR, ALL}),
        ("at_most: 1, users: bob, capabilities: web_edit, items: 'workbook:**'", {HR}),
        ("disjoint: ['workbook:**', 'project:HR'], capabilities: filter", {ALL}),
    ],
)
def test_touched_is_what_bears_on_a_cell_that_is_looked_at(
    expectation: str, touched: set[str]
) -> None:
    written = f"- {{name: it, {expectation}}}"
    if "nothing" in expectation:
        written = written.replace("nothing", "delete")  # no rule says anything of it
    found = touches(written)
    assert {name for name, touch in found.items() if touch is Touch.TOUCHED} == touched


def _plainly(
    site: Site, engine: BulkEngine, it: RuleCoverage, seen: dict[tuple[int, int], int]
) -> Touch:
    """Return the same by going through every user and cell."""
    places = places_by_list(engine)
    governs = [
        place
        for place, governed in enumerate(engine.items)
        if governed.rules is not None
        and any(rule is it.rule for rule in governed.rules.rules)
        and place in places[id(governed.rules)]
    ]
    touch = Touch.DEAD
    for place in governs:
        content = CATALOG[engine.items[place].item.kind]
        for spelled in CATALOG[it.rule.kind].members(it.rule.allow | it.rule.deny):
            if not content.has(spelled.key):
                continue
            index = content.capability(spelled.key).index
            for user in _reached(site, it):
                number = engine.people.index[user]
                _, reason = engine.decide(number, place, index)
                if reason.value.startswith(("user_", "group_")):
                    if seen.get((place, index), 0) >> number & 1:
                        return Touch.TOUCHED
                    touch = Touch.UNTOUCHED
                assert reason is not Reason.UNSPECIFIED
    return touch


def _reached(site: Site, it: RuleCoverage) -> list[str]:
    grantee = it.rule.grantee
    match grantee.kind:
        case GranteeKind.USER:
            return [grantee.name]
        case GranteeKind.GROUP:
            return list(members_of(site, site.groups[grantee.name]))
        case GranteeKind.GROUP_SET:
            groups = site.group_sets[grantee.name].groups
            if not site.settings.group_sets or not groups:
                return []
            members = [set(members_of(site, site.groups[name])) for name in groups]
            return sorted(set.intersection(*members))


@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_going_through_every_cell_finds(seed: int) -> None:
    for site in declaration_with_expectations(seed, 6).sites.values():
        engine = compile_site(site)
        tested = [it.expectation for it in examine_site(site) if it.outcome is not Outcome.ERROR]
        seen = looked_at(engine, tested)
        for it in coverage_of(engine, tested):
            assert it.touch is _plainly(site, engine, it, seen), it
