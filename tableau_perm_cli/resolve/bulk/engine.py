"""The bulk engine: questions about whole sites, answered in numbers and sets of users.

Users and items go by index: users sorted by name, items in the order of ``Site.items``. A set of
users is an integer, bit *i* for user *i* (``bits.py``). Everything equals what the readable
resolver derives, reason included; tests hold the two together.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import compress

from tableau_perm_cli.catalog import CATALOG, Capability, SiteRole
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve.bulk import codes
from tableau_perm_cli.resolve.bulk.answers import CountedItem, ReachableItem, granted_in
from tableau_perm_cli.resolve.bulk.bits import everyone, flags_in
from tableau_perm_cli.resolve.bulk.charges import Charges
from tableau_perm_cli.resolve.bulk.code_columns import CodeColumns, Column
from tableau_perm_cli.resolve.bulk.codes import (
    ALLOWS,
    ANSWERS,
    REASON,
    Answer,
    Row,
)
from tableau_perm_cli.resolve.bulk.counting import is_counted, tally_of
from tableau_perm_cli.resolve.bulk.distinct_lists import DistinctLists
from tableau_perm_cli.resolve.bulk.governed import NO_PROJECT, GovernedItem
from tableau_perm_cli.resolve.bulk.principals import People
from tableau_perm_cli.resolve.bulk.strata import Strata, Stratum
from tableau_perm_cli.resolve.bulk.tallies import Counts
from tableau_perm_cli.resolve.reasons import Reason

COLUMN_BYTES = 64 << 20
"""How much of the code columns is kept, to be shared between items."""

_NOT_ON_SITE = ANSWERS[codes.NOT_ON_SITE]


class BulkEngine:
    """One site, compiled. Made by ``compile_site``; it does not change."""

    def __init__(
        self,
        site: Site,
        people: People,
        lists: DistinctLists,
        charges: Charges,
        strata: Strata,
        items: list[GovernedItem],
    ) -> None:
        """Take the parts that ``compile_site`` has made."""
        self.site = site
        self.people = people
        self.lists = lists
        self.charges = charges
        self.strata = strata
        self.items = items
        """Every item of the site with what governs it."""

    # Names

    @property
    def users(self) -> tuple[str, ...]:
        """The names of the users, sorted; a user's place is the user's index."""
        return self.people.names

    def user_index(self, name: str) -> int | None:
        """Return the index of a user, or None for who is not among the users."""
        return self.people.index.get(name)

    def item_index(self, address: Address | str) -> int | None:
        """Return the index of the item at an address, or None."""
        return self._item_indexes.get(str(address))

    @cached_property
    def _item_indexes(self) -> dict[str, int]:
        return {str(governed.item.address): place for place, governed in enumerate(self.items)}

    def names(self, users: int) -> list[str]:
        """Return the names of a set of users, sorted."""
        return list(compress(self.people.names, flags_in(users)))

    def role(self, user: int) -> SiteRole | None:
        """Return the site role that counts for a user; None for one who is not on the site."""
        return self.people.role(user)

    # Who

    def who(self, item: int, capability: Capability) -> dict[Reason, int]:
        """Return the set of users for each reason that anyone has; every user is in one.

        The reasons come in no particular order.
        """
        governed = self.items[item]
        claims = governed.stratum.partition(self.people, capability.index, governed.owner)
        return {REASON[code]: users for code, users in claims}

    def allowed(self, item: int, capability: Capability) -> int:
        """Return the set of users who have a capability."""
        return self._allowed(self.items[item], capability.index)

    def _allowed(self, governed: GovernedItem, capability: int) -> int:
        return governed.stratum.allowed(self.people, capability, governed.owner)

    def browsers(self, item: int) -> int:
        """Return the set of users who can come to an item by browsing.

        They have View on the item's project and on all above it (semantics section 3).
        """
        browsers = everyone(len(self.people.names))
        place = self.items[item].project
        while place != NO_PROJECT:
            project = self.items[place]
            browsers &= self._allowed(project, codes.VIEW_PROJECT)
            place = project.parent
        return browsers

    # One cell

    def decide(self, user: int, item: int, capability: int) -> Answer:
        """Return the answer for one cell, all three by index: the ladder without a derivation."""
        governed = self.items[item]
        return ANSWERS[governed.stratum.code(self.people, user, capability, governed.owner)]

    def decide_named(self, user: str, address: str, key: str) -> Answer:
        """Return the answer for one cell by names.

        Args:
            user: a user of the site; anyone else is taken to be not on the site.
            address: of an item, in its canonical text form.
            key: the canonical key of a capability of the item's kind.

        Raises:
            KeyError: there is no such item, or its kind lacks the capability.
        """
        item = self._item_indexes[address]
        capability = CATALOG[self.items[item].stratum.rules.kind].capability(key)
        index = self.people.index.get(user)
        return _NOT_ON_SITE if index is None else self.decide(index, item, capability.index)

    # One user

    def row(self, user: int, item: int) -> Row:
        """Return the codes of one user's answers on an item: a byte a capability, in order."""
        governed = self.items[item]
        return governed.stratum.row(self.people, user, governed.owner)

    def access(self, user: int) -> Iterator[ReachableItem]:
        """Yield every item on which the user has any capability, in the order of items."""
        browsable: list[bool] = []
        rows: dict[tuple[Stratum, bool], Row] = {}
        for place, governed in enumerate(self.items):
            key = (governed.stratum, governed.owner == user)
            row = rows.get(key)
            if row is None:
                row = rows[key] = governed.stratum.row(self.people, user, governed.owner)
            by_browsing = _reached_by_browsing(governed, place, row, browsable)
            browsable.append(by_browsing)
            capabilities = granted_in(governed.stratum.rules.kind_number, row)
            if capabilities:
                yield ReachableItem(governed.item, by_browsing, capabilities)

    # Everyone, everywhere

    def counts(self) -> Iterator[CountedItem]:
        """Yield for every item how many users have each capability, by reason."""
        people = self.people
        for governed in self.items:
            rules = governed.stratum.rules
            tally = tally_of(governed.stratum, people, governed.owner)
            yield CountedItem(governed.item, Counts(rules.kind, rules.kind_number, tally))

    def uncounted(self) -> int:
        """Return how many strata the next ``counts`` has to work out; the others are known."""
        return sum(not is_counted(stratum, self.people) for stratum in self.strata)

    def column(self, item: int, capability: Capability) -> Column:
        """Return the code of every user for one cell of the item: a byte a user, by index.

        ``codes.REASON`` has the reason of each code. Asked for in the order of items, columns
        are mostly shared; at most ``COLUMN_BYTES`` of them are kept.
        """
        return self._columns.of(self.items[item], capability.index)

    @cached_property
    def _columns(self) -> CodeColumns:
        return CodeColumns(self.people, COLUMN_BYTES)


def _reached_by_browsing(governed: GovernedItem, place: int, row: Row, before: list[bool]) -> bool:
    """Whether a user gets to an item by browsing, given the user's row and all items before."""
    if governed.project != place:
        return governed.project == NO_PROJECT or before[governed.project]
    above = governed.parent == NO_PROJECT or before[governed.parent]
    return above and bool(ALLOWS[row[codes.VIEW_PROJECT]])
