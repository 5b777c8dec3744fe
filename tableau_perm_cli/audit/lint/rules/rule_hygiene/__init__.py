"""Rules about permission rules that are risky, dead or say nothing: TP2."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
