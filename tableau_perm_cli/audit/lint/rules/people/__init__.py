"""Rules about site roles, administrators, owners and leaders: TP4."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
