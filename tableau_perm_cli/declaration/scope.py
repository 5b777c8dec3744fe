"""The names that exist on a site, and the errors for those that do not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tableau_perm_cli.declaration.expected import with_lookalikes
from tableau_perm_cli.declaration.file_values import FileValues, Text
from tableau_perm_cli.declaration.lost import Lost, Names
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind
from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.diagnostics import did_you_mean, visible

_WORDS: Final = {
    GranteeKind.USER: "user",
    GranteeKind.GROUP: "group",
    GranteeKind.GROUP_SET: "group set",
}
SECTIONS: Final = {
    GranteeKind.USER: Names.USERS,
    GranteeKind.GROUP: Names.GROUPS,
    GranteeKind.GROUP_SET: Names.GROUP_SETS,
}
"""Where the principals of each kind are declared, and their rules written."""

_MOST_GUESSES: Final = 200


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

    def add(
        self,
        key: object,
        what: str,
        file: FileValues,
        mark: Mark,
        *,
        advice: str = "merge the two, or rename one of them",
    ) -> bool:
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
            help=advice,
            related=(other.related(other_mark, "the first definition"),),
        )
        return False


@dataclass(slots=True)
class Guesses:
    """The did-you-means of a run.

    One looks at every name there is, so there is a limit: who leaves out the file with the
    users gets an error for each use of a user, and should not wait for them.
    """

    _made: dict[tuple[object, str], str | None] = field(default_factory=dict)

    def guess(self, among: object, word: str, names: Iterable[str]) -> str | None:
        """Return a did-you-mean for a word, from the names of the set called ``among``."""
        key = (among, word)
        if key not in self._made:
            if len(self._made) >= _MOST_GUESSES:
                return None
            self._made[key] = with_lookalikes(did_you_mean(word, names), word)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of the principals of one site."""

    site: str
    users: Collection[str]
    groups: Collection[str]
    group_sets: Collection[str]
    lost: frozenset[Lost] = frozenset()
    """What may be declared beside these, without our knowing."""
    other_sites: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The users of every site, by its name."""
    guesses: Guesses = field(default_factory=Guesses)
    _grantees: dict[tuple[GranteeKind, str], Grantee] = field(default_factory=dict)
    """Those that are known: a site has many rules and few grantees."""

    def names(self, kind: GranteeKind) -> Collection[str]:
        """Return the names of all principals of a kind."""
        match kind:
            case GranteeKind.USER:
                return self.users
            case GranteeKind.GROUP:
                return self.groups
            case GranteeKind.GROUP_SET:
                return self.group_sets

    def may_hide(self, names: Names) -> bool:
        """Whether this site may have more names of this kind than those that are known."""
        return bool(self.lost & {Lost(None, names), Lost(self.site, names)})

    def grantee(self, file: FileValues, kind: GranteeKind, name: Text) -> Grantee:
        """Return the grantee of a rule; an error is noted when there is no such principal."""
        known = self._grantees.get((kind, name.text))
        if known is None:
            known = Grantee(kind, name.text)
            if self.knows(file, kind, name, rule=True):
                self._grantees[kind, name.text] = known
        return known

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
        if name.text in self.names(kind):
            return True
        word = _WORDS[kind]
        if not name.text.strip():
            file.error(name.mark, f"the name of a {word} is empty", label=f"expected a {word}")
        elif self.may_hide(SECTIONS[kind]):
            file.unchecked += 1
        else:
            file.error(
                name.mark,
                f"unknown {word} `{visible(name.text)}`",
                label=f"not a {word} of this site",
                help=self._advice(kind, name.text, rule=rule),
            )
        return False

    def _advice(self, kind: GranteeKind, name: str, *, rule: bool) -> str | None:
        other = next((other for other in GranteeKind if name in self.names(other)), None)
        if other is not None:
            advice = f"`{visible(name)}` is a {_WORDS[other]}"
            return f"{advice}: write its rule under `{SECTIONS[other]}`" if rule else advice
        if kind is GranteeKind.USER:
            for site, users in self.other_sites.items():
                if name in users:
                    return f"`{visible(name)}` is a user of the site `{visible(site)}` only"
        names = self.names(kind)
        if not any(known != ALL_USERS for known in names):
            return f"this site declares no {SECTIONS[kind].replace('_', ' ')}"
        return self.guesses.guess((self.site, kind), name, names)
