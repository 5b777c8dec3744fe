"""Things known by their content: of those that say the same there is one object.

What is worked out for such an object is worked out once, in this engine and its successors.
"""

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

Content = TypeVar("Content", bound=Hashable)
Thing = TypeVar("Thing")


class Interned(Generic[Content, Thing]):
    """The things of one engine by content. What a donor has is taken over when it is needed."""

    def __init__(self, donor: "Interned[Content, Thing] | None" = None) -> None:
        """Start with nothing."""
        self.known: dict[Content, Thing] = {}
        """Everything by its content. INVARIANT: nothing is ever replaced."""
        self._donor: dict[Content, Thing] = donor.known if donor else {}
        self.taken_over = 0
        """How many of the things are the donor's."""

    def __len__(self) -> int:
        return len(self.known)

    def __iter__(self) -> Iterator[Thing]:
        return iter(self.known.values())

    def find(self, content: Content) -> Thing | None:
        """Return the thing with this content, or None."""
        known = self.known.get(content)
        if known is None and self._donor:
            known = self._donor.get(content)
            if known is not None:
                self.known[content] = known
                self.taken_over += 1
        return known

    def add(self, content: Content, thing: Thing) -> Thing:
        """Keep a thing whose content is new, and return it."""
        self.known[content] = thing
        return thing

    def forget_donor(self) -> None:
        """Let go of the donor: what was not needed of it must not be kept alive."""
        self._donor = {}
