"""What of a diff is worth showing: rows and witnesses that say something the others do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from tableau_perm_cli.audit.diff import DiffVerdict, Effect, Example, Group, Witness, Witnesses


def telling_witnesses(groups: Sequence[Group], most: int | None) -> list[Witness]:
    """Return explained cells, at most so many: no two with the same causes and direction."""
    found = list(islice(_telling(groups), most))
    witnesses = Witnesses(len(found))
    return [witnesses.explain(example) for example in found]


def _telling(groups: Sequence[Group]) -> Iterator[Example]:
    seen: set[tuple[bool, frozenset[int]]] = set()
    for group in groups:
        examples = [group.witness]
        if group.verdict is DiffVerdict.MIXED:
            examples += filter(None, [group.example(gained=False)])
        for example in examples:
            _, block, user = example
            causes = frozenset(id(it.edit) for it in block.causes if it.users >> user & 1)
            key = (bool(block.gained >> user & 1), causes)
            if key not in seen:
                seen.add(key)
                yield example


def by_effect(effects: Sequence[Effect]) -> list[Effect]:
    """Return edits with an effect, in the order of the text, and then those without."""
    return sorted(effects, key=lambda effect: not (effect.gained or effect.lost))


def by_weight(groups: Sequence[Group]) -> list[Group]:
    """Return groups with those that gain first, and the largest first among them."""
    return sorted(groups, key=lambda group: (not group.gained, -group.gained, -group.lost))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Groups of one project that are alike in everything but the capability."""

    first: Group
    capabilities: tuple[str, ...]


def group_rows(groups: Sequence[Group]) -> list[GroupRow]:
    """Return groups with the capabilities of one project put together where all else is alike."""
    alike: dict[tuple[object, ...], list[Group]] = {}
    for group in groups:
        users = (group.users(gained=True), group.users(gained=False))
        key = (group.pair.name, group.project, group.gained, group.lost, *users, group.items)
        alike.setdefault(key, []).append(group)
    return [
        GroupRow(found[0], tuple(group.capability for group in found)) for found in alike.values()
    ]
