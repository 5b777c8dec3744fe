"""The personal access token, which never shows its value."""

from dataclasses import dataclass, field

from tableau_perm_cli.diagnostics import ToolError


@dataclass(frozen=True, slots=True)
class Token:
    """A personal access token; its ``str`` and ``repr`` do not tell the value.

    Raises:
        ToolError: the name or the value is empty.
    """

    name: str = field(repr=False)
    """Left out too: who mixes up the two variables has the value here."""
    value: str = field(repr=False)

    def __post_init__(self) -> None:
        for what, text in (("name", self.name), ("value", self.value)):
            if not text.strip():
                raise ToolError(f"the {what} of the personal access token is empty")
