"""Rules about who sees data, and what authoring and publishing need: TP5."""

RULES: tuple[str, ...] = (
    "data_hidden_from_viewers",
    "embedded_shows_denied_data",
    "web_edit_without_connect",
    "overwrite_without_publish",
    "move_nowhere",
    "api_access_wide",
    "publisher_cannot_connect",
    "web_edit_switched_off",
    "save_as_nowhere",
    "api_access_without_connect",
)
"""The modules of the family, in the order of their codes."""
