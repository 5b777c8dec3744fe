"""Reads `not_read`: what a pull could not read of a thing, and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.file_values import FileValues, get
from tableau_perm_cli.declaration.model import CONTENT_KINDS, list_key
from tableau_perm_cli.declaration.scope import Definitions, Fragment
from tableau_perm_cli.declaration.text.document import Mark, Value

KEY: Final = "not_read"
SETTINGS: Final = "settings"
"""The part of a site that is no content."""
LIST_PARTS: Final[Mapping[str, Kind]] = {
    list_key(kind): kind for kind in (Kind.PROJECT, *CONTENT_KINDS)
}
"""The parts of a project that are rule lists."""
_SITE_PARTS: Final = frozenset(
    (SETTINGS, *(CATALOG[kind].plural for kind in (*CONTENT_KINDS, Kind.VIEW, Kind.TABLE)))
)
_EITHER: Final = ("permissions", "owner", "content_permissions")
"""What is written or was not read. Of a role, of members and connections some may be known."""


class Gap(NamedTuple):
    """One part that was not read."""

    reason: str
    mark: Mark
    """Where the part is named."""


def read_gaps(file: FileValues, holder: Value) -> dict[str, Gap]:
    """Return the parts of a thing that were not read; an error is noted where one is written."""
    written = get(holder, KEY)
    if written is None or not isinstance(holder, dict):
        return {}
    gaps = dict(_gaps_in(file, written))
    for part in _EITHER:
        if part in gaps and holder.get(part) is not None:
            mark, _ = file.marks(holder, part)
            file.error(
                gaps[part].mark,
                f"`{part}` was not read and is written all the same",
                label=f"expected no `{part}` beside it",
                help=f"take out one of the two: what is not known, or `{part}`",
                related=(file.related(mark, "written here"),),
            )
    return gaps


def _gaps_in(file: FileValues, written: Value) -> Iterator[tuple[str, Gap]]:
    for entry in file.entries(written):
        if not isinstance(entry.value, str):
            continue
        if not entry.value.strip():
            file.error(
                entry.value_mark,
                f"why `{entry.key}` was not read is left empty",
                label="expected a reason",
            )
        yield entry.key, Gap(entry.value, entry.key_mark)


def reasons(gaps: Mapping[str, Gap], parts: Sequence[str]) -> dict[str, str]:
    """Return why these parts were not read, those that were not."""
    return {part: gaps[part].reason for part in parts if part in gaps} if gaps else {}


def read_site_gaps(fragments: Sequence[Fragment], definitions: Definitions) -> dict[str, str]:
    """Return which parts of a site were not read, from all files that say so, in order."""
    found: dict[str, str] = {}
    for fragment in fragments:
        for part, gap in _gaps_in(fragment.file, get(fragment.value, KEY)):
            what = f"why `{part}` were not read"
            if part in _SITE_PARTS and definitions.add(
                (KEY, part), what, fragment.file, gap.mark, advice="keep one of the two"
            ):
                found[part] = gap.reason
    return found
