"""A diff whose edits name the changes that have a part in them."""

from collections.abc import Sequence
from dataclasses import replace

from tableau_perm_cli.audit.diff import Diff, Edit


def numbered(diff: Diff, numbers: Sequence[tuple[int, ...]]) -> Diff:
    """Return a diff with the numbers of changes said in its edits.

    Args:
        diff: what differs.
        numbers: of each of its effects.
    """
    edits = {
        id(effect.edit): _named(effect.edit, found)
        for effect, found in zip(diff.effects, numbers, strict=True)
    }
    sites = []
    for site in diff.sites:
        blocks = {
            id(block): replace(
                block, causes=[it._replace(edit=edits[id(it.edit)]) for it in block.causes]
            )
            for block in site.blocks
        }
        groups = tuple(
            replace(group, blocks=[blocks[id(block)] for block in group.blocks])
            for group in site.groups
        )
        effects = tuple(replace(it, edit=edits[id(it.edit)]) for it in site.effects)
        sites.append(replace(site, blocks=tuple(blocks.values()), groups=groups, effects=effects))
    return Diff(tuple(sites))


def _named(edit: Edit, numbers: tuple[int, ...]) -> Edit:
    if not numbers:
        return edit
    listed = " and ".join(filter(None, (", ".join(map(str, numbers[:-1])), str(numbers[-1]))))
    noun = "change" if len(numbers) == 1 else "changes"
    return replace(edit, summary=f"{edit.summary}, by {noun} {listed}")
