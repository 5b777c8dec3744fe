"""What may help: derived from what decided, in the order of the ladder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.repairs.bounds import Bounds
from tableau_perm_cli.audit.repairs.denial import Denial
from tableau_perm_cli.audit.repairs.edit import Advice, Step, step
from tableau_perm_cli.audit.repairs.need_steps import need_steps
from tableau_perm_cli.audit.repairs.people_steps import joining, leaving, raising, taking_charge
from tableau_perm_cli.audit.repairs.place_steps import moving, regoverning
from tableau_perm_cli.audit.repairs.question import projects_on
from tableau_perm_cli.audit.repairs.rule_steps import rule_steps
from tableau_perm_cli.audit.repairs.settings import Setting, SwitchOn
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.resolve import Reason
from tableau_perm_cli.resolve.task_result import NeedKind

_MOST_PROJECTS = 3
"""In so many projects at most a way to publish is looked for, the workbook's own first."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What candidates need to know of the whole site."""

    weight: Callable[[str], int]
    """How far what a group gives reaches."""
    destinations: tuple[Address, ...]
    """Where the item might be moved to."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The steps to try at one point."""

    steps: tuple[Step, ...]
    beyond: tuple[Step, ...]
    """Those beyond the bounds: to more groups to join, or to allow it for."""


def candidates(denial: Denial, bounds: Bounds, around: Surroundings) -> Candidates:
    """Return the steps that may turn what stands in the way.

    None does where the rules were not read: they may allow it as they are.
    """
    if denial.reason is Reason.NOT_READ:
        return Candidates((), ())
    steps: list[Step] = []
    beyond: list[Step] = []
    for it in _cells(denial):
        ruled, more = rule_steps(it, bounds)
        steps += ruled
        groups = joining(it, around.weight)
        beyond += [*more, *groups[bounds.groups :]]
        steps += groups[: bounds.groups]
        steps += leaving(it)
        steps += regoverning(it)
        steps += _settings(it)
        steps += raising(it)
        if it.first is not None and it.first.reason not in _ROLE_ALONE:
            steps += taking_charge(it)
    if denial.need is not None:
        steps += need_steps(denial, denial.need)
    steps += moving(denial, around.destinations[: bounds.moves])
    return Candidates(tuple(dict.fromkeys(steps)), tuple(beyond))


_ROLE_ALONE = frozenset(
    {
        Reason.SITE_ROLE,
        Reason.UNLICENSED,
        Reason.GUEST,
        Reason.GUEST_DISABLED,
        Reason.NOT_ON_SITE,
    }
)
"""The ceiling binds owners and leaders too."""


def _cells(denial: Denial) -> Iterator[Denial]:
    """Yield what is denied by the ladder: the cell itself, or Publish on some projects."""
    if denial.derivations:
        yield denial
    elif denial.need is not None and denial.need.kind is NeedKind.PUBLISH_SOMEWHERE:
        own = denial.projects[:1]
        others = [it for it in projects_on(denial.graph.site) if it not in own]
        for project in (*own, *others)[:_MOST_PROJECTS]:
            publish = CATALOG[project.kind].capability("publish")
            found = denial.resolver.derive(denial.user, project, publish)
            yield replace(denial, item=project, derivations=(found,))


def _settings(denial: Denial) -> Iterator[Step]:
    """Yield the site settings that keep out whoever a rule lets in."""
    first = denial.first
    settings, position = denial.graph.site.settings, denial.graph.site.position
    if first is None:
        return
    if first.reason is Reason.GUEST_DISABLED:
        yield step(SwitchOn(Setting.GUEST_ACCESS), position, Advice.WHOLE_SITE)
    rules = first.governing.source.rules
    if (
        first.reason is Reason.UNSPECIFIED
        and not settings.group_sets
        and any(it.grantee.kind is GranteeKind.GROUP_SET for it in (rules.rules if rules else ()))
    ):
        yield step(SwitchOn(Setting.GROUP_SETS), position, Advice.WHOLE_SITE)
