"""Changes of people: who is on the site, in which groups, with which site role."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.changes import amend
from tableau_perm_cli.audit.changes.change import ChangeError, Played, unchanged
from tableau_perm_cli.audit.changes.looking_up import user_of, written_group_of
from tableau_perm_cli.catalog import RoleClass, SiteRole
from tableau_perm_cli.catalog.site_roles import RoleReading
from tableau_perm_cli.declaration.model import (
    Grantee,
    GranteeKind,
    Group,
    Item,
    Project,
    ProjectPermissions,
    Site,
)
from tableau_perm_cli.resolve.excerpt import open_excerpt
from tableau_perm_cli.resolve.principal import Principal

_FEW = 3


@dataclass(frozen=True, slots=True)
class AddToGroup:
    """A user becomes a member of a group."""

    user: str
    group: str

    @property
    def summary(self) -> str:
        """What is done."""
        return f"add `{self.user}` to group `{self.group}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such user or group, or everyone is in it.
        """
        user_of(site, self.user)
        group = written_group_of(site, self.group, "be added to")
        if self.user in group.members:
            return unchanged(site, f"`{self.user}` is in group `{self.group}` already")
        after = amend.with_members(site, self.group, (*group.members, self.user))
        return Played(after, tuple(_role_notes(site, after, self.user, group)))


@dataclass(frozen=True, slots=True)
class RemoveFromGroup:
    """A user is a member of a group no longer."""

    user: str
    group: str

    @property
    def summary(self) -> str:
        """What is done."""
        return f"remove `{self.user}` from group `{self.group}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such user or group, or everyone is in it.
        """
        user_of(site, self.user)
        group = written_group_of(site, self.group, "be removed from")
        if self.user not in group.members:
            return unchanged(site, f"`{self.user}` is not in group `{self.group}`")
        members = tuple(it for it in group.members if it != self.user)
        after = amend.with_members(site, self.group, members)
        return Played(after, tuple(_role_notes(site, after, self.user, group)))


def _role_notes(before: Site, after: Site, user: str, group: Group) -> Iterator[str]:
    """Yield what a group makes of the site role of a user who comes or goes.

    "A member cannot be below that role" (semantics section 1, grant role on sign in).
    """
    if group.minimum_site_role is None:
        return
    was, will = _principal(before, user), _principal(after, user)
    if was.role is not will.role:
        yield f"the site role of `{user}` becomes {will.role.name}{_by(will.raised_by)}"
    if will.raised_at_sign_in is not was.raised_at_sign_in:
        yield from _at_sign_in(will)


def _at_sign_in(principal: Principal) -> Iterator[str]:
    group = principal.raised_at_sign_in
    if group is not None and group.minimum_site_role is not None:
        yield (
            f"`{principal.name}` is Unlicensed, and would become {group.minimum_site_role.name} "
            f"at the next sign-in, by group `{group.name}`"
        )


def _by(group: Group | None) -> str:
    return f", by group `{group.name}`" if group else ""


def _principal(site: Site, user: str) -> Principal:
    return open_excerpt(site, [user]).principal(site.users[user])


@dataclass(frozen=True, slots=True)
class SetRole:
    """A user gets another site role."""

    user: str
    role: SiteRole

    @property
    def summary(self) -> str:
        """What is done."""
        return f"give `{self.user}` the site role {self.role.name}"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such user; or the role, the old or the new, is one that is
                not a site's to give.
        """
        user = user_of(site, self.user)
        if user.role is self.role and not user.not_read:
            return unchanged(site, f"`{self.user}` is {self.role.name} already")
        for role in (user.role, self.role):
            _check_givable(role, self.user)
        changed = replace(user, reading=RoleReading(self.role, None), not_read={})
        after = replace(site, users={**site.users, self.user: changed})
        return Played(after, tuple(self._notes(site, after)))

    def _notes(self, before: Site, after: Site) -> Iterator[str]:
        will = _principal(after, self.user)
        if will.raised_by is not None:
            yield (
                f"`{self.user}` does not go below {will.role.name}: group `{will.raised_by.name}` "
                "sees to it"
            )
        yield from _at_sign_in(will)
        if self.role.may_publish:
            return
        owned = _owned_by(before, self.user)
        if owned and self.role.role_class is RoleClass.UNLICENSED:
            yield f"`{self.user}` goes on owning {_named(owned)}, and cannot use it"
        elif any(isinstance(item, Project) for item in owned):
            projects = [item for item in owned if isinstance(item, Project)]
            yield (
                f"`{self.user}` goes on owning {_named(projects)}, which is not given to users "
                "who cannot publish"
            )


