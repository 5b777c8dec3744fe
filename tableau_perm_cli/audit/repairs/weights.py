"""How far what a group gives reaches: estimated, to choose which groups to try."""

from tableau_perm_cli.declaration.model import GranteeKind, Project
from tableau_perm_cli.resolve.bulk import BulkEngine, places_by_list


class GroupWeights:
    """For each group the cells that its rules allow a member, and the items that it leads.

    A deny, a ceiling and other groups of the member's take from that; it is no answer.
    """

    def __init__(self, engine: BulkEngine) -> None:
        """Take the engine of the site; it is looked through when the first group is asked for."""
        self._engine = engine
        self._weights: dict[str, int] | None = None

    def __call__(self, group: str) -> int:
        """Return the weight of a group."""
        if self._weights is None:
            self._weights = self._weigh()
        return self._weights.get(group, 0)

    def _weigh(self) -> dict[str, int]:
        weights: dict[str, int] = {}
        items = self._engine.items
        for places in places_by_list(self._engine).values():
            rules = items[places[0]].rules
            for rule in rules.rules if rules else ():
                if rule.grantee.kind is GranteeKind.GROUP:
                    reach = rule.allow.bit_count() * len(places)
                    weights[rule.grantee.name] = weights.get(rule.grantee.name, 0) + reach
        led: dict[str, int] = {}
        for governed in items:
            item = governed.item
            if isinstance(item, Project) and item.permissions is not None:
                for leader in item.permissions.leaders:
                    if leader.grantee.kind is GranteeKind.GROUP:
                        led[leader.grantee.name] = led.get(leader.grantee.name, 0) + _size(item)
        return {
            name: weights.get(name, 0) + _CELLS_OF_ITEM * led.get(name, 0)
            for name in {**weights, **led}
        }


_CELLS_OF_ITEM = 12
"""How many capabilities an item has, more or less."""


def _size(project: Project) -> int:
    """Return how many items a project holds."""
    return 1 + len(project.content) + sum(_size(nested) for nested in project.projects)
