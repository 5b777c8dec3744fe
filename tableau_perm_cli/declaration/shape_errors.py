"""Turns pydantic's findings about the shape of a file into positioned errors in our words."""

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tableau_perm_cli.declaration.document import Mark, Value
from tableau_perm_cli.declaration.file_values import FileValues
from tableau_perm_cli.declaration.shapes import EXPECTED, TAGS, DeclarationShape
from tableau_perm_cli.diagnostics import did_you_mean, visible

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED_BY_TYPE = {
    "string_type": "text",
    "dict_type": "a mapping by name",
    "list_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def check_shape(file: FileValues) -> None:
    """Note every error in the shape of the file being read."""
    try:
        DeclarationShape.model_validate(file.document.root)
    except ValidationError as error:
        for details in error.errors(include_url=False, include_input=False):
            _note(file, details)


def _note(file: FileValues, details: "ErrorDetails") -> None:
    path = [step for step in details["loc"] if step not in TAGS]
    parent, last = _walk(file.document.root, path)
    if details["type"] == "missing":
        mark = _mark_of(file, path[:-1])
        where = f"in `{visible(str(path[-2]))}`" if len(path) > 1 else "in the file"
        file.error(mark, f"missing key `{last}` {where}", label=f"expected a key `{last}` here")
    elif details["type"] == "extra_forbidden" and isinstance(parent, dict):
        known = _keys_at(details["loc"][:-1])
        file.error(
            file.document.key_mark(parent, str(last)),
            f"unknown key `{visible(str(last))}`",
            label="expected one of " + ", ".join(f"`{key}`" for key in known),
            help=did_you_mean(str(last), known),
        )
    else:
        _note_wrong_value(file, details, path)


def _note_wrong_value(file: FileValues, details: "ErrorDetails", path: list[int | str]) -> None:
    parent, last = _walk(file.document.root, path)
    value = _child(parent, last) if path else parent
    mark = _mark_of(file, path)
    name = _what(path)
    if details["type"] == EXPECTED:
        expected = details["msg"]
    else:
        expected = _EXPECTED_BY_TYPE.get(details["type"], details["msg"])
    if last == "permissions" and value is None and isinstance(parent, dict):
        file.error(
            file.document.key_mark(parent, "permissions"),
            "nothing is written under `permissions`",
            label="expected `{}` for no rules at all",
            help="leave the key out where the item still has its initial copy",
        )
        return
    found = _description(value)
    guess = None
    if isinstance(value, str) and "`" in expected:
        guess = did_you_mean(value, expected.split("`")[1::2])
    file.error(mark, f"{name} cannot be {found}", label=f"expected {expected}", help=guess)


def _what(path: Sequence[int | str]) -> str:
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "the file"
    if path and isinstance(path[-1], int):
        return f"an element of `{visible(names[-1])}`"
    return f"`{visible(names[-1])}`"


def _description(value: Value) -> str:
    match value:
        case None:
            return "empty"
        case str():
            return f"`{visible(value)}`" if len(value) <= 60 else "this text"  # noqa: PLR2004
        case list():
            return "a list"
        case _:
            return "a mapping"


def _child(value: Value, step: int | str) -> Value:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _walk(root: Value, path: Sequence[int | str]) -> tuple[Value, int | str]:
    """Return what holds the last step of ``path``, and that step."""
    value = root
    for step in path[:-1]:
        value = _child(value, step)
    return value, path[-1] if path else ""


def _mark_of(file: FileValues, path: Sequence[int | str]) -> Mark:
    """Return where the value at ``path`` is written; its key when the value is empty."""
    document = file.document
    if not path:
        return document.mark(document.root) if isinstance(document.root, dict | list) else 0
    parent, last = _walk(document.root, path)
    if isinstance(parent, dict) and isinstance(last, str):
        empty = parent.get(last) is None
        return document.key_mark(parent, last) if empty else document.value_mark(parent, last)
    if isinstance(parent, list) and isinstance(last, int):
        return document.value_mark(parent, last)
    return 0


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys of the mapping that pydantic met at ``location``."""
    kind: Any = DeclarationShape
    for step in location:
        kind = _inside(kind, step)
    models = [part for part in _alternatives(kind) if _is_model(part)]
    return list(models[0].model_fields) if models else []


def _inside(kind: Any, step: int | str) -> Any:  # noqa: ANN401 - a type expression
    """Return the type of what stands at ``step`` in a value of ``kind``."""
    for part in _alternatives(kind):
        origin = get_origin(part)
        if step in TAGS:
            return kind
        if _is_model(part) and step in part.model_fields:
            return part.model_fields[str(step)].annotation
        if origin is dict and isinstance(step, str):
            return get_args(part)[1]
        if origin is list and isinstance(step, int):
            return get_args(part)[0]
    return NoneType


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
