"""Rules about locks and the hierarchy of projects: TP3."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
