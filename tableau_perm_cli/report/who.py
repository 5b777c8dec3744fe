"""Draws the answer of ``who``: every user who has a capability, grouped by what gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.explain import evidence_text
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.records import Record, evidence_record
from tableau_perm_cli.report.sentences import governed_by, places, why
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import DIM, fields, indented, stacked, title
from tableau_perm_cli.resolve import Derivation, Reason
from tableau_perm_cli.resolve.holders import Holder, Holders

SHOWN = 40
"""How many names a group shows on a terminal before the rest is counted."""


@dataclass(frozen=True, slots=True)
class WhoAnswer:
    """Everyone who has a capability on an item, and how many users there are."""

    site: str
    capability: Capability
    found: Holders
    users: int
    """How many users the site has."""

    def record(self) -> Record:
        """Return the JSON record ``tableau-perm/who/1``."""
        return {
            "schema": "tableau-perm/who/1",
            "site": self.site,
            "item": str(self.found.governing.item.address),
            "capability": self.capability.key,
            "users": list(self.records()),
        }

    def records(self) -> Iterator[Record]:
        """Yield a record a user."""
        for holder in self.found.holders:
            derivation = holder.derivation
            yield {
                "user": holder.user,
                "reason": derivation.reason.value,
                "decided_by": [evidence_record(it) for it in derivation.decided_by],
                "uncertain": derivation.uncertain,
            }

    def table(self) -> Table:
        """Return a row a user."""
        address = str(self.found.governing.item.address)
        return Table(
            ("user", "item", "capability", "reason", "decided_by"),
            (
                (
                    holder.user,
                    address,
                    self.capability.key,
                    holder.derivation.reason.value,
                    evidence_text(holder.derivation.decided_by),
                )
                for holder in self.found.holders
            ),
        )

    def drawing(self, glyphs: Glyphs, *, every: bool) -> RenderableType:
        """Return the groups for a terminal.

        Args:
            glyphs: the signs the terminal can show.
            every: list all names, however many there are.
        """
        address = visible(str(self.found.governing.item.address))
        governing = self.found.governing
        head = fields(
            [
                ("site", visible(self.site)),
                ("rules", f"{governed_by(governing)} ({places([governing.position])})"),
                ("count", f"{len(self.found.holders)} of {self.users} users"),
            ]
        )
        heading = title(f"who has {self.capability.label} on {address}")
        parts: list[RenderableType] = [heading, head]
        for reason, sentences in self._grouped().items():
            count = sum(len(found) for found in sentences.values())
            parts += [Text(""), title(f"{reason.value} {glyphs.dot} {count}")]
            for sentence, found in sentences.items():
                parts.append(indented(_source(sentence, found[0].derivation), 2))
                parts.append(indented(_names(found, every=every), 4))
        return stacked(*parts)

    def _grouped(self) -> dict[Reason, dict[str, list[Holder]]]:
        """Return the holders by reason, in the order of the ladder, then by what gave it."""
        by_reason: dict[Reason, dict[str, list[Holder]]] = {}
        for reason in Reason:
            for holder in self.found.holders:
                if holder.derivation.reason is reason:
                    groups = by_reason.setdefault(reason, {})
                    groups.setdefault(why(holder.derivation), []).append(holder)
        return by_reason


def _source(sentence: str, example: Derivation) -> Text:
    line = Text(sentence)
    written = places(it.position for it in example.decided_by)
    if written and example.reason not in {Reason.SERVER_ADMIN, Reason.SITE_ADMIN}:
        line.append(f" ({written})", style=DIM)
    return line


def _names(found: Sequence[Holder], *, every: bool) -> Text:
    names = [visible(it.user) for it in found]
    shown = names if every or len(names) <= SHOWN else names[: SHOWN - 10]
    line = Text(", ".join(shown))
    if len(shown) < len(names):
        line.append(f" and {len(names) - len(shown)} more (--all lists them)", style=DIM)
    return line
