"""A site exported as Admin Insights would, and read again: no answer is wrong without a word."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from support.generated import random_declaration, yaml_text
from support.insights_export import write_export
from support.picturing import pictures_of

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.load import declare
from tableau_perm_cli.declaration.model import Declaration, Item
from tableau_perm_cli.exchange.declaring import declare_site
from tableau_perm_cli.exchange.insights import effective_rows, read_insights
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.resolve import Reason, Resolver, Verdict, open_site

SEEDS = range(30)
_NEVER_TOLD = {Reason.GROUP_SET_ALLOW, Reason.GROUP_SET_DENY}


def _without_guests(plain: dict) -> dict:
    """Leave out what no export tells: settings, and so guest access; group sets; tables."""
    for site in plain["sites"].values():
        site.pop("settings", None)
    return plain


def _declared(picture: Picture) -> Resolver:
    made = declare_site(picture)
    plain = {"version": 1, "sites": {made.name: made.value}}
    declaration = declare([("site.yaml", yaml_text(plain).encode())])
    return open_site(declaration, made.name)


def _items(resolver: Resolver) -> dict[str, Item]:
    return {str(item.address): item for item in resolver.graph.items()}


def _compare(declaration: Declaration, picture: Picture, directory: Path) -> Counter[str]:
    """Hold every answer of the declaration that is read back against the first one."""
    before = open_site(declaration, picture.name)
    directory.mkdir()
    write_export(picture, before, directory)
    (read,) = read_insights([directory])
    after = _declared(replace(read, group_sets=picture.group_sets))
    outcomes: Counter[str] = Counter()
    there = _items(after)
    for address, item in _items(before).items():
        if item.kind is Kind.TABLE:
            assert address not in there
            continue
        for user in picture.users:
            for capability in CATALOG[item.kind].capabilities:
                told = before.derive(user.name, item, capability)
                if told.reason in _NEVER_TOLD:
                    continue
                found = after.derive(user.name, there[address], capability)
                if found.effective is told.effective:
                    outcomes["same"] += 1
                elif found.uncertainties:
                    outcomes["marked"] += 1
                else:
                    outcomes[f"{address} {user.name} {capability.key}: {told.reason}"] += 1
    return outcomes


def test_an_answer_is_the_same_or_marked(tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    for seed in SEEDS:
        plain = _without_guests(random_declaration(seed))
        declaration = declare([("in.yaml", yaml_text(plain).encode())])
        for number, picture in enumerate(pictures_of(declaration, every_rule=True)):
            outcomes += _compare(declaration, picture, tmp_path / f"{seed}-{number}")
    same, marked = outcomes.pop("same"), outcomes.pop("marked", 0)
    assert not outcomes
    assert same > 20 * marked
    assert same > 10_000


def test_every_effective_row_is_what_was_decided(tmp_path: Path) -> None:
    plain = _without_guests(random_declaration(11, 3))
    declaration = declare([("in.yaml", yaml_text(plain).encode())])
    rows = 0
    for number, picture in enumerate(pictures_of(declaration)):
        directory = tmp_path / str(number)
        directory.mkdir()
        resolver = open_site(declaration, picture.name)
        write_export(picture, resolver, directory)
        items = {(it.kind, it.address.path): it for it in resolver.graph.items()}
        for row in effective_rows([directory]):
            capability = CATALOG[row.kind].find(row.capability)
            assert capability is not None
            if row.path is None:
                assert row.kind is Kind.TABLE
                continue
            decided = resolver.derive(row.user, items[row.kind, row.path], capability)
            assert (decided.effective is Verdict.ALLOWED) is row.allowed
            rows += 1
    assert rows > 100
