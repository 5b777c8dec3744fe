"""Tableau's tables as docs/semantics.md writes them (sections 1 and 2), read into rows.

The tables save space: one row may stand for several types or capabilities, with their REST names
and cells beside one another. Here every type and capability has a row of its own.
"""

import re
from dataclasses import dataclass

from support.semantics_text import between, table

CAPABILITY_HEAD = ("type", "key", "UI label", "REST", "C", "P", "E", "V", "G")
LEVELS = ("view", "explore", "publish", "administer")


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of the site role table."""

    name: str
    rest_name: str
    role_class: str
    """As it is written, without ``[uncertain]``, e.g. ``admin (all sites)``."""
    may_publish: bool
    uncertain: bool


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    """One capability of one content type."""

    kind: str
    key: str
    label: str
    legacy_label: str | None
    """What the label was, from ``(was …)``."""
    rest_names: tuple[str, ...]
    cells: tuple[str, ...]
    """For C, P, E, V and G, as they are written: ``y``, ``n?``, ``m``."""


def role_rows() -> list[RoleRow]:
    """Return the site roles, from the most to the least capable as they are written."""
    return [
        RoleRow(
            name,
            rest_name,
            role_class.removesuffix("`[uncertain]`").strip(),
            publishes == "yes",
            "[uncertain]" in role_class,
        )
        for name, rest_name, role_class, publishes in table(
            "UI name (canonical)", "REST name", "class", "may publish"
        )
    ]


def legacy_roles() -> dict[str, tuple[str, bool]]:
    """Return what each legacy role name is today, and whether that is uncertain."""
    text = between("with an info finding: ", ". A name is accepted")
    found = {}
    for mapping in text.replace("\n", " ").split(";"):
        old, new = (side.strip(' "') for side in mapping.split("→"))
        found[old] = new.replace("`[uncertain]`", "").strip(), "[uncertain]" in new
    return found


def capability_rows() -> list[CapabilityRow]:
    """Return every capability of every content type, in order."""
    found: list[CapabilityRow] = []
    for kinds, keys, label, rest_names, *cells in table(*CAPABILITY_HEAD):
        for kind in re.sub(r"\(.*?\)", "", kinds).split(","):
            if keys.startswith("as workbook"):
                found += _as_workbook(found, kind.strip(), keys)
            else:
                found += _rows_of(kind.strip(), keys, label, rest_names, cells)
    return found


def _as_workbook(found: list[CapabilityRow], kind: str, keys: str) -> list[CapabilityRow]:
    lacking = keys.removeprefix("as workbook, less ").split(", ")
    workbook = [row for row in found if row.kind == "workbook"]
    assert {row.key for row in workbook} >= set(lacking)
    return [
        CapabilityRow(kind, row.key, row.label, row.legacy_label, row.rest_names, row.cells)
        for row in workbook
        if row.key not in lacking
    ]


def _rows_of(
    kind: str, keys: str, label: str, rest_names: str, cells: list[str]
) -> list[CapabilityRow]:
    split_keys = re.split(r", | / ", keys)
    split_rest = re.split(r", | / ", rest_names)
    was = re.search(r"\(was (.*)\)", label)
    plain = re.sub(r" \(.*\)", "", label)
    found = []
    for at, (key, rest_name) in enumerate(zip(split_keys, split_rest, strict=True)):
        also = re.search(r'\(also "(.*)"\)', rest_name)
        found.append(
            CapabilityRow(
                kind,
                key,
                plain or key.replace("_", " ").title(),
                was[1] if was else None,
                (rest_name.split()[0], *([also[1]] if also else [])),
                # "m/n/n" stands beside "move / delete / set_permissions".
                tuple(cell.split("/")[at] if "/" in cell else cell for cell in cells),
            )
        )
    return found


def template_rows() -> dict[str, list[list[str] | None]]:
    """Return for each type what each level adds to the one on its left; None: no such level.

    A key that ends in ``?`` is uncertain. The views' row says what it has beyond "as workbook".
    """
    found: dict[str, list[list[str] | None]] = {}
    for kinds, *levels in table("type", "view", "+ explore", "+ publish", "+ administer"):
        for kind in kinds.split(", "):
            found[kind] = [_keys(level) for level in levels]
    workbook = found["workbook"]
    has = {row.key for row in capability_rows() if row.kind == "view"}
    found["view"] = [[key for key in level or () if key in has] for level in workbook]
    return found


def _keys(level: str) -> list[str] | None:
    return None if level == "\N{EN DASH}" else level.split(", ")
