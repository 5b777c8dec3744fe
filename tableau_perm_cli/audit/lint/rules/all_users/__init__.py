"""Rules about All Users and the Default project: TP1."""

RULES: tuple[str, ...] = (
    "all_users_allow_on_default",
    "all_users_allow",
    "all_users_deny",
    "content_in_default",
    "default_lock_not_copied",
    "no_default_project",
    "default_without_permissions",
)
"""The modules of the family, in the order of their codes."""
