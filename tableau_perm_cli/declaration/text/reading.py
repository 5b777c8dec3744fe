"""What is gathered while one file is read, and what is done for its rarer parts."""

from typing import Final, Protocol

from tableau_perm_cli.declaration.text.anchors import Anchors
from tableau_perm_cli.declaration.text.document import Mark, Marks, Value
from tableau_perm_cli.declaration.text.merge import (
    MERGE,
    UNKNOWN,
    settle_list,
    settle_mapping,
    unusable_key,
)
from tableau_perm_cli.declaration.text.refusal import RefusedError
from tableau_perm_cli.declaration.text.source import Source
from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity, visible

DEEPEST: Final = 100
"""How many containers may stand in one another; a declaration needs about twenty."""

_COLUMN = 0xFFFF_FFFF
_RECENT = 200
_STANDARD = "tag:yaml.org,2002:"


class Scalar(Protocol):
    """What is read of a scalar's event."""

    value: str
    anchor: str | None
    tag: str | None
    implicit: tuple[bool, bool]


class Reading:
    """The marks, anchors and errors of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.marks = Marks()
        self.anchors = Anchors(source)
        self.problems: list[Diagnostic] = []
        self.rare: set[int] = set()
        """The ids of the open containers that need a second look when they end."""
        self._anchored: dict[int, list[Mark]] = {}
        self._first: dict[int, dict[str, int]] = {}

    def position(self, mark: Mark) -> Position:
        """The mark as a place to show."""
        return self.source.position(mark >> 32, mark & _COLUMN)

    def scalar(self, event: Scalar, mark: Mark) -> Value:
        """The value of a scalar that is empty or has a tag or an anchor."""
        value = None if not event.value and event.implicit[0] else event.value
        if event.tag is not None:
            self.tag(event.tag, "str", mark)
            value = event.value
        if event.anchor is not None:
            self.anchors.define(event.anchor, value)
        return value

    def tag(self, tag: str, kind: str, mark: Mark) -> None:
        """Reports a tag other than `!` and the one that says what the value is anyway."""
        if tag in {"!", _STANDARD + kind}:
            return
        shown = "!!" + tag.removeprefix(_STANDARD) if tag.startswith(_STANDARD) else tag
        place = self.position(mark)
        line = self.source.lines[place.line - 1]
        column = max(line.find("!", place.column - 1), place.column - 1)
        length = len(line[column:].split(maxsplit=1)[0]) if line[column:].strip() else 1
        plain = {"str": "text", "map": "a mapping", "seq": "a list"}[kind]
        self._error(
            f"the tag `{visible(shown)}` has no meaning in a declaration",
            Position(place.file, place.line, column + 1),
            length,
            label=f"this is read as {plain}",
            advice="remove the tag",
        )

    def key(self, event: Scalar, value: Value, mark: Mark, mapping: Value) -> str:
        """The key to read on with, when what stands at a key's place is not plain text."""
        self.rare.add(id(mapping))
        if value == "<<":
            implicit = getattr(event, "implicit", (False,))
            return MERGE if implicit[0] else "<<"
        if isinstance(value, str) and value is not UNKNOWN:
            return value
        if isinstance(value, list | dict):
            self.marks.kept.append(value)
            kind = "list" if isinstance(value, list) else "mapping"
            self._error(
                f"a {kind} cannot be a key",
                self.position(mark),
                label="a key must be text",
                advice="quote it if it is a name",
            )
        elif value is None:
            self._error(
                "a key is missing", self.position(mark), label="expected a key before the `:`"
            )
        return unusable_key()

    def duplicate(self, mapping: dict[str, Value], run: list[Mark], key: str, mark: Mark) -> None:
        """Reports a key that the mapping has already."""
        shown = "<<" if key is MERGE else key
        first = self.position(run[1 + 2 * self._number(mapping, key)])
        length = self.written_length(mark, shown)
        self.problems.append(
            Diagnostic(
                Severity.ERROR,
                f"duplicate key `{visible(shown)}`",
                self.position(mark),
                length,
                "it is already defined above",
                "merge the two, or rename one of them",
                (Related(first, length, "first defined here"),),
            )
        )

    def written_length(self, mark: Mark, key: str) -> int:
        """How long a key is written: with its quotes, if it has them."""
        line, column = self.source.place(mark >> 32, mark & _COLUMN)
        quoted = self.source.lines[line][column : column + 1] in {'"', "'"}
        return max(len(key) + 2 * quoted, 1)

    def _number(self, mapping: dict[str, Value], key: str) -> int:
        # A file written twice over has a duplicate for every key: a table is made once, and
        # what came after it is near the end.
        table = self._first.get(id(mapping))
        if table is None:
            table = {known: at for at, known in enumerate(mapping)}
            self._first[id(mapping)] = table
        if key not in table:
            back = next(at for at, known in enumerate(reversed(mapping)) if known == key)
            table[key] = len(mapping) - 1 - back
        return table[key]

    def alias(self, name: str, mark: Mark, open_containers: list[Value]) -> Value:
        """What an alias stands for; a placeholder in the innermost container if unknown."""
        if self.anchors.has(name):
            return self.anchors.use(name, mark, {id(container) for container in open_containers})
        self.problems.append(self.anchors.undefined(name, mark))
        self.rare.add(id(open_containers[-1]))
        return UNKNOWN

    def begin(self, anchor: str | None, tag: str | None, value: Value, mark: Mark) -> None:
        """Notes the anchor and the tag of a container."""
        if anchor is not None:
            self.anchors.define(anchor, value)
            self.rare.add(id(value))
            self._anchored[id(value)] = []
        if tag is not None:
            self.tag(tag, "map" if isinstance(value, dict) else "seq", mark)

    def end(self, container: Value, run: list[Mark]) -> None:
        """Settles a container that needed a second look."""
        self.rare.discard(id(container))
        if isinstance(container, dict):
            wrong = settle_mapping(container, run, self._run_of)
            if wrong is not None:
                self._error(
                    "`<<` can merge mappings only",
                    self.position(wrong[1]),
                    label="expected an alias of a mapping, or a list of them",
                )
        elif isinstance(container, list):
            settle_list(container, run)
        if id(container) in self._anchored:
            self._anchored[id(container)] = run

    def _run_of(self, mapping: dict[str, Value]) -> list[Mark]:
        run = self._anchored.get(id(mapping))
        if run is not None:
            return run
        # It was written in the merge itself, so it is among the last that ended.
        identities = self.marks.identities
        at = identities.index(id(mapping), max(0, len(identities) - _RECENT))
        start = self.marks.starts[at]
        return self.marks.runs[start : start + 1 + 2 * len(mapping)].tolist()

    def second_document(self, mark: Mark) -> None:
        """Reports that the file goes on with another document."""
        self._error(
            "a second YAML document begins here",
            self.position(mark),
            3,
            label="expected one document in the file",
            advice="put it into a file of its own",
        )

    def too_deep(self, mark: Mark) -> RefusedError:
        """The refusal of a file that nests too deeply."""
        return RefusedError(
            self.source.error(
                f"nested more than {DEEPEST} levels deep",
                self.position(mark),
                advice="is a bracket left open?",
            )
        )

    def _error(
        self,
        message: str,
        position: Position,
        length: int = 1,
        *,
        label: str | None = None,
        advice: str | None = None,
    ) -> None:
        self.problems.append(
            self.source.error(message, position, length=length, label=label, advice=advice)
        )
