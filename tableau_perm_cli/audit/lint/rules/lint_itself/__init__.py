"""Rules about the comments that tell lint what to ignore: TP9."""

RULES: tuple[str, ...] = ("unused_ignore", "ignore_without_reason", "unknown_rule_in_ignore")
"""The modules of the family, in the order of their codes."""
