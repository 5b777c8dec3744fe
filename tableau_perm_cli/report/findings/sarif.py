"""Findings as SARIF 2.1.0, for code scanning."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tableau_perm_cli import __version__
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, visible
from tableau_perm_cli.report import plain
from tableau_perm_cli.report.findings.counts import worst_first
from tableau_perm_cli.report.findings.model import (
    FindingsReport,
    Reported,
    RuleCard,
    SuppressedBy,
    Suppression,
)
from tableau_perm_cli.report.findings.paths import absolute_uri, relative_uri
from tableau_perm_cli.report.findings.written_length import WrittenLengths
from tableau_perm_cli.report.records import Record

MOST_RESULTS: Final = 25_000
"""GitHub refuses a run that has more."""
MOST_RELATED: Final = 100
"""GitHub keeps no more places of a result."""

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BASE = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# How GitHub sorts alerts: above 7 is high, above 4 medium, the rest low.
_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}
_KINDS = {SuppressedBy.COMMENT: "inSource", SuppressedBy.BASELINE: "external"}
_BRACKET = re.compile(r"([\\\[\]])")


def sarif(report: FindingsReport) -> Iterator[str]:
    """Yield a log of one run; where nothing was found its results are an empty list."""
    findings: Sequence[Reported] = report.findings
    if len(findings) > MOST_RESULTS:
        findings = worst_first(findings)[:MOST_RESULTS]
    rules = _rules(report, findings)
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    lengths = WrittenLengths(report.sources)
    run = {
        "tool": {
            "driver": {
                "name": "tableau-perm",
                "semanticVersion": __version__,
                "rules": rules,
            }
        },
        "automationDetails": {"id": f"tableau-perm/{report.command}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": "the directory in which tableau-perm was run"}}
        },
        "results": [_result(it, lengths, places, report) for it in findings],
    }
    return plain.json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def too_many(report: FindingsReport) -> str | None:
    """Return what to say when there are more results than GitHub takes."""
    if len(report.findings) <= MOST_RESULTS:
        return None
    return (
        f"sarif: of {len(report.findings)} findings the {MOST_RESULTS} most severe are written, "
        "since GitHub takes no more; `json` has them all"
    )


def _rules(report: FindingsReport, findings: Sequence[Reported]) -> list[Record]:
    rules = {card.code: _rule(card) for card in report.rules}
    for found in findings:
        code = _rule_id(found.diagnostic, report)
        if code not in rules:  # found by something that has no page
            name = found.diagnostic.name or code
            rules[code] = _rule(RuleCard(code, name, found.diagnostic.severity, name, name))
    return list(rules.values())


def _rule(card: RuleCard) -> Record:
    return {
        "id": card.code,
        "name": card.name,
        "shortDescription": {"text": card.summary},
        "fullDescription": {"text": card.summary},
        "help": {"text": card.page, "markdown": card.page},
        "defaultConfiguration": {"level": _LEVELS[card.severity]},
        "properties": {
            "tags": ["security", "permissions"],
            "security-severity": _SECURITY[card.severity],
        },
    }


def _rule_id(diagnostic: Diagnostic, report: FindingsReport) -> str:
    return diagnostic.code or report.command


def _result(
    found: Reported, lengths: WrittenLengths, places: dict[str, int], report: FindingsReport
) -> Record:
    diagnostic = lengths.measured(found.diagnostic)
    rule = _rule_id(diagnostic, report)
    about = diagnostic.subject
    more = {
        "name": diagnostic.name,
        "why": diagnostic.why,
        "help": diagnostic.help,
        "site": about.site,
        "item": about.item,
        "grantee": about.grantee,
        "detail": about.detail,
    }
    result: Record = {
        "ruleId": rule,
        "ruleIndex": places[rule],
        "level": _LEVELS[diagnostic.severity],
        "message": _message(diagnostic.message, diagnostic.help),
        "locations": _locations(diagnostic, report),
        "partialFingerprints": {
            # The first is what GitHub knows an alert by, when the text was moved about.
            "primaryLocationLineHash": f"{diagnostic.fingerprint}:1",
            "tableauPermSubject/v1": diagnostic.fingerprint,
        },
        "properties": {key: value for key, value in more.items() if value is not None},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_location(it.position, it.length)}
            | ({"message": _message(it.label)} if it.label else {})
            for number, it in enumerate(diagnostic.related[:MOST_RELATED])
        ]
    if found.suppression is not None:
        result["suppressions"] = [_suppression(found.suppression)]
    return result


def _locations(diagnostic: Diagnostic, report: FindingsReport) -> list[Record]:
    if diagnostic.position is not None:
        return [_location(diagnostic.position, diagnostic.length)]
    # GitHub shows nothing that is nowhere: what belongs to no place is shown at the first file.
    return [{"physicalLocation": {"artifactLocation": _artifact(it)}} for it in report.files[:1]]


def _location(position: Position, length: int) -> Record:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(position.file),
            "region": {
                "startLine": position.line,
                "startColumn": position.column,
                "endColumn": position.column + length,
            },
        }
    }


def _artifact(file: str) -> Record:
    relative = relative_uri(file)
    if relative is None:
        return {"uri": absolute_uri(file)}
    return {"uri": relative, "uriBaseId": _BASE}


def _message(text: str, advice: str | None = None) -> Record:
    """Return a message for people; nothing in it becomes a link."""
    shown = visible(text) + (f"\nhelp: {visible(advice)}" if advice else "")
    return {"text": _BRACKET.sub(r"\\\1", shown) if "](" in shown else shown}


def _suppression(suppression: Suppression) -> Record:
    record: Record = {"kind": _KINDS[suppression.by]}
    if suppression.reason:
        record["justification"] = suppression.reason
    return record
