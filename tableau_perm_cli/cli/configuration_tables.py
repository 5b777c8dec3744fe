"""Checks the tables of a configuration and turns them into settings, with every error at once."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, TypeAlias, get_type_hints

from tableau_perm_cli.audit.lint.selection import RuleWords, choose_rules, rules_meant
from tableau_perm_cli.audit.lint.thresholds import Thresholds
from tableau_perm_cli.cli.configuration import Configuration, ExpectationSettings, LintSettings
from tableau_perm_cli.cli.fail_on import FailOn
from tableau_perm_cli.cli.toml_places import KeyPath, places_of
from tableau_perm_cli.diagnostics import (
    Diagnostic,
    Position,
    Severity,
    UnknownNameError,
    UsageError,
    did_you_mean,
)

_Read: TypeAlias = Callable[["TableReader", KeyPath, Any], Any]
"""Returns the value at a path; an error is added to the problems, and the value is None."""
_HUNDRED: Final = 100.0
LEVELS: Final = {
    "error": Severity.ERROR,
    "warn": Severity.WARNING,
    "info": Severity.INFO,
}
"""The keys, which are called like the options, by which a rule's severity is set."""


class TableReader:
    """One reading of a configuration."""

    def __init__(self, name: str, text: str, prefix: KeyPath) -> None:
        """Take the file's name as it is reported, its text, and the path of its top table."""
        self.problems: list[Diagnostic] = []
        self._name = name
        self._places = places_of(text)
        self._prefix = prefix

    def configuration(self, table: Any, directory: str) -> Configuration:  # noqa: ANN401 - of TOML
        """Return what the top table says.

        Args:
            table: as Python's reader gives it.
            directory: of the file, from the working directory; paths in it begin there.
        """
        known = _HOMES
        tables = self._table(self._prefix, table, tuple(known))
        found = {
            name: self._settings((*self._prefix, name), content, known[name])
            for name, content in tables.items()
        }
        lint, test = found.get("lint", {}), found.get("test", {})
        baseline = lint.get("baseline")
        return Configuration(
            self._name,
            LintSettings(
                self._words(lint),
                lint.get("fail-on"),
                os.path.join(directory, baseline) if baseline else None,  # noqa: PTH118 - as given
                Thresholds(
                    **{key.replace("-", "_"): lint[key] for key in _THRESHOLDS if key in lint}
                ),
            ),
            ExpectationSettings(test.get("min-coverage"), test.get("min-score")),
        )

    def _words(self, lint: Mapping[str, Any]) -> RuleWords:
        levels = {level: lint[key] for key, level in LEVELS.items() if lint.get(key)}
        words = RuleWords(lint.get("select"), (), lint.get("ignore", ()), levels)
        try:
            choose_rules(words)
        except UsageError as error:
            self.complain((*self._prefix, "lint"), error.message, advice=error.help)
        return words

    def _table(self, path: KeyPath, value: Any, known: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401
        """Return the entries of a table whose keys are known."""
        if not isinstance(value, dict):
            self.complain(path, f"`{path[-1]}` is not a table", label="expected a table")
            return {}
        for key in value:
            if key not in known:
                self._unknown_key(path, key, known)
        return {key: entry for key, entry in value.items() if key in known}

    def _unknown_key(self, path: KeyPath, key: str, known: Sequence[str]) -> None:
        # At the top stand tables only: a setting there belongs into one of them.
        home = next((name for name, keys in _HOMES.items() if key in keys), None)
        if path == self._prefix and home is not None:
            table = ".".join(str(part) for part in (*path, home))
            advice: str | None = f"it belongs into the table `[{table}]`"
        else:
            listed = ", ".join(f"`{it}`" for it in known)
            advice = did_you_mean(key, known) or f"expected one of {listed}"
        self.complain((*path, key), f"unknown key `{key}`", advice=advice, key=True)

    def _settings(self, path: KeyPath, value: Any, readers: Mapping[str, _Read]) -> dict[str, Any]:  # noqa: ANN401
        """Return the settings of one table, without those that have an error."""
        found = {
            key: readers[key](self, (*path, key), content)
            for key, content in self._table(path, value, tuple(readers)).items()
        }
        return {key: content for key, content in found.items() if content is not None}

    def complain(
        self,
        path: KeyPath,
        message: str,
        *,
        label: str | None = None,
        advice: str | None = None,
        key: bool = False,
    ) -> None:
        """Add an error at a value, or at its key."""
        line, column, length = (self._places.where_key if key else self._places.where)(path)
        position = Position(self._name, line, column)
        self.problems.append(
            Diagnostic(Severity.ERROR, message, position, length, label=label, help=advice)
        )


def _text(reader: TableReader, path: KeyPath, value: Any) -> str | None:  # noqa: ANN401 - of TOML
    if isinstance(value, str) and value:
        return value
    what = f"`{_named(path)}`" if isinstance(path[-1], str) else f"an element of `{_named(path)}`"
    wrong = "is empty" if value == "" else "is not text"
    reader.complain(path, f"{what} {wrong}", label="expected text in quotes")
    return None


def _elements(reader: TableReader, path: KeyPath, value: Any) -> list[str | None]:  # noqa: ANN401
    """Return the texts of a list, None for each that has an error."""
    if not isinstance(value, list):
        reader.complain(path, f"`{_named(path)}` is not a list", label="expected a list in [ ]")
        return [None]
    return [_text(reader, (*path, number), element) for number, element in enumerate(value)]


def _texts(reader: TableReader, path: KeyPath, value: Any) -> tuple[str, ...] | None:  # noqa: ANN401
    return _if_all(_elements(reader, path, value))


def _rules(reader: TableReader, path: KeyPath, value: Any) -> tuple[str, ...] | None:  # noqa: ANN401
    words = _elements(reader, path, value)
    for number, word in enumerate(words):
        try:
            if word is not None:
                rules_meant(word)
        except UnknownNameError as error:
            advice = error.help or "`tableau-perm rule` lists the rules"
            reader.complain((*path, number), error.message, advice=advice)
            words[number] = None
    return _if_all(words)


def _if_all(words: Sequence[str | None]) -> tuple[str, ...] | None:
    found = tuple(word for word in words if word is not None)
    return found if len(found) == len(words) else None


def _count(reader: TableReader, path: KeyPath, value: Any) -> int | None:  # noqa: ANN401
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    message = f"`{_named(path)}` is not a whole number"
    reader.complain(path, message, label="expected a whole number, 0 or more")
    return None


def _between(most: float) -> _Read:
    def read(reader: TableReader, path: KeyPath, value: Any) -> float | None:  # noqa: ANN401
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        message = f"`{_named(path)}` is not a number from 0 to {most:g}"
        reader.complain(path, message, label="expected another number")
        return None

    return read


def _fail_on(reader: TableReader, path: KeyPath, value: Any) -> FailOn | None:  # noqa: ANN401
    words = [it.value for it in FailOn]
    if value in words:
        return FailOn(value)
    listed = ", ".join(f"`{word}`" for word in words)
    advice = did_you_mean(value, words) if isinstance(value, str) else None
    message = f"`{_named(path)}` has no such value"
    reader.complain(path, message, label=f"expected one of {listed}", advice=advice)
    return None


def _named(path: KeyPath) -> str:
    """Return the key that a path leads to, or leads into."""
    return next(str(part) for part in reversed(path) if isinstance(part, str))


_BY_TYPE: Final[Mapping[object, _Read]] = {
    str: _text,
    int: _count,
    float: _between(1),
    tuple[str, ...]: _texts,
}
_THRESHOLDS: Final[Mapping[str, _Read]] = {
    field.name.replace("_", "-"): _BY_TYPE[get_type_hints(Thresholds)[field.name]]
    for field in fields(Thresholds)
}
_LINT: Final[Mapping[str, _Read]] = {
    "select": _rules,
    "ignore": _rules,
    **dict.fromkeys(LEVELS, _rules),
    "fail-on": _fail_on,
    "baseline": _text,
    **_THRESHOLDS,
}
_TEST: Final[Mapping[str, _Read]] = {
    "min-coverage": _between(_HUNDRED),
    "min-score": _between(_HUNDRED),
}
_HOMES: Final = {"lint": _LINT, "test": _TEST}
"""The tables, and the keys of each."""
