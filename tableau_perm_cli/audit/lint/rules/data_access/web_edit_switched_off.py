"""TP508: rules allow Web Edit by name on a site where nobody can web-edit."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.grants import Grant, grants
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import counted
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

# Flows are authored under a setting of their own.
_WANTED = {kind: CATALOG[kind].capability("web_edit").bit for kind in (Kind.WORKBOOK, Kind.VIEW)}
_MOST_RELATED = 3


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, as one finding, all rules that name Web Edit while the setting is off."""
    if linted.site.settings.web_authoring:
        return
    found = [grant for grant in grants(linted, _WANTED) if _by_name(grant)]
    if found:
        yield RULE.finding(
            f"{counted(len(found), 'rule')} of the site `{linted.site.name}` "
            f"{'allows' if len(found) == 1 else 'allow'} Web Edit, and nobody can web-edit there",
            found[0].position,
            Subject(
                linted.site.name,
                detail=detail_of(f"{it.item.address} {it.grantee}" for it in found),
            ),
            label="allows Web Edit",
            why="the site has `web_authoring: false`: nobody web-edits, even with the capability",
            help="turn web authoring on, or take Web Edit from the rules, so that turning it on "
            "one day surprises nobody",
            related=tuple(
                related(grant.position, "allows Web Edit")
                for grant in found[1 : _MOST_RELATED + 1]
            ),
        )


def _by_name(grant: Grant) -> bool:
    """Whether the capability is listed, and not just part of a template."""
    part = grant.parts[0]
    return any(index == part.capability.index for index, _ in part.rule.explicit)


RULE = LintRule(
    "TP508",
    "web-edit-switched-off",
    Severity.INFO,
    "Rules allow Web Edit by name on a site where web authoring is switched off.",
    "semantics section 3, the site setting web_authoring; Help",
    check,
)
