"""Rules about names that deceive the eye: TP7."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
