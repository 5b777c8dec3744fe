"""What the program says by its exit code: a contract (design section 4)."""

from enum import IntEnum


class ExitCode(IntEnum):
    """One meaning a number, for every command."""

    OK = 0
    """Done; of ``can``: allowed."""
    NO = 1
    """Done, and the answer is no: ``can`` says denied."""
    TROUBLE = 2
    """Could not be done: usage, an invalid declaration, an unknown name."""
    INTERNAL = 101
    """A bug in this program."""
    INTERRUPTED = 130
    """Ctrl-C."""
