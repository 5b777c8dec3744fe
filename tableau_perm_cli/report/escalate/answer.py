"""The answer of ``escalate`` in every shape: groups of escalations, or one user's paths."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from tableau_perm_cli.audit.escalation import Closing, Closings, Escalations, Path
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.escalate.groups import Group
from tableau_perm_cli.report.escalate.wording import (
    FIRST_HOPS,
    edit_kind,
    edit_sentence,
    hop_places,
    hop_sentence,
)
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.numbers import counted
from tableau_perm_cli.report.records import Record, evidence_record
from tableau_perm_cli.report.sentences import listing, places
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import DIM, columns, fields, indented, stacked, title

SHOWN = 10
"""So many groups or paths are drawn on a terminal before the rest is counted."""
NAMES = 10
"""So many names of a group's users are drawn."""

_GROUPS = (
    *("sensitive", "first_hop", "where", "items", "users", "escalations", "capabilities"),
    *("example", "path", "evidence"),
)
_PATHS = ("user", "item", "capabilities", "hops", "path", "evidence")


@dataclass(frozen=True, slots=True)
class EscalateAnswer:
    """Who can become able to what on a site."""

    found: Escalations
    groups: Sequence[Group]
    paths: Sequence[Path] | None
    """The paths of the one user who was asked about; None when it was not one."""
    named: bool
    """Whether the users of each group are listed by name."""
    closings: Closings | None
    """None: not worked out."""

    # Records

    def record(self) -> Record:
        """Return the JSON record ``tableau-perm/escalate/1``."""
        record: Record = {
            "schema": "tableau-perm/escalate/1",
            "site": self.found.site.name,
            "hops": self.found.asked.hops,
            "beyond": self.found.beyond,
            "users": self.found.users.bit_count(),
            "escalations": self.found.count,
            "groups": [self._group_record(it) for it in self.groups],
        }
        if self.paths is not None:
            record["paths"] = [_path_record(it) for it in self.paths]
        if self.closings is not None:
            record["closings"] = [_closing_record(it) for it in self.closings.best]
            record["closings_proven"] = self.closings.proven
        return record

    def records(self) -> Iterator[Record]:
        """Yield a record a group, or a path of the one user who was asked about."""
        if self.paths is not None:
            yield from map(_path_record, self.paths)
        else:
            yield from map(self._group_record, self.groups)

    def _group_record(self, group: Group) -> Record:
        record: Record = {
            "sensitive": group.sensitive,
            "first_hop": group.first.value,
            "where": str(group.where),
            "items": group.items,
            "users": len(group.users),
            "escalations": group.count,
            "capabilities": [it.key for it in group.capabilities],
            "example": _path_record(group.example),
        }
        if self.named:
            record["names"] = list(group.users)
        return record

    # Rows

    def table(self) -> Table:
        """Return a row a group, or a path of the one user who was asked about."""
        if self.paths is not None:
            return Table(_PATHS, map(_path_row, self.paths))
        names = ("names",) if self.named else ()
        return Table((*_GROUPS, *names), map(self._group_row, self.groups))

    def _group_row(self, group: Group) -> tuple[str, ...]:
        path = group.example
        names = (", ".join(group.users),) if self.named else ()
        return (
            "yes" if group.sensitive else "no",
            group.first.value,
            str(group.where),
            str(group.items),
            str(len(group.users)),
            str(group.count),
            ", ".join(it.key for it in group.capabilities),
            path.user,
            _sentences(path),
            _written(path),
            *names,
        )

    # Drawing

    def drawing(self, glyphs: Glyphs, *, every: bool) -> RenderableType:
        """Return everything for a terminal.

        Args:
            glyphs: the signs the terminal can show.
            every: draw all groups or paths, however many there are.
        """
        parts: list[RenderableType] = [title("who can become able"), self._header()]
        shown = self.groups if self.paths is None else self.paths
        some = shown if every or len(shown) <= SHOWN else shown[:SHOWN]
        for it in some:
            parts += [Text(""), *(self._group(it, glyphs) if isinstance(it, Group) else _path(it))]
        if len(some) < len(shown):
            rest = f"and {len(shown) - len(some)} more (--all shows them)"
            parts += [Text(""), Text(rest, style=DIM)]
        if self.closings is not None and self.closings.best:
            parts += [Text(""), *_closings(self.closings)]
        return stacked(*parts)

    def _header(self) -> RenderableType:
        found = self.found
        users = counted(found.users.bit_count(), "user")
        said = f"{users} to {found.count:,} (user, item, capability) in all"
        if not found.count:
            said = "nobody, to anything that they cannot do already"
        bound = f"{found.asked.hops} at most"
        if found.beyond:
            bound += f"; the search was cut: {found.beyond:,} more need more (--hops)"
        return fields([("site", visible(found.site.name)), ("able", said), ("hops", bound)])

    def _group(self, group: Group, glyphs: Glyphs) -> Iterator[RenderableType]:
        head = f"by {FIRST_HOPS[group.first]} {glyphs.dot} {visible(str(group.where))}"
        if group.sensitive:
            head += f" {glyphs.dot} sensitive"
        yield title(head)
        users, items = counted(len(group.users), "user"), counted(group.items, "item")
        yield indented(Text(f"{users}, {items}: {_labels(group.capabilities)}"), 2)
        if self.named:
            shown = [visible(it) for it in group.users[:NAMES]]
            rest = len(group.users) - len(shown)
            names = f"{', '.join(shown)} and {rest} more" if rest else listing(shown)
            yield indented(Text(names), 2)
        address = visible(str(group.example.item.address))
        if group.where != group.example.item.address:
            yield indented(Text(f"for example on {address}:", style=DIM), 2)
        yield indented(_hops(group.example), 2)


