"""Rules about locks and the hierarchy of projects: TP3."""

RULES: tuple[str, ...] = (
    "unlocked_project",
    "sandbox_beside_sensitive",
    "unlocked_data_sources",
    "lock_without_nested",
    "nested_settings_ignored",
    "stale_views",
    "hidden_by_project",
)
"""The modules of the family, in the order of their codes."""
