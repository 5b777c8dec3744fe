"""Globs on addresses: ``*`` within one name, ``**`` for any number of names, none among them."""

import re
from collections.abc import Callable, Iterable

from tableau_perm_cli.declaration.address import decode_name
from tableau_perm_cli.resolve.selectors.expression import Glob

ANY_DEPTH = Glob(("", "", ""))
"""Two stars that are a whole step."""

_SLASH_IN_NAME = "\0"
"""Stands for a slash inside a name, where slashes part names; Tableau has no name with it."""


def steps_of(name: Glob) -> tuple[Glob, ...]:
    """Split a glob on addresses into its steps, with the escapes of addresses undone."""
    steps: list[list[str]] = [[""]]
    for number, part in enumerate(name.parts):
        if number:
            steps[-1].append("")
        first, *rest = part.split("/")
        steps[-1][-1] += first
        steps += [[text] for text in rest]
    return tuple(Glob(tuple(map(decode_name, step))) for step in steps)


def literal_path(steps: Iterable[Glob]) -> tuple[str, ...] | None:
    """Return the path that the steps spell; None when there is a star in any of them."""
    names = [step.literal for step in steps]
    path = tuple(name for name in names if name is not None)
    return path if len(path) == len(names) else None


def joined(path: tuple[str, ...]) -> str:
    """Return a path as the text that ``path_matcher`` matches."""
    text = "/".join(path)
    if text.count("/") == len(path) - 1:
        return text
    return "/".join(name.replace("/", _SLASH_IN_NAME) for name in path)


def path_matcher(steps: tuple[Glob, ...]) -> Callable[[str], bool]:
    """Return what says whether a joined path matches the steps."""
    pattern = ""
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if step != ANY_DEPTH:
            pattern += _step(step) + ("" if last else "/")
        elif last:
            # ``A/**`` has A itself, so the slash before the stars goes with them.
            pattern = f"{pattern[:-1]}(?:/.*)?" if pattern.endswith("/") else f"{pattern}.*"
        else:
            pattern += "(?:.*/)?"
    found = re.compile(pattern, re.DOTALL).fullmatch
    return lambda text: found(text) is not None


def _step(step: Glob) -> str:
    texts = [re.escape(part.replace("/", _SLASH_IN_NAME)) for part in step.parts]
    inner = [text for text in texts[1:-1] if text]
    return "[^/]*".join([texts[0], *inner, texts[-1]] if len(texts) > 1 else texts)
