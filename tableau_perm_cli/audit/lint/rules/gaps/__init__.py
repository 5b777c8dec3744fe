"""Rules about what a pull could not read, or this version does not know: TP8."""

RULES: tuple[str, ...] = (
    "not_read",
    "unknown_capability",
)
"""The modules of the family, in the order of their codes."""
