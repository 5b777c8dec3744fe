"""Reads one expectation and checks that it says one thing, and says it whole."""

from collections.abc import Mapping
from typing import Final

from tableau_perm_cli.declaration.expectation_model import (
    Expectation,
    ExpectationForm,
    ExpectedAnswer,
    MatrixCell,
    Scope,
    Written,
)
from tableau_perm_cli.declaration.expectation_words import (
    written_capabilities,
    written_of,
    written_selectors,
)
from tableau_perm_cli.declaration.expected import one_of
from tableau_perm_cli.declaration.file_values import FileValues, Text, get
from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.diagnostics import did_you_mean, visible

_F: Final = ExpectationForm
_INVARIANTS: Final = frozenset({_F.NEVER, _F.ONLY, _F.ALWAYS})
_OF_A_TABLE: Final = ("expect", "because", "matrix", "closed")
_KEYS: Final[Mapping[ExpectationForm, frozenset[str]]] = {
    _F.TABLE: frozenset({"users", "items", *_OF_A_TABLE, "include_admins"}),
    _F.WHO: frozenset({"who", "include_admins"}),
    **{
        form: frozenset({form.value, "include_admins", "include_owners", "any_user"})
        for form in _INVARIANTS
    },
    _F.AT_MOST: frozenset({"at_most", "users", "capabilities", "items", "include_admins"}),
    _F.DISJOINT: frozenset({"disjoint", "capabilities", "include_admins", "any_user"}),
}
"""What may stand beside the name, by form."""
_KNOWN: Final = frozenset({"name"}).union(*_KEYS.values())
_HOLDS_ADMINS: Final = frozenset({_F.TABLE, _F.WHO, _F.ALWAYS})
"""The forms that are about administrators too, unless `include_admins: false` says otherwise."""
_FEWEST_DUTIES: Final = 2


