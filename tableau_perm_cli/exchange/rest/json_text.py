"""The JSON of the REST API to the same nodes as its XML.

Attributes are keys with plain values, child elements are objects, and several of a kind are a
list: ``{"users": {"user": [{"id": "…", "name": "ada"}]}}``. Every value becomes text.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import cast

from tableau_perm_cli.exchange.rest.node import Node, new_node
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError
from tableau_perm_cli.exchange.rest.xml_text import DEEPEST, ROOT

_Json = dict[str, "_Json"] | list["_Json"] | str | int | float | bool | None


def parse_json(data: bytes) -> Node:
    """Read an answer of the REST API that was asked for as JSON.

    Returns:
        The node that the same answer in XML would be: a ``tsResponse``.

    Raises:
        UnreadableAnswerError: it is not one whole JSON object of elements.
    """
    try:
        # No answer has a key twice: which of the two it means, nobody could say.
        value = cast("_Json", json.loads(data, object_pairs_hook=_object))
    except UnreadableAnswerError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableAnswerError(f"it is not whole JSON: {error}") from None
    if not isinstance(value, dict):
        raise UnreadableAnswerError("it is not an object as every answer of the REST API is")
    if list(value) == [ROOT] and isinstance(value[ROOT], dict):
        value = cast("dict[str, _Json]", value[ROOT])
    return _node(ROOT, value, 1)


def _object(pairs: list[tuple[str, _Json]]) -> dict[str, _Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        numbers = Counter(key for key, _ in pairs)
        twice = next(key for key, number in numbers.items() if number > 1)
        raise UnreadableAnswerError(f"it has the key `{twice}` twice in one object")
    return found


def _node(tag: str, value: dict[str, _Json], depth: int) -> Node:
    if depth > DEEPEST:
        raise UnreadableAnswerError(f"its elements are nested more than {DEEPEST} deep")
    attributes: dict[str, str] = {}
    children: list[Node] = []
    for key, inner in value.items():
        if isinstance(inner, dict):
            children.append(_node(key, inner, depth + 1))
        elif isinstance(inner, list):
            children.extend(_nodes(key, inner, depth + 1))
        elif inner is not None:
            attributes[key] = _text(inner)
    return new_node(tag, attributes, tuple(children))


def _nodes(tag: str, values: list[_Json], depth: int) -> Iterator[Node]:
    """Yield a list's elements. Plain values in a list are text, which XML answers lose too."""
    for value in values:
        if isinstance(value, dict):
            yield _node(tag, value, depth)


def _text(value: str | float) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return str(value)
