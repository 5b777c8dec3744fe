"""Who would see the data of a workbook: no permission tells, so a diff does not."""

from collections.abc import Iterator

from tableau_perm_cli.audit.changes import Change, SetAuthentication
from tableau_perm_cli.audit.changes.looking_up import content_at
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve import TASKS, Verdict
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.tasks import perform


def data_notes(change: Change, before: Site, after: Site) -> Iterator[str]:
    """Yield what a change of authentication does to the task ``see_data`` (semantics section 5).

    Args:
        change: that is made.
        before: the site before it.
        after: and after.
    """
    if not isinstance(change, SetAuthentication) or before is after:
        return
    seeing, will_see = (_seeing(site, change.workbook) for site in (before, after))
    what = f"the data of `{change.workbook}` (task `see_data`)"
    if gained := len(will_see - seeing):
        yield f"{_users(gained)} who could not would see {what}"
    if lost := len(seeing - will_see):
        yield f"{_users(lost)} who could would no longer see {what}"


def _seeing(site: Site, workbook: Address) -> set[str]:
    item = content_at(site, workbook)
    wanted = [*site.users]
    resolver = open_excerpt(site, wanted, item, every_project=True)
    task = TASKS["see_data"]
    return {
        user for user in wanted if perform(resolver, user, task, item).effective is Verdict.ALLOWED
    }


def _users(number: int) -> str:
    return "1 user" if number == 1 else f"{number:,} users"
