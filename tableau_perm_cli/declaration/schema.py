"""The JSON Schema of a declaration, for editors and other programs."""

import json
from typing import Any

from tableau_perm_cli.declaration.shapes import DeclarationShape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTIFIER = "urn:tableau-perm:declaration:1"

_NAME = "Name"
_RULE = "Rule"
_OF_A_FIELD = ("description", "default")
"""What stays with a key when what it holds is defined elsewhere."""


def declaration_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of format version 1.

    It accepts what the loader accepts. It refuses what has the wrong shape or an unknown word;
    that names refer to something declared is the loader's to check.
    """
    generated = DeclarationShape.model_json_schema()
    definitions: dict[str, Any] = {}
    for name, shape in generated.pop("$defs").items():
        definitions[name] = _tidied(shape, definitions)
    body = _tidied(generated, definitions)
    return {
        "$schema": DIALECT,
        "$id": IDENTIFIER,
        "title": "tableau-perm declaration, format version 1",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def _tidied(node: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Return a part of the schema with what repeats defined once, and pydantic's noise left out.

    pydantic writes a title from each key's name, and null as the default of what may be left out
    (but may not be null).
    """
    if isinstance(node, list):
        return [_tidied(inner, definitions) for inner in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: {name: _tidied(it, definitions) for name, it in inner.items()}
        if key == "properties"
        else _tidied(inner, definitions)
        for key, inner in node.items()
        if not (key == "title" and "enum" not in node) and not (key == "default" and inner is None)
    }
    name = _name_of(kept)
    if name is None:
        return kept
    field = {key: kept.pop(key) for key in _OF_A_FIELD if key in kept}
    # INVARIANT: one name, one definition; else two words of the format share a name.
    if definitions.setdefault(name, kept) != kept:
        raise AssertionError(f"{name} is defined twice: {json.dumps(kept)}")
    return {"$ref": f"#/$defs/{name}", **field}


def _name_of(node: dict[str, Any]) -> str | None:
    """Return the name under which a part is defined once, or None to leave it where it is."""
    if node.get("type") == ["string", "number", "boolean", "null"]:
        return _NAME
    branches = node.get("anyOf", node.get("oneOf"))
    if not isinstance(branches, list):
        return None
    if {"$ref": "#/$defs/RuleMapping"} in branches and "oneOf" in node:
        return _RULE
    return branches[0].get("title") if "pattern" in branches[-1] else None
