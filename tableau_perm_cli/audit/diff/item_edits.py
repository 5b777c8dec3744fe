"""Finds the edits of projects and content: what is there, who owns it, how it is locked."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.audit.diff.rule_edits import list_edits, project_edits, unread_words
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import Content, Item, Project, RuleList, Site
from tableau_perm_cli.declaration.places import Spot, item_path
from tableau_perm_cli.diagnostics import Position

_Both = tuple[Item, Item]


class ItemEdits:
    """The edits of one site's projects, content and Personal Spaces."""

    def __init__(self, old: Site, new: Site) -> None:
        """Take both states of the site."""
        self._old = old
        self._new = new

    def find(self) -> Iterator[Edit]:
        """Yield every edit, each item before what it contains."""
        yield from self._items(self._old.projects, self._new.projects, self._new.position)
        spaces = {space.user: space for space in self._new.personal_spaces}
        gone = {space.user: space for space in self._old.personal_spaces}
        for user in {**spaces, **gone}:
            now, was = spaces.get(user), gone.get(user)
            yield from self._items(
                was.content if was else (),
                now.content if now else (),
                now.position if now else self._new.position,
                in_space=True,
            )

    def _items(
        self, old: Sequence[Item], new: Sequence[Item], at: Position, *, in_space: bool = False
    ) -> Iterator[Edit]:
        """Compare what is in one place; ``at`` is where it would stand in the new text."""
        if old is new:
            return
        before = {item.address: item for item in old}
        after = {item.address: item for item in new}
        for address, item in after.items():
            was = before.get(address)
            if was is None:
                yield self._whole(None, item, item.position, in_space=in_space)
            elif was is not item:
                yield from self._item(was, item, in_space=in_space)
        for address, item in before.items():
            if address not in after:
                yield self._whole(item, None, at, in_space=in_space)

    def _whole(self, was: Item | None, now: Item | None, at: Position, *, in_space: bool) -> Edit:
        item = now or was
        assert item is not None  # noqa: S101 - one of the two is there
        verb = "added" if was is None else "removed"
        words = f"`{item.address}` {verb}{_holding(item)}"
        spot = None if now else self._spot(item.address, at.file, in_space=in_space)
        return Edit(
            EditKind.ITEM,
            self._new.name,
            was,
            now,
            words,
            at,
            spot,
            item=item.address,
            in_space=in_space,
        )

    def _item(self, was: Item, now: Item, *, in_space: bool) -> Iterator[Edit]:
        yield from self._owner(was, now, in_space=in_space)
        if frozenset(was.labels) != frozenset(now.labels):
            words = f"labels of `{now.address}` changed to {_listed(now.labels)}"
            yield self._about(EditKind.LABELS, (was, now), words, "labels", in_space=in_space)
        yield from self._gaps(was, now, in_space=in_space)
        if isinstance(was, Project) and isinstance(now, Project):
            yield from self._project(was, now)
        elif isinstance(was, Content) and isinstance(now, Content):
            yield from self._content(was, now, in_space=in_space)

    def _owner(self, was: Item, now: Item, *, in_space: bool) -> Iterator[Edit]:
        owners = [it.owner.user if it.owner else None for it in (was, now)]
        if owners[0] != owners[1] and not in_space:
            named = [f"`{name}`" if name else "an undeclared administrator" for name in owners]
            words = f"owner of `{now.address}` changed from {named[0]} to {named[1]}"
            at = now.owner.position if now.owner else None
            yield self._about(EditKind.OWNER, (was, now), words, "owner", at=at)

    def _gaps(self, was: Item, now: Item, *, in_space: bool) -> Iterator[Edit]:
        """Yield what was not read of an item, and is read now, or the other way round."""
        for key in {**now.gaps, **was.gaps}:
            before, after = was.gaps.get(key), now.gaps.get(key)
            if before == after:
                continue
            file = now.position.file
            yield Edit(
                EditKind.NOT_READ,
                self._new.name,
                before,
                after,
                f"`{key}` of `{now.address}` {unread_words(before, after)}",
                now.position,
                self._spot(now.address, file, "not_read", key, in_space=in_space),
                item=now.address,
                part=key,
                in_space=in_space,
            )

    def _project(self, was: Project, now: Project) -> Iterator[Edit]:
        if was.lock is not now.lock:
            words = f"lock of `{now.address}` changed from {was.lock.value} to {now.lock.value}"
            at = now.lock_position
            yield self._about(EditKind.LOCK, (was, now), words, "content_permissions", at=at)
        if was.permissions is None or now.permissions is None:
            yield from self._whole_list(was, now)
        elif was.permissions is not now.permissions:
            both = was.permissions, now.permissions
            yield from project_edits(self._new.name, now.address, *both)
        yield from self._items(was.content, now.content, now.position)
        yield from self._items(was.projects, now.projects, now.position)

    def _content(self, was: Content, now: Content, *, in_space: bool) -> Iterator[Edit]:
        for kind, key, differs, beginning in _properties(was, now):
            if differs:
                words = f"{beginning} `{now.address}`"
                yield self._about(kind, (was, now), words, key, in_space=in_space)
        if was.permissions is None or now.permissions is None:
            yield from self._whole_list(was, now)
        else:
            both = was.permissions, now.permissions
            yield from list_edits(self._new.name, now.address, *both)
        yield from self._items(was.parts, now.parts, now.position, in_space=in_space)

    def _whole_list(self, was: Item, now: Item) -> Iterator[Edit]:
        if was.permissions is None and now.permissions is None:
            return
        if now.permissions is None:
            words = f"permissions of `{now.address}` removed: back to its initial copy"
            at = now.position
        else:
            words = f"permissions of `{now.address}` written in place of its initial copy"
            if isinstance(now.permissions, RuleList) and now.permissions.not_read is not None:
                words = f"permissions of `{now.address}` not read: {now.permissions.not_read}"
            at = now.permissions.position
        values = was.permissions, now.permissions
        yield Edit(EditKind.PERMISSIONS, self._new.name, *values, words, at, item=now.address)

    def _about(
        self,
        kind: EditKind,
        both: _Both,
        words: str,
        key: str,
        *,
        at: Position | None = None,
        in_space: bool = False,
    ) -> Edit:
        now = both[1]
        spot = None
        if at is None:
            spot = self._spot(now.address, now.position.file, key, in_space=in_space)
        place = at or now.position
        return Edit(
            kind,
            self._new.name,
            *both,
            words,
            place,
            spot,
            item=now.address,
            in_space=in_space,
        )

    def _spot(self, address: Address, file: str, *keys: str, in_space: bool) -> Spot:
        path = item_path(self._new.name, address, in_space=in_space)
        return Spot((*path, *keys), file)


