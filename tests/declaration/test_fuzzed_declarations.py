"""Whatever happens to a valid declaration, it is read, or refused with places to mend."""

import copy
import json
import random
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import DeclarationError, Severity

GARBAGE = (
    *("\t", "\0", "\x1b", "\ufeff", "\u2028", "\r", "\n", "\n\n", " ", "'", '"', "`", "@", "%"),
    *("{", "}", "[", "]", ":", ": ", ", ", "- ", "? ", "&a ", "*a", "<<: ", "!!x ", "| ", "> "),
    *("# ", "---\n", "...\n", "\\", "é", "🦊", "\u202e", "&a [", "*a\n", "<<: *a\n"),
)
SHAPES = (None, "", "view", "yes", 0, True, [], {}, [[]], [None], {"": None}, {"x": {"y": []}})
KEYS = (
    "",
    "users",
    "groups",
    "projects",
    "permissions",
    "leader",
    "allow",
    "x",
    "All Users",
    "<<",
)
Place = tuple[dict | list, str | int]


def places_in(value: object) -> list[Place]:
    """Return every key and index of a declaration, with what holds it."""
    found: list[Place] = []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += [(value, key), *places_in(value[key])]
    return found


def delete(choose: random.Random, place: Place) -> None:
    del choose
    holder, key = place
    del holder[key]


def replace(choose: random.Random, place: Place) -> None:
    holder, key = place
    holder[key] = copy.deepcopy(choose.choice(SHAPES))


def rename(choose: random.Random, place: Place) -> None:
    holder, key = place
    if isinstance(holder, dict):
        new = choose.choice([*KEYS, f"{key}s", f"{key}"[:-1], f"{key}".upper()])
        holder[new] = holder.pop(key)


def move_inside(choose: random.Random, place: Place) -> None:
    holder, key = place
    holder[key] = choose.choice(([holder[key]], {"x": holder[key]}, {key: holder[key]}))


CHANGES: tuple[Callable[[random.Random, Place], None], ...] = (
    delete,
    replace,
    rename,
    move_inside,
)


def changed_text(choose: random.Random, text: str) -> str:
    """Return the text with a line twice, a piece missing or inserted, or its end cut off."""
    at = choose.randrange(len(text) + 1)
    lines = text.splitlines(keepends=True)
    match choose.randrange(5):
        case 0:
            return text[:at]
        case 1:
            return text[:at] + choose.choice(GARBAGE) + text[at:]
        case 2:
            return text[:at] + text[at + choose.randrange(1, 20) :]
        case 3:
            line = choose.choice(lines)
            return "".join([*lines, line])
        case _:
            number = choose.randrange(len(lines))
            return "".join([*lines[: number + 1], *lines[number:]])


@given(
    seed=st.integers(0, 10_000),
    choice=st.integers(0, 2**32),
    changes=st.integers(0, 4),
    text_changes=st.integers(0, 3),
    as_json=st.booleans(),
)
@settings(
    max_examples=200,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_changed_declaration_is_read_or_refused(
    seed: int,
    choice: int,
    changes: int,
    text_changes: int,
    as_json: bool,  # noqa: FBT001 - drawn by name
) -> None:
    choose = random.Random(choice)  # noqa: S311 - not a secret
    declaration = random_declaration(seed, 1, gaps=seed % 2 == 1)
    for _ in range(changes):
        places = places_in(declaration)
        if places:
            choose.choice(CHANGES)(choose, choose.choice(places))
    text = json.dumps(declaration, indent=1) if as_json else yaml_text(declaration)
    for _ in range(text_changes):
        text = changed_text(choose, text)
    read, error = reading_of("fuzzed.yaml", text.encode("utf-8", "surrogatepass"))
    if error is None:
        assert isinstance(read, Declaration)
        assert changes or text_changes or read.sites
        return
    lines = error.sources("fuzzed.yaml")
    assert lines is not None
    assert error.diagnostics
    for it in error.diagnostics:
        assert it.severity is Severity.ERROR
        assert it.position is not None
        assert it.position.file == "fuzzed.yaml"
        assert 1 <= it.position.line <= len(lines)
        assert it.position.column >= 1


def reading_of(name: str, data: bytes) -> tuple[Declaration | None, DeclarationError | None]:
    """Return what reading gives, or how it was refused; anything else is a failure."""
    try:
        return read_files([(name, data)]), None
    except DeclarationError as error:
        return None, error


@given(data=st.binary(max_size=200))
@settings(max_examples=200, deadline=None, database=None, derandomize=True)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _, error = reading_of("bytes", data)
    if error is not None:
        assert error.diagnostics
        assert all(it.position is not None for it in error.diagnostics)
