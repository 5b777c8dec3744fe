"""An element of an answer of the REST API, whether it came as XML or as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


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
