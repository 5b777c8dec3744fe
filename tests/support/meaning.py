"""What a declaration means, for comparing two: without places, order and spelling."""

import json

from support.placeless import placeless
from tableau_perm_cli.declaration.model import Declaration


def meaning(declaration: Declaration) -> object:
    """The sites of a declaration as plain values that are equal when they mean the same."""
    found = placeless(declaration.sites)
    for site in found.values():
        site.pop("expectations", None)  # what must hold is no part of the site
        site["personal_spaces"] = [it for it in site["personal_spaces"] if it["content"]]
    _sort(found)
    return found


_UNORDERED = (
    *("rules", "leaders", "leader_residues", "content", "projects", "parts"),
    *("personal_spaces", "members", "groups", "labels"),
)


def _sort(thing: object) -> None:
    if isinstance(thing, dict):
        if "grantee" in thing and "allow" in thing:
            # A rule is what it allows and denies, however it is put.
            thing.pop("explicit")
            thing.pop("template")
        for value in thing.values():
            _sort(value)
        for key in _UNORDERED:
            if isinstance(thing.get(key), list):
                thing[key].sort(key=_key)
    elif isinstance(thing, list):
        for value in thing:
            _sort(value)


def _key(thing: object) -> str:
    return json.dumps(thing, default=str, sort_keys=True)
