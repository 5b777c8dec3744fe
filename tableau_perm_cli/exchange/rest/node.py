"""An element of an answer of the REST API, whether it came as XML or as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Node:
    """An element with its attributes and what is in it. Namespaces are left out."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Node", ...] = ()

    def get(self, name: str) -> str | None:
        """Return an attribute; None where there is none."""
        return self.attributes.get(name)

    def first(self, tag: str) -> "Node | None":
        """Return the first child with this tag, if there is one."""
        return next(self.all(tag), None)

    def all(self, tag: str) -> Iterator["Node"]:
        """Yield the children with this tag."""
        return (child for child in self.children if child.tag == tag)


_CAPABILITY = "capability"


def new_node(tag: str, attributes: dict[str, str], children: tuple[Node, ...]) -> Node:
    """Return a node; capabilities that say the same are one, since rule lists are full of them."""
    if tag == _CAPABILITY and not children:
        return _shared(tag, tuple(attributes.items()))
    return Node(tag, attributes, children)


@lru_cache(maxsize=1024)
def _shared(tag: str, attributes: tuple[tuple[str, str], ...]) -> Node:
    return Node(tag, dict(attributes))
