"""Draws ``explain group:NAME``: members down, capabilities across, as the product's panel does."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.graph import Governing
from tableau_perm_cli.report.glyphs import Glyphs
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
    fields,
    stacked,
    title,
    upright,
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
        columns = ("user", "site_role", *(it.key for it in self.capabilities))
        return Table(
            columns,
            (
                (
                    principal.name,
                    principal.role.name,
                    *(found.effective.value for found in derivations),
                )
                for principal, _, derivations in self.members
            ),
        )

    def drawing(self, glyphs: Glyphs) -> RenderableType:
        """Return the panel for a terminal, capability names written upright to save room."""
        address = visible(str(self.governing.item.address))
        place = places([self.governing.position])
        head = fields(
            [
                ("site", visible(self.site)),
                ("rules", f"{governed_by(self.governing)} ({place})"),
            ]
        )
        table = upright(("User", "Site role"), [it.label for it in self.capabilities])
        for principal, _, derivations in self.members:
            table.add_row(
                Text(visible(principal.name)),
                Text(principal.role.name),
                *(_sign(found, glyphs) for found in derivations),
            )
        heading = title(f"members of {visible(self.group)} on {address}")
        if not self.members:
            return stacked(heading, head, Text(""), Text("the group has no members"))
        legend = Text(f"{glyphs.yes} allowed  {glyphs.no} denied", style="dim")
        return stacked(heading, head, Text(""), table, Text(""), legend)


def _sign(derivation: Derivation, glyphs: Glyphs) -> Text:
    if derivation.effective is Verdict.ALLOWED:
        return Text(glyphs.yes, style=ALLOWED_STYLE)
    return Text(glyphs.no, style=DENIED_STYLE)
