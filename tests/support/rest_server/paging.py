"""One page of a list: filtered, sorted, counted, with the fields that were asked for."""

from collections.abc import Mapping

from support.rest_server.element import Element
from support.rest_server.exchange import RefusedError

# What a list tells only when it is asked to: the others come always.
_ON_REQUEST = {
    "user": {"fullName", "email", "authSetting"},
    "group": {"userCount"},
    "project": {"topLevelProject", "writeable"},
}
_LARGEST_PAGE = 1000


def page_of(
    elements: tuple[Element, ...],
    query: Mapping[str, str],
    container: str,
    largest: int = _LARGEST_PAGE,
) -> tuple[Element, Element]:
    """Return the pagination element and the list of one page.

    Args:
        elements: the whole list.
        query: of the request.
        container: the tag of the list.
        largest: pages are never larger, whatever is asked for; the answer says how large.

    Raises:
        RefusedError: there is no such page, or the query is none.
    """
    size = _number(query, "pageSize", 100)
    number = _number(query, "pageNumber", 1)
    if not 1 <= size <= _LARGEST_PAGE:
        raise RefusedError("400007", "Bad Request", f"Invalid page size '{size}'")
    size = min(size, largest)
    found = _sorted(_filtered(elements, query), query)
    pages = max(1, -(-len(found) // size))
    if not 1 <= number <= pages:
        raise RefusedError("400006", "Bad Request", f"Invalid page number '{number}'")
    pagination = {
        "pageNumber": str(number),
        "pageSize": str(size),
        "totalAvailable": str(len(found)),
    }
    page = found[(number - 1) * size : number * size]
    fields = tuple(filter(None, query.get("fields", "").split(",")))
    return (
        Element("pagination", pagination),
        Element(container, {}, tuple(_with_fields(element, fields) for element in page)),
    )


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    try:
        return int(text)
    except ValueError:
        code = "400007" if name == "pageSize" else "400006"
        raise RefusedError(code, "Bad Request", f"Invalid {name} '{text}'") from None


def _filtered(elements: tuple[Element, ...], query: Mapping[str, str]) -> list[Element]:
    found = list(elements)
    for condition in _conditions(query.get("filter", "")):
        name, operator, value = (*condition.split(":", 2), "", "")[:3]
        match operator:
            case "eq":
                wanted = [value]
            case "in":
                wanted = value.strip("[]").split(",")
            case _:
                raise RefusedError("400065", "Bad Request", f"Invalid filter '{condition}'")
        found = [element for element in found if element.attributes.get(name) in wanted]
    return found


def _conditions(text: str) -> list[str]:
    """Split at the commas that are not in brackets."""
    conditions, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == "," and not depth:
            conditions.append(text[start:index])
            start = index + 1
    return [condition for condition in [*conditions, text[start:]] if condition]


def _sorted(elements: list[Element], query: Mapping[str, str]) -> list[Element]:
    for key in reversed(list(filter(None, query.get("sort", "").split(",")))):
        name, _, direction = key.partition(":")
        elements = sorted(
            elements,
            key=lambda element: element.attributes.get(name, ""),
            reverse=direction == "desc",
        )
    return elements


def _with_fields(element: Element, fields: tuple[str, ...]) -> Element:
    """Leave out what is told only on request, or what was not asked for by name."""
    hidden = _ON_REQUEST.get(element.tag, set())
    named = {field.rpartition(".")[2] for field in fields}
    if "_all_" in named:
        return element
    if named and "_default_" not in named:
        kept = {key: value for key, value in element.attributes.items() if key in named}
        children = tuple(child for child in element.children if child.tag in named)
        return Element(element.tag, kept, children)
    kept = {
        key: value
        for key, value in element.attributes.items()
        if key not in hidden or key in named
    }
    return Element(element.tag, kept, element.children)
