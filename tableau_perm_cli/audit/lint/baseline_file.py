"""Reads a baseline file, with every error at its place."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Final

from tableau_perm_cli.audit.lint.baseline import VERSION, Baseline, BaselineEntry, Consent
from tableau_perm_cli.declaration.text.document import Document, Mark, Value
from tableau_perm_cli.declaration.text.reader import read_document
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import (
    Diagnostic,
    FileError,
    Position,
    Related,
    Severity,
    did_you_mean,
    visible,
)

_FINGERPRINT: Final = re.compile("[0-9a-f]{32}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NEEDED: Final = ("fingerprint", "code", "name")
_CONSENT: Final = tuple(it.name for it in fields(Consent))
_ABOUT: Final = ("site", "item", "grantee", "detail")
_KEYS: Final = (*_NEEDED, *_ABOUT, *_CONSENT)


def read_baseline(name: str, data: bytes) -> Baseline:
    """Return the baseline that a file holds.

    Raises:
        FileError: it is none; all its errors are in it.
    """
    document, problems = read_document(name, data)
    source = document.source if document else decode(name, data)[0]
    # The reader of declarations would take YAML.
    if not source.data.lstrip().startswith(b"{") or (document and not source.is_json):
        document = None
        problems = [
            _error(
                "the baseline is not JSON",
                Position(source.name, 1, 1),
                help_="`tableau-perm lint --write-baseline` writes one",
            )
        ]
    reading = _Reading(document, problems) if document else None
    baseline = reading.baseline() if reading else Baseline()
    if problems:
        raise FileError(problems, lambda _: source.lines, f"the baseline `{visible(source.name)}`")
    return baseline


class _Reading:
    """One reading of a file that is JSON with a mapping at its top."""

    def __init__(self, document: Document, problems: list[Diagnostic]) -> None:
        self._document = document
        self._problems = problems

    def baseline(self) -> Baseline:
        root = self._document.root
        assert isinstance(root, dict)  # noqa: S101 - the reader gives no other
        self._check_keys(root, ("version", "findings"), ("version", "findings"))
        if root.get("version", VERSION) != VERSION:
            self._complain(
                "this version of a baseline is not known",
                self._document.value_mark(root, "version"),
                f"expected {VERSION}",
            )
        entries: dict[str, BaselineEntry] = {}
        first: dict[str, Mark] = {}
        for entry, mark in self._entries(root):
            if entry.fingerprint in entries:
                again = Related(
                    self._document.position(first[entry.fingerprint]), 1, "first entry here"
                )
                self._complain(
                    f"two entries have the fingerprint `{entry.fingerprint}`",
                    mark,
                    help_="keep one of them",
                    related=(again,),
                )
            entries[entry.fingerprint] = entry
            first.setdefault(entry.fingerprint, mark)
        return Baseline(entries)

    def _entries(self, root: dict[str, Value]) -> Iterator[tuple[BaselineEntry, Mark]]:
        if "findings" not in root:
            return
        listed = root["findings"]
        if not isinstance(listed, list):
            self._complain(
                "`findings` is not a list",
                self._document.value_mark(root, "findings"),
                "expected a list of entries",
            )
            return
        for value, mark in self._document.elements(listed):
            if not isinstance(value, dict):
                self._complain("the entry is not a mapping", mark, "expected `{`")
                continue
            before = len(self._problems)
            self._check_keys(value, _KEYS, _NEEDED)
            self._check_text(value)
            expires = self._day(value)
            if len(self._problems) == before:
                yield _entry(value, expires), mark

    def _check_keys(
        self, mapping: dict[str, Value], known: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        for key, key_mark, _, _ in self._document.entries(mapping):
            if key not in known:
                self._complain(
                    f"unknown key `{key}`",
                    key_mark,
                    help_=did_you_mean(key, known) or f"expected {_listed(known)}",
                )
        for key in needed:
            if key not in mapping:
                self._complain(f"the key `{key}` is missing", self._document.mark(mapping))

    def _check_text(self, entry: dict[str, Value]) -> None:
        for key, _, value, mark in self._document.entries(entry):
            if key not in _KEYS:
                continue
            if value is None and key not in _NEEDED:
                continue
            if not isinstance(value, str):
                self._complain(f"`{key}` is not text", mark, "expected text")
            elif key == "fingerprint" and not _FINGERPRINT.fullmatch(value):
                self._complain("this is no fingerprint", mark, "expected 32 hexadecimal digits")

    def _day(self, entry: dict[str, Value]) -> date | None:
        written = entry.get("expires")
        if not isinstance(written, str):
            return None
        day = day_of(written)
        if day is None:
            self._complain(
                f"`{written}` is not a date",
                self._document.value_mark(entry, "expires"),
                "expected a date such as 2026-12-31",
            )
        return day

    def _complain(
        self,
        message: str,
        mark: Mark,
        label: str | None = None,
        help_: str | None = None,
        related: tuple[Related, ...] = (),
    ) -> None:
        position = self._document.position(mark)
        length = self._document.token_length(mark)
        self._problems.append(_error(message, position, length, label, help_, related))


def day_of(text: str) -> date | None:
    """Return the day that ``text`` is, written year-month-day; None if it is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _entry(value: dict[str, Value], expires: date | None) -> BaselineEntry:
    def text(key: str) -> str | None:
        word = value.get(key)
        return word if isinstance(word, str) else None

    return BaselineEntry(
        str(value["fingerprint"]),
        str(value["code"]),
        str(value["name"]),
        text("site"),
        text("item"),
        text("grantee"),
        text("detail"),
        Consent(text("reason"), text("owner"), expires),
    )


def _listed(words: tuple[str, ...]) -> str:
    return "one of " + ", ".join(f"`{word}`" for word in words)


def _error(
    message: str,
    position: Position,
    length: int = 1,
    label: str | None = None,
    help_: str | None = None,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, message, position, length=length, label=label, help=help_, related=related
    )