def _check_givable(role: SiteRole, user: str) -> None:
    if role.role_class is RoleClass.SERVER_ADMIN:
        raise ChangeError(
            f"a server administrator is one on every site: the role of `{user}` is not one site's",
            help="change `administrators` under `server` in the declaration",
        )
    if role.role_class is RoleClass.GUEST:
        raise ChangeError(
            f"Guest is a user of its own and no role for others: `{user}` keeps the role",
            help="guest access is the site setting `guest_access`",
        )


@dataclass(frozen=True, slots=True)
class DeleteGroup:
    """A group goes, and with it every rule and leader setting for it."""

    group: str

    @property
    def summary(self) -> str:
        """What is done."""
        return f"delete group `{self.group}`"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such group, or it is All Users.
        """
        group = written_group_of(site, self.group, "delete")
        after = amend.without_group(site, self.group)
        lost = [f"group `{self.group}` with {_count(len(group.members), 'member')}"]
        lost += _rules_for(site, Grantee(GranteeKind.GROUP, self.group))
        return Played(after, tuple(self._notes(site, group)), tuple(lost))

    def _notes(self, site: Site, group: Group) -> Iterator[str]:
        for group_set in site.group_sets.values():
            if self.group in group_set.groups:
                left = [it for it in group_set.groups if it != self.group]
                what = "matches nobody any more" if not left else "asks for its other groups alone"
                yield f"group set `{group_set.name}` {what}"
        if group.minimum_site_role is not None:
            role = group.minimum_site_role.name
            yield f"members of group `{self.group}` are no longer kept at {role} or above"


@dataclass(frozen=True, slots=True)
class RemoveUser:
    """A user leaves the site, and with the user every rule and leader setting."""

    user: str

    @property
    def summary(self) -> str:
        """What is done."""
        return f"remove `{self.user}` from the site"

    def play(self, site: Site) -> Played:
        """Return the site as it would be.

        Raises:
            ChangeError: there is no such user, or the user owns something or administers the
                server.
        """
        user = user_of(site, self.user)
        if user.role.role_class is RoleClass.SERVER_ADMIN:
            raise ChangeError(
                f"`{self.user}` administers the server, and is a user of every site",
                help="change `administrators` under `server` in the declaration",
            )
        owned = _owned_by(site, self.user)
        if owned:
            raise ChangeError(
                f"`{self.user}` owns {_named(owned)}: Tableau removes nobody who owns content",
                help=f"give it to somebody else first: `--owner {owned[0].address} USER`",
            )
        lost = [f"user `{self.user}`", *self._memberships(site)]
        lost += _rules_for(site, Grantee(GranteeKind.USER, self.user))
        spaces = tuple(it for it in site.personal_spaces if it.user != self.user)
        if len(spaces) < len(site.personal_spaces):
            site = replace(site, personal_spaces=spaces)
        return Played(amend.without_user(site, self.user), (), tuple(lost))

    def _memberships(self, site: Site) -> Iterator[str]:
        for group in site.groups.values():
            if self.user in group.members:
                yield f"membership of `{self.user}` in group `{group.name}`"


def _owned_by(site: Site, user: str) -> list[Item]:
    """Return what a user owns; of views and tables what they are part of."""
    return [item for item in site.items() if item.owner and item.owner.user == user]


def _named(items: list[Item] | list[Project]) -> str:
    names = ", ".join(f"`{item.address}`" for item in items[:_FEW])
    more = len(items) - _FEW
    return f"{names} and {more} more" if more > 0 else names


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _rules_for(site: Site, grantee: Grantee) -> Iterator[str]:
    """Yield what is written for a grantee, an item at a time."""
    for item in site.items():
        permissions = item.permissions
        if permissions is None:
            continue
        lists = (
            permissions.lists.values()
            if isinstance(permissions, ProjectPermissions)
            else (permissions,)
        )
        rules = sum(rule.grantee == grantee for rules in lists for rule in rules.rules)
        if rules:
            yield f"{_count(rules, 'rule')} for `{grantee}` on `{item.address}`"
        if isinstance(permissions, ProjectPermissions) and any(
            leader.grantee == grantee for leader in permissions.leaders
        ):
            yield f"`{grantee}` as leader of `{item.address}`"
