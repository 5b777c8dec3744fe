"""Selects users of one site: by name, group, group set or role. A set of users is a bit set."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from tableau_perm_cli.catalog import SITE_ROLES, SiteRole, site_role_named
from tableau_perm_cli.resolve.bulk import BulkEngine
from tableau_perm_cli.resolve.bulk.bits import bits_of, everyone, union
from tableau_perm_cli.resolve.bulk.memberships import Audience
from tableau_perm_cli.resolve.selectors.expression import Subject, Term
from tableau_perm_cli.resolve.selectors.misses import Misses


class UserTerms:
    """Evaluates terms over the users of one site, by index as in ``BulkEngine.users``."""

    def __init__(self, engine: BulkEngine) -> None:
        """Take the compiled site."""
        self._people = engine.people
        self._site = engine.site
        self._size = len(engine.users)

    @cached_property
    def everyone(self) -> int:
        """The users of the site; names that only have an index are not among them."""
        users = self._site.users
        if len(users) == self._size:
            return everyone(self._size)
        index = self._people.index
        return bits_of([index[name] for name in users], self._size)

    def bits(self, term: Term, misses: Misses) -> int:
        """Return the users that a term selects."""
        memberships = self._people.memberships
        match term.prefix:
            case "everyone":
                return self.everyone
            case "group":
                return self._members(term, "group", memberships.groups, misses)
            case "group_set":
                return self._members(term, "group set", memberships.group_sets, misses)
            case "role":
                return self._of_role(term, misses)
            case _:
                return self._called(term, misses)

    def _called(self, term: Term, misses: Misses) -> int:
        index = self._people.index
        name = term.name.literal
        if name is not None:
            found = [index[name]] if name in self._site.users else []
        else:
            matches: Callable[[str], bool] = term.name.matches
            found = [place for user, place in index.items() if matches(user)]
        self._note(term, "user", found, self._site.users, misses)
        return bits_of(found, self._size) & self.everyone

    def _members(
        self, term: Term, what: str, audiences: Mapping[str, Audience], misses: Misses
    ) -> int:
        name = term.name.literal
        if name is not None:
            found = [audiences[name].bits] if name in audiences else []
        else:
            matches = term.name.matches
            found = [audience.bits for key, audience in audiences.items() if matches(key)]
        self._note(term, what, found, audiences, misses)
        return union(found)

    def _of_role(self, term: Term, misses: Misses) -> int:
        name = term.name.literal
        roles: list[SiteRole]
        if name is not None:
            reading = site_role_named(name)
            roles = [reading.role] if reading else []
        else:
            roles = [role for role in SITE_ROLES if term.name.matches(role.name)]
        self._note(term, "site role", roles, [role.name for role in SITE_ROLES], misses)
        people = self._people
        found = [place for place in range(self._size) if people.role(place) in roles]
        return bits_of(found, self._size)

    @staticmethod
    def _note(
        term: Term,
        what: str,
        found: list[int] | list[SiteRole],
        names: Iterable[str],
        misses: Misses,
    ) -> None:
        if found:
            misses.found(Subject.USERS, term)
        else:
            misses.missed(Subject.USERS, term, what, lambda: iter(names))
