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
    NOT_READ = "not_read"
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

    @property
    def meaning(self) -> str:
        """What the code says, as a sentence."""
        return _MEANINGS[self]


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

_MEANINGS = {
    Reason.NOT_ON_SITE: "The user belongs to another site of the declaration, not to this one.",
    Reason.UNLICENSED: "An Unlicensed user cannot sign in and can do nothing.",
    Reason.GUEST_DISABLED: "The Guest user can do nothing while guest access is off.",
    Reason.SITE_ROLE: "The user's site role can never use the capability, whatever a rule says.",
    Reason.GUEST: "The Guest user can never have the capability.",
    Reason.SERVER_ADMIN: "A server administrator may do everything on every site.",
    Reason.SITE_ADMIN: "A site administrator may do everything on the site.",
    Reason.PROJECT_OWNER: "The user owns the project or one above it.",
    Reason.PROJECT_LEADER: "The user, or a group the user is in, leads the project or one above.",
    Reason.OWNER: "The user owns the content, or what it is part of.",
    Reason.LOCKED: "Permissions are locked, and only those in charge of the lock may set them.",
    Reason.NOT_READ: "The rules that decide could not be read, so the declaration lacks them.",
    Reason.USER_DENY: "A rule for the user denies; it comes before every group's rule.",
    Reason.USER_ALLOW: "A rule for the user allows; it comes before every group's rule.",
    Reason.GROUP_DENY: "A rule for a group of the user's denies; one deny among groups is enough.",
    Reason.GROUP_ALLOW: "A rule for a group of the user's allows, and none denies.",
    Reason.GROUP_SET_DENY: "A rule for a group set denies; the user is in all of its groups.",
    Reason.GROUP_SET_ALLOW: "A rule for a group set allows; the user is in all of its groups.",
    Reason.UNSPECIFIED: "No rule says anything, and what is not granted is denied.",
    Reason.SITE_SETTING: "A setting of the site, such as web authoring, rules the task out.",
    Reason.ALL_NEEDS_MET: "Everything the task needs is there.",
}
