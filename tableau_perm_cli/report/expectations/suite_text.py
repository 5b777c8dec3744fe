"""Tables of pinned cells as YAML: one to paste, or a whole file of expectations."""

from collections.abc import Iterator, Mapping, Sequence

from tableau_perm_cli.audit.mutation import PinnedTable
from tableau_perm_cli.declaration.editing.rendering import Plain, rendered, scalar
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.resolve.selectors.writing import item_selector, user_selector

_HEAD = """\
# Written by `tableau-perm test --init`: what the declaration comes to today, pinned in enough
# cells that no rule, leader setting or membership can be dropped, flipped or widened unnoticed.
# Rename and merge as you like: `tableau-perm test --mutate` shows what is not noticed any more.
"""
_WIDTH = 99


def expectation_lines(table: PinnedTable) -> list[str]:
    """Return a table as an element of a list of expectations, a line each."""
    entries: dict[str, Plain] = {
        "name": table.name,
        "users": [user_selector(user) for user in table.users],
        "items": [item_selector(item) for item in table.items],
        "expect": {key: verdict.value for key, (verdict, _) in table.answers},
        "because": {key: reason.value for key, (_, reason) in table.answers},
    }
    # What would drive a terminal stands in double quotes, where YAML reads the escape as meant.
    lines = [visible(line) for key, value in entries.items() for line in _entry(key, value)]
    return [f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _entry(key: str, value: Plain) -> Iterator[str]:
    line = f"{key}: {rendered(value)}"
    if len(line) <= _WIDTH or isinstance(value, str):
        yield line
        return
    yield f"{key}:"
    if isinstance(value, Mapping):
        yield from (f"  {scalar(inner)}: {rendered(part)}" for inner, part in value.items())
    elif isinstance(value, Sequence):
        yield from (f"  - {rendered(part)}" for part in value)


def suite_text(tables: Mapping[str, Sequence[PinnedTable]]) -> Iterator[str]:
    """Yield a file of expectations.

    Args:
        tables: by site; one without tables is left out.
    """
    yield _HEAD
    yield "version: 1\nexpectations:\n"
    for site, found in tables.items():
        if found:
            yield f"  {visible(scalar(site))}:\n"
        for table in found:
            yield "".join(f"    {line}\n" for line in expectation_lines(table))
