"""TP302: a sandbox holds, uses or feeds what is sensitive."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Connection, Content, Item
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_HOLDERS = (Kind.PROJECT, Kind.WORKBOOK, Kind.DATABASE)
"""The kinds whose labels go down to what is in them."""


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find where a sandbox and what is sensitive meet."""
    if linted.sandboxes and linted.sensitive:
        yield from _held(linted)
        for place, item in linted.content():
            # In order: a connection written twice is found where it is first written.
            for connection in {it.data_source: it for it in reversed(item.connections)}.values():
                yield from _connected(linted, place, item, connection)


def _held(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find what is both: the topmost of it."""
    both = linted.sandboxes & linted.sensitive
    found: set[Address] = set()
    for place, item in enumerate(linted.items):
        if not both >> place & 1:
            continue
        found.add(item.address)
        if not _is_inside(item.address, found):
            yield RULE.finding(
                f"`{item.address}` {_what(linted, item)}",
                item.position,
                Subject(linted.site.name, str(item.address)),
                why="what is in a sandbox is meant to be open",
                help="move what is sensitive out of the sandbox, or take one of the labels away",
            )


def _what(linted: LintedSite, item: Item) -> str:
    match (
        linted.thresholds.sandbox_label in item.labels,
        linted.thresholds.sensitive_label in item.labels,
    ):
        case (True, True):
            return "is a sandbox and sensitive"
        case (True, False):
            return "is a sandbox, and in what is sensitive"
        case _:
            return "is sensitive, and in a sandbox"


def _is_inside(address: Address, found: set[Address]) -> bool:
    """Whether a thing is in one of those found: their path begins its own."""
    return any(
        Address(kind, address.path[:length]) in found
        for length in range(1, len(address.path))
        for kind in _HOLDERS
    )


def _connected(
    linted: LintedSite, place: int, workbook: Content, connection: Connection
) -> Iterator[Diagnostic]:
    """Find a connection between a sandbox and what is sensitive outside of it."""
    source = linted.engine.item_index(connection.data_source)
    if source is None:
        return
    ends = (
        _is_in(linted.sandboxes, place),
        _is_sensitive(linted, place, workbook),
        _is_in(linted.sandboxes, source),
        _is_in(linted.sensitive, source),
    )
    # What is both has been found already, where it is held.
    match ends:
        case (True, False, False, True):
            message, label = "is in a sandbox and shows the sensitive", "sensitive"
            why = "what it shows of the data is as open as the sandbox"
        case (False, True, True, False):
            message, label = "is sensitive and shows, from a sandbox,", "in a sandbox"
            why = "whoever can change things in the sandbox decides what the workbook shows"
        case _:
            return
    yield RULE.finding(
        f"`{workbook.address}` {message} `{connection.data_source}`",
        connection.position,
        Subject(linted.site.name, str(workbook.address), detail=str(connection.data_source)),
        why=why,
        help="move one of the two to where the other is, or connect to other data",
        related=(related(linted.items[source].position, label),),
    )


def _is_in(items: int, place: int) -> bool:
    return bool(items >> place & 1)


def _is_sensitive(linted: LintedSite, place: int, workbook: Content) -> bool:
    """Whether a workbook, or a view of it, is sensitive; the views follow it in the order."""
    return any(_is_in(linted.sensitive, place + it) for it in range(len(workbook.parts) + 1))


RULE = LintRule(
    "TP302",
    "sandbox-beside-sensitive",
    Severity.WARNING,
    "A project that is meant to be open holds what is sensitive, shows it or feeds it.",
    "semantics section 3, step 5, and section 5",
    check,
)
