"""What a user is told of the names that had to be changed or made up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tableau_perm_cli.exchange.declaring.spelling import Spelling, in_order

_NAMES: Final = 5
_NOTES: Final = 10
"""Of one sort; who has more looks at the declaration."""


def told_apart(
    plural: str, where: str | None, spellings: Iterable[Spelling], names: Mapping[str, str]
) -> list[str]:
    """Return a note for each name that several things share.

    Args:
        plural: what they are: "users".
        where: the address of what they stand in; None for the site itself.
        spellings: how they are called by themselves.
        names: how they are declared, by id.
    """
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for spelling in spellings:
        if not spelling.tagged and names[spelling.id] != spelling.name:
            alike[spelling.name].append(names[spelling.id])
    place = f" in `{where}`" if where else ""
    return [_of_one_name(plural, place, name, alike[name]) for name in sorted(alike, key=in_order)]


def _of_one_name(plural: str, place: str, name: str, declared: Sequence[str]) -> str:
    if len(declared) == 1:
        return f"the name `{name}` of one of the {plural}{place} is taken: {_listed(declared)}"
    return f"{len(declared)} {plural}{place} are called `{name}`: {_listed(declared)}"


def made_up(word: str, plural: str, names: Iterable[str]) -> list[str]:
    """Return a note of those that are mentioned by an id that none of the site's has.

    Args:
        word: what one of them is: "user".
        plural: what several of them are.
        names: how they are declared.
    """
    listed = [*names]
    if not listed:
        return []
    count = f"1 {word} is" if len(listed) == 1 else f"{len(listed)} {plural} are"
    return [f"{count} known by an id alone, not among the site's: {_listed(listed)}"]


def shortened(notes: Sequence[str]) -> list[str]:
    """Return the first notes of one sort, and how many more there are."""
    if len(notes) <= _NOTES:
        return [*notes]
    return [*notes[:_NOTES], f"{len(notes) - _NOTES} more names are told apart in the same way"]


def _listed(names: Sequence[str]) -> str:
    ordered = sorted(names, key=in_order)
    shown = ", ".join(f"`{name}`" for name in ordered[:_NAMES])
    return f"{shown} and {len(ordered) - _NAMES} more" if len(ordered) > _NAMES else shown
