"""The personal access token to sign in with: from the environment, or asked for on a terminal.

Its value is never an option, since a command line is seen by everybody on the machine and kept by
the shell; it is never echoed, and nothing here or elsewhere writes it anywhere.
"""

import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tableau_perm_cli.cli.messages import complain
from tableau_perm_cli.cli.options import PlainUsage
from tableau_perm_cli.diagnostics import ToolError, UsageError

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.rest.live.token import Token

NAME_VARIABLE: Final = "TABLEAU_TOKEN_NAME"
VALUE_VARIABLE: Final = "TABLEAU_TOKEN_VALUE"
_SECRETS: Final = ("--token", "--password", "--secret", "--jwt")
"""How options begin that somebody may try."""


def read_token() -> "Token":
    """Return the token of the environment; what is missing there is asked for on a terminal.

    Raises:
        UsageError: it is not there, and there is no terminal to ask on.
        ToolError: what was given is no token.
    """
    from tableau_perm_cli.exchange.rest.live.token import Token  # noqa: PLC0415 - when needed

    name = os.environ.get(NAME_VARIABLE) or _ask("Name of the personal access token: ")
    # Its name is not repeated: who mixes up the two variables has the value there.
    value = os.environ.get(VALUE_VARIABLE) or _ask_hidden("Value of the token (it is not shown): ")
    value = value.strip()
    if not value.isascii() or not value.isprintable():
        raise ToolError(
            "what was given as the value of the personal access token cannot be one",
            help="it is one line of letters, digits and signs, as Tableau showed it once",
        )
    return Token(name, value)


def _ask(prompt: str) -> str:
    """Ask for a line that may be seen."""
    _need_terminal()
    with _own_line():
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
    return _given(line)


def _ask_hidden(prompt: str) -> str:
    """Ask for a line that is not shown while it is typed."""
    _need_terminal()
    with _own_line():
        line = getpass.getpass(prompt, sys.stderr)
    return _given(line)


@contextlib.contextmanager
def _own_line() -> Iterator[None]:
    """End the line of a prompt that was not answered.

    Raises:
        UsageError: the input has ended.
    """
    try:
        yield
    except EOFError:
        complain("\n")
        _given("")
    except KeyboardInterrupt:
        complain("\n")
        raise


def _given(line: str) -> str:
    """Return what was typed.

    Raises:
        UsageError: nothing.
    """
    if text := line.strip():
        return text
    raise UsageError(
        "no token given", help=f"type it, or set {NAME_VARIABLE} and {VALUE_VARIABLE}"
    )


def _need_terminal() -> None:
    """See that somebody can be asked.

    Raises:
        UsageError: nobody.
    """
    if sys.stdin.isatty() and sys.stderr.isatty():
        return
    missing = [it for it in (NAME_VARIABLE, VALUE_VARIABLE) if not os.environ.get(it)]
    raise UsageError(
        f"no token to sign in with: {' and '.join(f'`{it}`' for it in missing)} "
        f"{'is' if len(missing) == 1 else 'are'} not set",
        help=f"set {NAME_VARIABLE} and {VALUE_VARIABLE}; on a terminal they are asked for",
    )


class NoSecrets(PlainUsage):
    """A command that refuses a secret on its command line, without repeating it."""

    def parse_args(self, ctx: object, args: list[str]) -> list[str]:
        """Read the words, unless one of them is an option for a secret.

        Raises:
            UsageError: one is.
        """
        for word in args:
            option = word.partition("=")[0]
            if option.startswith(_SECRETS):
                raise UsageError(
                    f"there is no option `{_known_part(option)}`: a command line is no place "
                    "for a secret",
                    help=f"set {NAME_VARIABLE} and {VALUE_VARIABLE}, or leave them unset on a "
                    "terminal and be asked; a token that was typed here is best revoked",
                )
        return super().parse_args(ctx, args)  # type: ignore[arg-type]


def _known_part(option: str) -> str:
    """Return as much of an option as cannot hold the secret itself: `--tokenABC` is cut."""
    known = ("--token-name", "--token-value", "--token-secret", *_SECRETS)
    whole = [it for it in known if option == it]
    return whole[0] if whole else max((it for it in known if option.startswith(it)), key=len)
