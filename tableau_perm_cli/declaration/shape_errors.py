"""Turns pydantic's findings about the shape of a file into positioned errors in our words."""

from collections.abc import Sequence
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, Discriminator, ValidationError

from tableau_perm_cli.declaration.expected import guessed
from tableau_perm_cli.declaration.file_values import FileValues
from tableau_perm_cli.declaration.lost import Path, lost_at
from tableau_perm_cli.declaration.shape_types import EXPECTED, TAGS, TEXT_TAG
from tableau_perm_cli.declaration.shape_words import (
    boolean_meant,
    called,
    expected_value,
    unknown_key,
)
from tableau_perm_cli.declaration.shapes import DeclarationShape
from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.diagnostics import Diagnostic, Position, Severity, visible

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_UNKNOWN: Final = "extra_forbidden"
_MISSING: Final = "missing"
_LONGEST: Final = 60
"""A longer text is not repeated in the message: it stands in the line below."""


def check_shape(file: FileValues) -> None:
    """Note every error in the shape of the file being read."""
    try:
        DeclarationShape.model_validate(file.document.root)
    except ValidationError as error:
        _note_all(file, error.errors(include_url=False, include_input=False))


def _note_all(file: FileValues, findings: Sequence["ErrorDetails"]) -> None:
    meant: set[tuple[tuple[int | str, ...], str]] = set()
    noted: set[tuple[int | str, ...]] = set()
    for details in findings:
        path = _path(file.document.root, details)
        if details["type"] == _UNKNOWN:
            for guess in _note_unknown_key(file, details, path):
                meant.add((tuple(path[:-1]), guess))
        elif details["type"] != _MISSING and tuple(path) not in noted:
            # Where a value may have one of several types, it fails for each: once is enough.
            noted.add(tuple(path))
            _note_wrong_value(file, details, path)
    for details in findings:
        path = _path(file.document.root, details)
        # A key that is only misspelt is there already, as an unknown one.
        if details["type"] == _MISSING and (tuple(path[:-1]), str(path[-1])) not in meant:
            _note_missing_key(file, path)


def _path(root: Value, details: "ErrorDetails") -> list[int | str]:
    """Return the path of a finding without what pydantic adds for the branches of unions."""
    path: list[int | str] = []
    value = root
    for step in details["loc"]:
        if step not in TAGS and _has(value, step):
            path.append(step)
            value = _child(value, step)
    return [*path, details["loc"][-1]] if details["type"] == _MISSING else path


def _note_missing_key(file: FileValues, path: Path) -> None:
    key = str(path[-1])
    if len(path) == 1:
        label = f"expected `{key}: 1`" if key == "version" else f"expected a key `{key}`"
        file.diagnostics.append(
            Diagnostic(
                Severity.ERROR,
                f"missing key `{key}` in the file",
                Position(file.document.name, 1, 1),
                1,
                label,
                f"begin the file with `{key}: 1`" if key == "version" else None,
            )
        )
        return
    file.error(
        _mark_of(file, path[:-1]),
        f"missing key `{key}` in {_what(path[:-1])}",
        label=f"expected a key `{key}` here",
    )


def _note_unknown_key(file: FileValues, details: "ErrorDetails", path: Path) -> list[str]:
    """Note a key that is not known; return which keys may have been meant."""
    file.lost |= lost_at(path)
    parent, key = _walk(file.document.root, path), str(path[-1])
    if not isinstance(parent, dict):
        return []
    shape, known = _shape_at(details["loc"][:-1])
    label, advice = unknown_key(shape, path[:-1], key, known)
    file.error(
        file.marks(parent, key)[0],
        f"unknown key `{visible(key)}` in {called(shape, path[:-1])}",
        label=label,
        help=advice,
    )
    guess = guessed(key, tuple(known))
    return guess.split("`")[1::2] if guess else []


