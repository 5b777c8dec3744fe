"""The kinds of hop by which a user becomes able, and how an item stands after some of them."""

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.model import CONTENT_KINDS

if TYPE_CHECKING:
    import networkx as nx

    States = nx.DiGraph["State"]

DEFAULT_HOPS = 4
"""So many hops a path has at most, unless more are asked for."""

MOVED = frozenset(kind for kind in CONTENT_KINDS if CATALOG[kind].has("move"))
"""What stands directly in a project and can be moved; views and tables go along."""


class FirstHop(StrEnum):
    """By what a path begins: paths are counted together by it."""

    SIGN_IN = "sign_in"
    SET_PERMISSIONS = "set_permissions"
    OVERWRITE = "overwrite"
    MOVE = "move"


class HopKind(StrEnum):
    """What a user does to become able."""

    SIGN_IN = "sign_in"
    """Signs in, and is licensed by a group (semantics section 1)."""
    SET_PERMISSIONS = "set_permissions"
    """Sets the permissions of the item, where they are not locked: gives oneself the rest."""
    SET_PERMISSIONS_OF_PART = "set_permissions_of_part"
    """The same on a view or a table that has rules of its own."""
    OVERWRITE = "overwrite"
    """Publishes over the item and becomes its owner (semantics section 4, on publish)."""
    MOVE_TO_LED = "move_to_led"
    """Moves it into a project of one's own, and has charge of it there (section 4, moving)."""
    MOVE_TO_LOCKED = "move_to_locked"
    """Moves it under a lock, where other rules decide about it."""
    MOVE_OUT = "move_out"
    """Moves it to where nothing is locked; its rules go along."""

    @property
    def first(self) -> FirstHop:
        """What a path that begins like this is counted under."""
        match self:
            case HopKind.SIGN_IN:
                return FirstHop.SIGN_IN
            case HopKind.SET_PERMISSIONS | HopKind.SET_PERMISSIONS_OF_PART:
                return FirstHop.SET_PERMISSIONS
            case HopKind.OVERWRITE:
                return FirstHop.OVERWRITE
            case _:
                return FirstHop.MOVE

    @property
    def moves(self) -> bool:
        """Whether the item is in another project afterwards."""
        return self.first is FirstHop.MOVE


class Where(StrEnum):
    """Where an item is, as far as it matters to who can do what on it."""

    HOME = "home"
    """Where it is declared."""
    LED = "led"
    """In a project that the user has charge of, its lock included."""
    LOCKED = "locked"
    """Under the lock of another project, whose rules decide."""
    OUT = "out"
    """Under no lock and in nobody's charge: the rules it had where it was declared decide."""
    RELEASED = "released"
    """Moved under a lock and out again: the rules of that lock decide, and can be edited."""


class State(NamedTuple):
    """How an item stands after some hops of one user."""

    where: Where
    owned: bool
    """Whether the user has become the owner on the way."""
    granted: bool
    """Whether the user has set its rules."""


START = State(Where.HOME, owned=False, granted=False)


class Ways(NamedTuple):
    """What can be done with an item at all, whoever does it."""

    locked: bool
    """Whether a project locks its permissions where it is declared."""
    overwritten: bool
    moved: bool


@cache
def states_of(ways: Ways) -> "States":
    """Return the graph of the states of an item that can be come to, with the hops as edges.

    A hop that can bring nothing new is not there: in a project of one's own everything is
    allowed already, and who moves an item twice could have moved it to the second place at once,
    unless its owner or its rules have become others between.
    """
    import networkx as nx  # noqa: PLC0415 - slow to load, and other commands need no graph

    graph: States = nx.DiGraph()
    graph.add_node(START)
    pending = [START]
    while pending:
        state = pending.pop(0)
        for hop, after in _hops_from(state, ways):
            if after not in graph:
                pending.append(after)
            graph.add_edge(state, after, hop=hop)
    return graph


def _hops_from(state: State, ways: Ways) -> list[tuple[HopKind, State]]:
    where, owned, granted = state
    if where is Where.LED:
        return []
    unlocked = where in {Where.OUT, Where.RELEASED} or (where is Where.HOME and not ways.locked)
    if owned and unlocked:
        return []
    found: list[tuple[HopKind, State]] = []
    if unlocked and not granted:
        found.append((HopKind.SET_PERMISSIONS, State(where, owned, granted=True)))
    if ways.overwritten and not owned:
        found.append((HopKind.OVERWRITE, State(where, owned=True, granted=False)))
    if ways.moved:
        found += _moves_from(state)
    return found


def _moves_from(state: State) -> list[tuple[HopKind, State]]:
    where, owned, granted = state
    led = State(Where.LED, owned=False, granted=False)
    out = State(Where.OUT, owned, granted)
    match where:
        case Where.HOME if not owned:
            locked = State(Where.LOCKED, owned=False, granted=False)
            return [
                (HopKind.MOVE_TO_LED, led),
                (HopKind.MOVE_TO_LOCKED, locked),
                (HopKind.MOVE_OUT, out),
            ]
        case Where.HOME | Where.LOCKED if owned:
            return [(HopKind.MOVE_TO_LED, led), (HopKind.MOVE_OUT, out)]
        case Where.LOCKED:
            released = State(Where.RELEASED, owned=False, granted=False)
            return [(HopKind.MOVE_OUT, released)]
        case _:
            return []
