"""The bytes of an answer to nodes: XML without entities, JSON to the same nodes."""

import json
import sys

import pytest

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.json_text import parse_json
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError
from tableau_perm_cli.exchange.rest.xml_text import parse_xml

# Both as in Help, "REST API: Permissions Methods", Query Default Permissions.
OFFICIAL_XML = """<?xml version='1.0' encoding='UTF-8'?>
<ns0:tsResponse xmlns:ns0="http://tableau.com/api"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://tableau.com/api ts-api_3_24.xsd">
  <ns0:pagination pageNumber="1" pageSize="100" totalAvailable="1"/>
  <ns0:permissions>
    <ns0:project id="p-1" name="R&amp;D"><ns0:owner id="u-1"/></ns0:project>
    <ns0:granteeCapabilities>
      <ns0:group id="g-1"/>
      <ns0:capabilities>
        <ns0:capability name="Read" mode="Allow"/>
        <ns0:capability name="Write" mode="Deny"/>
      </ns0:capabilities>
    </ns0:granteeCapabilities>
  </ns0:permissions>
</ns0:tsResponse>"""
OFFICIAL_JSON = {
    "pagination": {"pageNumber": "1", "pageSize": "100", "totalAvailable": "1"},
    "permissions": {
        "project": {"id": "p-1", "name": "R&D", "owner": {"id": "u-1"}},
        "granteeCapabilities": [
            {
                "group": {"id": "g-1"},
                "capabilities": {
                    "capability": [
                        {"name": "Read", "mode": "Allow"},
                        {"name": "Write", "mode": "Deny"},
                    ]
                },
            }
        ],
    },
}

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE tsResponse [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><tsResponse name="&c;"/>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE tsResponse [<!ENTITY x SYSTEM "file:///etc/passwd">]><tsResponse>&x;</tsResponse>"""


def shape(node: Node) -> tuple:
    """A node, but for the schema that only XML names and for the order of its attributes."""
    told = {key: value for key, value in node.attributes.items() if key != "schemaLocation"}
    return (node.tag, told, [shape(child) for child in node.children])


def test_namespaces_are_left_out_and_characters_are_themselves() -> None:
    root = parse_xml(OFFICIAL_XML.encode())
    permissions = root.first("permissions")
    assert root.tag == "tsResponse"
    assert permissions is not None
    assert permissions.first("project") == Node(
        "project", {"id": "p-1", "name": "R&D"}, (Node("owner", {"id": "u-1"}),)
    )


def test_json_gives_the_same_nodes_as_xml() -> None:
    from_json = parse_json(json.dumps(OFFICIAL_JSON).encode())
    assert shape(from_json) == shape(parse_xml(OFFICIAL_XML.encode()))


def test_capabilities_that_say_the_same_are_one_node() -> None:
    twice = [parse_xml(OFFICIAL_XML.encode()), parse_json(json.dumps(OFFICIAL_JSON).encode())]
    reads = [
        root.children[1].children[1].children[1].children[0]  # Read, of the first grantee
        for root in twice
    ]
    assert reads[0].get("name") == "Read"
    assert reads[0] is reads[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "true"), (False, "false"), (7, "7"), ("x", "x")],
)
def test_plain_values_of_json_become_the_text_that_xml_has(value: object, text: str) -> None:
    root = parse_json(json.dumps({"site": {"id": value, "none": None}}).encode())
    assert root.first("site") == Node("site", {"id": text})


@pytest.mark.parametrize(
    "wrapped", [OFFICIAL_JSON, {"tsResponse": OFFICIAL_JSON}], ids=["bare", "in tsResponse"]
)
def test_json_may_name_the_outermost_element(wrapped: dict) -> None:
    assert parse_json(json.dumps(wrapped).encode()).first("permissions") is not None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(BOMB, "a DTD, an entity or an external reference", id="entity bomb"),
        pytest.param(EXTERNAL, "a DTD, an entity or an external reference", id="external entity"),
        pytest.param(b"<!DOCTYPE tsResponse><tsResponse/>", "a DTD, an entity", id="an empty DTD"),
        pytest.param(OFFICIAL_XML.encode()[:-40], "not whole XML", id="cut at its end"),
        pytest.param(OFFICIAL_XML.encode()[:200], "not whole XML", id="cut early"),
        pytest.param(b"", "not whole XML", id="nothing"),
        pytest.param(b"<tsResponse/><tsResponse/>", "not whole XML", id="two answers"),
        pytest.param(b'<tsResponse name="\xe9"/>', "not whole XML", id="not UTF-8"),
        pytest.param(
            b'<?xml version="1.0" encoding="klingon"?><tsResponse/>',
            "not whole XML",
            id="encoding",
        ),
        pytest.param(b"<html><body>Sign in</body></html>", "it is a `html`", id="a page"),
        pytest.param(b"<tsResponse>" + b"<a>" * 100, "more than 30 deep", id="nested"),
    ],
)
def test_xml_that_is_not_one_whole_answer_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableAnswerError, match=why):
        parse_xml(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b'{"users": {', "not whole JSON", id="cut"),
        pytest.param(b"[]", "not an object", id="a list"),
        pytest.param(b'"users"', "not an object", id="a text"),
        pytest.param(b"\xff\xfe\x00", "not whole JSON", id="not UTF-8"),
        pytest.param(b'{"users": {}, "users": {}}', "the key `users` twice", id="a key twice"),
        pytest.param(b'{"a":' * 50 + b"{}" + b"}" * 50, "more than 30 deep", id="nested"),
        pytest.param(b"[" * 100_000, "not whole JSON", id="nested beyond the parser"),
    ],
)
def test_json_that_is_not_one_whole_answer_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableAnswerError, match=why):
        parse_json(data)


def test_without_the_extra_xml_is_an_error_that_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml.common", None)
    with pytest.raises(ToolError, match="needs the extra `server`") as raised:
        parse_xml(OFFICIAL_XML.encode())
    assert raised.value.help == "pip install 'tableau-perm[server]'"
    assert parse_json(json.dumps(OFFICIAL_JSON).encode()).children  # JSON needs no extra
