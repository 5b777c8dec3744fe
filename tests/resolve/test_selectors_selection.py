"""What selectors select: each term against a plain reading, the laws, and names nobody has."""

from collections.abc import Callable
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.asking import declaration_of
from support.generated import random_declaration
from support.matrices import engines_of

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Project
from tableau_perm_cli.diagnostics import UnknownNameError
from tableau_perm_cli.resolve import open_site
from tableau_perm_cli.resolve.bulk import BulkEngine, compile_site
from tableau_perm_cli.resolve.bulk.bits import everyone, indexes_in
from tableau_perm_cli.resolve.selectors import (
    Misses,
    Selection,
    either,
    parse_items,
    parse_users,
    select,
)

SITE = {
    "version": 1,
    "sites": {
        "S": {
            "users": {
                "ada": "Creator",
                "bob": "Explorer",
                "cyd": "Viewer",
                "everyone": "Viewer",
                "a/b*c": "Unlicensed",
                r"CORP\dan": "Site Administrator",
            },
            "groups": {
                "Orange Belt": ["ada", "cyd"],
                "Raised": {"members": ["cyd"], "minimum_site_role": "Explorer"},
                "Empty": [],
            },
            "group_sets": {"Both": ["Orange Belt", "Raised"], "None": []},
            "projects": {
                "HR": {
                    "owner": "ada",
                    "labels": ["sensitive"],
                    "workbooks": {
                        "Pay": {"owner": "bob", "views": {"Net": {"labels": ["pii"]}}},
                        "HR": {"views": {"Same": {}}},
                        "a/b": {},
                        "100%": {},
                    },
                    "data_sources": {"Pay": {}},
                    "projects": {"Old": {"workbooks": {"Pay": {}, "Q*": {}}}},
                },
                "Other": {"projects": {"HR": {"flows": {"Load": {}}}}},
            },
            "personal_spaces": {"bob": {"workbooks": {"Draft": {}}}},
        }
    },
}


@pytest.fixture(scope="module")
def site() -> BulkEngine:
    return compile_site(declaration_of(SITE).sites["S"])


def users(engine: BulkEngine, text: str) -> list[str]:
    return engine.names(select(engine, parse_users(text))[0])


def items(engine: BulkEngine, text: str) -> list[str]:
    found = indexes_in(select(engine, parse_items(text))[0])
    return sorted(str(engine.items[place].item.address) for place in found)


EVERYBODY = [r"CORP\dan", "a/b*c", "ada", "bob", "cyd", "everyone"]
USERS = {
    "ada": ["ada"],
    "user:*b*": ["a/b*c", "bob"],
    r"a/b\*c": ["a/b*c"],
    '"a/b*c"': ["a/b*c"],
    r"CORP\dan": [r"CORP\dan"],
    r"CORP\\*": [r"CORP\dan"],
    "everyone": EVERYBODY,
    '"everyone"': ["everyone"],
    "group:Orange Belt": ["ada", "cyd"],
    "group:All Users": EVERYBODY,
    "group:Empty": [],
    "group:O*": ["ada", "cyd"],
    "group_set:Both": ["cyd"],
    "group_set:None": [],
    "role:Viewer": ["everyone"],
    "role:explorer": ["bob", "cyd"],
    "role:Interactor": ["bob", "cyd"],
    "role:SiteAdministratorExplorer": [r"CORP\dan"],
    "role:Site Administrator*": [r"CORP\dan"],
    "role:Explorer (can publish)": [],
    "group:Orange Belt and not role:Creator": ["cyd"],
    "not (ada or bob) and not role:Unlicensed": [r"CORP\dan", "cyd", "everyone"],
}
IN_HR = [
    "data_source:HR/Pay",
    "project:HR",
    "project:HR/Old",
    "view:HR/HR/Same",
    "view:HR/Pay/Net",
    "workbook:HR/100%",
    "workbook:HR/HR",
    "workbook:HR/Old/Pay",
    "workbook:HR/Old/Q*",
    "workbook:HR/Pay",
    "workbook:HR/a%2Fb",
]
ITEMS = {
    "HR/**": IN_HR,
    "*:HR/**": IN_HR,
    "project:HR/**": IN_HR,
    "HR": ["project:HR"],
    "HR/Pay": ["data_source:HR/Pay", "workbook:HR/Pay"],
    "workbook:HR/Pay": ["workbook:HR/Pay"],
    "workbook:HR/*": [
        "workbook:HR/100%",
        "workbook:HR/HR",
        "workbook:HR/Pay",
        "workbook:HR/a%2Fb",
    ],
    "workbook:HR/**/Pay": ["workbook:HR/Old/Pay", "workbook:HR/Pay"],
    "workbook:**/Pay": ["workbook:HR/Old/Pay", "workbook:HR/Pay"],
    "workbook:HR/**/*a*": ["workbook:HR/Old/Pay", "workbook:HR/Pay", "workbook:HR/a%2Fb"],
    "workbook:HR/a%2Fb": ["workbook:HR/a%2Fb"],
    "workbook:HR/a%2F*": ["workbook:HR/a%2Fb"],
    "workbook:HR/a%*": [],
    "workbook:HR/*2Fb": [],
    "workbook:HR/100%": ["workbook:HR/100%"],
    r"workbook:HR/Old/Q\*": ["workbook:HR/Old/Q*"],
    'workbook:HR/Old/"Q*"': ["workbook:HR/Old/Q*"],
    "project:*": ["project:HR", "project:Other"],
    "project:**": ["project:HR", "project:HR/Old", "project:Other", "project:Other/HR"],
    "project:*/HR/**": ["flow:Other/HR/Load", "project:Other/HR"],
    "@bob/**": ["workbook:@bob/Draft"],
    "label:pii": ["view:HR/Pay/Net"],
    "label:sens*": IN_HR,
    "owner:ada": ["project:HR"],
    "owner:bob": ["view:HR/Pay/Net", "workbook:@bob/Draft", "workbook:HR/Pay"],
    "owner:cyd": [],
    "kind:data source": ["data_source:HR/Pay"],
    "kind:fl*": ["flow:Other/HR/Load"],
    "label:sensitive and not (kind:project or HR/Old/**)": [
        it for it in IN_HR if not it.startswith(("project:", "workbook:HR/Old"))
    ],
}


