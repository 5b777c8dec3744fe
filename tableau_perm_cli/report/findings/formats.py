"""The formats of findings by name: one file each, found by its name, and a line here."""

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from tableau_perm_cli.report.findings.look import Look
from tableau_perm_cli.report.findings.model import FindingsReport


class FindingFormat(StrEnum):
    """How findings are written; the words are those of ``--format``."""

    FULL = "full"
    """For people: each finding with the lines it is about."""
    CONCISE = "concise"
    """For people and editors: a line a finding."""
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    """Workflow commands, which GitHub shows at the lines of a pull request."""
    GITLAB = "gitlab"
    """A code quality report."""
    MARKDOWN = "markdown"
    CSV = "csv"
    TSV = "tsv"


def finding_pieces(  # noqa: C901, PLR0911 - a line a format
    report: FindingsReport, form: FindingFormat, look: Look | None = None
) -> Iterable[str]:
    """Return the text of a report, in pieces.

    Args:
        report: what was found, and what is known about the run.
        form: the format to write.
        look: what the place can show where it is written; by default a file's.
    """
    # ruff: noqa: PLC0415 - only the format that is asked for is loaded
    look = look or Look()
    match form:
        case FindingFormat.FULL:
            from tableau_perm_cli.report.findings.full import full

            return full(report, look)
        case FindingFormat.CONCISE:
            from tableau_perm_cli.report.findings.full import concise_lines

            return concise_lines(report)
        case FindingFormat.JSON:
            from tableau_perm_cli.report.findings.records import json_document

            return json_document(report)
        case FindingFormat.JSONL:
            from tableau_perm_cli.report.findings.records import json_lines

            return json_lines(report)
        case FindingFormat.SARIF:
            from tableau_perm_cli.report.findings.sarif import sarif

            return sarif(report)
        case FindingFormat.JUNIT:
            from tableau_perm_cli.report.findings.junit import junit

            return junit(report)
        case FindingFormat.GITHUB:
            from tableau_perm_cli.report.findings.github import github

            return github(report)
        case FindingFormat.GITLAB:
            from tableau_perm_cli.report.findings.gitlab import gitlab

            return gitlab(report)
        case FindingFormat.MARKDOWN:
            from tableau_perm_cli.report.findings.markdown import markdown

            return markdown(report)
        case FindingFormat.CSV:
            from tableau_perm_cli.report.findings.table import csv_rows

            return csv_rows(report, look)
        case FindingFormat.TSV:
            from tableau_perm_cli.report.findings.table import tsv_rows

            return tsv_rows(report)
    assert_never(form)


def left_out(report: FindingsReport, form: FindingFormat) -> str | None:
    """Return what a format cannot hold of a report, for a line on standard error."""
    if form is not FindingFormat.SARIF:
        return None
    from tableau_perm_cli.report.findings.sarif import too_many

    return too_many(report)
