"""Rules about who sees data, and what authoring and publishing need: TP5."""

RULES: tuple[str, ...] = ()
"""The modules of the family, in the order of their codes."""
