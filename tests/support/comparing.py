"""Every question that can be asked of a declaration, put to the product and to the reference."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from support import reference
from support.asking import resolvers_of
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Item, Project, User
from tableau_perm_cli.resolve import Resolver, Task
from tableau_perm_cli.resolve.tasks import TargetKind, perform, tasks_of


@dataclass
class Comparison:
    """What came of asking both, over any number of declarations."""

    cells: int = 0
    """A user, an item and a capability each."""
    tasks: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    """How often each reason, each governing place and each doubt came up."""
    differences: list[str] = field(default_factory=list)

    def compare(self, declaration: dict, name: str) -> None:
        """Ask everything about one declaration; ``name`` is what a difference calls it.

        Of the users of other sites only the first is asked about: all are denied alike.
        """
        resolvers = resolvers_of(declaration)
        everybody = dict.fromkeys(
            user for site in resolvers for user in reference.users_of(declaration, site)
        )
        for site, resolver in resolvers.items():
            own = resolver.graph.site.users
            stranger = next((user for user in everybody if user not in own), None)
            users = [*own, *([stranger] if stranger else [])]
            one = _OneSite(declaration, f"{name}, site {site!r}", site, resolver, self)
            one.compare_outline()
            for item in resolver.graph.items():
                one.compare_governing(item)
                for user in users:
                    one.compare_capabilities(user, item)
                    one.compare_tasks(user, item)

    def report(self) -> str:
        """Return the first differences, a line each, for the message of a failed test."""
        first = "\n".join(self.differences[:12])
        return f"{len(self.differences)} differences between resolver and reference:\n{first}"


@dataclass
class _OneSite:
    declaration: dict
    name: str
    site: str
    resolver: Resolver
    into: Comparison

    def _hold(self, question: str, resolver: object, expected: object) -> None:
        if resolver != expected:
            self.into.differences.append(
                f"{self.name}: {question}: resolver {resolver}, reference {expected}"
            )

    def compare_outline(self) -> None:
        graph = self.resolver.graph
        items = sorted(str(item.address) for item in graph.items())
        self._hold("items", items, sorted(reference.items_of(self.declaration, self.site)))
        users = sorted(reference.users_of(self.declaration, self.site))
        self._hold("users", sorted(graph.site.users), users)

    def compare_governing(self, item: Item) -> None:
        found, address = self.resolver.graph.governing(item), str(item.address)
        self._hold(
            f"what governs {address}",
            (str(found.rules_of), found.because.value),
            reference.governing(self.declaration, self.site, address),
        )
        self.into.answers[found.because.value] += 1

    def compare_capabilities(self, user: str, item: Item) -> None:
        address = str(item.address)
        where = (self.declaration, self.site, user, address)
        self._hold(
            f"may {user} browse to {address}",
            self.resolver.browsable(user, item),
            reference.browsable(*where),
        )
        for capability in CATALOG[item.kind].capabilities:
            found = self.resolver.derive(user, item, capability)
            question = f"may {user} {capability.key} {address}"
            expected = reference.decide(*where, capability.key)
            self._hold(question, (found.effective.value, found.reason.value), expected)
            uncertain = reference.uncertain(*where, capability.key)
            self._hold(f"is it uncertain: {question}", found.uncertain, uncertain)
            self.into.cells += 1
            self.into.answers[found.reason.value] += 1
            self.into.answers.update(found.uncertainties)

    def compare_tasks(self, user: str, item: Item) -> None:
        address = str(item.address)
        kinds = [task.key for task in tasks_of(item.kind)]
        self._hold(f"tasks of {address}", sorted(kinds), sorted(reference.tasks_of(address)))
        for task in tasks_of(item.kind):
            for target, written in self._targets(task):
                found = perform(self.resolver, user, task, item, target)
                expected = reference.task(
                    self.declaration, self.site, user, task.key, address, written
                )
                question = f"may {user} {task.key} {address} (target {written})"
                self._hold(question, (found.effective.value, found.reason.value), expected)
                self.into.tasks += 1
                self.into.answers[found.reason.value] += 1

    def _targets(self, task: Task) -> Iterator[tuple[Project | User | None, str | None]]:
        if not task.target_required:
            yield None, None
        if task.target is TargetKind.PROJECT:
            projects = [it for it in self.resolver.graph.items() if isinstance(it, Project)]
            yield from ((it, str(it.address)) for it in (*projects[:1], *projects[-1:]))
        if task.target is TargetKind.USER:
            users = list(self.resolver.graph.site.users.values())
            yield from ((it, it.name) for it in (*users[:1], *users[-1:]))
