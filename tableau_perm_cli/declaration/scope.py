"""The names that exist on a site, and the errors for those that do not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tableau_perm_cli.declaration.document import Mark, Value
from tableau_perm_cli.declaration.model import GranteeKind, Group, GroupSet, User
from tableau_perm_cli.declaration.file_values import FileValues, Text
from tableau_perm_cli.diagnostics import did_you_mean, visible

_WORDS = {
    GranteeKind.USER: "user",
    GranteeKind.GROUP: "group",
    GranteeKind.GROUP_SET: "group set",
}
_SECTIONS = {
    GranteeKind.USER: "users",
    GranteeKind.GROUP: "groups",
    GranteeKind.GROUP_SET: "group_sets",
}


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one file says of one site."""

    file: FileValues
    value: Value
    mark: Mark
    """Where the site's name is written."""


@dataclass(slots=True)
class Definitions:
    """Where each thing was first defined, so that a second definition can name both places."""

    first: dict[object, tuple[FileValues, Mark]] = field(default_factory=dict)

    def add(self, key: object, what: str, file: FileValues, mark: Mark) -> bool:
        """Note a definition; False, with an error noted, when there is one already."""
        known = self.first.get(key)
        if known is None:
            self.first[key] = (file, mark)
            return True
        other, other_mark = known
        file.error(
            mark,
            f"{what} is defined twice",
            label="the second definition",
            related=(other.related(other_mark, "the first definition"),),
        )
        return False


@dataclass(frozen=True, slots=True)
class Scope:
    """The principals of one site, by name."""

    users: Mapping[str, User]
    groups: Mapping[str, Group]
    group_sets: Mapping[str, GroupSet]

    def _names(self, kind: GranteeKind) -> Mapping[str, object]:
        match kind:
            case GranteeKind.USER:
                return self.users
            case GranteeKind.GROUP:
                return self.groups
            case GranteeKind.GROUP_SET:
                return self.group_sets

    def knows(
        self, file: FileValues, kind: GranteeKind, name: Text, *, rule: bool = False
    ) -> bool:
        """Whether the name is a principal of this kind; an error is noted when it is not.

        Args:
            file: the file the name stands in.
            kind: what it must be.
            name: the name and its place.
            rule: whether it is the grantee of a rule, which may stand in the wrong section.
        """
        names = self._names(kind)
        if name.text in names:
            return True
        others = [other for other in GranteeKind if name.text in self._names(other)]
        if others:
            advice = f"`{visible(name.text)}` is a {_WORDS[others[0]]}"
            if rule:
                advice += f": write its rule under `{_SECTIONS[others[0]]}`"
        else:
            advice = did_you_mean(name.text, names)
        file.error(
            name.mark,
            f"unknown {_WORDS[kind]} `{visible(name.text)}`",
            label=f"not a {_WORDS[kind]} of this site",
            help=advice,
        )
        return False
