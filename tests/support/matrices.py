"""The whole matrix by the readable resolver, and slices of the bulk engine, for tests."""

from support.asking import declaration_of
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.resolve import open_site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site
from tableau_perm_cli.resolve.bulk.bits import everyone
from tableau_perm_cli.resolve.matrix import MatrixSlice

ALL_CAPABILITIES = {kind: content_type.capabilities for kind, content_type in CATALOG.items()}

Row = tuple[str, ...]


def whole(engine: BulkEngine) -> MatrixSlice:
    """Return the slice that is everything."""
    users, items = everyone(len(engine.users)), everyone(len(engine.items))
    return MatrixSlice(engine, users, items, ALL_CAPABILITIES)


def engines_of(plain: dict) -> list[BulkEngine]:
    """Return the compiled sites of a plain declaration."""
    return [compile_site(site) for site in declaration_of(plain).sites.values()]


def rows_by_resolver(declaration: Declaration) -> list[Row]:
    """Return the matrix as the readable resolver has it, in the order of ``matrix``."""
    rows = []
    for name, site in declaration.sites.items():
        resolver = open_site(declaration, name)
        for item in sorted(site.items(), key=lambda item: str(item.address)):
            answers = {user: resolver.answers(user, item) for user in sorted(site.users)}
            rows += [
                (name, user, str(item.address), capability.key, found.effective, found.reason)
                for capability in CATALOG[item.kind].capabilities
                for user in answers
                for found in [answers[user][capability.index]]
            ]
    return rows
