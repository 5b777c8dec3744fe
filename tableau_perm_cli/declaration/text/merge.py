"""Puts right the mappings and lists in which a merge key or something unreadable stands.

While a container is read, a merge key, a key that cannot be used and a value that is not known
are stood for by placeholders. When it ends they are replaced or removed, with their marks.
"""

from collections.abc import Callable
from typing import Final, TypeAlias, cast

from tableau_perm_cli.declaration.text.document import Mark, Value

Mapping: TypeAlias = dict[str, Value]
RunOf: TypeAlias = Callable[[Mapping], list[Mark]]


class _Placeholder:
    """Stands where no text can, so that it is never equal to what a user wrote."""


MERGE: Final = cast("str", _Placeholder())
"""The key `<<`."""

UNKNOWN: Final = cast("str", _Placeholder())
"""The value of an alias that has no anchor."""


def unusable_key() -> str:
    """A key to drop together with its value; each is another one."""
    return cast("str", _Placeholder())


def settle_list(sequence: list[Value], run: list[Mark]) -> None:
    """Removes the elements that are not known, and their marks."""
    kept = [at for at, value in enumerate(sequence) if value is not UNKNOWN]
    run[1:] = [run[at + 1] for at in kept]
    sequence[:] = [sequence[at] for at in kept]


def settle_mapping(mapping: Mapping, run: list[Mark], run_of: RunOf) -> tuple[Value, Mark] | None:
    """Removes what is not usable and merges what `<<` names.

    An entry of the mapping itself wins over a merged one, and of several merged mappings the
    first one wins. Merged entries come last.

    Args:
        mapping: the mapping, changed in place.
        run: its marks, changed in place.
        run_of: gives the marks of a mapping that has been read.

    Returns:
        What `<<` names and the mark of that, when it cannot be merged.
    """
    wrong = None
    entries = [
        (key, value, run[at : at + 2])
        for (key, value), at in zip(mapping.items(), range(1, len(run), 2), strict=True)
    ]
    mapping.clear()
    del run[1:]
    merged: list[Mapping] = []
    for key, value, marks in entries:
        if key is MERGE:
            sources = value if isinstance(value, list) else [value]
            if all(isinstance(source, dict) for source in sources):
                merged = cast("list[Mapping]", sources)
            elif value is not UNKNOWN:
                wrong = (value, marks[1])
        elif isinstance(key, str) and value is not UNKNOWN:
            mapping[key] = value
            run += marks
    for source in merged:
        marks = run_of(source)
        for (key, value), at in zip(source.items(), range(1, len(marks), 2), strict=True):
            if key not in mapping:
                mapping[key] = value
                run += marks[at : at + 2]
    return wrong
