"""Reports to write in every format: one with everything, an empty one, hostile ones."""

from tableau_perm_cli.diagnostics import Diagnostic, Position, Related, Severity, Subject
from tableau_perm_cli.report.findings.model import (
    FindingsReport,
    Reported,
    RuleCard,
    SuppressedBy,
    Suppression,
)

SITE_TEXT = """\
version: 1
sites:
  Acme:
    users: {ada: Creator, "Smith, Vic": Viewer}
    projects:
      Payroll:
        labels: [sensitive]
        permissions:
          groups:
            All Users: {project: view, workbooks: {template: explore,
              allow: [download_full_data], deny: [web_edit]}}
          users: {ada: {project: view}}
"""
"""The lines that the findings are about."""

RULES = (
    RuleCard(
        "TP101",
        "all-users-allow-on-default",
        Severity.WARNING,
        "The Default project allows All Users something.",
        "# TP101 all-users-allow-on-default\n\nWhy it matters: `Default` is copied.\n",
    ),
    RuleCard(
        "TP603",
        "download-of-sensitive-data",
        Severity.ERROR,
        "Many people can download sensitive data.",
        "# TP603 download-of-sensitive-data\n",
    ),
)

_IGNORED = Suppression(SuppressedBy.COMMENT, "agreed with the auditors")
_KNOWN = Suppression(SuppressedBy.BASELINE, "until Payroll moves; owner ada")


def _at(line: int, column: int, file: str = "permissions/site.yaml") -> Position:
    return Position(file, line, column)


_NOWHERE = Diagnostic(
    Severity.ERROR,
    "the site has 12 site administrators",
    code="TP401",
    name="many-administrators",
    subject=Subject("Acme"),
)
_DOWNLOAD = Diagnostic(
    Severity.ERROR,
    "`All Users` can download the data of `Payroll`",
    _at(11, 23),
    label="gives it",
    help="take it from the rule, or name the group that needs it",
    related=(
        Related(_at(7, 18), 1, "marked sensitive here"),
        Related(_at(10, 13), 1, "the rule"),
        Related(_at(12, 18), 1, "a user rule decides first"),
    ),
    why="Download Full Data leaves Tableau with every row",
    code="TP603",
    name="download-of-sensitive-data",
    docs="tableau-perm rule download-of-sensitive-data",
    subject=Subject("Acme", "project:Payroll", "group:All Users", "download_full_data"),
)
_USER_RULE = Diagnostic(
    Severity.WARNING,
    "`ada` has a rule of her own",
    _at(12, 18),
    code="TP201",
    name="user-rule",
    docs="tableau-perm rule user-rule",
    subject=Subject("Acme", "project:Payroll", "user:ada"),
)
_COMMA = Diagnostic(
    Severity.INFO,
    "`Smith, Vic` is in no group",
    _at(4, 27),
    code="TP402",
    name="user-without-group",
    subject=Subject("Acme", None, "user:Smith, Vic"),
)
_LABELLED = Diagnostic(
    Severity.WARNING,
    "`Payroll` is not locked",
    _at(6, 7),
    code="TP301",
    name="unlocked-project",
    subject=Subject("Acme", "project:Payroll"),
)
_ROLE = Diagnostic(
    Severity.WARNING,
    "`ada` could be a Viewer",
    _at(4, 18),
    code="TP403",
    name="role-too-high",
    subject=Subject("Acme", None, "user:ada"),
)


def sources(name: str) -> list[str] | None:
    return SITE_TEXT.splitlines() if name == "permissions/site.yaml" else None


REPORT = FindingsReport(
    "lint",
    (
        Reported(_NOWHERE),
        Reported(_ROLE, _KNOWN),
        Reported(_COMMA),
        Reported(_LABELLED, _IGNORED),
        Reported(_DOWNLOAD),
        Reported(_USER_RULE),
    ),
    sources,
    ("permissions/site.yaml", "permissions/users.yaml"),
    RULES,
    summary={"rules": 42},
)
"""Every severity, related places, a finding that is nowhere, and both ways of not counting."""

EMPTY = FindingsReport("lint", (), sources, ("permissions/site.yaml",), RULES)
"""Nothing was found."""


def hostile_report(name: str) -> FindingsReport:
    """A report in which everything that a user can name bears one name."""
    at = Position(name, 1, 1)
    about = Subject(name, f"project:{name}", f"group:{name}", name)
    finding = Diagnostic(
        Severity.ERROR,
        f"`{name}` may do too much",
        at,
        label=name,
        help=f"look at `{name}`",
        related=(Related(at, 1, name),),
        why=f"so says `{name}`",
        code="TP603",
        name="download-of-sensitive-data",
        subject=about,
    )
    ignored = Reported(finding, Suppression(SuppressedBy.COMMENT, name))
    return FindingsReport(
        "lint", (Reported(finding), ignored), lambda _: [name], (name, f"{name}.yaml"), RULES
    )
