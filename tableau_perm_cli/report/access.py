"""Draws the answer of ``access``: everything a user can reach, grouped by what gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.records import Record, principal_record
from tableau_perm_cli.report.sentences import listing
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import DIM, fields, indented, stacked, title
from tableau_perm_cli.resolve import Principal, Reason
from tableau_perm_cli.resolve.bulk import ReachableItem

SHOWN = 6
"""How many items a row shows on a terminal before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Access:
    """Everything a user can reach."""

    site: str
    user: str
    principal: Principal | None
    """None for a user of another site, who can reach nothing here."""
    reaches: Sequence[ReachableItem]
    """Sorted by address; only items on which anything is allowed."""
    items: int
    """How many items the site has."""

    def record(self) -> Record:
        """Return the JSON record ``tableau-perm/access/1``."""
        return {
            "schema": "tableau-perm/access/1",
            "site": self.site,
            "user": self.user,
            **principal_record(self.principal),
            "items": list(self.records()),
        }

    def records(self) -> Iterator[Record]:
        """Yield a record an item."""
        for reach in self.reaches:
            yield {
                "item": str(reach.item.address),
                "browsable": reach.browsable,
                "capabilities": [
                    {"capability": capability.key, "reason": reason.value}
                    for capability, reason in reach.capabilities
                ],
            }

    def table(self) -> Table:
        """Return a row a capability."""
        return Table(
            ("user", "item", "browsable", "capability", "reason"),
            (
                (
                    self.user,
                    str(reach.item.address),
                    "yes" if reach.browsable else "no",
                    capability.key,
                    reason.value,
                )
                for reach in self.reaches
                for capability, reason in reach.capabilities
            ),
        )

    def drawing(self, glyphs: Glyphs, *, every: bool) -> RenderableType:
        """Return the groups for a terminal.

        Args:
            glyphs: the signs the terminal can show.
            every: list all items, however many there are.
        """
        pairs: list[tuple[str, str | Text]] = [("site", visible(self.site))]
        if self.principal is None:
            pairs.append(("role", "not a user of this site"))
        else:
            groups = listing([visible(group.name) for group in self.principal.groups])
            pairs += [("role", self.principal.role.name), ("groups", groups or "none")]
        pairs.append(("count", f"{len(self.reaches)} of {self.items} items"))
        hidden = sum(not reach.browsable for reach in self.reaches)
        if hidden:
            pairs.append(
                ("browse", f"{hidden} of them are reached only by link, search or favourites")
            )
        parts: list[RenderableType] = [
            title(f"what {visible(self.user)} can reach"),
            fields(pairs),
        ]
        for reason, rows in self._grouped().items():
            count = len({address for found in rows.values() for address in found})
            noun = "item" if count == 1 else "items"
            parts += [Text(""), title(f"{reason.value} {glyphs.dot} {count} {noun}")]
            for (kind, keys), found in rows.items():
                parts.append(indented(Text(_capabilities(kind, keys)), 2))
                parts.append(indented(_items(found, every=every), 4))
        return stacked(*parts)

    def _grouped(self) -> dict[Reason, dict[tuple[Kind, tuple[str, ...]], list[Address]]]:
        """Return the items by reason, in the order of the ladder, and by what they allow."""
        grouped: dict[Reason, dict[tuple[Kind, tuple[str, ...]], list[Address]]] = {}
        for reach in self.reaches:
            for reason in dict.fromkeys(reason for _, reason in reach.capabilities):
                keys = tuple(it.key for it, given in reach.capabilities if given is reason)
                rows = grouped.setdefault(reason, {})
                rows.setdefault((reach.item.kind, keys), []).append(reach.item.address)
        return {reason: grouped[reason] for reason in Reason if reason in grouped}


def _capabilities(kind: Kind, keys: tuple[str, ...]) -> str:
    content_type = CATALOG[kind]
    if len(keys) == len(content_type.capabilities):
        return "everything"
    return ", ".join(content_type.capability(key).label for key in keys)


def _items(found: Sequence[Address], *, every: bool) -> Text:
    shown = found if every or len(found) <= SHOWN else found[: SHOWN - 1]
    line = Text("\n".join(visible(str(address)) for address in shown))
    if len(shown) < len(found):
        line.append(f"\nand {len(found) - len(shown)} more (--all lists them)", style=DIM)
    return line
