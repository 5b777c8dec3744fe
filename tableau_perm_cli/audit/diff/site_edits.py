"""Finds the edits of a site's people and settings: users, roles, groups, group sets."""

from collections.abc import Iterator, Mapping, Sequence

from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.audit.diff.rule_edits import unread_words
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Grantee,
    GranteeKind,
    Group,
    GroupSet,
    Site,
    User,
)
from tableau_perm_cli.declaration.places import Spot, site_path
from tableau_perm_cli.declaration.scope import SECTIONS
from tableau_perm_cli.diagnostics import Position

_FLAGS = ("guest_access", "web_authoring", "group_sets")
_MOST_NAMED = 4


class PeopleEdits:
    """The edits of one site that are about no item."""

    def __init__(self, old: Site, new: Site) -> None:
        """Take both states of the site."""
        self._old = old
        self._new = new

    def find(self) -> Iterator[Edit]:
        """Yield every edit of settings, users, groups and group sets."""
        yield from self._settings()
        yield from self._gaps(None, self._old.not_read, self._new.not_read)
        yield from self._users()
        for name in {**self._new.groups, **self._old.groups}:
            yield from self._group(self._old.groups.get(name), self._new.groups.get(name))
        for name in {**self._new.group_sets, **self._old.group_sets}:
            yield from self._group_set(
                self._old.group_sets.get(name), self._new.group_sets.get(name)
            )

    def _spot(self, *steps: str, file: str | None = None) -> Spot:
        return Spot((*site_path(self._new.name), *steps), file)

    def _edit(  # noqa: PLR0913 - what an edit is
        self,
        kind: EditKind,
        values: tuple[object, object],
        summary: str,
        position: Position | None = None,
        *,
        spot: Spot | None = None,
        name: object = None,
        part: object = None,
    ) -> Edit:
        at = position or self._new.position
        return Edit(kind, self._new.name, *values, summary, at, spot, name=name, part=part)

    def _gaps(
        self, whose: Grantee | None, old: Mapping[str, str], new: Mapping[str, str]
    ) -> Iterator[Edit]:
        """Yield what was not read of a user, a group or the site, or is not any more."""
        for key in {**new, **old}:
            before, after = old.get(key), new.get(key)
            if before == after:
                continue
            what = f"`{key}` of `{whose}`" if whose else f"`{key}` of the site"
            words = f"{what} {unread_words(before, after)}"
            steps = (SECTIONS[whose.kind].value, whose.name) if whose else ()
            spot = self._spot(*steps, "not_read", key)
            yield self._edit(
                EditKind.NOT_READ, (before, after), words, spot=spot, name=whose, part=key
            )

    def _settings(self) -> Iterator[Edit]:
        old, new = self._old.settings, self._new.settings
        for flag in _FLAGS:
            was, now = getattr(old, flag), getattr(new, flag)
            if was != now:
                words = f"setting `{flag}` turned {'on' if now else 'off'}"
                spot = self._spot("settings", flag)
                yield self._edit(EditKind.SETTING, (was, now), words, spot=spot, name=flag)
        for cell in sorted({**old.ceilings, **new.ceilings}):
            decided = old.ceilings.get(cell), new.ceilings.get(cell)
            if decided[0] is not decided[1]:
                where = f"`{cell[1]}` of a {cell[0].value} for {cell[2].value}"
                words = f"the uncertain ceiling of {where} {_decided(decided[1])}"
                steps = (cell[0].value, cell[1], cell[2].value)
                spot = self._spot("settings", "uncertain_ceilings", *steps)
                yield self._edit(EditKind.CEILING, decided, words, spot=spot, name=cell)

    def _users(self) -> Iterator[Edit]:
        old, new = self._old.users, self._new.users
        for name, user in new.items():
            was = old.get(name)
            if was is None:
                words = f"user `{name}` added as {user.role.name}"
                yield self._edit(EditKind.USER, (None, user), words, user.position, name=name)
            elif was is not user:
                yield from self._user(was, user)
        for name, user in old.items():
            if name not in new:
                words = f"user `{name}` removed, who was {user.role.name}"
                spot = self._spot("users", name)
                yield self._edit(EditKind.USER, (user, None), words, spot=spot, name=name)

    def _user(self, was: User, now: User) -> Iterator[Edit]:
        if was.role != now.role:
            words = f"site role of `{now.name}` changed from {was.role.name} to {now.role.name}"
            at = now.role_position
            yield self._edit(EditKind.SITE_ROLE, (was, now), words, at, name=now.name)
        if (was.full_name, was.email) != (now.full_name, now.email):
            words = f"full name or mail address of `{now.name}` changed"
            yield self._edit(EditKind.PROFILE, (was, now), words, now.position, name=now.name)
        grantee = Grantee(GranteeKind.USER, now.name)
        yield from self._gaps(grantee, was.not_read, now.not_read)

    def _group(self, was: Group | None, now: Group | None) -> Iterator[Edit]:
        if was is None and now is not None:
            words = f"group `{now.name}` added{_with(now.members)}"
            yield self._edit(EditKind.GROUP, (None, now), words, now.position, name=now.name)
        elif now is None and was is not None:
            words = f"group `{was.name}` removed{_with(was.members)}"
            spot = self._spot("groups", was.name)
            yield self._edit(EditKind.GROUP, (was, None), words, spot=spot, name=was.name)
        elif was is not None and now is not None and was is not now:
            yield from self._members(was, now)
            yield from self._sign_in(was, now)
            grantee = Grantee(GranteeKind.GROUP, now.name)
            yield from self._gaps(grantee, was.not_read, now.not_read)

    def _members(self, was: Group, now: Group) -> Iterator[Edit]:
        if was.members == now.members:
            return
        file = now.position.file if now.position else None
        before, after = frozenset(was.members), frozenset(now.members)
        for member in (*now.members, *was.members):
            if (member in before) is (member in after):
                continue
            added = member in after
            words = (
                f"`{member}` added to group `{now.name}`"
                if added
                else f"`{member}` removed from group `{now.name}`"
            )
            values = (None, member) if added else (member, None)
            spot = self._spot("groups", now.name, "members", member, file=file)
            yield self._edit(
                EditKind.MEMBER, values, words, now.position, spot=spot, name=now.name, part=member
            )

    def _sign_in(self, was: Group, now: Group) -> Iterator[Edit]:
        name = now.name
        file = now.position.file if now.position else None
        at = now.position or (None if name == ALL_USERS else was.position)
        if was.minimum_site_role != now.minimum_site_role:
            role = now.minimum_site_role.name if now.minimum_site_role else "none"
            words = f"minimum site role of group `{name}` set to {role}"
            spot = self._spot("groups", name, "minimum_site_role", file=file)
            yield self._edit(
                EditKind.MINIMUM_SITE_ROLE, (was, now), words, at, spot=spot, name=name
            )
        if (was.grant_on_sign_in, was.domain) != (now.grant_on_sign_in, now.domain):
            key = "domain" if was.domain != now.domain else "grant_on_sign_in"
            words = f"`{key}` of group `{name}` changed"
            spot = self._spot("groups", name, key, file=file)
            yield self._edit(EditKind.SIGN_IN, (was, now), words, at, spot=spot, name=name)

    def _group_set(self, was: GroupSet | None, now: GroupSet | None) -> Iterator[Edit]:
        if now is None:
            if was is not None:
                words = f"group set `{was.name}` removed"
                spot = self._spot("group_sets", was.name)
                yield self._edit(EditKind.GROUP_SET, (was, None), words, spot=spot, name=was.name)
            return
        if was is None:
            words = f"group set `{now.name}` added{_with(now.groups)}"
            yield self._edit(EditKind.GROUP_SET, (None, now), words, now.position, name=now.name)
            return
        for group in dict.fromkeys((*now.groups, *was.groups)):
            if (group in was.groups) is (group in now.groups):
                continue
            added = group in now.groups
            verb = "added to" if added else "removed from"
            spot = self._spot("group_sets", now.name, group, file=now.position.file)
            yield self._edit(
                EditKind.GROUP_IN_SET,
                (None, group) if added else (group, None),
                f"group `{group}` {verb} group set `{now.name}`",
                now.position,
                spot=spot,
                name=now.name,
                part=group,
            )


def _decided(now: bool | None) -> str:  # noqa: FBT001 - the value of the cell itself
    if now is None:
        return "no longer decided"
    return "decided: can hold it" if now else "decided: cannot hold it"


def _with(names: Sequence[str]) -> str:
    """Return who is in it, as the end of a sentence."""
    if not names:
        return ", with nobody in it"
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f" with {shown}" + (f" and {more} more" if more > 0 else "")
