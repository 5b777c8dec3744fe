"""The answer of ``summary`` in every shape: sentences, rows, and statements as records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.audit.summarising import Exempt, Place, Statement, Summary, Who, selector_of
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.numbers import counted
from tableau_perm_cli.report.records import Record, evidence_record
from tableau_perm_cli.report.summary.wording import places_words, sentence, users_words
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import DIM, fields, stacked, title
from tableau_perm_cli.resolve import Evidence

_COLUMNS = ("project", "users", "capabilities", "items", "kind", "reason", "location")
_FLAG = "yellow"
_LOCATIONS = 20
"""So many places stand in a row; the records have all."""
NOTHING = "nobody who was looked at can do anything there"


@dataclass(frozen=True, slots=True)
class SummaryAnswer:
    """Who can do what in a part of a site."""

    summary: Summary
    items: str
    """The selector of the items."""
    users: str
    """The selector of the users."""

    def lines(self) -> Iterator[str]:
        """Yield a line a sentence."""
        for it in self.summary.statements:
            yield sentence(it) + "\n"
        if not self.summary.statements:
            yield NOTHING + "\n"

    # Records

    def record(self) -> Record:
        """Return the JSON record ``tableau-perm/summary/1``."""
        summary = self.summary
        return {
            "schema": "tableau-perm/summary/1",
            "site": summary.site,
            "items": self.items,
            "item_count": summary.items,
            "users": self.users,
            "user_count": summary.users,
            "capabilities": None if summary.capabilities is None else [*summary.capabilities],
            "statements": [*self.records()],
        }

    def records(self) -> Iterator[Record]:
        """Yield a record a statement."""
        for it in self.summary.statements:
            yield {
                "kind": _kind(it),
                "basis": it.basis.value,
                "sentence": sentence(it),
                "users": str(it.who.expression()),
                "only_owners": it.who.owners,
                "user_count": it.number,
                "capabilities": [*it.capabilities],
                "items": selector_of(it.places),
                "item_count": it.items,
                "reasons": [reason.value for reason in it.reasons],
                "decided_by": [evidence_record(evidence) for evidence in it.evidence],
                "exceptions": [_exempt_record(exempt) for exempt in it.exempt],
            }

    # Rows

    def table(self) -> Table:
        """Return a row a statement, each followed by its exceptions."""
        return Table(_COLUMNS, self._rows())

    def _rows(self) -> Iterator[Row]:
        for it in self.summary.statements:
            reasons = ", ".join(reason.value for reason in it.reasons)
            yield (
                _project(it.places),
                users_words(it).rstrip(","),
                ", ".join(it.capabilities),
                places_words(it.places),
                _kind(it),
                reasons,
                _written(it.evidence),
            )
            for exempt in it.exempt:
                yield (
                    _project(exempt.places),
                    ", ".join(exempt.users),
                    ", ".join(exempt.capabilities),
                    places_words(exempt.places),
                    "exception",
                    ", ".join(reason.value for reason in exempt.reasons),
                    _written(exempt.evidence),
                )

    # Drawing

    def drawing(self, glyphs: Glyphs) -> RenderableType:
        """Return the sentences for a terminal."""
        summary = self.summary
        about = f"{counted(summary.users, 'declared user')}, {counted(summary.items, 'item')}"
        flagged = len([*summary.exceptions])
        head = fields(
            [
                ("site", visible(summary.site)),
                ("items", visible(self.items)),
                ("true of", f"{about}; of nobody else"),
                ("exceptions", f"{flagged:,}"),
            ]
        )
        parts: list[RenderableType] = [title("who can do what"), head, Text("")]
        for it in summary.statements:
            style = _FLAG if it.is_exception or it.exempt else ""
            parts.append(Text(f"{glyphs.dot} {sentence(it)}", style=style))
        if not summary.statements:
            parts.append(Text(NOTHING, style=DIM))
        return stacked(*parts)


def _kind(statement: Statement) -> str:
    return "exception" if statement.is_exception else "statement"


def _exempt_record(exempt: Exempt) -> Record:
    return {
        "users": str(Who(users=exempt.users).expression()),
        "effective": "denied",
        "capabilities": [*exempt.capabilities],
        "items": selector_of(exempt.places),
        "reasons": [reason.value for reason in exempt.reasons],
        "decided_by": [evidence_record(evidence) for evidence in exempt.evidence],
    }


def _project(places: Sequence[Place]) -> str:
    """Return the address of the project that has all of the places; empty for the whole site."""
    paths = [_path(place) for place in places]
    common = paths[0]
    for path in paths[1:]:
        same = 0
        for one, other in zip(common, path, strict=False):
            if one != other:
                break
            same += 1
        common = common[:same]
    if not common or any(place.personal for place in places):
        return ""
    return str(Address(Kind.PROJECT, common))


def _path(place: Place) -> tuple[str, ...]:
    """Return the names of the project that a place is, or is in."""
    if place.inside or place.kind is Kind.PROJECT:
        return place.path
    of_content = place.kind in {Kind.VIEW, Kind.TABLE}
    above = of_content + (not place.direct)
    return place.path[: len(place.path) - above]


def _written(evidence: Sequence[Evidence]) -> str:
    found = list(dict.fromkeys(str(it.position) for it in evidence))
    more = [f"and {len(found) - _LOCATIONS:,} more"] if len(found) > _LOCATIONS else []
    return "; ".join([*found[:_LOCATIONS], *more])
