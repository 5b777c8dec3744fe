"""A site written as the repository's tables and read again answers as before."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.generated import random_declaration, yaml_text
from support.picturing import pictures_of
from support.repository_dump import write_dump

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import ALL_USERS, Declaration, GranteeKind
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.picture import Picture, ToldGroup, ToldRules
from tableau_perm_cli.exchange.repository import read_repository
from tableau_perm_cli.resolve.bulk import REASON, compile_site

SEEDS = range(25)


def _without_group_sets(picture: Picture) -> Picture:
    """Leave out what no table tells: group sets and the rules for them."""

    def kept(rules: ToldRules) -> ToldRules:
        return tuple(it for it in rules if it.grantee.kind is not GranteeKind.GROUP_SET)

    return replace(
        picture,
        group_sets=(),
        projects=tuple(
            replace(it, lists={kind: kept(rules) for kind, rules in it.lists.items()})
            for it in picture.projects
        ),
        content=tuple(
            replace(it, rules=None if it.rules is None else kept(it.rules))
            for it in picture.content
        ),
    )


def _declared(pictures: list[Picture]) -> Declaration:
    sites = {made.name: made.value for made in map(declare_site, pictures)}
    return declare([("site.yaml", yaml_text({"version": 1, "sites": sites}).encode())])


def _matrix(declaration: Declaration) -> dict[tuple[str, str, str], list[str]]:
    """Return every verdict's reason by site, user and address."""
    cells = {}
    for name, site in declaration.sites.items():
        engine = compile_site(site)
        for number, user in enumerate(engine.users):
            for place, governed in enumerate(engine.items):
                row = [str(REASON[code]) for code in engine.row(number, place)]
                cells[name, user, str(governed.item.address)] = row
    return cells


def _round_trip(pictures: list[Picture], directory: Path) -> list[Picture]:
    directory.mkdir()
    write_dump(pictures, directory)
    return read_repository([directory])


@pytest.mark.parametrize("every_rule", [True, False], ids=["every-rule", "as-a-pull"])
def test_the_whole_effective_matrix_is_the_same(tmp_path: Path, *, every_rule: bool) -> None:
    cells = 0
    for seed in SEEDS:
        declaration = declare([("in.yaml", yaml_text(random_declaration(seed)).encode())])
        told = [_without_group_sets(it) for it in pictures_of(declaration, every_rule=True)]
        if not every_rule:
            told = [_as_written_by_the_server(it) for it in told]
        before = _matrix(_declared(told))
        after = _matrix(_declared(_round_trip(told, tmp_path / str(seed))))
        assert after == before, f"seed {seed}"
        cells += sum(map(len, before.values()))
    assert cells > 40_000


def _as_written_by_the_server(picture: Picture) -> Picture:
    """Leave out the rules of content in locked projects, which a server need not keep."""
    locked = {it.id for it in picture.projects if it.content_permissions != "ManagedByOwner"}
    return replace(
        picture,
        content=tuple(
            replace(it, rules=()) if it.project in locked else it for it in picture.content
        ),
    )


def _members(group: ToldGroup) -> list[str]:
    return [] if group.name == ALL_USERS else sorted(group.members)


def test_everybody_and_everything_comes_back(tmp_path: Path) -> None:
    declaration = declare([("in.yaml", yaml_text(random_declaration(7, 4)).encode())])
    told = [_without_group_sets(it) for it in pictures_of(declaration, every_rule=True)]
    read = _round_trip(told, tmp_path / "dump")
    assert [it.name for it in read] == [it.name for it in told]
    for one, other in zip(told, read, strict=True):
        assert set(other.users) == set(one.users)
        assert {it.id: (it.name, _members(it)) for it in other.groups} == {
            it.id: (it.name, _members(it)) for it in one.groups
        }
        assert {it.id: (it.name, it.parent, it.owner) for it in other.projects} == {
            it.id: (it.name, it.parent, it.owner) for it in one.projects
        }
        assert {(it.kind, it.id, it.name, it.project, it.parent) for it in other.content} == {
            (it.kind, it.id, it.name, it.project, it.parent) for it in one.content
        }
        assert other.guest_access == one.guest_access
        assert not other.not_read
    assert any(it.kind is Kind.TABLE for one in read for it in one.content)
