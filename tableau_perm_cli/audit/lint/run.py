"""Runs lint rules over a declaration."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.registry import all_rules
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.thresholds import Thresholds
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def lint(
    declaration: Declaration,
    rules: Iterable[LintRule] | None = None,
    *,
    thresholds: Thresholds | None = None,
    severities: Mapping[str, Severity] | None = None,
    sites: Iterable[Site] | None = None,
    advance: Callable[[int], None] | None = None,
) -> list[Diagnostic]:
    """Return what the rules find on every site of the declaration, in the order of a report.

    Args:
        declaration: valid, as the loader returns it.
        rules: those to run; by default all.
        thresholds: what is normal for this team.
        severities: by code, where the user has set another one.
        sites: those to look at; by default all.
        advance: is told after each rule that one more is done, of as many as there are rules
            times sites.
    """
    wanted = tuple(all_rules() if rules is None else rules)
    # What is about the server is found on every site, and is reported once.
    findings: dict[Diagnostic, None] = {}
    for site in declaration.sites.values() if sites is None else sites:
        linted = LintedSite(declaration, site, thresholds or Thresholds())
        for rule in wanted:
            severity = (severities or {}).get(rule.code)
            found = rule.check(linted)
            leveled = (replace(it, severity=severity) for it in found) if severity else found
            findings |= dict.fromkeys(leveled)
            if advance:
                advance(1)
    return sorted(findings, key=lambda found: found.sort_key)
