"""Reads the words of expectations with their places: selectors, capabilities."""

from collections.abc import Iterator

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.expectation_model import Written
from tableau_perm_cli.declaration.expected import guessed, unknown
from tableau_perm_cli.declaration.file_values import FileValues, Text
from tableau_perm_cli.declaration.text.document import Value

_KEYS = tuple(
    dict.fromkeys(
        capability.key for content in CATALOG.values() for capability in content.capabilities
    )
)
_QUOTES = ("'", '"')


def written_of(file: FileValues, word: Text) -> Written:
    """Return a word as the model keeps it; an error is noted when it is empty."""
    document = file.document
    position, length = file.position(word.mark), document.token_length(word.mark)
    if not word.text.strip():
        file.error(word.mark, "nothing is named", label="expected a name or a selector")
    lines = document.lines
    line = lines[position.line - 1] if position.line <= len(lines) else ""
    rest = line[position.column - 1 :]
    if rest.startswith(word.text):
        return Written(word.text, position, length, 0, literal=True)
    quoted = rest.startswith(_QUOTES) and rest[1:].startswith(word.text)
    return Written(word.text, position, length, 1 if quoted else 0, literal=quoted)


def written_selectors(
    file: FileValues, holder: Value, key: str, *, may_be_empty: bool = False
) -> tuple[Written, ...]:
    """Return the selectors under a key; an error is noted for a list with none."""
    words = list(_texts(file, holder, key))
    if not words and not may_be_empty and isinstance(holder, dict) and holder.get(key) == []:
        mark, _ = file.marks(holder, key)
        file.error(mark, f"`{key}` selects nothing", label="expected a selector")
    return tuple(written_of(file, word) for word in words)


def written_capabilities(
    file: FileValues, holder: Value, key: str, *, may_be_empty: bool = False
) -> tuple[Written, ...]:
    """Return the capabilities under a key; unknown ones are noted."""
    words = list(_texts(file, holder, key))
    if not words and not may_be_empty and isinstance(holder, dict) and holder.get(key) == []:
        mark, _ = file.marks(holder, key)
        file.error(mark, f"`{key}` names none", label="expected a capability")
    for word in words:
        if not any(content.find(word.text) for content in CATALOG.values()):
            file.error(
                word.mark,
                unknown("capability", word.text),
                label="not a capability of any content type",
                help=guessed(word.text, _KEYS)
                or "`tableau-perm catalog` lists them; tasks can be asked under `expect`",
            )
    return tuple(written_of(file, word) for word in words if word.text.strip())


def _texts(file: FileValues, holder: Value, key: str) -> Iterator[Text]:
    one = file.text(holder, key)
    if one is not None:
        yield one
    elif isinstance(holder, dict):
        yield from file.texts(holder.get(key))
