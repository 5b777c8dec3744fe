"""Rules about All Users and the Default project: TP1."""

RULES: tuple[str, ...] = ("all_users_allow_on_default",)
"""The modules of the family, in the order of their codes."""
