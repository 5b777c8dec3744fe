"""Rules about ways to more access than was given, and about Guest: TP6."""

RULES: tuple[str, ...] = (
    "set_permissions_for_non_owner",
    "overwrite_for_broad_group",
    "sensitive_download",
    "guest_reaches_sensitive",
    "guest_on_prompting_workbook",
    "guest_access_for_nothing",
    "guest_access_without_guest_user",
    "guest_through_all_users",
    "sensitive_data_embedded",
)
"""The modules of the family, in the order of their codes."""
