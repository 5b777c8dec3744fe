"""Diff of two sites: what was gained and lost, and which edits caused it, against every cell.

Run from the root of the source tree:

    .venv/bin/python -m benchmarks.diffing                 # medium, 200 changed lists
    .venv/bin/python -m benchmarks.diffing --large --lists 50

Both sites are in memory when the clock starts, as after loading. The baseline is what needs no
idea: both sites compiled, and every cell of both sides compared, without saying what caused what.
Rounds take turns and ratios are taken within a round. Before that, both are checked to find the
same cells.
"""

import argparse
import gc
import random
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.measuring import PeakMemory, machine, spread
from benchmarks.sites import SITE, SIZES, build_site
from tableau_perm_cli.audit.diff import compare
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Content,
    Declaration,
    Project,
    ProjectPermissions,
    Rule,
    RuleList,
    Site,
)
from tableau_perm_cli.resolve.bulk import changed_cells, compile_site, places_by_list

Question = Callable[[], object]
"""What is timed."""

_RULES_OF_LIST = 2
"""How many rules of a changed list are changed, if it has so many."""
_MEMBERSHIPS = 20
"""How many users leave a group beside that."""


class Changes:
    """Makes a site that differs from another in some of its rule lists and memberships."""

    def __init__(self, site: Site, lists: int, seed: int = 1) -> None:
        """Choose which lists that govern anything are changed."""
        self._choose = random.Random(seed)  # noqa: S311 - the same for everybody
        engine = compile_site(site)
        governing = sorted(map(min, places_by_list(engine).values()))
        chosen = self._choose.sample(governing, min(lists, len(governing)))
        self._lists = {id(engine.items[place].rules) for place in chosen}
        self._site = site
        self.rules = 0

    def site(self) -> Site:
        """Return the site with the changes made."""
        projects = tuple(map(self._project, self._site.projects))
        groups = dict(self._site.groups)
        named = sorted(name for name in groups if name != ALL_USERS and groups[name].members)
        for name in self._choose.sample(named, min(_MEMBERSHIPS, len(named))):
            groups[name] = replace(groups[name], members=groups[name].members[1:])
        return replace(self._site, projects=projects, groups=groups)

    def _project(self, project: Project) -> Project:
        permissions = project.permissions
        return replace(
            project,
            permissions=permissions and self._defaults(permissions),
            content=tuple(map(self._content, project.content)),
            projects=tuple(map(self._project, project.projects)),
        )

    def _defaults(self, permissions: ProjectPermissions) -> ProjectPermissions:
        lists = {kind: self._list(rules) for kind, rules in permissions.lists.items()}
        return replace(permissions, lists=lists)

    def _content(self, content: Content) -> Content:
        return replace(
            content,
            permissions=content.permissions and self._list(content.permissions),
            parts=tuple(map(self._content, content.parts)),
        )

    def _list(self, rules: RuleList) -> RuleList:
        if id(rules) not in self._lists:
            return rules
        changed = [self._rule(rule) for rule in rules.rules[:_RULES_OF_LIST]]
        self.rules += len(changed)
        return replace(rules, rules=(*changed, *rules.rules[_RULES_OF_LIST:]))

    def _rule(self, rule: Rule) -> Rule:
        """Return a rule that says something else of three capabilities."""
        full = CATALOG[rule.kind].full_mask
        for _ in range(3):
            bit = self._choose.choice(CATALOG[rule.kind].capabilities).bit & full
            rule = replace(rule, allow=rule.allow ^ bit, deny=rule.deny & ~bit)
        return rule


def every_cell(old: Site, new: Site) -> tuple[int, int]:
    """Return how many cells are gained and lost, by looking at each on both sides."""
    names = {*old.users, *new.users}
    before, after = (compile_site(site, also=names) for site in (old, new))
    places = {governed.item.address: at for at, governed in enumerate(before.items)}
    gained = lost = 0
    for at, governed in enumerate(after.items):
        was = places[governed.item.address]
        for capability in CATALOG[governed.item.kind].capabilities:
            now, then = after.allowed(at, capability), before.allowed(was, capability)
            gained += (now & ~then).bit_count()
            lost += (then & ~now).bit_count()
    return gained, lost


def cells_alone(old: Site, new: Site) -> int:
    """Return in how many blocks cells differ, without what caused it."""
    names = {*old.users, *new.users}
    before = compile_site(old, also=names)
    return sum(1 for _ in changed_cells(before, compile_site(new, before, also=names)))


def measure(old: Site, new: Site, rounds: int) -> None:
    """Time the diff and its baseline, and print both."""
    declared = [Declaration({SITE: site}, None, ()) for site in (old, new)]
    gc.collect()
    gc.freeze()
    peak = PeakMemory()
    found = compare(*declared)
    memory = peak.megabytes()
    if (found.gained, found.lost) != every_cell(old, new):
        raise ValueError("the diff and the comparison of every cell differ")
    effects = found.effects
    print(
        f"{found.gained:,} cells gained and {found.lost:,} lost in {len(found.groups):,} groups; "
        f"{len(effects):,} edits, {sum(bool(it.gained or it.lost) for it in effects):,} of them "
        f"with an effect; {memory:,.0f} MB at most"
    )
    questions: dict[str, Question] = {
        "every cell of both sides": lambda: every_cell(old, new),
        "diff with edits and causes": lambda: compare(*declared),
        "its cells without causes": lambda: cells_alone(old, new),
    }
    times: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(rounds):
        for name, question in questions.items():
            started = time.process_time()
            question()
            times[name].append(time.process_time() - started)
    baseline = next(iter(times.values()))
    print(f"  {'question':28} {'ms':>10} {'quartiles':>19} {'x every cell':>13}")
    for name, taken in times.items():
        low, median, high = (1000 * it for it in spread(taken))
        ratio = spread([one / other for one, other in zip(baseline, taken, strict=True)]).median
        print(f"  {name:28} {median:10,.1f} {low:9,.1f}-{high:<9,.1f} {ratio:13,.2f}")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in SIZES:
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lists", type=int, default=200)
    given = parser.parse_args()
    print(machine())
    for name in [it for it in SIZES if getattr(given, it)] or ["medium"]:
        old = build_site(SIZES[name])
        changes = Changes(old, given.lists)
        new = changes.site()
        print(f"\n{name}: {len(old.users):,} users, {given.lists} lists changed")
        measure(old, new, given.rounds)
    print(machine())


if __name__ == "__main__":
    main()
