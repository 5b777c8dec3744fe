"""Every cell of a site, put to the readable resolver and, in every form, to the bulk engine."""

from collections import Counter
from dataclasses import dataclass, field

from tableau_perm_cli.catalog import CATALOG, Capability
from tableau_perm_cli.declaration.model import Declaration, Item
from tableau_perm_cli.resolve import Reason, Resolver, Verdict, open_site
from tableau_perm_cli.resolve.bulk import REASON, BulkEngine, compile_site

Told = list[Reason]
"""For each user of the engine, in order, the reason."""


@dataclass
class BulkComparison:
    """What came of asking both about any number of sites."""

    cells: int = 0
    """A user, an item and a capability each."""
    reasons: Counter[Reason] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def compare(self, declaration: Declaration, name: str) -> None:
        """Ask everything about every site; ``name`` is what a difference calls it."""
        for site in declaration.sites.values():
            resolver = open_site(declaration, site.name)
            self.compare_site(resolver, compile_site(site), f"{name}, site {site.name!r}")

    def compare_site(self, resolver: Resolver, engine: BulkEngine, name: str) -> None:
        """Ask everything about one site."""
        one = _OneSite(resolver, engine, name, self)
        one.compare_items()
        one.compare_users()
        self.cells += one.cells

    def report(self) -> str:
        """Return the first differences, a line each, for the message of a failed test."""
        first = "\n".join(self.differences[:12])
        return f"{len(self.differences)} differences between resolver and engine:\n{first}"


@dataclass
class _OneSite:
    resolver: Resolver
    engine: BulkEngine
    name: str
    into: BulkComparison
    cells: int = 0
    expected: dict[tuple[str, str], Told] = field(default_factory=dict)
    """By the address of an item and the key of a capability."""

    def _hold(self, question: str, engine: object, resolver: object) -> None:
        if engine != resolver:
            self.into.differences.append(
                f"{self.name}: {question}: engine {engine}, resolver {resolver}"
            )

    def compare_items(self) -> None:
        items = list(self.resolver.graph.items())
        self._hold("items", [each.item for each in self.engine.items], items)
        for place, (item, counted) in enumerate(zip(items, self.engine.counts(), strict=True)):
            self._hold("counted", counted.item, item)
            self._compare_browsers(place, item)
            for capability in CATALOG[item.kind].capabilities:
                told = [
                    self.resolver.derive(user, item, capability).reason
                    for user in self.engine.users
                ]
                self.expected[str(item.address), capability.key] = told
                self._compare_cells(place, capability, told)
                numbers = counted.counts.by_reason(capability)
                question = f"how many may {capability.key} {item.address}"
                self._hold(question, numbers, dict(Counter(told)))
                allowed = sum(reason.verdict is Verdict.ALLOWED for reason in told)
                self._hold(question, counted.counts.allowed(capability), allowed)

    def _compare_browsers(self, place: int, item: Item) -> None:
        browsers = [name for name in self.engine.users if self.resolver.browsable(name, item)]
        found = self.engine.names(self.engine.browsers(place))
        self._hold(f"who browses to {item.address}", found, browsers)

    def _compare_cells(self, place: int, capability: Capability, told: Told) -> None:
        engine = self.engine
        address = str(engine.items[place].item.address)
        question = f"who may {capability.key} {address}"
        by_reason = {
            reason: engine.names(users) for reason, users in engine.who(place, capability).items()
        }
        expected: dict[Reason, list[str]] = {}
        for user, reason in zip(engine.users, told, strict=True):
            expected.setdefault(reason, []).append(user)
        self._hold(question, by_reason, expected)
        allowed = sorted(
            name
            for reason, names in expected.items()
            if reason.verdict is Verdict.ALLOWED
            for name in names
        )
        self._hold(question, engine.names(engine.allowed(place, capability)), allowed)
        column = engine.column(place, capability)
        self._hold(f"column: {question}", [REASON[code] for code in column], told)
        for index, user in enumerate(engine.users):
            answer = (told[index].verdict, told[index])
            decided = engine.decide(index, place, capability.index)
            self._hold(f"decide: {user}: {question}", decided, answer)
            named = engine.decide_named(user, address, capability.key)
            self._hold(f"by names: {user}: {question}", named, answer)
            row = REASON[engine.row(index, place)[capability.index]]
            self._hold(f"row: {user}: {question}", row, told[index])
        self.cells += len(told)
        self.into.reasons.update(told)

    def compare_users(self) -> None:
        for index, user in enumerate(self.engine.users):
            reached = {
                str(each.item.address): (
                    each.browsable,
                    {capability.key: reason for capability, reason in each.capabilities},
                )
                for each in self.engine.access(index)
            }
            expected = {}
            for item in self.resolver.graph.items():
                address = str(item.address)
                granted = {
                    capability.key: reason
                    for capability in CATALOG[item.kind].capabilities
                    if (reason := self.expected[address, capability.key][index]).verdict
                    is Verdict.ALLOWED
                }
                if granted:
                    expected[address] = (self.resolver.browsable(user, item), granted)
            self._hold(f"what {user} reaches", reached, expected)
            self._hold(f"order of what {user} reaches", list(reached), list(expected))
