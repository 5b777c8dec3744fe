"""Rules about permission rules that are risky, dead or say nothing: TP2."""

RULES: tuple[str, ...] = (
    "user_rule",
    "content_rule",
    "view_rule",
    "dead_rule_under_lock",
    "dead_rule_under_tabs",
    "empty_rule",
    "rule_for_someone_in_charge",
    "retired_content_rule",
    "rule_changes_nothing",
    "group_conflict",
    "user_rule_overrides_group_deny",
    "deny_where_unspecified_would_do",
    "duplicate_groups",
    "empty_group",
    "empty_group_set",
    "group_set_is_not_a_union",
    "rule_for_nobody",
    "leader_denied",
    "retired_capability",
    "group_set_rules_off",
    "duplicate_capability",
    "rule_repeats_the_copy",
)
"""The modules of the family, in the order of their codes."""
