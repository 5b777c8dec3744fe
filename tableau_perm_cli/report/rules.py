"""Draws the answer of ``rules``: whose rule lists an item has, and what each of them says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Item, Rule, RuleList
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.graph import Because, Governing
from tableau_perm_cli.graph.dialog import DialogSection, ProjectLeader
from tableau_perm_cli.report.dialog import (
    grantee_label,
    grantee_order,
    in_dialog_order,
    rule_grid,
    template_of,
)
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.records import Record, governing_record
from tableau_perm_cli.report.sentences import governed_by, places
from tableau_perm_cli.report.table import Row, Table
from tableau_perm_cli.report.terminal import DIM, fields, stacked, title

_HEAD = ("rules_of", "because", "type", "grantee", "template", "leader", "location")
_DEAD = "dead"
"""Stands for why in rows of rules that are not consulted."""
_NOT_READ = "not_read"
"""Stands for why in the one row of a list that was not read."""
_LEADER = "leader"
"""Stands for why in rows that are there for a leader setting alone."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """The permission dialog of one item."""

    site: str
    item: Item
    sections: Sequence[DialogSection]
    """For a project its own rules and its defaults; for content one list."""
    leaders: Sequence[ProjectLeader]

    # For machines

    def record(self) -> Record:
        """Return ``tableau-perm/rules/1``."""
        item = self.item
        return {
            "schema": "tableau-perm/rules/1",
            "site": self.site,
            "item": str(item.address),
            "owner": item.owner.user if item.owner else None,
            "leaders": [
                {
                    "grantee": str(it.leader.grantee),
                    "item": str(it.project.address),
                    "location": str(it.leader.position),
                    "inherited": it.project is not item,
                    "ignored": it.ignored,
                }
                for it in self.leaders
            ],
            "sections": [_section_record(section) for section in self.sections],
        }

    def table(self) -> Table:
        """Return a row a rule, with a column a capability of any of the sections."""
        keys = list(
            dict.fromkeys(
                capability.key
                for section in self.sections
                for capability in CATALOG[section.kind].capabilities
            )
        )
        unknown = sorted({name for rule in self._all_rules() for name, _ in rule.unknown})
        return Table(
            (*_HEAD, *keys, *(f"unknown:{name}" for name in unknown)), self._rows(keys, unknown)
        )

    def _all_rules(self) -> Iterator[Rule]:
        for section in self.sections:
            yield from rules_of(section.governing)
            yield from section.governing.dead.rules if section.governing.dead else ()

    def _rows(self, keys: Sequence[str], unknown: Sequence[str]) -> Iterator[Row]:
        leading = {
            it.leader.grantee: "denied" if it.ignored else "yes"
            for it in self.leaders
            if it.project is self.item
        }
        for at, section in enumerate(self.sections):
            governing = section.governing
            # A leader setting shows on the grantee's own row, when the list is the project's.
            own = at == 0 and governing.rules_of == self.item.address
            if not_read(governing):
                yield _unread_row(section, len(keys) + len(unknown))
            for rule in rules_of(governing):
                leader = leading.pop(rule.grantee, "") if own else ""
                where = (str(governing.rules_of), governing.because.value)
                yield _row((*where, section.kind.value), rule, leader, keys, unknown)
            for rule in in_dialog_order(governing.dead.rules) if governing.dead else ():
                where = (str(self.item.address), _DEAD)
                yield _row((*where, section.kind.value), rule, "", keys, unknown)
            if at == 0:
                yield from self._leader_rows(set(leading), len(keys) + len(unknown))

    def _leader_rows(self, shown_alone: set[object], count: int) -> Iterator[Row]:
        for it in self.leaders:
            if it.project is self.item and it.leader.grantee not in shown_alone:
                continue
            yield (
                str(it.project.address),
                _LEADER,
                Kind.PROJECT.value,
                str(it.leader.grantee),
                "",
                "denied" if it.ignored else "yes",
                str(it.leader.position),
                *([""] * count),
            )

    # For people

    def drawing(self, glyphs: Glyphs) -> RenderableType:
        """Return the whole dialog for a terminal."""
        parts: list[RenderableType] = [self._header()]
        for at, section in enumerate(self.sections):
            parts += [Text(""), *self._section(section, at, glyphs)]
        if any(rules_of(section.governing) for section in self.sections):
            signs = f"{glyphs.yes} allowed  {glyphs.no} denied  blank: this rule says nothing"
            parts += [Text(""), Text(signs, style=DIM)]
        return stacked(*parts)

    def _header(self) -> RenderableType:
        item = self.item
        pairs: list[tuple[str, str | Text]] = [("site", visible(self.site))]
        if item.owner is not None:
            pairs.append(
                ("owner", f"{visible(item.owner.user)} ({places([item.owner.position])})")
            )
        managing = self.sections[0].governing.managing_project
        if managing is not None:
            place = places([managing.lock_position or managing.position])
            pairs.append(("lock", f"{visible(str(managing.address))}, {managing.lock} ({place})"))
        pairs += self._leader_fields()
        heading = f"rules of {visible(str(item.address))}"
        return stacked(title(heading), fields(pairs))

    def _leader_fields(self) -> Iterator[tuple[str, str | Text]]:
        """Yield who leads the project, a line each, and who is denied it in vain on one line."""
        ordered = sorted(
            self.leaders,
            key=lambda it: (it.project is not self.item, grantee_order(it.leader.grantee)),
        )
        name = "leaders"
        for it in ordered:
            if not it.ignored:
                said = grantee_label(it.leader.grantee)
                if it.project is not self.item:
                    said += f", of {visible(str(it.project.address))}"
                yield name, f"{said} ({places([it.leader.position])})"
                name = ""
        ignored = [it.leader for it in ordered if it.ignored]
        if ignored:
            names = ", ".join(grantee_label(leader.grantee) for leader in ignored)
            where = places(leader.position for leader in ignored)
            yield "ignored", f"leader denied, as before 2020.1: {names} ({where})"

    def _section(
        self, section: DialogSection, at: int, glyphs: Glyphs
    ) -> Iterator[RenderableType]:
        governing, dead = section.governing, section.governing.dead
        yield title(self._heading(section.kind, at))
        yield _indented(f"{self._whose(governing)} ({places([governing.position])})")
        rules = rules_of(governing)
        below = bool(dead and dead.rules)
        if rules:
            yield rule_grid(section.kind, rules, glyphs, legend=not below)
            yield from _unknown_notes(rules)
        elif not_read(governing):
            yield _indented("whom it grants anything is not known")
        else:
            yield _indented("no rules: nobody is granted anything by this list")
        if dead is not None and dead.rules:
            yield Text("")
            yield title(f"Not consulted: {visible(str(self.item.address))}'s own rules")
            yield _indented(f"{why_dead(governing)} ({places([dead.position])})")
            yield rule_grid(section.kind, in_dialog_order(dead.rules), glyphs)
            yield from _unknown_notes(in_dialog_order(dead.rules))

    def _whose(self, governing: Governing) -> str:
        if governing.source.rules is None and governing.source.origin is None:
            return "in a Personal Space: its owner and administrators alone"
        return governed_by(governing)

    def _heading(self, kind: Kind, at: int) -> str:
        if at == 0 and self.sections[0].kind is self.item.kind:
            return CATALOG[kind].label
        plural = CATALOG[kind].plural.replace("_", " ")
        holds = {Kind.WORKBOOK: " and their views", Kind.DATABASE: " and their tables"}
        return f"Defaults for {plural}{holds.get(kind, '')}"


def _indented(text: str) -> RenderableType:
    return Padding(Text(text, style=DIM), (0, 0, 0, 2))


def _unknown_notes(rules: Sequence[Rule]) -> Iterator[RenderableType]:
    """Yield the capabilities that this version does not know, a line a grantee."""
    for rule in rules:
        if rule.unknown:
            said = ", ".join(f"{visible(name)} ({effect})" for name, effect in rule.unknown)
            label = grantee_label(rule.grantee)
            yield _indented(f"{label}: unknown here and not consulted: {said}")


def not_read(governing: Governing) -> bool:
    """Whether the rules that decide could not be read."""
    rules = governing.source.rules
    return rules is not None and rules.not_read is not None


def rules_of(governing: Governing) -> list[Rule]:
    """Return the rules that decide, in the dialog's order."""
    rules = governing.source.rules
    return in_dialog_order(rules.rules) if rules else []


