"""Draws ``explain group:NAME``: members down, capabilities across, as the product's panel does."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.grid import CapabilityGrid, GridRow
from tableau_perm_cli.report.records import (
    Record,
    capability_record,
    governing_record,
    principal_record,
)
from tableau_perm_cli.report.sentences import governed_by, places
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import (
    ALLOWED_STYLE,
    DENIED_STYLE,
    DIM,
    fields,
    stacked,
    title,
)
from tableau_perm_cli.resolve import Derivation, Principal, Verdict

Member = tuple[Principal, bool, Sequence[Derivation]]
"""A member, whether the item can be browsed to, and an answer a capability."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The effective permissions of a group's members on one item."""

    site: str
    group: str
    governing: Governing
    members: Sequence[Member]
    capabilities: Sequence[Capability]

    def record(self) -> Record:
        """Return the JSON record."""
        return {
            "schema": "tableau-perm/explain-group/1",
            "site": self.site,
            "group": self.group,
            "item": str(self.governing.item.address),
            "governing": governing_record(self.governing),
            "members": [
                {
                    "user": principal.name,
                    **principal_record(principal),
                    "browsable": browsable,
                    "capabilities": [capability_record(found) for found in derivations],
                }
                for principal, browsable, derivations in self.members
            ],
        }

    def table(self) -> Table:
        """Return a row a member with a column a capability: ``allowed`` or ``denied``."""
        columns = ("group", "item", "user", "site_role", *(it.key for it in self.capabilities))
        address = str(self.governing.item.address)
        return Table(
            columns,
            (
                (
                    self.group,
                    address,
                    principal.name,
                    principal.role.name,
                    *(found.effective.value for found in derivations),
                )
                for principal, _, derivations in self.members
            ),
        )

    def drawing(self, glyphs: Glyphs) -> RenderableType:
        """Return the panel for a terminal, with as much of the capabilities' names as fits."""
        governing = self.governing
        address = visible(str(governing.item.address))
        place = places([governing.position])
        head = fields(
            [
                ("site", visible(self.site)),
                ("rules", f"{governed_by(governing)} ({place})"),
            ]
        )
        heading = title(f"members of {visible(self.group)} on {address}")
        if not self.members:
            return stacked(heading, head, Text(""), Text("the group has no members"))
        grid = CapabilityGrid(
            governing.item.kind,
            (Text("User"), Text("Site role")),
            [
                GridRow(
                    (Text(visible(principal.name)), Text(principal.role.name)),
                    {found.capability.key: _sign(found, glyphs) for found in derivations},
                )
                for principal, _, derivations in self.members
            ],
            self.capabilities,
        )
        legend = Text(f"{glyphs.yes} allowed  {glyphs.no} denied", style=DIM)
        return stacked(heading, head, Text(""), grid, Text(""), legend)


def _sign(derivation: Derivation, glyphs: Glyphs) -> Text:
    if derivation.effective is Verdict.ALLOWED:
        return Text(glyphs.yes, style=ALLOWED_STYLE)
    return Text(glyphs.no, style=DENIED_STYLE)
