"""What is true of a crowd beyond what has to be said: it lets places be named in fewer words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tableau_perm_cli.audit.summarising.crowd import Crowd
from tableau_perm_cli.audit.summarising.ground import Ground, fits

if TYPE_CHECKING:
    from tableau_perm_cli.audit.summarising.statement import Who


class Truth:
    """Says what crowds have, over one ground."""

    def __init__(self, ground: Ground) -> None:
        """Note which sets of users have anything: many parts share one."""
        self._ground = ground
        self._holding: dict[int, list[tuple[int, int]]] = {}
        for standing in ground.standings:
            for part in standing.parts:
                self._holding.setdefault(part.allowed, []).append((standing.number, part.keys))
        self._known: dict[tuple[Who, int], Mapping[int, int]] = {}

    def of(self, crowd: Crowd) -> Mapping[int, int]:
        """Return by standing the keys that all of the crowd have on all its items."""
        key = (crowd.who, crowd.bits)
        if key not in self._known:
            self._known[key] = self._owners(crowd) if crowd.who.owners else self._all(crowd)
        return self._known[key]

    def _all(self, crowd: Crowd) -> Mapping[int, int]:
        found: dict[int, int] = {}
        bits = crowd.bits
        for allowed, holding in self._holding.items():
            if bits & allowed == bits:
                for number, keys in holding:
                    found[number] = found.get(number, 0) | keys
        return found

    def _owners(self, crowd: Crowd) -> Mapping[int, int]:
        """Return what those of the crowd have who own an item; where none does, it is vacuous."""
        found: dict[int, int] = {}
        for standing in self._ground.standings:
            owners = standing.owners & crowd.bits
            for part in standing.parts:
                theirs = 0 if part.locked else part.bound
                if fits(owners, theirs | part.allowed | part.administrators):
                    found[standing.number] = found.get(standing.number, 0) | part.keys
        return found
