"""From an answer's element ``permissions`` to a rule list, and the leaders the server infers."""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.declaration.model import GranteeKind
from tableau_perm_cli.exchange.picture import GranteeId, Mode, ToldRule, ToldRules
from tableau_perm_cli.exchange.rest.node import Node

INHERITED_PROJECT_LEADER = "InheritedProjectLeader"
"""What the server computes for the leaders of projects further up; it is never a rule."""

_GRANTEES = {
    "user": GranteeKind.USER,
    "group": GranteeKind.GROUP,
    "groupSet": GranteeKind.GROUP_SET,
}
_MODES = {mode.value.casefold(): mode for mode in Mode}


class UnknownRuleError(ValueError):
    """A rule says what this version cannot express, so the whole list is not understood."""


@dataclass(frozen=True, slots=True)
class ReadRules:
    """What one rule list says."""

    rules: ToldRules
    """A rule a grantee, in the answer's order."""
    inherited: tuple[tuple[GranteeId, Mode], ...] = ()
    """Whom the server counts as leader by a project further up."""


def read_rules(permissions: Node) -> ReadRules:
    """Return the rules of an element ``permissions``.

    Raises:
        UnknownRuleError: a grantee or a mode is of no known kind, or one capability is both
            allowed and denied.
    """
    said: dict[GranteeId, dict[str, Mode]] = {}
    inherited: list[tuple[GranteeId, Mode]] = []
    for entry in permissions.all("granteeCapabilities"):
        grantee = _grantee(entry)
        capabilities = said.setdefault(grantee, {})
        for name, mode in _capabilities(entry):
            if name == INHERITED_PROJECT_LEADER:
                inherited.append((grantee, mode))
            elif capabilities.setdefault(name, mode) is not mode:
                raise UnknownRuleError(
                    f"`{name}` is both allowed and denied to one {grantee.kind}"
                )
    rules = tuple(ToldRule(grantee, modes) for grantee, modes in said.items() if modes)
    return ReadRules(rules, tuple(inherited))


def _grantee(entry: Node) -> GranteeId:
    for child in entry.children:
        kind = _GRANTEES.get(child.tag)
        identity = child.get("id")
        if kind is not None and identity:
            return GranteeId(kind, identity)
    tags = [child.tag for child in entry.children if child.tag != "capabilities"]
    whom = f"a `{tags[0]}`" if tags else "nobody"
    raise UnknownRuleError(f"it has a rule for {whom}, which is not known")


def _capabilities(entry: Node) -> Iterator[tuple[str, Mode]]:
    for held in entry.all("capabilities"):
        for capability in held.all("capability"):
            name = capability.get("name") or ""
            mode = _MODES.get((capability.get("mode") or "").casefold())
            if not name or mode is None:
                told = capability.get("mode")
                raise UnknownRuleError(f"it says `{told}` of `{name}`, which is not known")
            yield name, mode
