"""What an expectation that holds looks at, and what decides whom it selects."""

from collections.abc import Iterable
from dataclasses import dataclass

from tableau_perm_cli.audit.expectations.bench import Bench
from tableau_perm_cli.audit.expectations.binding import Binding
from tableau_perm_cli.audit.expectations.demands import Demand, cells_in, demands_of, held_to_it
from tableau_perm_cli.audit.expectations.disjoint import duties_of
from tableau_perm_cli.audit.expectations.groups_that_matter import groups_selected, terms_of
from tableau_perm_cli.declaration.expectation_model import Expectation, ExpectationForm, Written
from tableau_perm_cli.resolve.bulk.bits import bits_of, union
from tableau_perm_cli.resolve.selectors import Selector
from tableau_perm_cli.resolve.selectors.vocabulary import ROLE


@dataclass(frozen=True, slots=True)
class Watched:
    """One expectation, bound to the site on which it holds."""

    expectation: Expectation
    demands: tuple[Demand, ...]
    """Of a table, an exact list, ``never``, ``only`` and ``always``."""
    limited: tuple[Demand, ...]
    """Of ``at_most``: in ``denied`` the users who are counted."""
    duties: int
    """Of ``disjoint``: the set of items that the duties are about."""
    possible: int
    """With ``any_user``: the set of items that it is about."""
    asks_tasks: bool
    groups: frozenset[str]
    """The groups that decide whom it selects."""
    by_role: bool
    """Whether site roles decide whom it selects, or who is left out as an administrator."""
    user_words: tuple[Written, ...]
    """Its selectors of users."""
    must_select: tuple[Written, ...]
    """Those that must select somebody, or else it cannot be tested."""

    @property
    def is_about_cells(self) -> bool:
        """Whether it comes down to demands about single cells, verdicts and not reasons."""
        whole = self.limited or self.duties or self.possible or self.asks_tasks
        return not whole and all(demand.reason is None for demand in self.demands)

    def moves_with(self, group: str, *, roles_change: bool) -> bool:
        """Whether it can select others when the members of a group change."""
        return group in self.groups or (roles_change and self.by_role)


def watched_on(bench: Bench, expectation: Expectation) -> Watched:
    """Return what an expectation looks at; it must be one that can be tested."""
    binding = Binding(bench, expectation)
    selectors = binding.selectors(_user_words(expectation))
    duties = 0
    if expectation.form is ExpectationForm.DISJOINT:
        duties = union(duty.items for duty in duties_of(binding))
    return Watched(
        expectation,
        tuple(demands_of(binding)),
        limited_by(binding) if expectation.form is ExpectationForm.AT_MOST else (),
        duties,
        (duties or binding.items(expectation.scope.items)) if expectation.any_user else 0,
        _asks_tasks(binding),
        groups_selected(bench.site, selectors),
        not expectation.include_admins or _names_role(selectors),
        tuple(_user_words(expectation)),
        tuple(_words_that_must_select(expectation)),
    )


def limited_by(binding: Binding) -> tuple[Demand, ...]:
    """Return the cells of ``at_most``, with the users who are counted as those denied."""
    users, items, chosen = binding.scope(binding.expectation.scope, must_select=False)
    users = held_to_it(binding, users)
    return tuple(
        Demand(place, capability, 0, users)
        for place, capability in cells_in(binding, items, chosen)
    )


def _user_words(expectation: Expectation) -> list[Written]:
    scopes = (expectation.scope, *expectation.duties)
    words = [word for scope in scopes for word in scope.users]
    return [*words, *expectation.exactly, *(cell.users for cell in expectation.matrix)]


def _words_that_must_select(expectation: Expectation) -> list[Written]:
    match expectation.form:
        case ExpectationForm.TABLE:
            return _user_words(expectation)
        case ExpectationForm.WHO:
            return list(expectation.exactly)
        case ExpectationForm.ALWAYS if not expectation.any_user:
            return list(expectation.scope.users)
        case _:
            return []


def _names_role(selectors: Iterable[Selector]) -> bool:
    return any(term.prefix == ROLE for term in terms_of(selectors))


def _asks_tasks(binding: Binding) -> bool:
    expectation = binding.expectation
    if expectation.form is not ExpectationForm.TABLE or not expectation.answers:
        return False
    items = binding.items(expectation.scope.items)
    return any(binding.task(answer.word, items) for answer in expectation.answers)


def items_set(places: Iterable[int], size: int) -> int:
    """Return a set of items by their indexes."""
    return bits_of(list(places), size)
