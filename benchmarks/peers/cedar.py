"""Cedar, by cedarpy: semantics section 3 as policies over entities.

The encoding. A ``User`` is a child of its ``Group``s and ``GroupSet``s, so that ``principal in``
is membership. An action is one capability of one kind (``Action::"workbook/view"``) and a child of
an action for each class of site role that can ever hold it; a user names its class's, so the
ceiling is ``action in principal.ceiling``. An ``Item`` names its owner, a ``Charge`` (owners and
leaders of its project and above), the charge that keeps Set Permissions under a lock, and its
``Rules``, the one governing list. Rules carry a tag for each capability, read by the action's
own key: six sets, allowed and denied for users, groups and group sets.

Cedar has no order among policies: any ``forbid`` wins. User over group, deny over allow, and
owners whom no deny binds, therefore have to be conditions. Two forms say the same: a policy for
every rung, with what comes before it as its ``unless``; and one policy whose condition is the
ladder. Both gave the same answers on the medium site; the one policy made 1.4 times as many
decisions a second, in batch and singly, so it is what is timed.

Policies and entities are parsed before, and requests are built before, as dictionaries: with
requests as Cedar text it made 0.6 times as many decisions a second. No schema is given: it would
only add a check. Cedar answers with its verdict and the policy that gave it, as JSON text, which
cedarpy parses.
"""

import json
from collections.abc import Iterator, Sequence

from cedarpy import Entities, PolicySet, is_authorized, is_authorized_batch

from benchmarks.peers.facts import RUNGS, Cell, Facts, Rules
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import Grantee, GranteeKind

_TYPES = {
    GranteeKind.USER: "User",
    GranteeKind.GROUP: "Group",
    GranteeKind.GROUP_SET: "GroupSet",
}
_SAID = "resource.rules.getTag(action.key)"
POLICY = f"""
permit (principal, action, resource) when {{
  action in principal.ceiling &&
  (principal.administrator ||
   (if resource has lock && action.key == "set_permissions" then
      principal in resource.lock.people
    else
      principal in resource.charge.people ||
      (resource has owner && resource.owner == principal) ||
      (resource.rules.hasTag(action.key) &&
       (if {_SAID}.user_deny.contains(principal) then false
        else if {_SAID}.user_allow.contains(principal) then true
        else if principal in {_SAID}.group_deny then false
        else if principal in {_SAID}.group_allow then true
        else if principal in {_SAID}.group_set_deny then false
        else principal in {_SAID}.group_set_allow))))
}};
"""

Plain = dict[str, object]


class Cedar:
    """One site in Cedar."""

    def __init__(self, facts: Facts) -> None:
        """Parse the entities and the policy."""
        self._facts = facts
        self._policies = PolicySet.from_str(POLICY)
        self._entities = Entities.from_json_str(json.dumps([*_entities(facts)]))

    def requests(self, cells: Sequence[Cell]) -> list[Plain]:
        """Return the requests for some cells."""
        users, items = self._facts.users, self._facts.items
        return [
            {
                "principal": _uid("User", users[cell.user].name),
                "action": _uid(
                    "Action", _action(items[cell.item].kind, self._facts.capability(cell).key)
                ),
                "resource": _uid("Item", items[cell.item].name),
            }
            for cell in cells
        ]

    def batch(self, requests: list[Plain]) -> list[bool]:
        """Decide everything in one call."""
        results = is_authorized_batch(requests, self._policies, self._entities)
        return [result.allowed for result in results]

    def singly(self, requests: list[Plain]) -> list[bool]:
        """Decide by a call each."""
        policies, entities = self._policies, self._entities
        return [is_authorized(it, policies, entities).allowed for it in requests]

    def errors(self, requests: list[Plain]) -> list[str]:
        """Return what went wrong in evaluating; a policy with an error counts as no permit."""
        results = is_authorized_batch(requests, self._policies, self._entities)
        return [error for result in results for error in result.diagnostics.errors]


def _entities(facts: Facts) -> Iterator[Plain]:
    classes = {user.role_class for user in facts.users}
    for role_class in classes:
        yield _entity("Action", role_class.value)
    for kind, described in CATALOG.items():
        for capability in described.capabilities:
            holders = [it for it in classes if facts.ceilings[kind, it] & capability.bit]
            parents = [_uid("Action", it.value) for it in holders]
            name = _action(kind, capability.key)
            yield _entity("Action", name, {"key": capability.key}, parents)
    for user in facts.users:
        attributes: Plain = {
            "ceiling": _ref("Action", user.role_class.value),
            "administrator": user.is_administrator,
        }
        beyond = [it for it in user.grantees if it.kind is not GranteeKind.USER]
        parents = [_uid(_TYPES[it.kind], it.name) for it in beyond]
        yield _entity("User", user.name, attributes, parents)
    for number, charge in enumerate(facts.charges):
        yield _entity("Charge", str(number), {"people": [*map(_grantee, charge)]})
    kinds = {item.rules: item.kind for item in facts.items}
    for number, rules in enumerate(facts.rules):
        yield {**_entity("Rules", str(number)), "tags": _tags(rules, kinds[number])}
    for item in facts.items:
        named: Plain = {
            "rules": _ref("Rules", str(item.rules)),
            "charge": _ref("Charge", str(item.charge)),
        }
        if item.lock is not None:
            named["lock"] = _ref("Charge", str(item.lock))
        if item.owner is not None:
            named["owner"] = _ref("User", item.owner)
        yield _entity("Item", item.name, named)


def _tags(rules: Rules, kind: Kind) -> Plain:
    tags: Plain = {}
    for capability in CATALOG[kind].capabilities:
        said: dict[str, list[Plain]] = {}
        for rung in RUNGS:
            of_rung = [rule for rule in rules if rule.grantee.kind is rung]
            for effect, reached in (
                ("allow", [it.grantee for it in of_rung if it.allow & capability.bit]),
                ("deny", [it.grantee for it in of_rung if it.deny & capability.bit]),
            ):
                said[f"{rung.value}_{effect}"] = [*map(_grantee, reached)]
        if any(said.values()):
            tags[capability.key] = said
    return tags


def _entity(
    kind: str, name: str, attributes: Plain | None = None, parents: Sequence[Plain] = ()
) -> Plain:
    return {"uid": _uid(kind, name), "attrs": attributes or {}, "parents": list(parents)}


def _uid(kind: str, name: str) -> Plain:
    return {"type": kind, "id": name}


def _ref(kind: str, name: str) -> Plain:
    return {"__entity": _uid(kind, name)}


def _grantee(grantee: Grantee) -> Plain:
    return _ref(_TYPES[grantee.kind], grantee.name)


def _action(kind: Kind, key: str) -> str:
    return f"{kind.value}/{key}"
