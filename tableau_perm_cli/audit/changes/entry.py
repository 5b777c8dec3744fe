"""What an entry of a patch file can be: for each word its fields, and the change they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tableau_perm_cli.audit.changes.change import Change, ChangeError
from tableau_perm_cli.audit.changes.items import SetAuthentication, SetOwner, SetTabs
from tableau_perm_cli.audit.changes.locking import SetLock
from tableau_perm_cli.audit.changes.looking_up import capability_of, grantee_named, unknown
from tableau_perm_cli.audit.changes.moving import Move
from tableau_perm_cli.audit.changes.people import (
    AddToGroup,
    DeleteGroup,
    RemoveFromGroup,
    RemoveUser,
    SetRole,
)
from tableau_perm_cli.audit.changes.publishing import Overwrite, Publish
from tableau_perm_cli.audit.changes.record import TOP
from tableau_perm_cli.audit.changes.rules import ClearRule, SetCapability, SetLeader
from tableau_perm_cli.catalog import CATALOG, SITE_ROLES, Kind, SiteRole, fold, site_role_named
from tableau_perm_cli.declaration.address import Address, decode_path, split_kind
from tableau_perm_cli.declaration.expected import expected, one_of
from tableau_perm_cli.declaration.model import Grantee, Site
from tableau_perm_cli.declaration.words import AUTHENTICATIONS, LOCKS, TABS, Words
from tableau_perm_cli.diagnostics import did_you_mean


@dataclass(frozen=True, slots=True)
class Given:
    """The fields of one entry, read on the site as it is when its turn comes."""

    site: Site
    fields: Mapping[str, str]

    def text(self, key: str) -> str:
        """Return a field that is a name."""
        return self.fields[key]

    def item(self, key: str, kind: Kind | None = None) -> Address:
        """Return the address that a field spells; the kind may be left out if one item fits.

        Args:
            key: of the field.
            kind: what it has to be; None for anything.

        Raises:
            ChangeError: nothing is there, or more than one item.
        """
        text = self.fields[key]
        written, path = split_kind(text)
        if written is not None and kind in {None, written}:
            return Address(written, decode_path(path))
        names = decode_path(text)
        if kind is not None:
            return Address(kind, names)
        found = [it.address for it in self.site.items() if it.address.path == names]
        if len(found) > 1:
            raise ChangeError(
                f"`{text}` is more than one item", help=f"write {one_of([*map(str, found)])}"
            )
        if not found:
            known = [str(it.address) for it in self.site.items()]
            raise ChangeError(
                f"unknown item `{text}`",
                help=did_you_mean(text, [*known, *(it.partition(":")[2] for it in known)])
                or "`tableau-perm tree` lists all items",
            )
        return found[0]

    def destination(self) -> Address | None:
        """Return the project to move to; None for the top of the site."""
        return None if self.fields["project"] == TOP else self.item("project", Kind.PROJECT)

    def grantee(self) -> Grantee:
        """Return whom a rule is for."""
        return grantee_named(self.site, self.fields["grantee"])

    def kind(self) -> Kind | None:
        """Return the content type that is named, or None."""
        word = self.fields.get("kind")
        if word is None:
            return None
        for kind, content_type in CATALOG.items():
            names = (kind.value, content_type.plural, content_type.label, content_type.rest_name)
            if fold(word) in map(fold, names):
                return kind
        raise unknown("content type", word, [kind.value for kind in Kind])

    def role(self) -> SiteRole:
        """Return the site role that is named."""
        reading = site_role_named(self.fields["role"])
        if reading is None:
            names = [it.name for it in SITE_ROLES]
            _, advice = expected("a site role", self.fields["role"], names)
            raise ChangeError(
                f"unknown site role `{self.fields['role']}`",
                help=advice or f"write {one_of(names)}",
            )
        return reading.role

    def capability(self, item: Address) -> str:
        """Return the key of the capability that is named, of an item or of what it holds."""
        kind = self.kind() or item.kind
        return capability_of(kind, self.fields["capability"]).key

    def flag(self, key: str) -> bool:
        """Return a truth value; true when it is not written."""
        word = self.fields.get(key, "true")
        if word not in {"true", "false"}:
            raise ChangeError(f"`{key}` cannot be `{word}`", help="write `true` or `false`")
        return word == "true"


_T = TypeVar("_T")


def word_of(words: Words[_T], given: Given, key: str) -> _T:
    """Return what a field means that is one of a closed set of words.

    Raises:
        ChangeError: it is none of them.
    """
    word = given.fields[key]
    found = words.find(word)
    if found is None:
        raise ChangeError(f"`{key}` cannot be `{word}`", help=f"write {words.expected}")
    return found


@dataclass(frozen=True, slots=True)
class EntryForm:
    """One kind of entry."""

    needs: tuple[str, ...]
    """The fields that have to be there."""
    may: tuple[str, ...]
    """Those that may be."""
    make: Callable[[Given], Change]


def _effect(*, effect: bool | None) -> Callable[[Given], Change]:
    def make(given: Given) -> Change:
        item = given.item("item")
        capability = given.capability(item)
        return SetCapability(given.grantee(), item, capability, effect, given.kind())

    return make


_RULE = ("grantee", "capability", "item")

FORMS: Mapping[str, EntryForm] = {
    "add_to_group": EntryForm(
        ("user", "group"), (), lambda it: AddToGroup(it.text("user"), it.text("group"))
    ),
    "remove_from_group": EntryForm(
        ("user", "group"), (), lambda it: RemoveFromGroup(it.text("user"), it.text("group"))
    ),
    "role": EntryForm(("user", "role"), (), lambda it: SetRole(it.text("user"), it.role())),
    "delete_group": EntryForm(("group",), (), lambda it: DeleteGroup(it.text("group"))),
    "remove_user": EntryForm(("user",), (), lambda it: RemoveUser(it.text("user"))),
    "owner": EntryForm(
        ("item", "user"), (), lambda it: SetOwner(it.item("item"), it.text("user"))
    ),
    "tabs": EntryForm(
        ("workbook", "tabs"),
        (),
        lambda it: SetTabs(it.item("workbook", Kind.WORKBOOK), word_of(TABS, it, "tabs")),
    ),
    "authentication": EntryForm(
        ("workbook", "data_source", "authentication"),
        (),
        lambda it: SetAuthentication(
            it.item("workbook", Kind.WORKBOOK),
            it.item("data_source", Kind.DATA_SOURCE),
            word_of(AUTHENTICATIONS, it, "authentication"),
        ),
    ),
    "publish": EntryForm(
        ("user", "project", "name"),
        ("kind",),
        lambda it: Publish(
            it.text("user"),
            it.item("project", Kind.PROJECT),
            it.text("name"),
            it.kind() or Kind.WORKBOOK,
        ),
    ),
    "overwrite": EntryForm(
        ("user", "item"), (), lambda it: Overwrite(it.text("user"), it.item("item"))
    ),
    "grant": EntryForm(_RULE, ("kind",), _effect(effect=True)),
    "deny": EntryForm(_RULE, ("kind",), _effect(effect=False)),
    "clear": EntryForm(_RULE, ("kind",), _effect(effect=None)),
    "clear_rule": EntryForm(
        ("grantee", "item"),
        ("kind",),
        lambda it: ClearRule(it.grantee(), it.item("item"), it.kind()),
    ),
    "leader": EntryForm(
        ("grantee", "project"),
        ("leader",),
        lambda it: SetLeader(it.grantee(), it.item("project", Kind.PROJECT), it.flag("leader")),
    ),
    "lock": EntryForm(
        ("project", "mode"),
        (),
        lambda it: SetLock(it.item("project", Kind.PROJECT), word_of(LOCKS, it, "mode")),
    ),
    "move": EntryForm(("item", "project"), (), lambda it: Move(it.item("item"), it.destination())),
}
"""By the word an entry begins with."""
