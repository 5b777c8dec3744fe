"""``who`` derives one answer for many users: each must be the user's own, evidence included."""

import pytest
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.cli.session import Session
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.report.records import evidence_record, governing_record
from tableau_perm_cli.report.sentences import why
from tableau_perm_cli.resolve import TaskResult, Verdict, open_site
from tableau_perm_cli.resolve.bulk import compile_site
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.holders import find_holders
from tableau_perm_cli.resolve.tasks import perform, tasks_of


@pytest.mark.parametrize("seed", range(6))
def test_every_holder_has_the_derivation_of_the_whole_site(seed: int) -> None:
    text = yaml_text(random_declaration(seed, gaps=seed % 2 == 1)).encode()
    declaration = read_files([("generated.yaml", text)])
    for name, site in declaration.sites.items():
        resolver = open_site(declaration, name)
        engine = compile_site(site)
        for item in site.items():
            for capability in CATALOG[item.kind].capabilities:
                own = {
                    user: resolver.derive(user, item, capability) for user in sorted(site.users)
                }
                expected = [
                    (user, found.reason, why(found), list(map(evidence_record, found.decided_by)))
                    for user, found in own.items()
                    if found.effective is Verdict.ALLOWED
                ]
                holders = find_holders(engine, item, capability)
                assert governing_record(holders.governing) == governing_record(
                    resolver.graph.governing(item)
                )
                assert [
                    (
                        it.user,
                        it.derivation.reason,
                        why(it.derivation),
                        list(map(evidence_record, it.derivation.decided_by)),
                    )
                    for it in holders.holders
                ] == expected


@pytest.mark.parametrize("seed", range(6))
def test_an_excerpt_knows_its_users_as_the_whole_site_does(seed: int) -> None:
    declaration = read_files(
        [("generated.yaml", yaml_text(random_declaration(seed, gaps=seed % 2 == 1)).encode())]
    )
    for name, site in declaration.sites.items():
        whole = open_site(declaration, name)
        for user in site.users.values():
            assert open_excerpt(site, [user.name]).principal(user).grantees == (
                whole.principal(user).grantees
            )
            assert open_excerpt(site, [user.name]).principal(user).role == (
                whole.principal(user).role
            )


@pytest.mark.parametrize("seed", range(4))
def test_a_session_answers_from_an_excerpt_as_from_the_whole_site(seed: int) -> None:
    declaration = read_files(
        [("generated.yaml", yaml_text(random_declaration(seed, gaps=seed % 2 == 1)).encode())]
    )
    for name, site in declaration.sites.items():
        session = Session(declaration, site)
        for item in site.items():
            for user in sorted(site.users):
                part = session.resolver_for([user], item, with_tasks=True)
                for task in tasks_of(item.kind):
                    if not task.target_required:
                        assert _said(perform(part, user, task, item)) == _said(
                            perform(session.resolver, user, task, item)
                        ), (name, user, str(item.address), task.key)
                assert part.browsable(user, item) == session.resolver.browsable(user, item)


def _said(result: TaskResult) -> list[tuple[object, ...]]:
    return [(need.kind, need.reason, need.item, need.user) for need in result.needs]
