"""Rules about site roles, administrators, owners and leaders: TP4."""

RULES: tuple[str, ...] = (
    "capability_above_ceiling",
    "group_below_ceiling",
    "too_many_site_administrators",
    "too_many_server_administrators",
    "administrator_outside_admin_group",
    "leader_below_publishing_role",
    "owner_below_publishing_role",
    "leader_for_everyone",
    "unlicensed_owner",
    "undeclared_owner",
    "owner_concentration",
    "rule_for_unlicensed_user",
    "sign_in_raises",
    "legacy_site_role",
    "uncertain_site_role",
    "administrator_by_group",
    "redundant_leader",
)
"""The modules of the family, in the order of their codes."""