class ExpectationReader:
    """Reads one expectation."""

    def __init__(self, file: FileValues, value: dict[str, Value], name: Text, mark: Mark) -> None:
        self._file = file
        self._value = value
        self._name = name
        self._mark = mark

    def read(self) -> Expectation:
        """Return it; where an error was noted, what could be read of it."""
        if not self._name.text.strip():
            self._error(self._name.mark, "an expectation has an empty name", "expected a name")
        form = self._form()
        self._check_keys(form)
        inner = self._value.get(form.value) if form in _INVARIANTS else self._value
        return Expectation(
            self._name.text,
            self._file.position(self._name.mark),
            self._file.document.token_length(self._name.mark),
            form,
            self._who_scope() if form is _F.WHO else self._scope(form, inner),
            self._answers() if form is _F.TABLE else (),
            self._matrix() if form is _F.TABLE else (),
            self._flag("closed", inner),
            self._exactly() if form is _F.WHO else (),
            self._limit(),
            self._duties() if form is _F.DISJOINT else (),
            self._flag("include_admins", inner, default=form in _HOLDS_ADMINS),
            self._flag("include_owners", inner),
            self._flag("any_user", inner),
        )

    def _error(
        self,
        mark: Mark,
        message: str,
        label: str,
        help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
    ) -> None:
        self._file.error(mark, message, label=label, help=help)

    # Which form

    def _form(self) -> ExpectationForm:
        value = self._value
        present = [form for form in ExpectationForm if form is not _F.TABLE and form in value]
        table = next((key for key in _OF_A_TABLE if key in value), None)
        keys = [*([table] if table else []), *(form.value for form in present)]
        keys.sort(key=list(value).index)
        if not keys and _KNOWN.issuperset(value):  # else it is what was misspelt
            self._error(
                self._name.mark,
                f"the expectation `{visible(self._name.text)}` expects nothing",
                f"expected {one_of([form.value for form in ExpectationForm])} beside the name",
            )
        elif len(keys) > 1:
            mark, _ = self._file.marks(value, keys[1])
            first, _ = self._file.marks(value, keys[0])
            self._file.error(
                mark,
                f"`{keys[1]}` and `{keys[0]}` are two expectations",
                label="the second",
                help="give each an element of the list with a name of its own",
                related=(self._file.related(first, "the first"),),
            )
        return _F.TABLE if not keys or keys[0] in _OF_A_TABLE else ExpectationForm(keys[0])

    def _check_keys(self, form: ExpectationForm) -> None:
        starters = {"name", *_OF_A_TABLE, *ExpectationForm}
        for key in self._value:
            if key in _KNOWN - _KEYS[form] - starters:
                mark, _ = self._file.marks(self._value, key)
                advice = None
                if key in {"users", "items", "capabilities"} and form in _INVARIANTS:
                    advice = f"write it inside, as `{form.value}: {{{key}: …}}`"
                self._error(
                    mark,
                    f"`{key}` does not go with `{form.value}`",
                    f"expected nothing but {one_of(sorted(_KEYS[form] | {'name'}))}",
                    advice,
                )

    # What it is about

    def _scope(self, form: ExpectationForm, inner: Value) -> Scope:
        if form is _F.DISJOINT:
            return Scope(self._file.position(self._mark))
        if form is _F.TABLE and any(key in self._value for key in _OF_A_TABLE):
            if "matrix" not in self._value or "expect" in self._value:
                self._require("users", "items")
            if "matrix" not in self._value and self._value.get("closed") != "true":
                self._require("expect")
        if form is _F.AT_MOST:
            self._require("capabilities", "items")
        return self._read_scope(inner, self._mark)

    def _require(self, *keys: str) -> None:
        for key in keys:
            if not self._value.get(key) and (
                key not in self._value or isinstance(self._value[key], dict)
            ):
                mark = self._name.mark
                if key in self._value:
                    mark, _ = self._file.marks(self._value, key)
                self._error(
                    mark,
                    f"missing `{key}` in the expectation `{visible(self._name.text)}`",
                    f"expected `{key}` beside the name",
                )

    def _read_scope(self, value: Value, mark: Mark) -> Scope:
        file = self._file
        return Scope(
            file.position(mark),
            written_selectors(file, value, "users"),
            written_capabilities(file, value, "capabilities"),
            written_selectors(file, value, "items"),
        )

    def _who_scope(self) -> Scope:
        who = self._value.get("who")
        return Scope(
            self._file.position(self._mark),
            (),
            written_capabilities(self._file, who, "capability"),
            written_selectors(self._file, who, "item"),
        )

    # What it says of that

    def _flag(self, key: str, inner: Value, *, default: bool = False) -> bool:
        said = [value for value in (get(self._value, key), get(inner, key)) if value is not None]
        if len(said) > 1 and inner is not self._value and isinstance(inner, dict):
            mark, _ = self._file.marks(inner, key)
            outer, _ = self._file.marks(self._value, key)
            self._file.error(
                mark,
                f"`{key}` is written twice",
                label="the second",
                help="keep one of the two",
                related=(self._file.related(outer, "the first"),),
            )
        return said[0] == "true" if said else default

    def _answers(self) -> tuple[ExpectedAnswer, ...]:
        file = self._file
        reasons = {
            entry.key: (entry, written_of(file, Text(entry.value, entry.value_mark)))
            for entry in file.entries(self._value.get("because"))
            if isinstance(entry.value, str)
        }
        answers = []
        for entry in file.entries(self._value.get("expect")):
            _, reason = reasons.pop(entry.key, (None, None))
            word = written_of(file, Text(entry.key, entry.key_mark))
            answers.append(ExpectedAnswer(word, entry.value == "allowed", reason))
        for entry, _ in reasons.values():
            self._error(
                entry.key_mark,
                f"`because` gives a reason for `{visible(entry.key)}`, which `expect` lacks",
                "expected a key of `expect`",
                did_you_mean(entry.key, [answer.word.text for answer in answers]),
            )
        return tuple(answers)

    def _matrix(self) -> tuple[MatrixCell, ...]:
        file = self._file
        cells = []
        for row in file.entries(self._value.get("matrix")):
            users = written_of(file, Text(row.key, row.key_mark))
            for cell in file.entries(row.value):
                items = written_of(file, Text(cell.key, cell.key_mark))
                allowed = written_capabilities(file, row.value, cell.key, may_be_empty=True)
                cells.append(MatrixCell(users, items, allowed))
        if "matrix" in self._value and not cells:
            mark, _ = file.marks(self._value, "matrix")
            self._error(mark, "the matrix has no cells", "expected `{USER: {ITEM: […]}}`")
        return tuple(cells)

    def _exactly(self) -> tuple[Written, ...]:
        return written_selectors(self._file, self._value.get("who"), "exactly", may_be_empty=True)

    def _limit(self) -> int:
        value = self._value.get("at_most")
        return int(value) if isinstance(value, str) and value.isdecimal() else 0

    def _duties(self) -> tuple[Scope, ...]:
        file, value = self._file, self._value.get("disjoint")
        if not isinstance(value, list):
            return ()
        mark, _ = file.marks(self._value, "disjoint")
        elements = list(file.document.elements(value))
        if len(elements) < _FEWEST_DUTIES:
            self._error(mark, "`disjoint` needs two or more", "expected `[SELECTOR, SELECTOR]`")
        if len({type(element) for element, _ in elements}) > 1:
            self._error(mark, "`disjoint` mixes selectors and mappings", "expected one of the two")
        shared = written_capabilities(file, self._value, "capabilities")
        if shared and any(isinstance(element, dict) for element, _ in elements):
            own, _ = file.marks(self._value, "capabilities")
            self._error(
                own,
                "`capabilities` stands beside `disjoint` and in it",
                "expected in each mapping, or beside a list of selectors",
            )
        duties = []
        for element, at in elements:
            if isinstance(element, str):
                word = (written_of(file, Text(element, at)),)
                place = file.position(at)
                duties.append(
                    Scope(place, (), shared, word) if shared else Scope(place, word, (), ())
                )
            elif isinstance(element, dict):
                duties.append(self._read_scope(element, at))
        return tuple(duties)
