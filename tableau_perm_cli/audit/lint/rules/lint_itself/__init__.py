"""Rules about the comments that tell lint what to ignore: TP9."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
