"""TP7: which names deceive the eye, and which are only foreign."""

import json
import unicodedata

import pytest
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.audit.lint import lint, rule_named
from tableau_perm_cli.audit.lint.rules.names.characters import described, unseen_in
from tableau_perm_cli.audit.lint.rules.names.lookalikes import folded, skeleton
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.diagnostics.snippet import concise

NAMES = [rule_named(f"TP7{number:02}") for number in range(1, 9)]


def site(**parts: object) -> dict[str, object]:
    return {"version": 1, "sites": {"Acme": parts}}


def found(declaration: object, *rules: str) -> list[Diagnostic]:
    """Return what some of the rules, by default all of names, find; names are given as data."""
    text = json.dumps(declaration, indent=1)  # writes what is not ASCII as escapes
    chosen = [rule_named(rule) for rule in rules] or NAMES
    return lint(read_files([("acme.yaml", text.encode())]), chosen)


def of_users(*names: str) -> dict[str, object]:
    return site(users=dict.fromkeys(names, "Viewer"))


LOOK_ALIKE = [
    # Cyrillic
    ("payroll", "p\u0430yroll", "CYRILLIC SMALL LETTER A (U+0430)"),
    ("cop", "\u0441\u043e\u0440", "CYRILLIC SMALL LETTER ES (U+0441), CYRILLIC SMALL"),
    ("HR", "\u041dR", "CYRILLIC CAPITAL LETTER EN (U+041D)"),
    # Greek
    ("Visio", "Visi\u03bf", "GREEK SMALL LETTER OMICRON (U+03BF)"),
    ("Zo\u00eb", "Zo\u0451", "CYRILLIC SMALL LETTER IO (U+0451)"),
    ("KPI", "\u039aPI", "GREEK CAPITAL LETTER KAPPA (U+039A)"),
    # NFKC
    ("ada", "\uff41da", "FULLWIDTH LATIN SMALL LETTER A (U+FF41)"),
    ("ada", "\U0001d41ada", "MATHEMATICAL BOLD SMALL A (U+1D41A)"),
    ("finance", "\ufb01nance", "LATIN SMALL LIGATURE FI (U+FB01)"),
    # What cannot be seen
    ("ada", "a\u200bda", "ZERO WIDTH SPACE (U+200B)"),
    ("ada", "ada\u200f", "RIGHT-TO-LEFT MARK (U+200F)"),
    ("ada", "ada ", "SPACE (U+0020)"),
    ("North East", "North\u00a0East", "NO-BREAK SPACE (U+00A0)"),
    # Signs
    ("a-b", "a\u2013b", "EN DASH (U+2013)"),
    ("o'neil", "o\u2019neil", "RIGHT SINGLE QUOTATION MARK (U+2019)"),
]


@pytest.mark.parametrize(("plain", "other", "characters"), LOOK_ALIKE)
@pytest.mark.parametrize("backwards", [False, True])
def test_of_names_that_look_alike_the_odd_one_is_told(
    plain: str, other: str, characters: str, *, backwards: bool
) -> None:
    names = (other, plain) if backwards else (plain, other)
    (finding,) = found(of_users(*names), "TP701")
    assert finding.message.startswith(
        f"the user `{other}` looks like the user `{plain}`, and is another"
    )
    assert characters in finding.message
    assert finding.subject.grantee == f"user:{other}"
    assert finding.subject.detail == plain
    assert [it.label for it in finding.related] == ["what it looks like"]


