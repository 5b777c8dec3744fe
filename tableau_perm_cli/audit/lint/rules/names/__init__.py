"""Rules about names that deceive the eye: TP7."""

RULES: tuple[str, ...] = (
    "confusable_names",
    "mixed_script_name",
    "bidirectional_name",
    "space_around_name",
    "case_only_difference",
    "group_named_like_user",
    "control_character_in_name",
    "slash_like_nesting",
)
"""The modules of the family, in the order of their codes."""
