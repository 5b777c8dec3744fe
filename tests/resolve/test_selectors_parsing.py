"""The selector language: what is read, how it is printed, and how it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.resolve.selectors import SelectorError, parse_items, parse_users
from tableau_perm_cli.resolve.selectors.expression import (
    EVERYONE,
    Expression,
    Glob,
    Not,
    Subject,
    Term,
    all_of,
    any_of,
)
from tableau_perm_cli.resolve.selectors.vocabulary import PREFIXES

USERS = {
    "ada": "user:ada",
    "user:ada": "user:ada",
    "group:Students Orange Belt": "group:Students Orange Belt",
    "group:A and not role:Viewer": "group:A and not role:Viewer",
    "Group Set:Both": "group_set:Both",
    "GROUP:A": "group:A",
    "role:Explorer (can publish) or x": 'role:"Explorer (can publish)" or user:x',
    "group:Sales (EMEA and APAC) and b": 'group:"Sales (EMEA and APAC)" and user:b',
    r"user:CORP\ada": r'user:"CORP\\ada"',
    r"user:CORP\\*": r'user:"CORP\\"*',
    r"user:2\*3": 'user:"2*3"',
    '"user:ada"': "user:ada",
    'user:"user:ada"': 'user:"user:ada"',
    '"and"': 'user:"and"',
    "user:and": 'user:"and"',
    "everyone": "everyone",
    '"everyone"': 'user:"everyone"',
    "not everyone": "not everyone",
    "student_*": "user:student_*",
    "a and (b or c)": "user:a and (user:b or user:c)",
    "a and ((b))": "user:a and user:b",
    "(a or b) or c": "user:a or user:b or user:c",
    "not not a": "not not user:a",
    "not(a or b)": "not (user:a or user:b)",
    "  a\n  and\tb ": "user:a and user:b",
    "a or b and c": "user:a or user:b and user:c",
    "Oracle and Andrew": "user:Oracle and user:Andrew",
    'user:""': 'user:""',
    "group: A": "group:A",
}
ITEMS = {
    "workbook:Finance/**": "workbook:Finance/**",
    "Finance/*": "*:Finance/*",
    "*:Finance/Sales": "*:Finance/Sales",
    "Data Source:F/_S": "data_source:F/_S",
    "label:sensitive or owner:ada": "label:sensitive or owner:ada",
    'workbook:"Research and Development"/**': 'workbook:"Research and Development/"**',
    '"workbook:A/B"': "workbook:A/B",
    "kind:workbook": "kind:workbook",
    "workbook:a%2Fb/c": "workbook:a%2Fb/c",
    "Ratio: x/y": '*:"Ratio: x/y"',
}


@pytest.mark.parametrize(("written", "printed"), USERS.items())
def test_a_selector_of_users_is_read(written: str, printed: str) -> None:
    assert str(parse_users(written)) == printed


@pytest.mark.parametrize(("written", "printed"), ITEMS.items())
def test_a_selector_of_items_is_read(written: str, printed: str) -> None:
    assert str(parse_items(written)) == printed


REFUSED = {
    "": ("expected a user, group or role, or a selector in parentheses", 1),
    "a and": ("expected a user, group or role, or a selector in parentheses", 6),
    "and b": ("expected a user, group or role before `and`", 1),
    "a or or b": ("expected a user, group or role before `or`", 6),
    "a not b": ("expected `and` or `or` before `not`", 3),
    "group:A role:B": ("expected `and` or `or` before `role:`", 9),
    "(a": ("this `(` is never closed", 1),
    "a)": ("there is no `(` for this `)`", 2),
    "(a) b": ("expected `and` or `or` after `)`", 5),
    "user:f(x": ("this `(` is never closed", 7),
    'a or "b': ("this quote is never closed", 6),
    "user:": ("expected a name after the colon", 1),
    "a and not ": ("expected a user, group or role, or a selector in parentheses", 11),
    "not " * 60 + "a": ("the selector is nested too deeply", 201),
}


@pytest.mark.parametrize(("written", "said"), REFUSED.items())
def test_what_cannot_be_read_is_refused_with_the_place(written: str, said: tuple) -> None:
    reason, column = said
    with pytest.raises(SelectorError) as caught:
        parse_users(written)
    assert (caught.value.reason, caught.value.start + 1) == (reason, column)
    assert isinstance(caught.value, ToolError)
    assert caught.value.message == f"{reason} (column {column})"


# --- Printing is the inverse of reading ----------------------------------------------------

HOSTILE = st.text(st.sampled_from('ab*"\\() :/%andortv.\n🦊'), max_size=8)
PARTS = st.lists(HOSTILE | st.text(max_size=5), min_size=1, max_size=3)


def expressions(subject: Subject) -> st.SearchStrategy[Expression]:
    names = PARTS.map(lambda parts: Glob(tuple(parts)))
    bare = [EVERYONE] if subject is Subject.USERS else [""]
    terms: st.SearchStrategy[Expression] = st.builds(
        Term, st.sampled_from([*PREFIXES[subject], *bare]), names
    ).map(lambda it: Term(EVERYONE, Glob(("",))) if it.prefix == EVERYONE else it)

    def combined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        several = st.lists(inner, min_size=2, max_size=3)
        return (
            inner.map(Not)
            | several.map(lambda parts: all_of(*parts))
            | several.map(lambda parts: any_of(*parts))
        )

    return st.recursive(terms, combined, max_leaves=6)


@given(expressions(Subject.USERS))
def test_a_printed_selector_of_users_reads_as_the_same(expression: Expression) -> None:
    assert parse_users(str(expression)).expression == expression


@given(expressions(Subject.ITEMS))
def test_a_printed_selector_of_items_reads_as_the_same(expression: Expression) -> None:
    assert parse_items(str(expression)).expression == expression


@given(st.text(st.sampled_from('ab*"\\() :/andornot\n'), max_size=20))
def test_any_text_is_read_or_refused_within_it(text: str) -> None:
    for parse in (parse_users, parse_items):
        selector, place = None, 0
        try:
            selector = parse(text)
        except SelectorError as error:
            place = error.start
        assert 0 <= place <= len(text)
        assert selector is None or parse(str(selector)) == selector