def _properties(was: Content, now: Content) -> Iterator[tuple[EditKind, str, bool, str]]:
    """Yield the kind, the key, whether it differs, and how the edit's words begin."""
    yield (
        EditKind.TABS,
        "tabs",
        was.tabs_shown != now.tabs_shown,
        f"tabs {'shown' if now.tabs_shown else 'hidden'} in",
    )
    yield (
        EditKind.LOCK,
        "content_permissions",
        was.locked != now.locked,
        f"{'locked' if now.locked else 'unlocked'} for its tables:",
    )
    yield (
        EditKind.CONNECTIONS,
        "connects_to",
        _connections(was) != _connections(now),
        "connections changed of",
    )
    signs_in = [(it.authentication, it.external_authorization) for it in (was, now)]
    key = (
        "external_authorization" if was.authentication is now.authentication else "authentication"
    )
    words = f"{key.replace('_', ' ')} changed of"
    yield EditKind.AUTHENTICATION, key, signs_in[0] != signs_in[1], words


def _connections(content: Content) -> Mapping[Address, tuple[str, ...]]:
    found: dict[Address, tuple[str, ...]] = {}
    for it in content.connections:
        known = found.get(it.data_source, ())
        found[it.data_source] = tuple(sorted((*known, it.authentication.value)))
    return found


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(f"`{label}`" for label in sorted(set(labels))) or "none"


def _holding(item: Item) -> str:
    """Return how much more comes or goes with an item, as the end of a sentence."""
    inside = -1
    pending: list[Item] = [item]
    while pending:
        one = pending.pop()
        inside += 1
        pending += chain(one.content, one.projects) if isinstance(one, Project) else one.parts
    return f", with {inside} more in it" if inside else ""
