"""What the anchors of a file stand for, with a bound on what its aliases may expand to."""

from collections.abc import Container, Iterable
from typing import Final

from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.declaration.text.refusal import RefusedError
from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.diagnostics import Diagnostic, did_you_mean, visible

EXPANSION: Final = 1_000_000
"""How many values the aliases of a small file may stand for; a byte of the file allows one more.

Nobody writes more by hand, and a few lines of aliases to aliases reach any number.
"""


class Anchors:
    """The anchors read so far; an alias gives the very object that its anchor stands at."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._values: dict[str, Value] = {}
        self._sizes: dict[int, int] = {}
        self._left = EXPANSION + len(source.data)

    def define(self, name: str, value: Value) -> None:
        """Lets an anchor stand for a value; a later anchor of the same name replaces it."""
        self._values[name] = value

    def has(self, name: str) -> bool:
        """Whether the anchor was defined above."""
        return name in self._values

    def undefined(self, name: str, mark: Mark) -> Diagnostic:
        """Words the error of an alias without an anchor."""
        return self._source.error(
            f"unknown alias `*{visible(name)}`",
            self._source.position(mark >> 32, mark & 0xFFFF_FFFF),
            length=len(name) + 1,
            label=f"no anchor `&{visible(name)}` stands before this place",
            advice=did_you_mean(name, self._values),
        )

    def use(self, name: str, mark: Mark, still_open: Container[int]) -> Value:
        """Gives what an anchor stands for.

        Args:
            name: a defined anchor.
            mark: where the alias is written.
            still_open: the ids of the containers around the alias.

        Raises:
            RefusedError: the value contains itself, or the aliases expand to too much.
        """
        value = self._values[name]
        if not isinstance(value, list | dict):
            return value
        problem = None
        if id(value) in still_open:
            problem = f"`*{visible(name)}` stands inside the value that it repeats"
        else:
            self._left -= self._size(value)
            if self._left < 0:
                problem = f"the aliases expand to too many values, the last is `*{visible(name)}`"
        if problem is None:
            return value
        position = self._source.position(mark >> 32, mark & 0xFFFF_FFFF)
        raise RefusedError(self._source.error(problem, position, length=len(name) + 1))

    def _size(self, value: list[Value] | dict[str, Value]) -> int:
        # INVARIANT: a container that was measured once is looked up, so that aliases to aliases
        # are measured in the time of what is written, not of what they expand to.
        known = self._sizes.get(id(value))
        if known is not None:
            return known
        size, waiting = 1, [_children(value)]
        while waiting:
            for child in waiting.pop():
                size += 1
                if isinstance(child, list | dict):
                    measured = self._sizes.get(id(child))
                    if measured is None:
                        waiting.append(_children(child))
                    else:
                        size += measured - 1
        self._sizes[id(value)] = size
        return size


def _children(value: list[Value] | dict[str, Value]) -> Iterable[Value]:
    return value if isinstance(value, list) else value.values()