def why_dead(governing: Governing) -> str:
    """Return why an item's own rules are not consulted."""
    by = visible(str(governing.governor.address))
    match governing.because:
        case Because.TABS_SHOWN:
            return f"{by} shows tabs, so its views have its rules"
        case Because.LOCKED_DATABASE:
            return f"{by} is locked, so its tables have its rules (uncertain)"
        case _:
            return f"locked by {by}"


def has_rules(section: DialogSection) -> bool:
    """Whether there is anything to show: rules that decide or were not read, or dead ones."""
    governing, dead = section.governing, section.governing.dead
    return bool(rules_of(governing)) or not_read(governing) or bool(dead and dead.rules)


def _section_record(section: DialogSection) -> Record:
    governing = section.governing
    dead = governing.dead
    return {
        "type": section.kind.value,
        "governing": governing_record(governing),
        "rules": [_rule_record(rule) for rule in rules_of(governing)],
        "not_consulted": None if dead is None else _dead_record(dead),
    }


def _dead_record(dead: RuleList) -> Record:
    return {
        "location": str(dead.position),
        "rules": [_rule_record(rule) for rule in in_dialog_order(dead.rules)],
    }


def _rule_record(rule: Rule) -> Record:
    content_type = CATALOG[rule.kind]
    unknown: dict[str, list[str]] = {}
    for name, effect in rule.unknown:
        unknown.setdefault(effect, []).append(name)
    return {
        "grantee": str(rule.grantee),
        "template": template_of(rule),
        "allow": [it.key for it in content_type.members(rule.allow)],
        "deny": [it.key for it in content_type.members(rule.deny)],
        "location": str(rule.position),
        **({"unknown": unknown} if unknown else {}),
    }


def _unread_row(section: DialogSection, count: int) -> Row:
    """Return the row of a list that was not read: whose it is, and where that is said."""
    governing = section.governing
    where = (str(governing.rules_of), _NOT_READ, section.kind.value)
    return (*where, "", "", "", str(governing.position), *([""] * count))


def _row(
    where: tuple[str, str, str],
    rule: Rule,
    leader: str,
    keys: Sequence[str],
    unknown: Sequence[str],
) -> Row:
    content_type = CATALOG[rule.kind]
    cells = dict.fromkeys((it.key for it in content_type.members(rule.allow)), "allow")
    cells |= dict.fromkeys((it.key for it in content_type.members(rule.deny)), "deny")
    return (
        *where,
        str(rule.grantee),
        template_of(rule),
        leader,
        str(rule.position),
        *(cells.get(key, "") for key in keys),
        *(dict(rule.unknown).get(name, "") for name in unknown),
    )
