"""How much rests on each destination: who would have nowhere else to move something to."""

from collections import defaultdict
from collections.abc import Collection
from itertools import pairwise

from tableau_perm_cli.audit.escalation.destinations import Destinations
from tableau_perm_cli.audit.escalation.hops import HopKind
from tableau_perm_cli.audit.escalation.site_search import Escalation
from tableau_perm_cli.audit.escalation.weights import Weights
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Item, RuleList
from tableau_perm_cli.resolve.bulk.bits import union, without

_ANYWHERE: frozenset[int] = frozenset()


class Dependence:
    """Bounds from above what is closed when some destinations are taken away."""

    def __init__(self, destinations: Destinations) -> None:
        """Start with nothing that rests on any destination."""
        self._destinations = destinations
        self._weights = {hop: Weights() for hop in HopKind if hop.moves}
        self._anywhere = Weights()
        """What may rest on any of a user's destinations: that of things that cannot be moved
        everywhere, as something of their name is there already, or that are moved on again."""
        self._numbers = self._by_list()
        self._sole = self._sole_under_lock()

    def add(self, escalation: Escalation, whole: Item) -> None:
        """Count what rests on a move."""
        number = escalation.capabilities.bit_count()
        for hop in {step for step in escalation.steps if step.moves}:
            self._weights[hop].add(escalation.users, number)
        moved_on = (HopKind.MOVE_TO_LOCKED, HopKind.MOVE_OUT) in pairwise(escalation.steps)
        if moved_on or self._destinations.except_for(whole):
            self._anywhere.add(escalation.users, number)

    def of(self, rules: RuleList, users: int) -> int:
        """Return what rests on a written list, as far as it lets some users move things.

        A project's own list decides who may; its defaults decide what they can do then, if it
        locks.
        """
        numbers = self._numbers.get(id(rules), _ANYWHERE)
        if not numbers:
            return 0
        every = self._destinations.all
        users &= union(every[number].users for number in numbers)
        most = self._anywhere.of(users)
        most += self._weights[HopKind.MOVE_TO_LOCKED].of(users & self._under_lock(numbers))
        if rules.kind is not Kind.PROJECT:
            return most
        for hop in (HopKind.MOVE_TO_LED, HopKind.MOVE_OUT):
            reached = self._destinations.reached
            nowhere_else = without(reached(hop, _ANYWHERE), reached(hop, frozenset(numbers)))
            most += self._weights[hop].of(users & nowhere_else)
        return most

    def _under_lock(self, numbers: Collection[int]) -> int:
        """Return who can do something under these locks, of one alone who can nowhere else."""
        every = self._destinations.all
        if len(numbers) == 1:
            return self._sole[min(numbers)]
        return union(every[number].users for number in numbers if every[number].locked)

    def _sole_under_lock(self) -> list[int]:
        """Return for each destination who can do something there and under no other lock."""
        every = self._destinations.all
        sole = [0] * len(every)
        for kind in every[0].allowed if every else ():
            once = [0] * len(every[0].allowed[kind])
            twice = [0] * len(once)
            for it in every:
                for capability, allowed in enumerate(it.allowed[kind] if it.locked else ()):
                    users = allowed & it.users
                    twice[capability] |= once[capability] & users
                    once[capability] |= users
            for number, it in enumerate(every):
                for capability, allowed in enumerate(it.allowed[kind] if it.locked else ()):
                    sole[number] |= without(allowed & it.users, twice[capability])
        return sole

    def _by_list(self) -> dict[int, frozenset[int]]:
        """Return the destinations about which a written list decides, by the list's ``id``."""
        probes = self._destinations.probes
        found: dict[int, set[int]] = defaultdict(set)
        for it in probes.items:
            item = probes.items[it.project].item if it.project >= 0 else it.item
            number = self._destinations.number(item)
            if it.rules is not None and number is not None:
                found[id(it.rules)].add(number)
        return {key: frozenset(numbers) for key, numbers in found.items()}
