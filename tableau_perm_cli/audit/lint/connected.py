"""Workbooks and the published data sources that they connect to."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import related
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Authentication, Connection, Content
from tableau_perm_cli.diagnostics import Related, Subject

_MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class Connected:
    """One connection with the items at its two ends."""

    workbook: Content
    place: int
    """The index of the workbook."""
    connection: Connection
    data_source: Content
    source: int
    """The index of the data source."""

    def subject(self, linted: LintedSite) -> Subject:
        """Return what a finding about the connection is about."""
        return Subject(
            linted.site.name,
            str(self.workbook.address),
            detail=str(self.data_source.address),
        )


def connected(
    linted: LintedSite, authentication: Authentication | None = None
) -> Iterator[Connected]:
    """Yield the connections of a site, those of one authentication or all.

    What a workbook connects to twice is yielded once.
    """
    items, index = linted.items, linted.engine.item_index
    for place, workbook in linted.content():
        seen: set[int] = set()
        for connection in workbook.connections:
            source = index(connection.data_source)
            if source is None or source in seen:
                continue
            data_source = items[source]
            if isinstance(data_source, Content) and (
                authentication is None or connection.authentication is authentication
            ):
                seen.add(source)
                yield Connected(workbook, place, connection, data_source, source)


def publisher_connects(linted: LintedSite, holders: Holders, it: Connected) -> bool:
    """Whether there is data to see: an owner who is not declared is an administrator.

    Of an owner who was not read it is not known.
    """
    if "owner" in it.workbook.gaps:
        return False
    owner = linted.engine.items[it.place].owner
    return owner < 0 or bool(holders.allowed(it.source, "connect") >> owner & 1)


def denials(linted: LintedSite, source: int, keys: tuple[str, ...], people: int) -> list[Related]:
    """Return where rules that deny any of the capabilities on a data source reach people."""
    rules = linted.engine.items[source].rules
    data_source = CATALOG[Kind.DATA_SOURCE]
    found: list[Related] = []
    for rule in rules.rules if rules else ():
        denied = rule.deny & data_source.mask(keys)
        if denied and linted.reached_by(rule.grantee) & people:
            capability = next(data_source.members(denied))
            label = f"denies {capability.label} to {rule.grantee}"
            found.append(related(rule.position_of(capability.index), label))
    return found[:_MOST_RELATED]
