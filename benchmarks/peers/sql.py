"""The semantics as SQL over all users and items, for DuckDB and for SQLite, the same text.

The encoding. Capabilities are bits of an integer, so that one row decides all of an item's
capabilities for a user. ``said`` brings together, for every user and rule list, what each rung
allows and denies; the ladder's steps 6 to 9 are then arithmetic on six masks. ``verdicts`` joins
users and items, lays owners, leaders and locks over the rules, and cuts all by the ceiling.

The whole-site question is how many users have each capability on each item. Of the two forms that
were tried the faster counts the users with the same mask first, and takes the masks apart after;
a sum for each capability over every row took DuckDB 1.25 times as long. SQL answers without
reasons; ours counts by reason.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

from benchmarks.peers.facts import RUNGS, Cell, Facts
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee

TABLES = {
    "users": "u INTEGER PRIMARY KEY, class INTEGER, administrator INTEGER",
    "members": "u INTEGER, g INTEGER",
    "rules": "list INTEGER, g INTEGER, rung INTEGER, allow INTEGER, deny INTEGER",
    "charges": "charge INTEGER, g INTEGER",
    "items": """i INTEGER PRIMARY KEY, kind INTEGER, list INTEGER, charge INTEGER,
                lock_charge INTEGER, owner INTEGER""",
    "kinds": "kind INTEGER PRIMARY KEY, everything INTEGER, set_permissions INTEGER",
    "ceilings": "kind INTEGER, class INTEGER, ceiling INTEGER",
    "capabilities": "kind INTEGER, capability INTEGER, place INTEGER",
}
INDEXES = ("members (g, u)", "rules (list)", "charges (charge)", "ceilings (kind, class)")

# Worked out while loading, and indexed: they are small beside users times items.
DERIVED = {
    "said": """
        SELECT list, u,
               user_allow | (~user_deny & ~group_deny &
                 (group_allow | (set_allow & ~set_deny))) AS ruled
        FROM (SELECT r.list, m.u,
                     {or}(CASE rung WHEN 0 THEN allow ELSE 0 END) AS user_allow,
                     {or}(CASE rung WHEN 0 THEN deny ELSE 0 END) AS user_deny,
                     {or}(CASE rung WHEN 1 THEN allow ELSE 0 END) AS group_allow,
                     {or}(CASE rung WHEN 1 THEN deny ELSE 0 END) AS group_deny,
                     {or}(CASE rung WHEN 2 THEN allow ELSE 0 END) AS set_allow,
                     {or}(CASE rung WHEN 2 THEN deny ELSE 0 END) AS set_deny
              FROM rules r JOIN members m ON m.g = r.g
              GROUP BY r.list, m.u) rungs""",
    "in_charge": """
        SELECT DISTINCT c.charge, m.u FROM charges c JOIN members m ON m.g = c.g""",
}
KEYS = {"said": "list, u", "in_charge": "charge, u"}

VERDICTS = """
    SELECT i.i, u.u, i.kind,
           c.ceiling & CASE
             WHEN u.administrator = 1 THEN k.everything
             WHEN i.lock_charge IS NULL THEN
               CASE WHEN p.u IS NOT NULL OR i.owner = u.u THEN k.everything
                    ELSE coalesce(s.ruled, 0) END
             ELSE
               (CASE WHEN p.u IS NOT NULL OR i.owner = u.u THEN k.everything
                     ELSE coalesce(s.ruled, 0) END & ~k.set_permissions)
               | CASE WHEN l.u IS NOT NULL THEN k.set_permissions ELSE 0 END
           END AS mask
    FROM (SELECT * FROM items WHERE i >= {first} AND i < {last}) i
    CROSS JOIN users u
    JOIN kinds k ON k.kind = i.kind
    JOIN ceilings c ON c.kind = i.kind AND c.class = u.class
    LEFT JOIN said s ON s.list = i.list AND s.u = u.u
    LEFT JOIN in_charge p ON p.charge = i.charge AND p.u = u.u
    LEFT JOIN in_charge l ON l.charge = i.lock_charge AND l.u = u.u"""

COUNTS = f"""
    SELECT m.i, c.capability, sum(m.users * (m.mask >> c.place & 1)) AS allowed
    FROM (SELECT i, kind, mask, count(*) AS users FROM ({VERDICTS}) v GROUP BY i, kind, mask) m
    JOIN capabilities c ON c.kind = m.kind
    GROUP BY m.i, c.capability"""  # noqa: S608 - made of the text above

Row = tuple[Any, ...]


class Connection(Protocol):
    """What both databases have."""

    def execute(self, statement: str, /) -> Any:  # noqa: ANN401 - their cursors differ
        """Run one statement."""


class Database:
    """One site in a database in memory."""

    def __init__(self, facts: Facts, connection: Connection, bit_or: str) -> None:
        """Create the tables and fill them.

        Args:
            facts: of the site.
            connection: to an empty database.
            bit_or: the name of the aggregate that puts masks together.
        """
        self._facts = facts
        self._connection = connection
        for table, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
        for table, rows in _rows(facts).items():
            self._fill(table, rows)
        for number, index in enumerate(INDEXES):
            connection.execute(f"CREATE INDEX index_{number} ON {index}")
        for table, query in DERIVED.items():
            connection.execute(f"CREATE TABLE {table} AS {query.replace('{or}', bit_or)}")
            connection.execute(f"CREATE INDEX key_{table} ON {table} ({KEYS[table]})")
        connection.execute("ANALYZE")

    def _fill(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows, many a statement: DuckDB is slow at one at a time."""
        for start in range(0, len(rows), 1000):
            values = ", ".join(
                "(" + ", ".join("NULL" if it is None else str(it) for it in row) + ")"
                for row in rows[start : start + 1000]
            )
            self._connection.execute(f"INSERT INTO {table} VALUES {values}")  # noqa: S608 - numbers

    def counts(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """Return item, capability and number of users who have it, for a range of items."""
        query = COUNTS.format(first=first, last=last)
        found: list[tuple[int, int, int]] = self._connection.execute(query).fetchall()
        return found

    def answers(self, cells: Sequence[Cell]) -> list[bool]:
        """Return the verdicts of some cells; to check them, not to be timed."""
        self._connection.execute("CREATE TEMP TABLE asked (n INTEGER, i INTEGER, u INTEGER)")
        self._fill("asked", [(n, cell.item, cell.user) for n, cell in enumerate(cells)])
        verdicts = VERDICTS.format(first=0, last=len(self._facts.items)).replace(
            "WHERE", "WHERE i IN (SELECT i FROM asked) AND"
        )
        join = f"SELECT n, mask FROM asked a JOIN ({verdicts}) v ON v.i = a.i AND v.u = a.u"  # noqa: S608 - as above
        masks = dict(self._connection.execute(join).fetchall())
        self._connection.execute("DROP TABLE asked")
        return [bool(masks[n] >> cell.capability & 1) for n, cell in enumerate(cells)]


def duckdb_database(facts: Facts) -> Database:
    """Return the site in DuckDB, with two threads."""
    import duckdb  # noqa: PLC0415 - only where it is asked for

    return Database(facts, duckdb.connect(config={"threads": 2}), "bit_or")


class _BitOr:
    """The aggregate that SQLite lacks."""

    def __init__(self) -> None:
        self.mask = 0

    def step(self, mask: int) -> None:
        """Take one more value."""
        self.mask |= mask

    def finalize(self) -> int:
        """Return what all together have."""
        return self.mask


def sqlite_database(facts: Facts) -> Database:
    """Return the site in SQLite."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.create_aggregate("bit_or", 1, _BitOr)
    return Database(facts, connection, "bit_or")


def _rows(facts: Facts) -> dict[str, list[Row]]:
    grantees: dict[Grantee, int] = {}
    user_numbers = {user.name: number for number, user in enumerate(facts.users)}
    classes = list({user.role_class: None for user in facts.users})
    kinds = list(CATALOG)

    def number(grantee: Grantee) -> int:
        return grantees.setdefault(grantee, len(grantees))

    return {
        "users": [
            (place, classes.index(user.role_class), int(user.is_administrator))
            for place, user in enumerate(facts.users)
        ],
        "members": [
            (place, number(grantee))
            for place, user in enumerate(facts.users)
            for grantee in user.grantees
        ],
        "rules": [
            (place, number(rule.grantee), RUNGS.index(rule.grantee.kind), rule.allow, rule.deny)
            for place, rules in enumerate(facts.rules)
            for rule in rules
        ],
        "charges": [
            (place, number(grantee))
            for place, charge in enumerate(facts.charges)
            for grantee in charge
        ],
        "items": [
            (
                place,
                kinds.index(item.kind),
                item.rules,
                item.charge,
                item.lock,
                user_numbers[item.owner] if item.owner is not None else None,
            )
            for place, item in enumerate(facts.items)
        ],
        "kinds": [
            (place, CATALOG[kind].full_mask, _locked(kind)) for place, kind in enumerate(kinds)
        ],
        "ceilings": [
            (kinds.index(kind), classes.index(role_class), mask)
            for (kind, role_class), mask in facts.ceilings.items()
        ],
        "capabilities": [
            (place, capability.index, capability.index)
            for place, kind in enumerate(kinds)
            for capability in CATALOG[kind].capabilities
        ],
    }


def _locked(kind: Kind) -> int:
    described = CATALOG[kind]
    has = described.has("set_permissions")
    return described.capability("set_permissions").bit if has else 0
