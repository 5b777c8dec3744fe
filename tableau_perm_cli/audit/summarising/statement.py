"""What a summary says, before it has words: who can do what where, and who is an exception."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.audit.summarising.places import Place
from tableau_perm_cli.resolve import Evidence, Reason
from tableau_perm_cli.resolve.selectors.expression import (
    EVERYONE,
    Expression,
    Glob,
    Not,
    Term,
    all_of,
    any_of,
)
from tableau_perm_cli.resolve.selectors.vocabulary import GROUP, GROUP_SET, ROLE, USER


class Basis(StrEnum):
    """What a statement rests on."""

    ADMINISTRATORS = "administrators"
    IN_CHARGE = "in_charge"
    """Owners and leaders of projects."""
    OWNERS = "owners"
    """Of content."""
    RULES = "rules"
    """Rules for groups and group sets."""
    USER_RULES = "user_rules"
    """Rules for single users: the exceptions."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Some site roles."""

    names: tuple[str, ...]
    """All of them, the most capable first."""
    lowest: str | None
    """The lowest, when it and all above are meant; administrators go without saying."""


@dataclass(frozen=True, slots=True)
class InAll:
    """Those in a group set, without those in others."""

    group_set: str
    but_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Who:
    """Some users, by what they have in common; without a name of any sort everyone."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    group_sets: tuple[InAll, ...] = ()
    roles: Roles | None = None
    """Only those with one of them."""
    but_not: tuple[str, ...] = ()
    """Not those in one of these groups."""
    owners: bool = False
    """Of each item only its owner."""

    def expression(self) -> Expression:
        """Return the selector that selects them; that they own the item it cannot say."""
        names = [
            *(_term(USER, name) for name in self.users),
            *(_term(GROUP, name) for name in self.groups),
            *map(_in_all, self.group_sets),
        ]
        parts: list[Expression] = [any_of(*names)] if names else []
        if self.roles is not None:
            parts.append(any_of(*(_term(ROLE, name) for name in self.roles.names)))
        if self.but_not:
            parts.append(Not(any_of(*(_term(GROUP, name) for name in self.but_not))))
        return all_of(*parts) if parts else _EVERYONE


_EVERYONE = Term(EVERYONE, Glob(("",)))


def _term(prefix: str, name: str) -> Term:
    return Term(prefix, Glob((name,)))


def _in_all(it: InAll) -> Expression:
    inside = _term(GROUP_SET, it.group_set)
    if not it.but_not:
        return inside
    return all_of(inside, Not(any_of(*(_term(GROUP_SET, name) for name in it.but_not))))


@dataclass(frozen=True, slots=True)
class Exempt:
    """Users of whom a statement does not hold everywhere."""

    users: tuple[str, ...]
    capabilities: tuple[str, ...]
    """Keys; some of the statement's."""
    places: tuple[Place, ...]
    """Where they are denied what the statement says."""
    everywhere: bool
    """Whether these are all of the statement's places."""
    all_of_it: bool
    """Whether these are all of the statement's capabilities."""
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One true sentence: users who can do something somewhere, and nothing about anybody else."""

    basis: Basis
    who: Who
    number: int
    """How many users that are."""
    capabilities: tuple[str, ...]
    """Keys; each is meant of the items whose kind has it."""
    everything: bool
    """Whether these are all that any of the items has."""
    places: tuple[Place, ...]
    items: int
    """How many items with any of the capabilities are there."""
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    """What is written that decides."""
    exempt: tuple[Exempt, ...] = ()

    @property
    def is_exception(self) -> bool:
        """Whether it is about single users whom a rule of their own lets do more."""
        return self.basis is Basis.USER_RULES


@dataclass(frozen=True, slots=True)
class Summary:
    """Who can do what, in as few statements as were found."""

    site: str
    users: int
    """How many were looked at; of others nothing is said."""
    items: int
    capabilities: tuple[str, ...] | None
    """Keys; None when all were looked at."""
    statements: tuple[Statement, ...]

    @property
    def exceptions(self) -> Iterator[Statement | Exempt]:
        """Everything that is flagged: more, or less, than others have."""
        for it in self.statements:
            if it.is_exception:
                yield it
            yield from it.exempt