DIFFERENT = [
    # Numbered, or a letter by chance: of ASCII, which everyone can read
    ("Team O", "Team 0"),
    ("Phase 1", "Phase I"),
    ("al", "a1"),
    ("ada", "adam"),
    ("Team 1", "Team 2"),
    ("modem", "modern"),  # close in some type, and both are words
    ("Users5", "UsersS"),
    ("cafe", "caf\u00e9"),
    ("AL", "AI"),
    ("stra\u00dfe", "STRASSE"),
    ("\u043c\u0438\u0440", "\u043c\u0438\u0433"),  # two Russian words
    ("\u5c71\u7530", "\u5c71\u672c"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_are_seen_to_be_different_are_let_be(one: str, other: str) -> None:
    assert found(of_users(one, other)) == []


SAME_BUT_FOR = [
    ("ada", "Ada", "case"),
    ("caf\u00e9", "cafe\u0301", "how accents are encoded"),
    ("caf\u00e9", "CAFE\u0301", "case"),
    ("\u0430\u0434\u0430", "\u0410\u0434\u0430", "case"),
]


@pytest.mark.parametrize(("one", "other", "what"), SAME_BUT_FOR)
def test_what_differs_in_case_or_encoding_is_told_once(one: str, other: str, what: str) -> None:
    (finding,) = found(of_users(one, other))
    assert finding.code == "TP705"
    assert finding.message == f"the user `{other}` and the user `{one}` differ only in {what}"


def test_only_what_stands_side_by_side_is_compared() -> None:
    declaration = site(
        users={"lee": "Viewer"},
        groups={"1ee team": [], "Sales": []},
        projects={
            "Sales": {
                "workbooks": {"Sales": {"views": {"Sales": {}}}},
                "data_sources": {"SALES": {}, "sales ": {}},
                "projects": {"SALES": {}},
            },
            "Costs": {"workbooks": {"SALES": {}}},
        },
    )
    assert [(it.code, it.message) for it in found(declaration, "TP701", "TP705")] == []


def test_siblings_of_every_kind_are_compared() -> None:
    both = {"Sales": {}, "SALES": {}}
    declaration = site(
        groups={"Sales": [], "SALES": []},
        group_sets={"Both": ["Sales"], "BOTH": ["Sales"]},
        projects={
            "P": {
                "projects": both,
                "workbooks": {"W": {"views": both}},
                "flows": both,
                "databases": {"D": {"tables": both}},
            }
        },
    )
    assert sorted(it.message.partition(" `")[0] for it in found(declaration, "TP705")) == [
        "the flow",
        "the group",
        "the group set",
        "the project",
        "the table",
        "the view",
    ]


def test_a_group_that_imitates_all_users_is_told_of_itself() -> None:
    groups = {"all users": [], "All Us\u0435rs": [], "All  Users": []}
    findings = found(site(groups=groups), "TP701", "TP705")
    assert {it.subject.grantee: it.code for it in findings} == {
        "group:all users": "TP705",
        "group:All Us\u0435rs": "TP701",
        "group:All  Users": "TP701",
    }
    assert {it.subject.detail for it in findings} == {"All Users"}


MIXED = [
    ("p\u0430vel", "mixes Latin and Cyrillic in one word: it has CYRILLIC SMALL LETTER A"),
    ("\u043f\u0430vel", "Latin and Cyrillic in one word: it has CYRILLIC SMALL LETTER PE"),
    ("\u041e\u0442\u0434e\u043b", "Cyrillic in one word: it has LATIN SMALL LETTER E (U+0065)"),
    ("S\u03b1les", "mixes Latin and Greek in one word: it has GREEK SMALL LETTER ALPHA"),
    ("\u0391\u0430", "mixes Cyrillic and Greek in one word"),
    ("IT p\u0430y", "mixes Latin and Cyrillic in one word"),
    ("\uff41\u0430", "mixes Latin and Cyrillic in one word"),
]


@pytest.mark.parametrize(("name", "part"), MIXED)
def test_a_word_of_two_alphabets_is_found(name: str, part: str) -> None:
    (finding,) = found(of_users(name), "TP702")
    assert part in finding.message


@pytest.mark.parametrize(
    "name",
    [
        "\u041e\u0442\u0434\u0435\u043b Sales",  # two words
        "IT-\u043e\u0442\u0434\u0435\u043b",
        "Sales_\u041e\u0442\u0434\u0435\u043b_2",
        "\u5c71\u7530taro",
        "\u30c7\u30fc\u30bfteam",
        "\uae40kim",
        "\u0394T",  # a sign, like no Latin letter
        "5 \u00b5m",
        "caf\u00e9\u0301",
        "ada\U0001f600",
        "\u0439\u0438\u0306",  # an accent of its own has no alphabet
    ],
)
def test_words_side_by_side_and_signs_are_let_be(name: str) -> None:
    assert found(of_users(name), "TP702") == []


@pytest.mark.parametrize(
    "control", [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]
)
def test_every_bidirectional_control_is_found_and_can_be_read(control: str) -> None:
    (finding,) = found(of_users(f"a{control}b"), "TP703", "TP707")
    assert finding.code == "TP703"
    assert unicodedata.name(control) in finding.message
    assert control not in concise(finding)
    assert f"`a\\u{ord(control):04x}b`" in concise(finding)


@pytest.mark.parametrize(
    "name", ["\u05d3\u05e0\u05d4", "\u0644\u064a\u0644\u0649", "Sales \u05d3\u05e0\u05d4"]
)
def test_right_to_left_script_is_only_foreign(name: str) -> None:
    assert found(of_users(name)) == []


SPACES = [
    ("ada ", "ends with SPACE (U+0020)"),
    (" ada", "begins with SPACE (U+0020)"),
    (" ada\u00a0", "begins with SPACE (U+0020), and ends with NO-BREAK SPACE (U+00A0)"),
    ("a  b", "has two spaces together"),
    ("a\u2009b", "has THIN SPACE (U+2009) in its name"),
    ("\u5c71\u7530\u3000", "ends with IDEOGRAPHIC SPACE (U+3000)"),
]


@pytest.mark.parametrize(("name", "part"), SPACES)
def test_a_space_that_nobody_sees_is_put_in_words(name: str, part: str) -> None:
    (finding,) = found(of_users(name), "TP704")
    assert finding.message == f"the user `{name}` {part}"


@pytest.mark.parametrize("name", ["a b", "\u5c71\u7530\u3000\u592a\u90ce", "a\tb"])
def test_other_spaces_are_let_be(name: str) -> None:
    assert found(of_users(name), "TP704") == []


def test_a_no_break_space_may_be_a_backslash_that_yaml_has_read() -> None:
    text = 'version: 1\nsites: {Acme: {users: {"CORP\\_svc": Viewer}}}\n'
    declaration = read_files([("acme.yaml", text.encode())])
    (finding,) = lint(declaration, [rule_named("TP704")])
    assert "within double quotes YAML reads `\\_` as one" in (finding.why or "")


def test_principals_of_one_name_are_told_of_the_later_kind() -> None:
    declaration = site(
        users={"finance": "Viewer", "all users": "Viewer", "ada": "Viewer"},
        groups={"Finance": [], "Readers": []},
        group_sets={"READERS": ["Finance"], "Finance": ["Readers"]},
    )
    assert [it.message for it in found(declaration, "TP706")] == [
        "the user `all users` is named like All Users",
        "the group `Finance` is named like the user `finance`",
        "the group set `READERS` is named like the group `Readers`",
        "the group set `Finance` is named like the user `finance`",
    ]


ESCAPES = [
    ("ada", "\a", "BEL"),
    ("bob", "\b", "BACKSPACE"),
    ("tom", "\t", "TAB"),
    ("ned", "\n", "LINE FEED"),
    ("vic", "\v", "VERTICAL TAB"),
    ("flo", "\f", "FORM FEED"),
    ("rob", "\r", "CARRIAGE RETURN"),
    ("eve", "\x1b", "ESCAPE"),
    ("Nina", "\x85", "NEXT LINE"),
    ("Lea", "\u2028", "LINE SEPARATOR"),
    ("Paul", "\u2029", "PARAGRAPH SEPARATOR"),
    ("0ps", "\0", "NUL"),
]


@pytest.mark.parametrize(("name", "character", "word"), ESCAPES)
def test_a_domain_and_user_in_double_quotes_is_seen_through(
    name: str, character: str, word: str
) -> None:
    r"""YAML 1.2, 5.7: within double quotes ``\a`` is BEL, and so on."""
    text = f'version: 1\nsites: {{Acme: {{users: {{"CORP\\{name}": Viewer}}}}}}\n'
    declaration = read_files([("acme.yaml", text.encode())])
    (finding,) = lint(declaration, [rule_named("TP707")])
    assert finding.subject.grantee == f"user:CORP{character}{name[1:]}"
    assert f"invisible {word} (U+{ord(character):04X})" in finding.message
    assert f"`CORP\\{name}` was perhaps meant" in (finding.why or "")


@pytest.mark.parametrize(
    ("name", "unseen"),
    [
        ("a\u200bb", "\u200b"),
        ("\ufeffa", "\ufeff"),
        ("a\u00adb", "\u00ad"),
        ("a\u200db", "\u200d"),  # a joiner joins nothing in Latin
        ("\u200dab", "\u200d"),
        ("\u0430\u200c\u0431", "\u200c"),
        ("a\x7f", "\x7f"),
        ("\U0001f469\u200d\U0001f4bb", ""),  # emoji
        ("\u2764\ufe0f", ""),
        ("\u0646\u0627\u0645\u0647\u200c\u0647\u0627", ""),  # Persian
        ("\u0915\u094d\u200d\u0937", ""),  # Devanagari
        ("a\u202eb", ""),  # bidirectional-name's
        ("a\u00a0b", ""),  # space-around-name's
        ("caf\u00e9", ""),
    ],
)
def test_what_cannot_be_seen(name: str, unseen: str) -> None:
    assert unseen_in(name) == unseen


def test_half_a_character_is_described_by_its_number() -> None:
    assert unseen_in("a\ud800") == "\ud800"
    assert described("\ud800") == "U+D800"


def test_a_slash_is_told_only_where_a_path_reads_the_same() -> None:
    declaration = site(
        projects={
            "Profit/Loss": {"workbooks": {"A/B": {}}},
            "Finance": {"projects": {"Pay": {"projects": {"Old": {}}}, "Pay/Old": {}}},
            "Finance/Pay": {},
        }
    )
    assert sorted(it.message.partition(": ")[0] for it in found(declaration)) == [
        "`project:Finance%2FPay` reads like `project:Finance/Pay`",
        "`project:Finance/Pay%2FOld` reads like `project:Finance/Pay/Old`",
    ]


def test_a_server_administrator_is_told_of_on_the_first_site_only() -> None:
    declaration = {
        "version": 1,
        "server": {"administrators": ["root ", "r\u043e\u043et"]},
        "sites": {"One": {"users": {"root": "Viewer"}}, "Two": {"users": {"zoe ": "Viewer"}}},
    }
    findings = found(declaration, "TP701", "TP702", "TP704")
    assert {(it.code, it.subject.site) for it in findings} == {
        ("TP701", "One"),
        ("TP702", "One"),
        ("TP704", "One"),
        ("TP704", "Two"),
    }


def test_content_of_every_kind_has_a_name() -> None:
    odd = {"a\u200bb": {}}
    declaration = site(
        users={"ada": "Creator"},
        groups={"G": []},
        group_sets={"S\u200b": ["G"]},
        projects={
            "P": {
                "workbooks": {"W": {"views": odd}},
                "data_sources": odd,
                "flows": odd,
                "virtual_connections": odd,
                "databases": {"D": {"tables": odd}},
            }
        },
        personal_spaces={"ada": {"workbooks": odd}},
    )
    assert sorted(it.message.partition(" `")[0] for it in found(declaration)) == [
        "the data source",
        "the flow",
        "the group set",
        "the table",
        "the view",
        "the virtual connection",
        "the workbook",
    ]


@pytest.mark.parametrize("seed", range(10))
def test_generated_names_are_told_only_when_a_group_has_a_users(seed: int) -> None:
    """Brackets, slashes and colons are odd in a name, and deceive nobody."""
    text = yaml_text(random_declaration(seed))
    declaration = read_files([("random.yaml", text.encode())])
    expected = {
        f"the {word} `{name}`"
        for site in declaration.sites.values()
        for word, names, others in (
            ("group", site.groups, site.users),
            ("group set", site.group_sets, site.users | site.groups),
        )
        for name in names
        if name in others
    }
    findings = lint(declaration, NAMES)
    assert {it.message.partition(" is named like ")[0] for it in findings} == expected


def test_a_skeleton_is_its_own() -> None:
    for _, other, _ in LOOK_ALIKE:
        assert skeleton(skeleton(other)) == skeleton(other)
        assert folded(folded(other)) == folded(other)