def _path(path: Path) -> Iterator[RenderableType]:
    yield title(visible(str(path.item.address)))
    yield indented(Text(_labels(path.capabilities)), 2)
    yield indented(_hops(path), 2)


def _hops(path: Path) -> RenderableType:
    lines: list[RenderableType] = []
    for number, hop in enumerate(path.hops, 1):
        line = Text(f"{number}. {hop_sentence(path.user, hop)}")
        written = hop_places(hop)
        if written:
            line.append(f" ({written})", style=DIM)
        lines.append(line)
    return stacked(*lines)


def _closings(closings: Closings) -> Iterator[RenderableType]:
    yield title("What closes the most")
    table = columns(("Closes", "Edit"))
    table.columns[0].justify = "right"
    for it in closings.best:
        line = Text(edit_sentence(it.edit))
        line.append(f" ({places([it.edit.position])})", style=DIM)
        table.add_row(Text(f"{it.closes:,}"), line)
    yield table
    if not closings.proven:
        said = f"the {closings.tried} likeliest of {closings.possible:,} edits were tried"
        yield Text(said, style=DIM)


def _labels(capabilities: Iterable[Capability]) -> str:
    return ", ".join(it.label for it in capabilities)


def _sentences(path: Path) -> str:
    return "; ".join(hop_sentence(path.user, hop) for hop in path.hops)


def _written(path: Path) -> str:
    found = (str(it.position) for hop in path.hops for it in hop.evidence)
    return "; ".join(dict.fromkeys(found))


def _path_row(path: Path) -> tuple[str, ...]:
    return (
        path.user,
        str(path.item.address),
        ", ".join(it.key for it in path.capabilities),
        str(len(path.hops)),
        _sentences(path),
        _written(path),
    )


def _path_record(path: Path) -> Record:
    hops: list[Record] = []
    for hop in path.hops:
        record: Record = {
            "hop": hop.kind.value,
            "sentence": hop_sentence(path.user, hop),
            "item": str(hop.item.address),
            "evidence": [evidence_record(it) for it in hop.evidence],
        }
        if hop.to is not None:
            record["to"] = str(hop.to.address)
        if hop.role is not None:
            record["site_role"] = hop.role
        hops.append(record)
    return {
        "user": path.user,
        "item": str(path.item.address),
        "capabilities": [it.key for it in path.capabilities],
        "hops": hops,
    }


def _closing_record(closing: Closing) -> Record:
    place = closing.edit.position
    return {
        "edit": edit_kind(closing.edit),
        "summary": edit_sentence(closing.edit),
        "file": place.file,
        "line": place.line,
        "closes": closing.closes,
        "left": closing.left,
    }
