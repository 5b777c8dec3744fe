"""Rules about ways to more access than was given, and about Guest: TP6."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
