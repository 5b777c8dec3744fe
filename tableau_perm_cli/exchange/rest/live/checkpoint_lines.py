"""The lines of a checkpoint: the heading, and an answer a line."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from tableau_perm_cli.exchange.rest.answers import Answer, Resource
from tableau_perm_cli.exchange.rest.node import Node, new_node

Kept: TypeAlias = dict[tuple[str, Resource], Answer]
"""Answers by the site's name in URLs and the resource."""


def json_line(value: Mapping[str, Any]) -> bytes:
    """Return a value as a line. Names may hold halves of characters; JSON escapes them."""
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def plain(node: Node) -> list[Any]:
    """Return an element as plain data: its tag, its attributes, what is in it."""
    return [node.tag, dict(node.attributes), [plain(child) for child in node.children]]


def node_of(value: Any) -> Node:  # noqa: ANN401 - whatever JSON holds
    """Return the element of plain data.

    Raises:
        ValueError: it is none.
        TypeError: it is none.
    """
    tag, attributes, children = value
    return new_node(str(tag), dict(attributes), tuple(node_of(child) for child in children))


def answer_line(site: str, resource: Resource, answer: Answer) -> bytes:
    """Return the line of one answer."""
    return json_line(
        {
            "site": site,
            "path": resource.path,
            "element": resource.element,
            "paged": resource.paged,
            "parameters": [list(pair) for pair in resource.parameters],
            "elements": [plain(element) for element in answer.elements],
        }
    )


def read_answer(line: bytes) -> tuple[tuple[str, Resource], Answer] | None:
    """Read a line; None where it is damaged, for what it told is simply asked for again."""
    try:
        told = json.loads(line)
        resource = Resource(
            told["path"],
            told["element"],
            paged=told["paged"],
            parameters=tuple((name, value) for name, value in told["parameters"]),
        )
        elements = tuple(node_of(element) for element in told["elements"])
        hash(resource)
        return (str(told["site"]), resource), Answer(elements)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
