r"""Names are data: in every format of every command they come out verbatim or escaped, never act.

One declaration uses each hostile name for a user, a group, a group set, a project, a workbook, a
view and a label; its file and its site have hostile names too. A name acts when a terminal obeys
it (escape sequences, bidirectional overrides), when it forges a line, a column or a cell, when
Rich, Markdown or HTML mark it up, or when a spreadsheet computes it.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len
from support.running import Ran, run, run_inside, run_on_terminal

from tableau_perm_cli.declaration.address import encode_name
from tableau_perm_cli.diagnostics import visible

NAMES = (
    "[bold]x[/]",
    "[/items]",
    "[link=https://example.com]y[/link]",
    ":key:",
    ":100:",
    "a/b",
    "/",
    "a%2Fb",
    "a%252Fb",
    "100%",
    "=1+1",
    "@SUM(A1)",
    "@user",
    "-2",
    "--help",
    "-",
    "+x",
    "\uff1d1",
    "\x1b[38;5;199mpink\x1b[0m",
    "\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b[2J\x1b[H\x1b[1A",
    "\x9b38;5;199mC1",
    "\x90dcs\x9c",
    "line\nFORGED",
    "return\rFORGED",
    "tab\tFORGED",
    "next\x85FORGED",
    "separator\u2028FORGED\u2029FORGED",
    "back\x08\x08\x08\x7f",
    "\u202egpj.exe\u202c",
    "\u2066isolate\u2069 \u200f\u061c",
    "zero\u200bwidth\u2060\ufeff",
    "x" * 300,
    "👩\u200d👩\u200d👧 family",
    "日本語のとても長いワイドな名前",
    "e\u0301\u0323 combining",
    "::error::x",
    "::error file=a,line=1::x",
    "<script>alert(1)</script>",
    "<!-- -->",
    "&lt;b&gt;&amp;",
    "|pipe|",
    "back\\|slash\\",
    "`tick`",
    "``two`` @x |",
    "*bold* _it_ ~~gone~~",
    "[label](https://example.com)",
    "![image](https://example.com/x.png)",
    "www.example.com #12 GH-12",
    "$x^2$",
    "\"quoted\" and 'quoted'",
    "comma, comma",
    "semi; colon",
    "  leading",
    "trailing  ",
    "project:X",
    "user:ada",
    "group:G",
    "nothing:here",
    "*",
    "a\\nb",
    "null",
    "0123",
)
SITE = "[red]Site\x1b[38;5;199m\n|<b>"
FILE = "[bold]:key:\x1b[38;5;199m|<i>@x.json"
ALL = "everybody"
"""A project whose rules name every user, group and group set."""

# What a terminal obeys: control characters, and those that turn the direction of writing.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
OWN_COLOURS = re.compile("\x1b\\[(?:0|1;2|(?:[124];)?3[1-6]|[124])m")
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def declaration(*names: str) -> str:
    """A site on which each name is that of one thing of every kind, each with rules."""
    rule = "explore"
    projects: dict[str, object] = {
        name: {
            "owner": name,
            "labels": [name],
            "permissions": {
                "groups": {name: {"project": {"allow": ["publish"]}, "workbooks": rule}},
                "users": {name: {"project": "view", "leader": True}},
                "group_sets": {name: {"project": {"deny": ["view"]}}},
            },
            "workbooks": {
                name: {
                    "owner": name,
                    "labels": [name],
                    "tabs": "hidden",
                    "views": {name: {"permissions": {"users": {name: rule}}}},
                }
            },
        }
        for name in names
    }
    everything = {name: {"project": "publish", "workbooks": rule} for name in names}
    projects[ALL] = {
        "permissions": {"users": everything, "groups": everything, "group_sets": everything}
    }
    site = {
        "users": dict.fromkeys(names, "Creator") | {"admin": "Site Administrator Creator"},
        "groups": {name: [name] for name in names} | {"every": list(names)},
        "group_sets": {name: [name] for name in names},
        "projects": projects,
        "personal_spaces": {name: {"workbooks": {name: {}}} for name in names},
    }
    return json.dumps({"version": 1, "sites": {SITE: site}})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("hostile")
    (directory / FILE).write_text(declaration(*NAMES), encoding="utf-8")
    return directory


WIDE_ANSWERS: dict[str, tuple[str, ...]] = {
    "explain group": ("explain", "group:every", "project:everybody"),
    "rules": ("rules", "project:everybody"),
    "who": ("who", "view", "project:everybody"),
    "access": ("access", "admin"),
    "tree": ("tree",),
}
"""Words that bring every name into one answer, but for ``explain group`` not those of items."""


def words_about(name: str) -> dict[str, tuple[str, ...]]:
    """Every command that asks about one thing, asked about one called ``name``."""
    step = encode_name(name)
    return {
        "explain": ("explain", f"user:{name}", f"view:{step}/{step}/{step}"),
        "explain trace": ("explain", f"user:{name}", f"project:{step}", "--trace"),
        "explain group": ("explain", f"group:{name}", f"workbook:{step}/{step}"),
        "can": ("can", f"user:{name}", "view", f"workbook:{step}/{step}"),
        "can task": ("can", f"user:{name}", "see_data", f"view:{step}/{step}/{step}"),
        "rules": ("rules", f"project:{step}"),
        "who": ("who", "view", f"workbook:{step}/{step}"),
        "access": ("access", f"user:{name}"),
        "tree": ("tree", f"project:{step}"),
    }


def ask(place: Path, words: tuple[str, ...], *more: str) -> Ran:
    # `--file` first: behind a name that begins with a dash nothing is an option any more.
    return run_inside("--file", FILE, *more, *words, cwd=place)


def assert_done(ran: Ran, words: tuple[str, ...]) -> None:
    assert ran.exit_code in ({0, 1} if words[0] == "can" else {0}), ran.stderr
    assert not ran.stderr


def assert_inert(text: str) -> None:
    """No terminal obeys anything in the text, and every line is one that the program wrote."""
    found = ACTS.search(text)
    assert found is None, f"{found[0]!r} in {text[max(0, found.start() - 80) :][:160]!r}"
    assert not re.search(r"^\W*FORGED", text, re.MULTILINE)


def rows_of(table: str) -> Iterator[list[str]]:
    for line in table.removesuffix("\n").split("\n"):
        yield line.split("\t")


def markdown_rows(text: str) -> list[list[str]]:
    """The cells that a Markdown renderer sees; each must be plain text or code."""
    rows: list[list[str]] = []
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    assert [token.type for token in tokens if token.level == 0] == ["table_open", "table_close"]
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline":
            pieces = token.children or []
            kinds = {piece.type for piece in pieces}
            assert kinds <= {"text", "text_special", "code_inline"}, (kinds, token.content)
            # What pages look for beyond Markdown stays alone in code.
            plain = "".join(it.content for it in pieces if it.type != "code_inline")
            assert not re.search(r"[@$]|://|www\.|#\d|:[\w+-]+:", plain), plain
            rows[-1].append("".join(piece.content for piece in pieces))
    return rows


def cells_of(csv_text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text, newline="")))


def in_csv(name: str) -> str:
    """What a cell holds for a name: all of it, but for what would drive a terminal."""
    return re.sub(
        "[^\n\t\u2028\u2029]", lambda it: visible(it[0]) if ACTS.match(it[0]) else it[0], name
    )


@dataclass(frozen=True)
class Case:
    """One table in every format of text."""

    tsv: str
    csv: str
    safe: str
    markdown: str
    table: str


def case(place: Path, words: tuple[str, ...]) -> Case:
    def text(*more: str) -> str:
        ran = ask(place, words, *more)
        assert_done(ran, words)
        return ran.stdout

    return Case(
        text("--format", "tsv"),
        text("--format", "csv"),
        text("--format", "csv", "--csv-safe"),
        text("--format", "markdown"),
        text("--format", "table"),
    )


def check_tables(found: Case) -> None:
    """The same cells stand in every format, each escaped as the format wants it."""
    plain = cells_of(found.csv)
    assert len({len(row) for row in plain}) == 1

    assert_inert(found.tsv)
    tsv = list(rows_of(found.tsv))
    assert tsv == [[visible(cell) for cell in row] for row in plain]

    # A line end is kept in quotes, where it ends no row.
    assert not ACTS.search(
        found.csv.replace("\r\n", "\n").replace("\u2028", "").replace("\u2029", "")
    )
    for row, safe_row in zip(plain, cells_of(found.safe), strict=True):
        for cell, safe in zip(row, safe_row, strict=True):
            assert not safe.startswith(FORMULA)
            assert safe == (f"'{cell}" if cell.startswith(FORMULA) else cell)

    assert_inert(found.markdown)
    marked = markdown_rows(found.markdown)[1:]
    assert [[cell.strip() for cell in row] for row in marked] == [
        [visible(cell).strip() for cell in row] for row in plain[1:]
    ]

    assert_inert(found.table)


@pytest.mark.parametrize("command", WIDE_ANSWERS)
def test_a_table_of_all_names_has_the_same_cells_in_every_format(
    place: Path, command: str
) -> None:
    found = case(place, WIDE_ANSWERS[command])

    check_tables(found)
    cells = {cell for row in cells_of(found.csv) for cell in row}
    drawn = found.table
    for name in NAMES:
        wanted = encode_name(in_csv(name)) if command in {"access", "tree"} else in_csv(name)
        assert any(wanted in cell for cell in cells), name
        assert encode_name(visible(name)) in drawn or visible(name) in drawn, name


@pytest.mark.parametrize("command", WIDE_ANSWERS)
def test_json_lines_hold_all_names_verbatim(place: Path, command: str) -> None:
    ran = ask(place, WIDE_ANSWERS[command], "--format", "jsonl")

    assert ran.stdout.isascii()
    assert not ACTS.search(ran.stdout)
    strings = {text for line in ran.stdout.splitlines() for text in strings_of(json.loads(line))}
    for name in NAMES:
        assert any(name in text or encode_name(name) in text for text in strings), name


def strings_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings_of(inner)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_what_bears_the_name_can_be_asked_about_and_stays_verbatim(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / FILE).write_text(declaration(name), encoding="utf-8")
    step = encode_name(name)
    words_of = words_about(name)

    def record(command: str) -> dict[str, object]:
        ran = ask(tmp_path, words_of[command], "--format", "json")
        assert_done(ran, words_of[command])
        assert ran.stdout.isascii()
        assert not ACTS.search(ran.stdout)
        found = json.loads(ran.stdout)
        assert isinstance(found, dict)
        return found

    explained = record("explain")
    assert (explained["site"], explained["user"]) == (SITE, name)
    assert explained["item"] == f"view:{step}/{step}/{step}"
    assert any(text.startswith(FILE) for text in strings_of(explained["governing"]))
    assert record("explain group")["group"] == name
    assert record("can")["user"] == name
    assert record("can task")["item"] == f"view:{step}/{step}/{step}"
    assert record("rules")["owner"] == name
    assert record("who")["item"] == f"workbook:{step}/{step}"
    assert record("access")["user"] == name
    assert {name, f"project:{step}"} <= set(strings_of(record("tree")))

    check_tables(case(tmp_path, words_of["explain"]))
    for command in ("can", "explain trace"):
        ran = ask(tmp_path, words_of[command], "--format", "table")
        assert_done(ran, words_of[command])
        assert_inert(ran.stdout)
        if command == "can":
            assert ran.stdout.count("\n") == 1
        else:
            assert visible(name) in ran.stdout


ALONE = ("-2", "--help", "=1+1", "/", "a%2Fb", "nothing:here", "::error::x", "*", "a\\nb", "0123")


@pytest.mark.parametrize("name", ALONE)
def test_a_name_alone_is_enough_where_no_option_takes_it(tmp_path: Path, name: str) -> None:
    (tmp_path / FILE).write_text(declaration(name), encoding="utf-8")
    dash = ("--",) if name.startswith("-") else ()

    def record(*words: str) -> dict[str, object]:
        ran = ask(tmp_path, words, "--format", "json")
        assert_done(ran, words)
        found = json.loads(ran.stdout)
        assert isinstance(found, dict)
        return found

    assert record("access", *dash, name)["user"] == name
    assert record("can", *dash, name, "view", encode_name(name))["user"] == name
    # A project's name is an address without its kind.
    assert {name} < set(strings_of(record("tree", *dash, encode_name(name))))


def test_a_name_that_looks_like_an_address_is_told_from_what_it_looks_like(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        declaration("X", "project:X", "workbook:project:X", "ada", "user:ada", "group:ada"),
        encoding="utf-8",
    )

    def field(key: str, *words: str) -> object:
        ran = ask(tmp_path, words, "--format", "json")
        assert_done(ran, words)
        return json.loads(ran.stdout)[key]

    for address, item in {
        "project:X": "project:X",
        "project:project:X": "project:project:X",
        "workbook:X/X": "workbook:X/X",
        "project:workbook:project:X": "project:workbook:project:X",
        "workbook:workbook:project:X/workbook:project:X": (
            "workbook:workbook:project:X/workbook:project:X"
        ),
    }.items():
        assert field("item", "rules", address) == item
    # What is so called comes before what the prefix means.
    for user, name in {"ada": "ada", "user:ada": "user:ada", "user:user:ada": "user:ada"}.items():
        assert field("user", "access", user) == name
    assert field("user", "access", "group:ada") == "group:ada"
    assert field("user", "explain", "user:group:ada", "project:X") == "group:ada"
    assert field("group", "explain", "group:ada", "project:X") == "ada"
    assert field("group", "explain", "group:group:ada", "project:X") == "group:ada"


def test_questions_in_bulk_take_names_verbatim(place: Path) -> None:
    questions = [
        {"user": name, "capability": "view", "item": f"project:{encode_name(name)}", "site": SITE}
        for name in NAMES
    ]
    ran = run_inside(
        "can", "-", "-f", FILE, cwd=place, stdin="".join(json.dumps(it) + "\n" for it in questions)
    )

    assert ran.exit_code == 0
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(it["user"], it["item"]) for it in answers] == [
        (it["user"], it["item"]) for it in questions
    ]


@pytest.mark.parametrize("name", NAMES[::6], ids=ascii)
def test_an_unknown_name_is_an_inert_message_of_one_line(place: Path, name: str) -> None:
    unknown = f"{name}\u202e\x1b[1A?"
    step = encode_name(unknown)
    for words in (
        ("access", f"user:{unknown}"),
        ("explain", f"user:{unknown}", "project:everybody"),
        ("explain", f"group:{unknown}", "project:everybody"),
        ("explain", "admin", f"workbook:{step}"),
        ("explain", "admin", "project:everybody", f"c{unknown}"),
        ("can", "admin", f"c{unknown}", "project:everybody"),
        ("can", "admin", "view", f"x{step}"),
        ("can", "admin", "publish_to", "project:everybody", f"--target={unknown}"),
        ("who", f"c{unknown}", "project:everybody"),
        ("rules", f"project:{step}"),
        ("rules", "project:everybody", f"--type={unknown}"),
        ("tree", f"project:{step}"),
        ("tree", f"--site={unknown}"),
        ("tree", f"--file=no{unknown}"),
        ("tree", f"--format={unknown}"),
        ("tree", "--output", f"{place}/no/{unknown}"),
        (f"c{unknown}",),
        ("tree", f"--c{unknown}"),
    ):
        ran = ask(place, words)
        assert ran.exit_code == 2, (words, ran)
        assert not ran.stdout
        assert_inert(ran.stderr)
        said, _, rest = ran.stderr.partition("\n")
        assert said.startswith("error: ")
        assert rest == "" or (rest.startswith("help: ") and rest.count("\n") == 1)


def test_errors_in_a_declaration_show_names_inert(tmp_path: Path) -> None:
    names = [name.replace("\x7f", "") for name in NAMES]
    site = {
        "users": {name: f"role {name}" for name in names},
        "groups": {name: [f"no {name}"] for name in names},
        "projects": {
            name: {"owner": f"no {name}", f"key {name}": {}, "permissions": {"users": {"?": name}}}
            for name in names
        },
    }
    for indent in (None, 1):
        (tmp_path / FILE).write_text(
            json.dumps({"version": 1, "sites": {SITE: site}}, indent=indent, ensure_ascii=False),
            encoding="utf-8",
        )
        ran = run_inside("tree", "-f", FILE, cwd=tmp_path)
        assert ran.exit_code == 2
        assert not ran.stdout
        assert_inert(ran.stderr)
        assert visible(FILE) in ran.stderr


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("command", WIDE_ANSWERS)
def test_a_terminal_in_colour_shows_names_and_obeys_none(
    place: Path, command: str, width: int
) -> None:
    words = WIDE_ANSWERS[command]
    every = ("--all",) if command in {"who", "access"} else ()
    ran = run_on_terminal(*words, *every, "--file", FILE, width=width, cwd=place)

    assert_done(ran, words)
    assert "\x1b[" in ran.stdout
    text = OWN_COLOURS.sub("", ran.stdout)
    found = ACTS.search(text)
    assert found is None, text[max(0, found.start() - 80) :][:160]
    assert max(map(cell_len, text.split("\n"))) <= width
    unbroken = re.sub(r"[\s│├└─✓✗]|Creator", "", text)
    for name in NAMES:
        assert re.sub(r"\s", "", visible(name)) in unbroken or (
            re.sub(r"\s", "", encode_name(visible(name))) in unbroken
        ), name


def test_a_file_whose_name_is_no_text_is_read_and_named(tmp_path: Path) -> None:
    name = "no\udcfftext.json"
    try:
        (tmp_path / name).write_text(declaration("ada"), encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes text only")
    words = ("explain", "ada", "project:everybody", "-f", name)
    for format_ in ("tsv", "csv", "json", "jsonl", "markdown", "table"):
        ran = run_inside(*words, "--format", format_, cwd=tmp_path)
        assert (ran.exit_code, ran.stderr) == (0, "")
        to_file = run_inside(*words, "--format", format_, "--output", "out", cwd=tmp_path)
        assert (to_file.exit_code, to_file.stderr) == (0, "")
        assert (tmp_path / "out").read_bytes().decode() == ran.stdout
    ran = run("access", "no\udcffbody", "-f", name, cwd=tmp_path)
    assert ran.stderr.startswith("error: unknown user `no\\udcffbody`\n")
