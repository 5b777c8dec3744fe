"""The XML of the REST API to nodes, with entities, DTDs and external references forbidden.

An answer says everything in attributes and elements; the text of elements is left out.
"""

from sys import intern
from typing import TYPE_CHECKING

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.node import Node, new_node
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError

if TYPE_CHECKING:
    from defusedxml.ElementTree import XMLParser

ROOT = "tsResponse"
"""What every answer of the REST API is, and holds its elements."""

DEEPEST = 30
"""How many elements may be inside each other; the REST API needs fewer than ten."""


def parse_xml(data: bytes) -> Node:
    """Read an answer of the REST API.

    Returns:
        The ``tsResponse`` with everything in it, without namespaces.

    Raises:
        UnreadableAnswerError: it is not one whole ``tsResponse``: cut, not XML, another element,
            or with a DTD or an entity in it.
        ToolError: the extra `server` is not installed, whose parser refuses entities.
    """
    # Imported here: whoever reads CSV or JSON needs no XML parser, and no extra.
    try:
        from defusedxml.common import DefusedXmlException  # noqa: PLC0415
        from defusedxml.ElementTree import ParseError  # noqa: PLC0415
    except ImportError:
        raise ToolError(
            "to read XML needs the extra `server`, which is not installed",
            help="pip install 'tableau-perm[server]'",
        ) from None
    nodes = _NodeBuilder()
    try:
        parser = _parser(nodes)
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise UnreadableAnswerError(
            "it holds a DTD, an entity or an external reference, which no answer of the REST API "
            "does"
        ) from None
    except UnreadableAnswerError:
        raise
    except (ParseError, LookupError, ValueError) as error:
        # ValueError and LookupError: an encoding that there is not, or that expat cannot read.
        raise UnreadableAnswerError(f"it is not whole XML: {error}") from None
    return nodes.root()


def _parser(nodes: "_NodeBuilder") -> "XMLParser":
    from defusedxml.ElementTree import XMLParser  # noqa: PLC0415

    return XMLParser(target=nodes, forbid_dtd=True, forbid_entities=True, forbid_external=True)


class _NodeBuilder:
    """Builds nodes from the parser's events, so that no second tree is in memory."""

    def __init__(self) -> None:
        self._open: list[tuple[str, dict[str, str], list[Node]]] = []
        self._top: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element.

        Raises:
            UnreadableAnswerError: elements are nested as no answer nests them.
        """
        if len(self._open) >= DEEPEST:
            raise UnreadableAnswerError(f"its elements are nested more than {DEEPEST} deep")
        told = {_local(name): value for name, value in attributes.items()}
        self._open.append((_local(tag), told, []))

    def end(self, _tag: str) -> None:
        """Close the element that was opened last."""
        tag, attributes, children = self._open.pop()
        node = new_node(tag, attributes, tuple(children))
        (self._open[-1][2] if self._open else self._top).append(node)

    def data(self, _text: str) -> None:
        """Leave text out: the REST API says nothing in it that we read."""

    def close(self) -> None:
        """End the document; the parser has seen that it is whole."""

    def root(self) -> Node:
        """Return the element that was read.

        Raises:
            UnreadableAnswerError: it is not a ``tsResponse``.
        """
        (root,) = self._top
        if root.tag != ROOT:
            raise UnreadableAnswerError(
                f"it is a `{root.tag}`, not a `{ROOT}` as every answer of the REST API is"
            )
        return root


def _local(name: str) -> str:
    """Return the name without its namespace, kept once however often it comes."""
    return intern(name.rpartition("}")[2])
