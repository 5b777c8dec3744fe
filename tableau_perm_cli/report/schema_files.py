"""Finds the JSON Schemas of the records, which ship in the package as files."""

import json
from importlib import resources
from typing import Any

from tableau_perm_cli.report.records import Record

_SUFFIX = ".json"


def record_names() -> list[str]:
    """Return the names of the records that have a schema, sorted."""
    files = resources.files("tableau_perm_cli.report").joinpath("schemas").iterdir()
    return sorted(it.name.removesuffix(_SUFFIX) for it in files if it.name.endswith(_SUFFIX))


def record_schema(name: str) -> Record:
    """Return the JSON Schema of the record ``tableau-perm/<name>/1``.

    Raises:
        KeyError: no record has that name.
    """
    if name not in record_names():
        raise KeyError(name)
    file = resources.files("tableau_perm_cli.report").joinpath("schemas", name + _SUFFIX)
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return schema