def _note_wrong_value(file: FileValues, details: "ErrorDetails", path: Path) -> None:
    file.lost |= lost_at(path)
    parent = _walk(file.document.root, path)
    value = _child(parent, path[-1]) if path else parent
    if path and path[-1] == "permissions" and value is None and isinstance(parent, dict):
        file.error(
            file.marks(parent, "permissions")[0],
            "nothing is written under `permissions`",
            label="expected `{}` for no rules at all",
            help="leave the key out where the item still has its initial copy",
        )
        return
    if details["type"] == EXPECTED:
        wanted = details["msg"]
    elif details["loc"][-1:] == (TEXT_TAG,):
        # Nothing is written: pydantic takes that for the text among the alternatives.
        wanted = _choice_at(details["loc"][:-1])
    else:
        wanted = expected_value(details["type"], path, _shape_at(details["loc"])[1])
    advice = None
    if isinstance(value, list) and "`allow`" in wanted:
        advice = "write `{allow: […]}` to list capabilities"
    if isinstance(value, str):
        words = tuple(wanted.split("`")[1::2])
        advice = boolean_meant(value) if "true" in words else None
        advice = advice or guessed(value, words)
    file.error(
        _mark_of(file, path),
        f"{_what(path)} cannot be {_description(value)}",
        label=f"expected {wanted}",
        help=advice,
    )


def _what(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "the file"
    if isinstance(path[-1], int):
        return f"an element of `{visible(names[-1])}`"
    return f"`{visible(names[-1])}`"


def _description(value: Value) -> str:
    match value:
        case None:
            return "empty"
        case str():
            return f"`{visible(value)}`" if len(value) <= _LONGEST else "this text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _has(value: Value, step: int | str) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _child(value: Value, step: int | str) -> Value:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _walk(root: Value, path: Path) -> Value:
    """Return what holds the last step of ``path``."""
    value = root
    for step in path[:-1]:
        value = _child(value, step)
    return value


def _mark_of(file: FileValues, path: Path) -> Mark:
    """Return where the value at ``path`` is written; its key when the value is empty."""
    document = file.document
    if not path:
        return document.mark(document.root) if isinstance(document.root, dict | list) else 0
    parent, last = _walk(document.root, path), path[-1]
    if isinstance(parent, dict) and isinstance(last, str):
        return file.marks(parent, last)[0 if parent.get(last) is None else 1]
    if isinstance(parent, list) and isinstance(last, int):
        return document.value_mark(parent, last)
    return 0


def _choice_at(location: tuple[int | str, ...]) -> str:
    """Return what a value with several shapes at ``location`` can be, in words."""
    kind: Any = DeclarationShape
    for step in location:
        kind = _inside(kind, step)
    for part in (kind, *get_args(kind)):
        for mark in getattr(part, "__metadata__", ()):
            if isinstance(mark, Discriminator) and mark.custom_error_message:
                return mark.custom_error_message
    return "text"


def _shape_at(location: tuple[int | str, ...]) -> tuple[str, list[str]]:
    """Return the name and the keys of the mapping that pydantic wanted at ``location``."""
    kind: Any = DeclarationShape
    for step in location:
        kind = _inside(kind, step)
    models = [part for part in _alternatives(kind) if _is_model(part)]
    return (models[0].__name__, list(models[0].model_fields)) if models else ("", [])


def _inside(kind: Any, step: int | str) -> Any:  # noqa: ANN401 - a type expression
    """Return the type of what stands at ``step`` in a value of ``kind``."""
    for part in _alternatives(kind):
        origin = get_origin(part)
        if step in TAGS:
            return kind
        if _is_model(part) and step in part.model_fields:
            return _annotations(part)[str(step)]
        if origin is dict and isinstance(step, str):
            return get_args(part)[1]
        if origin is list and isinstance(step, int):
            return get_args(part)[0]
    return NoneType


@cache
def _annotations(model: type[BaseModel]) -> dict[str, Any]:
    """Return the types of a model's fields; pydantic leaves names in them unresolved."""
    return get_type_hints(model, include_extras=True)


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - a type expression
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _alternatives(kind: Any) -> list[Any]:  # noqa: ANN401 - a type expression
    """Return what a value of ``kind`` can be, with annotations and unions taken apart."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _alternatives(get_args(kind)[0])
    if origin in {Union, UnionType}:
        return [part for member in get_args(kind) for part in _alternatives(member)]
    return [kind]
