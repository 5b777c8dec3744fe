"""Casbin, by pycasbin: the ladder as a list of policies in order, of which the first decides.

The encoding. A policy is (subject, object, action, effect); the effect ``priority`` lets the first
one that matches decide, and what none matches is denied, which is step 9. ``g`` puts users into
groups, group sets and the class of their site role. For an object and an action the policies are,
in order: denied for the classes that can never hold it; allowed for the classes of administrators;
under a lock, for Set Permissions, allowed for those who keep it and denied for everyone; allowed
for those in charge, and the owner; then users denied, users allowed, groups denied, groups
allowed, group sets denied, group sets allowed.

``FastCasbin`` is ``FastEnforcer``, keyed by object alone or by object and action together. With
both it looks at the few policies of one item and capability, and its matcher is membership alone:
its best form. FastEnforcer keeps the policies of a key in a set, which loses their order and makes
answers wrong: here they are kept in a dictionary, which has an order. Policies are loaded for the
objects that are asked about; others would only take memory, as the key leads past them.

``PlainCasbin`` is ``Enforcer``, which looks at one policy after the other. To spare it the
repetition, its objects are not items but the distinct combinations of rules, charge, lock and
owner, and the caller translates; a policy that fails costs it one comparison, of the object.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import casbin
from casbin.model import FastModel
from casbin.model.policy_fast import FastPolicy

from benchmarks.peers.facts import RUNGS, Cell, Facts, ItemFact
from tableau_perm_cli.catalog import Capability
from tableau_perm_cli.declaration.model import Grantee, GranteeKind

_MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act, eft
[role_definition]
g = _, _
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = {matcher}
"""
_EVERYONE = "everyone"

Request = tuple[str, str, str]
Policy = tuple[str, str]
"""A subject and an effect; object and action are those of the column."""


class _OrderedPolicy(FastPolicy):  # type: ignore[misc] # pycasbin has no types
    """FastEnforcer's store with the policies of a key in the order in which they were added."""

    def append(self, item: Sequence[str]) -> None:
        """Add a policy at the end."""
        *outer, last = (item[place] for place in self._cache_key_order)
        cache = self._cache
        for key in outer:
            cache = cache.setdefault(key, {})
        cache.setdefault(last, {})[tuple(item)] = None


BY_OBJECT = ((1,), "p.act == r.act && g(r.sub, p.sub)")
BY_OBJECT_AND_ACTION = ((1, 2), "g(r.sub, p.sub)")
"""Which fields FastEnforcer is keyed by, and what is left to its matcher."""


class FastCasbin:
    """One site in FastEnforcer."""

    def __init__(
        self,
        facts: Facts,
        cells: Sequence[Cell],
        keyed: tuple[tuple[int, ...], str] = BY_OBJECT_AND_ACTION,
    ) -> None:
        """Load the memberships of the users and the policies of the items in ``cells``."""
        self._facts = facts
        order, matcher = keyed
        model = FastModel(order)
        model.load_model_from_text(_MODEL.format(matcher=matcher))
        policies = model.model["p"]["p"].policy = _OrderedPolicy(order)
        self._enforcer = casbin.FastEnforcer(model, cache_key_order=order)
        _load_memberships(self._enforcer, facts, {cell.user for cell in cells})
        # Past ``add_policy``, which counts all policies again for each that it adds.
        for number in {cell.item for cell in cells}:
            item = facts.items[number]
            for capability in item.capabilities:
                for subject, effect in _column(facts, item, capability):
                    policies.append((subject, item.name, capability.key, effect))

    def requests(self, cells: Iterable[Cell]) -> list[Request]:
        """Return the requests for some cells."""
        facts = self._facts
        return [
            (facts.users[it.user].name, facts.items[it.item].name, facts.capability(it).key)
            for it in cells
        ]

    def singly(self, requests: Iterable[Request]) -> list[bool]:
        """Decide by a call each; pycasbin's batch call does the same."""
        enforce = self._enforcer.enforce
        return [enforce(*request) for request in requests]


class PlainCasbin:
    """One site in Enforcer."""

    def __init__(self, facts: Facts, cells: Sequence[Cell]) -> None:
        """Load the policies of all items, and the memberships of the users in ``cells``."""
        self._facts = facts
        model = casbin.Enforcer.new_model(
            text=_MODEL.format(matcher="p.obj == r.obj && p.act == r.act && g(r.sub, p.sub)")
        )
        self._enforcer = casbin.Enforcer(model)
        _load_memberships(self._enforcer, facts, {cell.user for cell in cells})
        columns = {_alike(it): it for it in facts.items}
        # Past ``add_policy``, which searches the whole list for each policy that it adds.
        self._enforcer.get_model().model["p"]["p"].policy += [
            [subject, name, capability.key, effect]
            for name, item in columns.items()
            for capability in item.capabilities
            for subject, effect in _column(facts, item, capability)
        ]

    def requests(self, cells: Iterable[Cell]) -> list[Request]:
        """Return the requests for some cells."""
        facts = self._facts
        return [
            (
                facts.users[it.user].name,
                _alike(facts.items[it.item]),
                facts.capability(it).key,
            )
            for it in cells
        ]

    def singly(self, requests: Iterable[Request]) -> list[bool]:
        """Decide by a call each."""
        enforce = self._enforcer.enforce
        return [enforce(*request) for request in requests]

    @property
    def policies(self) -> int:
        """How many policies it walks over when none matches."""
        return len(self._enforcer.get_policy())


def _alike(item: ItemFact) -> str:
    return f"{item.kind.value}:{item.rules}:{item.charge}:{item.lock}:{item.owner}"


def _load_memberships(enforcer: Any, facts: Facts, users: Iterable[int]) -> None:  # noqa: ANN401 - untyped
    """Put the users that are asked about into their groups, and everyone under one subject."""
    manager = enforcer.get_role_manager()
    for number in users:
        user = facts.users[number]
        subject = user.name
        manager.add_link(subject, _EVERYONE)
        manager.add_link(subject, f"class:{user.role_class.value}")
        for grantee in user.grantees:
            if grantee.kind is not GranteeKind.USER:
                manager.add_link(subject, str(grantee))


def _column(facts: Facts, item: ItemFact, capability: Capability) -> Iterator[Policy]:
    """Yield the policies for one capability of an item, in the order of the ladder."""
    for user_class in {user.role_class: user for user in facts.users}.values():
        role_class = user_class.role_class
        if not facts.ceilings[item.kind, role_class] & capability.bit:
            yield f"class:{role_class.value}", "deny"
        elif user_class.is_administrator:
            yield f"class:{role_class.value}", "allow"
    if item.lock is not None and capability.key == "set_permissions":
        yield from ((_subject(it), "allow") for it in facts.charges[item.lock])
        yield _EVERYONE, "deny"
        return
    yield from ((_subject(it), "allow") for it in facts.charges[item.charge])
    if item.owner is not None:
        yield item.owner, "allow"
    for rung in RUNGS:
        of_rung = [it for it in facts.rules[item.rules] if it.grantee.kind is rung]
        yield from ((_subject(it.grantee), "deny") for it in of_rung if it.deny & capability.bit)
        yield from ((_subject(it.grantee), "allow") for it in of_rung if it.allow & capability.bit)


def _subject(grantee: Grantee) -> str:
    return grantee.name if grantee.kind is GranteeKind.USER else str(grantee)
