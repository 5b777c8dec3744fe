"""The leader settings of a site."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.declaration.model import Leader, Project


def leaders(linted: LintedSite) -> Iterator[tuple[int, Project, Leader]]:
    """Yield every leader setting with its project and the index of that."""
    for place, project in linted.projects():
        for leader in project.permissions.leaders if project.permissions else ():
            yield place, project, leader
