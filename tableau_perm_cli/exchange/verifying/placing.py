"""What a source calls by its own ids and names, found in the declaration: claims are made of it.

An id leads to what bore it when the site was pulled, whatever it is called now; without ids,
names are compared.
"""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address, decode_path
from tableau_perm_cli.declaration.model import Grantee, GranteeKind
from tableau_perm_cli.exchange.ids import IdEntry
from tableau_perm_cli.exchange.insights import EffectiveRow
from tableau_perm_cli.exchange.picture import GranteeId, InheritedLeader, Mode
from tableau_perm_cli.exchange.verifying.claims import AccessClaim, LeaderClaim, Unplaced


class Names:
    """What the things of one site are called in the declaration, by their ids."""

    def __init__(self, entries: Iterable[IdEntry]) -> None:
        """Take the ids of one site; the first of several for one id counts."""
        self._by_id: dict[tuple[str, str], str] = {}
        for entry in entries:
            word, _, name = entry.what.partition(":")
            self._by_id.setdefault((word, entry.id), name)

    def grantee(self, grantee: GranteeId) -> Grantee | None:
        """Return the user, group or group set with this id, if there is one."""
        name = self._by_id.get((grantee.kind.value, grantee.id))
        return None if name is None else Grantee(grantee.kind, name)

    def item(self, kind: Kind, identity: str) -> Address | None:
        """Return the address of the item with this id, if there is one."""
        path = self._by_id.get((kind.value, identity))
        return None if path is None else Address(kind, decode_path(path))


def leader_claims(
    leaders: Iterable[InheritedLeader], names: Names
) -> Iterator[LeaderClaim | Unplaced]:
    """Yield what the server computes of leaders, in the names of the declaration."""
    for told in leaders:
        project = names.item(Kind.PROJECT, told.project)
        grantee = names.grantee(told.grantee)
        if project is None:
            yield Unplaced("project", told.project)
        elif grantee is None:
            yield Unplaced(told.grantee.kind.value, told.grantee.id)
        else:
            said = f"InheritedProjectLeader: {told.mode.value}"
            yield LeaderClaim(project, grantee, told.mode is Mode.ALLOW, said)


def access_claims(
    rows: Iterable[EffectiveRow], names: Names, site: str
) -> Iterator[AccessClaim | Unplaced]:
    """Yield effective rows in the names of the declaration.

    Args:
        rows: as they are exported.
        names: what the declaration calls things, by id.
        site: the name of the declared site; rows of another are not placed.
    """
    for row in rows:
        if row.site is not None and row.site != site:
            yield Unplaced("site", row.site)
            continue
        item = names.item(row.kind, row.item_id)
        if item is None and row.path is not None:
            item = Address(row.kind, row.path)
        capability = CATALOG[row.kind].find(row.capability)
        if item is None:
            yield Unplaced(row.kind.value, row.item)
        elif capability is None:
            yield Unplaced("capability", f"{row.capability} of a {row.kind.value}")
        else:
            user = names.grantee(GranteeId(GranteeKind.USER, row.user_id))
            name = user.name if user else row.user
            source = f"{row.file}:{row.line}"
            yield AccessClaim(name, item, capability, row.allowed, _told(row), source)


def _told(row: EffectiveRow) -> str:
    return f"{row.told}, by the rule of `{row.grantee}`" if row.grantee else row.told
