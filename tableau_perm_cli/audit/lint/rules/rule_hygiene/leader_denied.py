"""TP218: a deny of Project Leader, from before 2020.1."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the denials that old releases have left behind."""
    for _, project in linted.projects():
        for residue in project.permissions.leader_residues if project.permissions else ():
            yield RULE.finding(
                f"the deny of Project Leader to {called(residue.grantee)} on "
                f"`{project.address}` is ignored",
                residue.position,
                Subject(linted.site.name, str(project.address), str(residue.grantee)),
                why="since 2020.1 Project Leader is a setting that is there or not; it cannot be "
                "denied",
                help="remove it; who must not lead must get it from no group and no project above",
            )


RULE = LintRule(
    "TP218",
    "leader-denied",
    Severity.INFO,
    "Project Leader is denied, which has been ignored since 2020.1.",
    'semantics section 6, "an explicit Deny of Project Leader (before 2020.1) is ignored"',
    check,
    fixable=True,
)
