"""A model without its places, so that two can be compared by what they mean."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from tableau_perm_cli.catalog import SiteRole
from tableau_perm_cli.diagnostics import Position


def placeless(thing: Any) -> Any:  # noqa: ANN401 - any part of a model
    """The thing as plain values; places are left out, the order of mappings does not count."""
    if isinstance(thing, Position):
        return None
    if isinstance(thing, SiteRole):
        return thing.name
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: placeless(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {key: placeless(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [placeless(value) for value in thing]
    return thing
