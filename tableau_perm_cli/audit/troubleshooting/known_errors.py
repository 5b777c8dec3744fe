"""The errors that the knowledge-base article is about, known by their text or a part of it.

Source: KB, "Error: you must have the Connect … logged in as Guest" (semantics section 5).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tableau_perm_cli.audit.troubleshooting.actions import KINDS, Action
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.diagnostics import UsageError, visible
from tableau_perm_cli.resolve import Need
from tableau_perm_cli.resolve.task_result import NeedKind


class ErrorName(StrEnum):
    """The errors, as the JSON record names them."""

    CONNECT = "connect_permission"
    ACCESS_DENIED = "access_denied"
    PUBLISH = "publish_failed"


@dataclass(frozen=True, slots=True)
class KnownError:
    """An error that has two sorts of causes: permissions, and what is outside them."""

    name: ErrorName
    text: str
    """What people see."""
    telling: tuple[str, ...]
    """Parts that tell it from all others, wherever in a longer text they stand."""
    actions: tuple[Action, ...]
    """What may have been tried when it came, the likeliest first."""
    names_guest: bool = False
    """Whether it says that the user is logged in as Guest."""

    def action_for(self, kind: Kind, given: Action | None) -> Action:
        """Return what was tried with content of ``kind`` when the error came.

        Args:
            kind: of the item.
            given: what the user says was tried.

        Raises:
            UsageError: the error does not come from that, or not with such an item.
        """
        fitting = [action for action in self.actions if kind in KINDS[action]]
        if not fitting:
            kinds = {it for action in self.actions for it in KINDS[action]}
            label = CATALOG[kind].label.lower()
            raise UsageError(
                f"this error does not come with a {label}",
                help=f"it is for: {', '.join(sorted(kind.value for kind in kinds))}",
            )
        if given is None:
            return fitting[0]
        # To open an item takes less than what the error is about, if there is more to it.
        if given not in self.actions or (given is Action.OPEN and fitting[0] is not Action.OPEN):
            raise UsageError(
                f"this error does not come from the action `{given.value}` alone",
                help=f"leave --action out, for `{fitting[0].value}`",
            )
        return given

    def is_explained_by(self, need: Need) -> bool:
        """Whether a missing permission gives this very error."""
        if self.name is not ErrorName.CONNECT:
            return True
        by_kind = need.kind in {NeedKind.OWN_CONNECT, NeedKind.PUBLISHERS_CONNECT}
        return by_kind or (
            need.derivation is not None and need.derivation.capability.key == "connect"
        )


KNOWN_ERRORS: tuple[KnownError, ...] = (
    KnownError(
        ErrorName.CONNECT,
        "To access this workbook, you must have the Connect permission for its data sources. "
        "Because you are logged in as Guest",
        ("connect permission", "logged in as guest"),
        (Action.SEE_DATA, Action.CONNECT, Action.WEB_EDIT),
        names_guest=True,
    ),
    KnownError(
        ErrorName.ACCESS_DENIED,
        "HTTP 403 Access Denied by security policy",
        ("access denied", "by security policy", "http 403", "403"),
        (Action.SEE_DATA, Action.CONNECT, Action.OPEN, Action.WEB_EDIT, Action.PUBLISH),
    ),
    KnownError(
        ErrorName.PUBLISH,
        "publish: internal server error",
        ("internal server error",),
        (Action.PUBLISH,),
    ),
)
_FEWEST_WORDS = 2
"""A single word of an error could be of any other one too."""


def error_of(text: str) -> KnownError:
    """Return the known error that a text is, has in it, or is a part of.

    Case, punctuation and spaces do not count, and ``…`` stands for words that are left out.

    Raises:
        UsageError: it is none of them, or could be several.
    """
    pieces = [words for words in map(_words, re.split(r"…|\.\.\.", text)) if words]
    found = [error for error in KNOWN_ERRORS if _is(pieces, error)]
    if len(found) != 1:
        known = ", ".join(f"`{error.text}`" for error in KNOWN_ERRORS)
        raise UsageError(
            f"unknown error `{visible(text)}`",
            help=f"known by their text or a part of it: {known}",
        )
    return found[0]


def _is(pieces: list[list[str]], error: KnownError) -> bool:
    given = [word for piece in pieces for word in piece]
    if any(_at(_words(part), given, 0) is not None for part in error.telling):
        return True
    return len(given) >= _FEWEST_WORDS and _are_parts(pieces, _words(error.text))


def _are_parts(pieces: list[list[str]], whole: list[str]) -> bool:
    """Whether the pieces stand in the whole text, one after the other."""
    here = 0
    for piece in pieces:
        at = _at(piece, whole, here)
        if at is None:
            return False
        here = at + len(piece)
    return True


def _at(part: list[str], whole: list[str], start: int) -> int | None:
    return next((at for at in _starts(part, whole, start)), None)


def _starts(part: list[str], whole: list[str], start: int) -> Iterator[int]:
    size = len(part)
    return (at for at in range(start, len(whole) - size + 1) if whole[at : at + size] == part)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
