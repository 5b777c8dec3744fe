"""The matrix in small, for people: how many of each class or group have a capability."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import (
    ALLOWED_STYLE,
    DENIED_STYLE,
    columns,
    stacked,
    title,
)
from tableau_perm_cli.resolve.shares import Share

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """The shares of all teams; read once."""

    by: str
    """What a team is: ``class`` or ``group``."""
    shares: Iterable[Share]

    def record(self) -> Record:
        """Return the JSON record ``tableau-perm/matrix-summary/1``."""
        return {
            "schema": "tableau-perm/matrix-summary/1",
            "group_by": self.by,
            "rows": list(self.records()),
        }

    def records(self) -> Iterator[Record]:
        """Yield a record a row."""
        for share in self.shares:
            yield {
                "site": share.site,
                "item": share.item,
                "capability": share.capability.key,
                self.by: share.team,
                "members": share.members,
                "allowed": share.allowed,
                "reasons": {reason.value: number for reason, number in share.reasons.items()},
            }

    def table(self) -> Table:
        """Return a row for each capability of each item and each team."""
        names = ("site", "item", "capability", self.by, "members", "allowed", "reasons")
        return Table(names, map(_row, self.shares))

    def drawing(self) -> RenderableType:
        """Return the summary for a terminal: capabilities that come to the same share a line."""
        parts: list[RenderableType] = []
        for (site, item), found in groupby(self.shares, lambda share: (share.site, share.item)):
            table = columns(("Allowed", self.by.capitalize(), "Reasons", "Capabilities"))
            for wordy in table.columns[1:3]:
                wordy.no_wrap, wordy.overflow = False, "fold"
            everything = len(CATALOG[Kind(item.partition(":")[0])].capabilities)
            for (team, members, allowed, reasons), labels in _alike(found).items():
                style = ALLOWED_STYLE if allowed else DENIED_STYLE
                table.add_row(
                    Text(f"{allowed} of {members}", style=style),
                    Text(visible(team)),
                    Text(reasons),
                    Text("everything" if len(labels) == everything > 1 else ", ".join(labels)),
                )
            heading = title(f"{visible(item)}")
            heading.append(f"  {visible(site)}", style="dim")
            parts += [heading, table, Text("")]
        return stacked(*parts[:-1]) if parts else Text("nobody and nothing is selected")


def _row(share: Share) -> Row:
    return (
        share.site,
        share.item,
        share.capability.key,
        share.team,
        str(share.members),
        str(share.allowed),
        _reasons(share),
    )


def _reasons(share: Share) -> str:
    return ", ".join(f"{reason.value} {number}" for reason, number in share.reasons.items())


_Line = tuple[str, int, int, str]


def _alike(found: Iterable[Share]) -> dict[_Line, list[str]]:
    """Return the lines of one item, each with the labels of its capabilities."""
    by_team: dict[str, dict[_Line, list[str]]] = {}
    for share in found:
        line = (share.team, share.members, share.allowed, _reasons(share))
        lines = by_team.setdefault(share.team, {})
        lines.setdefault(line, []).append(share.capability.label)
    return {line: labels for lines in by_team.values() for line, labels in lines.items()}
