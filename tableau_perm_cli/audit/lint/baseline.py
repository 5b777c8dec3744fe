"""The baseline: what was found once and is to be lived with, by whom, why, and until when.

It is keyed by what a finding is about, never by its line, so that moving the text about brings
nothing back. An entry that has expired counts no more: what it stood for is found again.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tableau_perm_cli.audit.lint.registry import all_rules
from tableau_perm_cli.diagnostics import Diagnostic

VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Consent:
    """Who lives with a finding, why, and until when."""

    reason: str | None = None
    owner: str | None = None
    expires: date | None = None
    """The last day on which it counts."""


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One finding that is to be lived with."""

    fingerprint: str
    """The finding's; what follows it is for people, and to put the entries in order."""
    code: str
    name: str
    site: str | None = None
    item: str | None = None
    grantee: str | None = None
    detail: str | None = None
    consent: Consent = Consent()

    @property
    def sort_key(self) -> tuple[str, ...]:
        """The order in the file: a finding's neighbours are those about the same thing."""
        about = (self.code, self.site, self.item, self.grantee, self.detail)
        return (*(part or "" for part in about), self.fingerprint)

    def is_expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.consent.expires is not None and self.consent.expires < today


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that are to be lived with."""

    entries: Mapping[str, BaselineEntry] = field(default_factory=dict)
    """By fingerprint."""

    def entry_of(self, finding: Diagnostic) -> BaselineEntry | None:
        """Return the entry that stands for a finding, expired or not."""
        return self.entries.get(finding.fingerprint)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run looked at: an entry about something else is none of its business."""

    codes: Collection[str]
    """Of the rules that ran."""
    sites: Collection[str]
    """The sites they ran on."""
    everything: bool
    """Whether these are all sites of the declaration."""

    def covers(self, entry: BaselineEntry) -> bool:
        """Whether the run would have found what an entry stands for, were it still there."""
        if not any(rule.code == entry.code for rule in all_rules()):
            return True  # the rule is gone
        known_site = entry.site in self.sites if entry.site is not None else self.everything
        return entry.code in self.codes and (known_site or self.everything)


def stale_entries(
    baseline: Baseline, findings: Iterable[Diagnostic], scope: Scope
) -> list[BaselineEntry]:
    """Return the entries whose findings are not found any more."""
    found = {finding.fingerprint for finding in findings}
    return [
        entry
        for fingerprint, entry in baseline.entries.items()
        if fingerprint not in found and scope.covers(entry)
    ]


def renewed(
    baseline: Baseline, findings: Iterable[Diagnostic], scope: Scope, consent: Consent
) -> Baseline:
    """Return a baseline that has every finding.

    Args:
        baseline: the one there was: what it says of a finding stays.
        findings: all that is to be lived with.
        scope: what was looked at; entries about other things stay.
        consent: what is said of findings that are new in it.
    """
    findings = list(findings)
    stale = {entry.fingerprint for entry in stale_entries(baseline, findings, scope)}
    entries = {key: entry for key, entry in baseline.entries.items() if key not in stale}
    for finding in findings:
        if finding.fingerprint not in entries:
            entries[finding.fingerprint] = _entry(finding, consent)
    return Baseline(entries)


def _entry(finding: Diagnostic, consent: Consent) -> BaselineEntry:
    about = finding.subject
    return BaselineEntry(
        finding.fingerprint,
        finding.code or "",
        finding.name or "",
        about.site,
        about.item,
        about.grantee,
        about.detail,
        consent,
    )


def baseline_text(baseline: Baseline) -> Iterator[str]:
    """Yield the JSON of a baseline: an entry a line, in order, so that diffs show entries."""
    yield f'{{\n  "version": {VERSION},\n  "findings": ['
    ordered = sorted(baseline.entries.values(), key=lambda entry: entry.sort_key)
    for at, entry in enumerate(ordered):
        yield ("," if at else "") + "\n    " + json.dumps(_record(entry))
    yield "\n  ]\n}\n" if ordered else "]\n}\n"


def _record(entry: BaselineEntry) -> dict[str, str | None]:
    expires = entry.consent.expires
    return {
        "fingerprint": entry.fingerprint,
        "code": entry.code,
        "name": entry.name,
        "site": entry.site,
        "item": entry.item,
        "grantee": entry.grantee,
        "detail": entry.detail,
        "reason": entry.consent.reason,
        "owner": entry.consent.owner,
        "expires": expires.isoformat() if expires else None,
    }
