"""Follows the hops for one unit: all users at once, the shortest paths first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tableau_perm_cli.audit.escalation.hops import START, HopKind, State, Where, states_of
from tableau_perm_cli.audit.escalation.unit import Target, Unit
from tableau_perm_cli.resolve.bulk.bits import without

Steps = tuple[HopKind, ...]
"""The kinds of a path's hops in order."""


class Gain(NamedTuple):
    """Who becomes able to what on a target, by one kind of path."""

    steps: Steps
    target: int
    """The number of the target in the unit."""
    capabilities: int
    """A mask: the same users become able to all of these."""
    users: int


class _Arrival(NamedTuple):
    """Users who have come to a state, all of them by the same kinds of hop."""

    steps: Steps
    state: State
    users: int
    part: Target | None = None
    """The part whose rules they have set, if that was the last hop."""


@dataclass(slots=True)
class Search:
    """The search for one unit.

    INVARIANT: every capability of a user is found once, with a path that no other is shorter
    than; among paths as short the order of the hops in ``states_of`` decides.
    """

    unit: Unit
    asked: int
    """The users whom it is about."""
    signing_in: int
    """Those of them whom only their next sign-in licenses."""
    _able: list[list[int]] = field(default_factory=list)
    """For each target and capability, who is able to it now or by a path found so far."""
    _seen: dict[State, int] = field(default_factory=dict)

    def gains(self) -> Iterator[Gain]:
        """Yield everything that anybody can become able to, the shortest paths first."""
        unit, signing_in = self.unit, self.signing_in
        # Who is Unlicensed until then can do nothing at all now.
        self._able = [
            [without(it, signing_in) for it in target.by_place[Where.HOME]]
            for target in unit.targets
        ]
        layer = [_Arrival((), START, without(self.asked, signing_in))]
        later = [_Arrival((HopKind.SIGN_IN,), START, self.asked & signing_in)]
        while layer or later:
            following: list[_Arrival] = []
            for arrival in layer:
                if arrival.users:
                    yield from self._gained(arrival)
                    following += self._onward(arrival)
            layer, later = [*later, *following], []

    def _gained(self, arrival: _Arrival) -> Iterator[Gain]:
        steps, state, users, part = arrival
        if not steps:
            return
        for number, target in enumerate(self.unit.targets):
            if part is not None and part is not target:
                continue
            able = self._able[number]
            found: dict[int, int] = {}
            allowed = target.ceiling if part is target else self.unit.allowed(state, target)
            for capability, known in enumerate(able):
                new = without(users & allowed[capability], known)
                if new:
                    able[capability] = known | new
                    found[new] = found.get(new, 0) | 1 << capability
            for new, capabilities in found.items():
                yield Gain(steps, number, capabilities, new)

    def _onward(self, arrival: _Arrival) -> Iterator[_Arrival]:
        """Yield where the users of an arrival come to by one more hop."""
        steps, state, users, part = arrival
        if part is not None:
            return
        unit = self.unit
        graph = states_of(unit.ways)
        for after, edge in graph.adj[state].items():
            hop: HopKind = edge["hop"]
            coming = without(users & unit.able(hop, state), self._seen.get(after, 0))
            if coming:
                self._seen[after] = self._seen.get(after, 0) | coming
                yield _Arrival((*steps, hop), after, coming)
        last = HopKind.SET_PERMISSIONS_OF_PART
        for target in unit.targets[1:]:
            coming = users & unit.able_on_part(state, target)
            if coming:
                yield _Arrival((*steps, last), state, coming, target)
