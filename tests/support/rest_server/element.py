"""The elements of an answer, and how they look as XML and as JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

NAMESPACE = "http://tableau.com/api"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)

# What comes more than once, by what it stands in: JSON has a list of it, even of one.
_REPEATED = {
    ("permissions", "granteeCapabilities"),
    ("capabilities", "capability"),
    ("groupSet", "group"),
    ("connections", "connection"),
    ("tags", "tag"),
    ("lenses", "lens"),
}


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an answer."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Element", ...] = ()
    text: str | None = None

    def having(self, **attributes: str) -> "Element":
        """Return the element with some attributes set anew."""
        return Element(self.tag, {**self.attributes, **attributes}, self.children, self.text)

    def holding(self, *children: "Element") -> "Element":
        """Return the element with other children."""
        return Element(self.tag, self.attributes, children, self.text)


def as_xml(*elements: Element) -> bytes:
    """Return a whole answer as the official XML."""
    inside = "".join(map(_xml, elements))
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f'<tsResponse xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} https://help.tableau.com/samples/en-us/rest_api/'
        f'ts-api_3_24.xsd">{inside}</tsResponse>'
    ).encode()


def _xml(element: Element) -> str:
    attributes = "".join(
        f' {name}="{_escaped(value)}"' for name, value in element.attributes.items()
    )
    inside = _escaped(element.text or "") + "".join(map(_xml, element.children))
    if not inside:
        return f"<{element.tag}{attributes}/>"
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>"


def _escaped(text: str) -> str:
    """Escape a text; what XML cannot hold becomes the replacement character."""
    return _NOT_XML.sub("\ufffd", text).translate(_ESCAPES)


def as_json(*elements: Element) -> bytes:
    """Return a whole answer as the REST API writes JSON: every value a string."""
    return json.dumps(_members("", elements), ensure_ascii=False).encode()


def _members(parent: str, elements: tuple[Element, ...]) -> dict[str, object]:
    members: dict[str, object] = {}
    for element in elements:
        value = _value(element)
        if (parent, element.tag) in _REPEATED or f"{element.tag}s" == parent:
            members.setdefault(element.tag, []).append(value)
        else:
            members[element.tag] = value
    return members


def _value(element: Element) -> object:
    if element.text is not None and not element.attributes:
        return element.text
    text = {} if element.text is None else {"value": element.text}
    return {**text, **element.attributes, **_members(element.tag, element.children)}
