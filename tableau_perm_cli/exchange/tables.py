"""CSV files as other programs write them: their encoding, their separator, their rows.

Read as a stream: an export of permissions has millions of rows.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tableau_perm_cli.diagnostics import did_you_mean
from tableau_perm_cli.exchange.columns import Places, Shape, places
from tableau_perm_cli.exchange.table_problems import Problems

SUFFIXES: Final = (".csv", ".tsv", ".txt")
"""What files of a directory are tables."""

_SEPARATORS: Final = (",", "\t", ";")
_HEAD: Final = 1 << 16
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOTHING: Final = frozenset({"", "\\n", "null", "(null)", "%null%", "na", "n/a"})
_BOOLEANS: Final = {
    **dict.fromkeys(("t", "true", "1", "yes", "y"), True),
    **dict.fromkeys(("f", "false", "0", "no", "n"), False),
}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file of rows of cells, as it has to be opened."""

    path: Path
    encoding: str
    separator: str

    @property
    def name(self) -> str:
        """The file's name, as the user gave it, with ``/`` between its parts."""
        return self.path.as_posix()

    def rows(self, problems: Problems) -> Iterator[tuple[int, list[str]]]:
        """Yield every row that is not blank, with the line it begins on.

        Text that cannot be read ends the file with a problem.
        """
        line = 0
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                reader = csv.reader(file, delimiter=self.separator, strict=True)
                for row in reader:
                    begun, line = line + 1, reader.line_num
                    if row:
                        yield begun, row
        except UnicodeError:
            message = f"the line is not {_ENCODING_NAMES[self.encoding]}"
            problems.add(self.name, self._broken_line(), message, help=_SAVE_AS_UTF8)
        except csv.Error as error:
            problems.add(self.name, line + 1, f"the row cannot be read: {error}")
        except OSError as error:
            problems.add(self.name, None, f"cannot be read: {error.strerror}")

    def _broken_line(self) -> int:
        """Return the first line that cannot be decoded; of one that is cut, the last."""
        line = 1
        decoder = codecs.getincrementaldecoder(self.encoding)()
        with self.path.open("rb") as file:
            try:
                while chunk := file.read(_HEAD):
                    line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
        return line

    def header(self) -> list[str]:
        """Return the first row's cells, stripped; empty when it cannot be read."""
        first = next(self.rows(Problems("the first row")), None)
        return [cell.strip() for cell in first[1]] if first else []

    def table(
        self, shape: Shape, problems: Problems
    ) -> tuple[Places, Iterator[tuple[int, tuple[str, ...]]]] | None:
        """Return where the columns are, and the cells of each row in the shape's order.

        None when the columns are not as they have to be; the problems say how.
        """
        rows = self.rows(problems)
        before = len(problems.found)
        first = next(rows, None)
        if first is None:
            if len(problems.found) == before:
                message = f"the table `{shape.table}` has no line of column names"
                problems.add(self.name, 1, message)
            return None
        found = places([cell.strip() for cell in first[1]], shape, self.name, problems)
        return None if found is None else (found, self._cells(rows, found, problems))

    def _cells(
        self, rows: Iterator[tuple[int, list[str]]], found: Places, problems: Problems
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        width, pick = found.width, found.pick
        for line, row in rows:
            if len(row) == width:
                row.append("")
                yield line, pick(row)
            else:
                message = f"the row has {len(row)} cells, where the first line names {width}"
                problems.add(self.name, line, message, kind="rows of another length")


_ENCODING_NAMES: Final = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16"}
_SAVE_AS_UTF8: Final = "save the file as UTF-8, or as UTF-16 with a byte order mark"


def files_of(paths: Sequence[Path]) -> list[CsvFile]:
    """Return the files, and those tables that are in the directories, by name.

    What cannot be opened is returned all the same: reading it says so.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
            found += sorted(
                file for file in inside if file.is_file() and not file.name.startswith(".")
            )
        else:
            found.append(path)
    return [csv_file(path) for path in dict.fromkeys(found)]


def csv_file(path: Path) -> CsvFile:
    """Look at the beginning of a file: how is it encoded, what separates the cells?"""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        head = b""
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    even = head if encoding != "utf-16" else head[: len(head) // 2 * 2]
    return CsvFile(path, encoding, _separator(even.decode(encoding, "replace")))


def _separator(text: str) -> str:
    """Return what the first line has most of, outside quotes; a comma when it has none."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for letter in text.lstrip("\r\n"):
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "\r\n":
            break
        elif not quoted and letter in counts:
            counts[letter] += 1
    return max(_SEPARATORS, key=lambda separator: counts[separator])


def told(cell: str) -> str | None:
    """Return what a cell that is no name tells; None for nothing, and for a word for nothing."""
    text = cell.strip()
    return None if text.casefold() in _NOTHING else text


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its place, so that what is wrong with it can be said."""

    file: str
    line: int
    column: str
    text: str

    def problem(self, problems: Problems, expected: str, candidates: Sequence[str] = ()) -> None:
        """Note that the cell does not say what was expected."""
        problems.add(
            self.file,
            self.line,
            f"column `{self.column}`: expected {expected}, not `{self.text}`",
            help=did_you_mean(self.text, candidates),
            kind=f"column `{self.column}`: expected {expected}",
        )

    def truth(self, problems: Problems) -> bool | None:
        """Return what the cell says of yes and no; None for nothing."""
        text = told(self.text)
        if text is None:
            return None
        value = _BOOLEANS.get(text.casefold())
        if value is None:
            self.problem(problems, "true or false")
        return value
