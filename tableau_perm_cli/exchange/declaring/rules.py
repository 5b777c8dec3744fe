"""The plain values of rules: what a source tells, in the words of the format."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Capability, Kind, fold
from tableau_perm_cli.catalog.templates import TEMPLATES
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    CONTENT_KINDS,
    Grantee,
    GranteeKind,
    list_key,
)
from tableau_perm_cli.declaration.scope import SECTIONS
from tableau_perm_cli.exchange.declaring.people import People
from tableau_perm_cli.exchange.declaring.spelling import encodable, in_order
from tableau_perm_cli.exchange.picture import Mode, ToldRules

_Plains = dict[str, Plain]
_Told = dict[str, Mode]

LIST_KINDS: Final = (Kind.PROJECT, *CONTENT_KINDS)
"""The kinds that a project has rules for."""
_LEADER: Final = fold("ProjectLeader")
_INHERITED: Final = fold("InheritedProjectLeader")
"""The server computes it of the projects above; it is no rule."""
_FIRST: Final = {kind: place for place, kind in enumerate((GranteeKind.GROUP, GranteeKind.USER))}


def list_value(kind: Kind, rules: ToldRules, people: People) -> _Plains:
    """Return the rule list of an item of content."""
    value: dict[str, _Plains] = {}
    for grantee, told in _by_grantee(rules, people):
        value.setdefault(SECTIONS[grantee.kind].value, {})[grantee.name] = rule_value(kind, told)
    return {**value}


@lru_cache(maxsize=1024)
def _capability(kind: Kind, name: str) -> Capability | None:
    """Return the capability that a source's word spells; a site has many rules and few words."""
    return CATALOG[kind].find(name)


def rule_value(kind: Kind, told: Mapping[str, Mode]) -> Plain:
    """Return a rule: a template's name where it says exactly this, else what it says."""
    masks = dict.fromkeys(Mode, 0)
    unknown: dict[Mode, list[str]] = {}
    for name, mode in told.items():
        capability = _capability(kind, name)
        if capability is not None:
            masks[mode] |= capability.bit
        elif name.strip() and fold(name) != _INHERITED:
            unknown.setdefault(mode, []).append(encodable(name))
    # Two names of one capability that differ: a deny is what counts between rules, too.
    allow, deny = masks[Mode.ALLOW] & ~masks[Mode.DENY], masks[Mode.DENY]
    template = _template(kind, allow, deny)
    if not unknown and template:
        return template
    value: _Plains = {}
    for key, mask in (("allow", allow), ("deny", deny)):
        if mask:
            value[key] = [it.key for it in CATALOG[kind].members(mask)]
    if unknown:
        value["unknown"] = {
            mode.value.lower(): sorted(unknown[mode]) for mode in Mode if mode in unknown
        }
    return value


def _template(kind: Kind, allow: int, deny: int) -> str | None:
    """Return the template that says exactly this, if public text settles what it says."""
    for template in TEMPLATES[kind].values():
        if (template.allow, template.deny, template.uncertain) == (allow, deny, 0):
            return template.name
    return None


@dataclass(slots=True)
class Grants:
    """The rules of a project while they are put together, by grantee."""

    people: People
    misled: list[Grantee] = field(default_factory=list)
    """The group sets that are told to lead, which a group set cannot."""
    _by_grantee: dict[Grantee, _Plains] = field(default_factory=dict)

    def add(self, kind: Kind, rules: ToldRules) -> None:
        """Add one of the rule lists."""
        for grantee, told in _by_grantee(rules, self.people):
            rest = told
            if kind is Kind.PROJECT:
                rest = {name: mode for name, mode in told.items() if not _is_about_leaders(name)}
            # Who does no more than lead has no rule on the project itself.
            if rest or not told:
                self._of(grantee)[list_key(kind)] = rule_value(kind, rest)

    def add_leaders(self, rules: ToldRules) -> None:
        """Add who leads the project by its own rules, and the residues of who may not."""
        for grantee, mode in leaders_in(rules, self.people):
            if grantee.kind is GranteeKind.GROUP_SET:
                self.misled.append(grantee)
            else:
                self._of(grantee)["leader"] = True if mode is Mode.ALLOW else "denied"

    def _of(self, grantee: Grantee) -> _Plains:
        return self._by_grantee.setdefault(grantee, {})

    def value(self) -> _Plains:
        """Return the rules as they are written under ``permissions``."""
        value: dict[str, _Plains] = {}
        keys = [*map(list_key, LIST_KINDS), "leader"]
        for grantee in sorted(self._by_grantee, key=_place):
            granted = self._by_grantee[grantee]
            section = value.setdefault(SECTIONS[grantee.kind].value, {})
            section[grantee.name] = {key: granted[key] for key in keys if key in granted}
        return {**value}


def leaders_in(rules: ToldRules, people: People) -> Iterator[tuple[Grantee, Mode]]:
    """Yield whom a project's own rules make a leader, or say that they shall not be one."""
    for grantee, told in _by_grantee(rules, people):
        for name, mode in told.items():
            if fold(name) == _LEADER:
                yield grantee, mode


def _is_about_leaders(name: str) -> bool:
    return fold(name) in {_LEADER, _INHERITED}


def _by_grantee(rules: ToldRules, people: People) -> Iterable[tuple[Grantee, _Told]]:
    """Return what is told of each grantee, All Users first; two rules for one are one."""
    found: dict[Grantee, _Told] = {}
    for rule in rules:
        told = found.setdefault(people.grantee(rule.grantee), {})
        for name, mode in rule.capabilities.items():
            if told.get(name) is not Mode.DENY:
                told[name] = mode
    return [(grantee, found[grantee]) for grantee in sorted(found, key=_place)]


def _place(grantee: Grantee) -> tuple[int, bool, tuple[str, str]]:
    """Groups before users before sets, All Users first, then by name."""
    is_everyone = grantee == Grantee(GranteeKind.GROUP, ALL_USERS)
    return _FIRST.get(grantee.kind, len(_FIRST)), not is_everyone, in_order(grantee.name)
