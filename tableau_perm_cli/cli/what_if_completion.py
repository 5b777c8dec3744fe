"""What the words of a change can be, for a shell to complete.

Which of its words is being typed, Typer does not tell: all that any of them can be are offered.
"""

from collections.abc import Callable, Mapping, Sequence

import typer

from tableau_perm_cli.catalog import SITE_ROLES, Kind
from tableau_perm_cli.cli.completers import (
    Completion,
    complete_capability,
    complete_item,
    complete_user,
    complete_user_or_group,
)
from tableau_perm_cli.declaration.model import Authentication, Lock

Complete = Callable[[typer.Context, list[str], str], Completion]
_GROUP = "group:"


def completion_of(fields: Sequence[str]) -> Complete:
    """Return what completes the words of a change.

    Args:
        fields: what its words are.
    """

    def complete(ctx: typer.Context, _: list[str], incomplete: str) -> Completion:
        found = [it for field in fields for it in _candidates(field, ctx, incomplete)]
        return list(dict.fromkeys(found))

    return complete


def _candidates(field: str, ctx: typer.Context, incomplete: str) -> Completion:
    if field in _WORDS:
        return [*_WORDS[field]]
    # The rest are names that are new, or of files.
    return _NAMES[field](ctx, incomplete) if field in _NAMES else []


def _groups(ctx: typer.Context, incomplete: str) -> Completion:
    found = complete_user_or_group(ctx, incomplete)
    words = (it if isinstance(it, str) else it[0] for it in found)
    return [it.removeprefix(_GROUP) for it in words if it.startswith(_GROUP)]


_NAMES: Mapping[str, Callable[[typer.Context, str], Completion]] = {
    "user": complete_user,
    "group": _groups,
    "grantee": complete_user_or_group,
    "capability": complete_capability,
    "item": complete_item,
    "project": complete_item,
    "workbook": complete_item,
    "data_source": complete_item,
}
_WORDS: Mapping[str, Sequence[str]] = {
    "role": [it.name for it in SITE_ROLES],
    "mode": [it.value for it in Lock],
    "tabs": ["shown", "hidden"],
    "authentication": [it.value for it in Authentication],
    "kind": [it.value for it in Kind],
}
