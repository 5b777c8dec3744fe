"""Reads the capabilities that a site told and that the catalog does not have."""

from tableau_perm_cli.catalog import CATALOG, Kind, fold
from tableau_perm_cli.declaration.file_values import FileValues, Text, get
from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.diagnostics import visible

ALLOW = "allow"
DENY = "deny"
_LEADER = fold("ProjectLeader")


def read_unknown_capabilities(
    file: FileValues, value: Value, kind: Kind
) -> tuple[tuple[str, str], ...]:
    """Return each capability with ``allow`` or ``deny``; an error is noted for what is known."""
    if value is None:
        return ()
    found: dict[str, tuple[str, Mark]] = {}
    for effect in (ALLOW, DENY):
        for written in file.texts(get(value, effect)):
            _check_unknown(file, written, kind, effect)
            first = found.setdefault(written.text, (effect, written.mark))
            if first[0] != effect:
                file.error(
                    written.mark,
                    f"`{visible(written.text)}` is both allowed and denied",
                    label="denied here",
                    related=(file.related(first[1], "allowed here"),),
                )
    return tuple([(name, effect) for name, (effect, _) in found.items()])


def _check_unknown(file: FileValues, written: Text, kind: Kind, effect: str) -> None:
    shown = visible(written.text)
    if not written.text.strip():
        file.error(
            written.mark,
            "the name of a capability is empty",
            label="expected the name of a capability",
        )
        return
    known = CATALOG[kind].find(written.text)
    if known is not None:
        file.error(
            written.mark,
            f"`{shown}` is no unknown capability: a {CATALOG[kind].label.lower()} has it",
            label="expected a name that the catalog does not have",
            help=f"write `{{{effect}: [{known.key}]}}`, not under `unknown`",
        )
    elif kind is Kind.PROJECT and fold(written.text) == _LEADER:
        setting = "true" if effect == ALLOW else "denied"
        file.error(
            written.mark,
            f"`{shown}` is no unknown capability: it makes a project leader",
            label="expected a name that the catalog does not have",
            help=f"write `leader: {setting}` beside `project`",
        )
