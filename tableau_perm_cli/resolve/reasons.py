"""The reason codes: why an answer is what it is. They are part of the JSON contract."""

from enum import StrEnum


class Verdict(StrEnum):
    """What an answer comes to."""

    ALLOWED = "allowed"
    DENIED = "denied"


class Reason(StrEnum):
    """What decided (semantics section 3; the last two are of tasks, section 5)."""

    NOT_ON_SITE = "not_on_site"
    UNLICENSED = "unlicensed"
    GUEST_DISABLED = "guest_disabled"
    SITE_ROLE = "site_role"
    GUEST = "guest"
    SERVER_ADMIN = "server_admin"
    SITE_ADMIN = "site_admin"
    PROJECT_OWNER = "project_owner"
    PROJECT_LEADER = "project_leader"
    OWNER = "owner"
    LOCKED = "locked"
    USER_DENY = "user_deny"
    USER_ALLOW = "user_allow"
    GROUP_DENY = "group_deny"
    GROUP_ALLOW = "group_allow"
    GROUP_SET_DENY = "group_set_deny"
    GROUP_SET_ALLOW = "group_set_allow"
    UNSPECIFIED = "unspecified"
    SITE_SETTING = "site_setting"
    ALL_NEEDS_MET = "all_needs_met"

    @property
    def verdict(self) -> Verdict:
        """The answer that the reason gives; each reason gives only one."""
        return Verdict.ALLOWED if self in _ALLOWING else Verdict.DENIED


_ALLOWING = frozenset(
    {
        Reason.SERVER_ADMIN,
        Reason.SITE_ADMIN,
        Reason.PROJECT_OWNER,
        Reason.PROJECT_LEADER,
        Reason.OWNER,
        Reason.USER_ALLOW,
        Reason.GROUP_ALLOW,
        Reason.GROUP_SET_ALLOW,
        Reason.ALL_NEEDS_MET,
    }
)
