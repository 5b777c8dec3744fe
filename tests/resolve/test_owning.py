"""Who would be allowed as the owner of an item: the same as if each were made its owner."""

import pytest
from support.asking import declaration_of
from support.generated import random_declaration

from tableau_perm_cli.audit.expectations.evidence import with_owner
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve import Verdict, open_site
from tableau_perm_cli.resolve.bulk import compile_site
from tableau_perm_cli.resolve.bulk.bits import bits_of
from tableau_perm_cli.resolve.bulk.owning import allowed_if_owner
from tableau_perm_cli.resolve.excerpt import open_excerpt


@pytest.mark.parametrize("seed", range(6))
def test_whoever_is_made_owner_has_what_was_said(seed: int) -> None:
    site = next(iter(declaration_of(random_declaration(seed, gaps=seed % 2 == 1)).sites.values()))
    engine = compile_site(site)
    for place, governed in enumerate(engine.items):
        address = governed.item.address
        owned = {user: with_owner(site, address, user) for user in engine.users}
        resolvers = {user: open_excerpt(it, [user], governed.item) for user, it in owned.items()}
        for capability in CATALOG[address.kind].capabilities:
            owners = [
                number
                for number, user in enumerate(engine.users)
                if (item := resolvers[user].graph.item(address)) is not None
                and resolvers[user].derive(user, item, capability).effective is Verdict.ALLOWED
            ]
            said = allowed_if_owner(engine, place, capability)
            assert said == bits_of(owners, len(engine.users)), (str(address), capability.key)


def test_a_lock_takes_set_permissions_from_the_owner_and_a_role_what_it_cannot_hold() -> None:
    plain = {
        "version": 1,
        "sites": {
            "S": {
                "users": {"cre": "Creator", "vie": "Viewer", "una": "Unlicensed"},
                "projects": {
                    "P": {"content_permissions": "locked", "workbooks": {"W": {}}},
                    "Q": {"workbooks": {"W": {}}},
                },
            }
        },
    }
    declaration = declaration_of(plain)
    engine = compile_site(declaration.sites["S"])
    assert open_site(declaration, "S").graph.site is declaration.sites["S"]

    def owners(address: str, key: str) -> list[str]:
        place = engine.item_index(address)
        assert place is not None
        capability = CATALOG[engine.items[place].item.kind].capability(key)
        return engine.names(allowed_if_owner(engine, place, capability))

    assert owners("workbook:P/W", "set_permissions") == []
    assert owners("workbook:Q/W", "set_permissions") == ["cre"]
    assert owners("workbook:P/W", "view") == ["cre", "vie"]
