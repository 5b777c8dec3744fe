"""TP406: a project leader has a site role with which a project cannot be administered."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.leaders import leaders
from tableau_perm_cli.audit.lint.shared_text import once_a_text
from tableau_perm_cli.audit.lint.wording import called, counted, roles_of
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


@once_a_text
def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the leaders below Explorer (can publish); of a group who in it is below.

    That a large group leads at all is another rule's finding, as is that a leader is Unlicensed.
    """
    below = linted.in_class(RoleClass.EXPLORER, RoleClass.VIEWER, RoleClass.GUEST)
    for _, project, leader in leaders(linted):
        grantee = leader.grantee
        members = linted.reached_by(grantee)
        lacking = members & below
        is_group = grantee.kind is GranteeKind.GROUP
        if not lacking or (is_group and linted.is_large(grantee.name)):
            continue
        message = f"{called(grantee)} leads `{project.address}` with the site role "
        if grantee.kind is not GranteeKind.USER:
            part = counted(lacking.bit_count(), "member")
            whole = f"{part} of {members.bit_count()}"
            message = (
                f"{called(grantee)} leads `{project.address}`, and {whole} "
                f"({linted.names(lacking)}) cannot, having the site role "
            )
        yield RULE.finding(
            message + roles_of(linted, lacking),
            leader.position,
            Subject(linted.site.name, str(project.address), str(grantee)),
            why="a leader administers a project only with the site role Creator or Explorer (can "
            "publish); what is left is access to all that is in it",
            help="raise the site role, or name a leader who has it",
        )


RULE = LintRule(
    "TP406",
    "leader-below-publishing-role",
    Severity.WARNING,
    "A project leader, or some of a leading group, has a site role that may not publish.",
    'semantics section 5, administer_project; Ref, "Project Leader"',
    check,
)