@pytest.mark.parametrize(("text", "expected"), USERS.items())
def test_users_are_selected(site: BulkEngine, text: str, expected: list[str]) -> None:
    assert users(site, text) == expected


@pytest.mark.parametrize(("text", "expected"), ITEMS.items())
def test_items_are_selected(site: BulkEngine, text: str, expected: list[str]) -> None:
    assert items(site, text) == sorted(expected)


# --- Names nobody has ----------------------------------------------------------------------

UNKNOWN_USERS = {
    "adda": ("unknown user `adda`", "did you mean `ada`?"),
    "group:Orange Blet": ("unknown group `Orange Blet`", "did you mean `Orange Belt`?"),
    "group_set:both": ("unknown group set `both`", "did you mean `Both`?"),
    "role:Viewr": ("unknown site role `Viewr`", "did you mean `Viewer`?"),
    "not adda": ("unknown user `adda`", "did you mean `ada`?"),
    "everyone or adda": ("unknown user `adda`", "did you mean `ada`?"),
    "grup:Empty": ("unknown user `grup:Empty`", "did you mean `group`?"),
    "ada AND bob": ("unknown user `ada AND bob`", "operators are written in lower case: `and`"),
}
UNKNOWN_ITEMS = {
    "workbook:HR/Pya": ("unknown workbook `HR/Pya`", "did you mean `HR/Pay`?"),
    "label:sensitve": ("unknown label `sensitve`", "did you mean `sensitive`?"),
    "owner:adda": ("unknown user `adda`", "did you mean `ada`?"),
    "kind:workbok": ("unknown kind of item `workbok`", "did you mean `workbook`?"),
    "wrkbook:HR/*": ("unknown item `wrkbook:HR/*`", "did you mean `workbook`?"),
    '"HR/*y"': (
        "unknown item `HR/*y`",
        "wildcards do not count inside quotes or after a backslash",
    ),
}


