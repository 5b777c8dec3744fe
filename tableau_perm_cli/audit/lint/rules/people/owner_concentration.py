"""TP411: one user owns a large part of a site's content."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.people.owners import ownable, owners
from tableau_perm_cli.declaration.model import Content
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the owners of more of the content than `owner-share`, where there is enough of it."""
    total = sum(isinstance(item, Content) for item in ownable(linted))
    if total < linted.thresholds.owner_least:
        return
    for owner in owners(linted):
        number = sum(isinstance(item, Content) for item, _ in owner.owned)
        if number <= linted.thresholds.owner_share * total:
            continue
        yield RULE.finding(
            f"`{owner.user.name}` owns {number} of {total} items of content",
            owner.user.position,
            Subject(linted.site.name, grantee=f"user:{owner.user.name}"),
            why="an owner may do everything with the content; when this account is lost or "
            "leaves, most of the site has nobody, or the wrong one, to look after it",
            help="let those own the content who know it",
            related=owner.places(),
        )


RULE = LintRule(
    "TP411",
    "owner-concentration",
    Severity.INFO,
    "One user owns more than `owner-share` of a site's content.",
    'semantics section 3, step 4; Help, "Manage ownership"',
    check,
)
