"""On generated sites: a checklist says what the second reading of the semantics says."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from support import reference
from support.asking import resolvers_of
from support.generated import random_declaration

from tableau_perm_cli.audit.troubleshooting import Action, Checklist, Outcome, Part, troubleshoot
from tableau_perm_cli.audit.troubleshooting.actions import KINDS
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.diagnostics import UsageError
from tableau_perm_cli.resolve import Resolver, Verdict

SEEDS = range(14)
Asked = tuple[str, Resolver, Item, Checklist]


@cache
def checklists(seed: int) -> list[Asked]:
    """Every action of every user, strangers among them, on every item of a generated site."""
    return list(_checklists(random_declaration(seed, gaps=seed % 2 == 1)))


def _checklists(declaration: dict) -> Iterator[Asked]:
    resolvers = resolvers_of(declaration)
    everybody = {user for it in resolvers.values() for user in it.graph.site.users}
    for site, resolver in resolvers.items():
        for item in resolver.graph.items():
            for action in Action:
                if item.kind not in KINDS[action]:
                    continue
                for user in sorted(everybody):
                    try:
                        yield site, resolver, item, troubleshoot(resolver, user, item, action)
                    except UsageError:
                        assert action is Action.CONNECT, item.address
                        assert not resolver.graph.connections_of(item)


def expected(declaration: dict, site: str, resolver: Resolver, asked: Checklist) -> bool:
    """What the reference says of the capabilities and tasks that an action comes to."""
    user, item = asked.complaint.user, str(asked.item)

    def may(key: str, where: str) -> bool:
        return reference.decide(declaration, site, user, where, key)[0] == reference.ALLOWED

    def can(task: str, where: str) -> bool:
        return reference.task(declaration, site, user, task, where)[0] == reference.ALLOWED

    match asked.complaint.action:
        case Action.OPEN:
            return may("view", item)
        case Action.SEE_DATA:
            return can("see_data", item)
        case Action.WEB_EDIT:
            return can("web_author", item)
        case Action.PUBLISH:
            thing = resolver.graph.item(asked.item)
            project = resolver.graph.project_of(thing)
            return (asked.item.kind is Kind.PROJECT or may("overwrite", item)) and (
                project is None or can("publish_to", str(project.address))
            )
        case Action.CONNECT:
            found = resolver.graph.item(asked.item)
            if asked.item.kind in {Kind.WORKBOOK, Kind.VIEW}:
                sources = resolver.graph.connections_of(found)
                return all(may("connect", str(it.address)) for _, it in sources)
            return may("connect", item)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_works_exactly_when_the_capability_or_task_is_allowed(seed: int) -> None:
    declaration = random_declaration(seed, gaps=seed % 2 == 1)
    for site, resolver, _, found in checklists(seed):
        assert found.works == expected(declaration, site, resolver, found), (
            found.complaint.user,
            found.complaint.action,
            str(found.item),
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_every_step_agrees_with_the_answers(seed: int) -> None:
    for _, _, _, found in checklists(seed):
        failed = [step for step in found.steps if step.outcome is Outcome.FAILED]
        assert found.works == (not failed)
        complaint = found.complaint
        told = [step.basis for step in failed if step.part is Part.FINDING]
        assert told == [*complaint.failing]
        components = [step for step in found.steps if step.part is Part.COMPONENTS]
        for need in complaint.needs:
            step = next(it for it in components if it.basis == need)
            failing = need.effective is Verdict.DENIED
            assert step.outcome is (Outcome.FAILED if failing else Outcome.PASSED)
        hidden = any(it.check == "not_browsable" for it in found.steps)
        if hidden or found.works:
            assert hidden == (not found.browsable and _browses(found))
        assert found.uncertain == any(step.check == "uncertain" for step in found.steps)


def _browses(found: Checklist) -> bool:
    return found.complaint.action is not Action.PUBLISH


def test_every_component_up_to_the_top_is_there() -> None:
    for seed in SEEDS:
        for _, resolver, item, found in checklists(seed):
            shown = {step.component for step in found.steps if step.part is Part.COMPONENTS}
            above = {it.address for it in resolver.graph.projects_above(item)}
            assert above | {item.address} <= shown


def test_generated_sites_have_every_path() -> None:
    """Nothing is shown to hold for want of a case."""
    counts: Counter[object] = Counter()
    for seed in SEEDS:
        for _, _, _, found in checklists(seed):
            counts[found.complaint.action, found.works] += 1
            counts[found.cause] += 1
            counts.update(step.check.value for step in found.steps)
    assert all(counts[action, works] for action in Action for works in (True, False))
    missing = {
        *("site_membership", "site_role", "user_rule", "dead_rule", "site_setting", "worksheet"),
        *("subject_to", "uncertain", "not_browsable", "after_publishing", "licence"),
        *("prompts", "further_failure", "add_to_site", "guest_access"),
    } - set(counts)
    assert not missing