@pytest.mark.parametrize(("text", "said"), UNKNOWN_USERS.items())
def test_an_unknown_name_of_a_principal_is_an_error(
    site: BulkEngine, text: str, said: tuple[str, str]
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        select(site, parse_users(text))
    assert (caught.value.message, caught.value.help) == said


@pytest.mark.parametrize(("text", "said"), UNKNOWN_ITEMS.items())
def test_an_unknown_name_of_an_item_is_an_error(
    site: BulkEngine, text: str, said: tuple[str, str]
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        select(site, parse_items(text))
    assert (caught.value.message, caught.value.help) == said


def test_a_glob_that_matches_nothing_is_a_notice(site: BulkEngine) -> None:
    bits, notices = select(site, parse_items("workbook:Nowhere/** or HR"))
    assert bits.bit_count() == 1
    assert [notice.message for notice in notices] == ["no workbook matches `Nowhere/**`"]


def test_a_name_may_stand_that_only_one_of_several_sites_has() -> None:
    plain = {
        "version": 1,
        "sites": {"A": {"users": {"ada": "Viewer"}}, "B": {"users": {"bob": "Viewer"}}},
    }
    misses = Misses()
    found = [Selection(engine, misses).select(parse_users("ada")) for engine in engines_of(plain)]
    assert (found, misses.conclude()) == ([1, 0], [])


def test_names_that_only_have_an_index_are_not_selected() -> None:
    engine = compile_site(declaration_of(SITE).sites["S"], also=["zoe"])
    assert "zoe" in engine.users
    assert users(engine, "not ada") == [name for name in EVERYBODY if name != "ada"]
    with pytest.raises(UnknownNameError):
        select(engine, parse_users("zoe"))


# --- The laws ------------------------------------------------------------------------------

ENGINES = [
    engine
    for seed in range(8)
    for engine in engines_of(random_declaration(seed, 2, gaps=seed % 2 == 1))
]
ITEM_TERMS = [
    *("**", "*", "**/*a*", "kind:project", "not kind:workbook", "owner:*", "project:*/**"),
    *("workbook:**", "*/*", "label:*", "*/**/*s"),
]
USER_TERMS = ["everyone", "*", "*a*", "group:*", "group:All Users", "role:*", "role:Viewer"]


@given(
    st.sampled_from(ENGINES),
    st.lists(st.sampled_from(USER_TERMS), min_size=3, max_size=3),
    st.lists(st.sampled_from(ITEM_TERMS), min_size=3, max_size=3),
)
def test_and_or_not_are_those_of_sets(
    engine: BulkEngine, user_terms: list[str], item_terms: list[str]
) -> None:
    for terms, parse, size in (
        (user_terms, parse_users, len(engine.users)),
        (item_terms, parse_items, len(engine.items)),
    ):
        selection = Selection(engine)

        def found(text: str, parse: Callable = parse, selection: Selection = selection) -> int:
            return selection.select(parse(text))

        a, b, c = (f"({term})" for term in terms)
        full = everyone(size)
        assert found(f"{a} and {b}") == found(a) & found(b)
        assert (
            found(f"{a} or {b}")
            == found(a) | found(b)
            == selection.select(either(parse(a), parse(b)))
        )
        assert found(f"not {a}") == full ^ found(a)
        assert found(f"not ({a} and {b})") == found(f"not {a} or not {b}")
        assert found(f"{a} and ({b} or {c})") == found(f"{a} and {b} or {a} and {c}")
        assert found(f"{a} or {b} and {c}") == found(f"{a} or ({b} and {c})")


@pytest.mark.parametrize("seed", range(20))
def test_terms_select_as_a_plain_reading_does(seed: int) -> None:
    declaration = declaration_of(random_declaration(seed, 2, gaps=seed % 2 == 1))
    for name, site in declaration.sites.items():
        engine = compile_site(site)
        resolver = open_site(declaration, name)
        principals = {user: resolver.principal(it) for user, it in site.users.items()}
        for group in site.groups:
            quoted = '"' + group.replace("\\", "\\\\").replace('"', '\\"') + '"'
            inside = [u for u, it in principals.items() if group in {g.name for g in it.groups}]
            assert users(engine, f"group:{quoted}") == sorted(inside)
        for role in {it.role.name for it in principals.values()}:
            having = [user for user, it in principals.items() if it.role.name == role]
            assert users(engine, f"role:{role}") == sorted(having)
        for item in site.items():
            address = str(item.address)
            kind, _, path = address.partition(":")
            assert items(engine, f'{kind}:"{path}"') == [address]
            if isinstance(item, Project):
                assert set(items(engine, f'project:"{path}"/**')) == {
                    str(it.address)
                    for it in site.items()
                    if (project := resolver.graph.project_of(it))
                    and item in resolver.graph.projects_above(project)
                }


@given(st.text(st.sampled_from("ab*"), max_size=5), st.text(st.sampled_from("ab"), max_size=5))
def test_a_star_matches_as_in_a_shell(pattern: str, name: str) -> None:
    glob = parse_users(f"user:{pattern}" if pattern else 'user:""').expression.name
    assert glob.matches(name) == fnmatchcase(name, pattern)


def test_every_kind_selects_by_its_own_prefix() -> None:
    for engine in ENGINES:
        for kind in Kind:
            expected = sum(governed.item.kind is kind for governed in engine.items)
            assert len(items(engine, f"{kind.value}:**")) == expected
