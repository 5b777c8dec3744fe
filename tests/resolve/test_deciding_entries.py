"""What ``decided_by`` names decides: alone it gives the same answer, without it another."""

from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st
from support.altered import items_in
from support.answers import answers, made_up
from support.asking import evidence, item_of, resolvers_of
from support.generated import declarations
from support.reference_site import CONTENT_KEYS, address

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.resolve import Derivation, Evidence, Reason

BY_RULES = {
    *(Reason.USER_DENY, Reason.USER_ALLOW, Reason.GROUP_DENY, Reason.GROUP_ALLOW),
    *(Reason.GROUP_SET_DENY, Reason.GROUP_SET_ALLOW),
}
SECTIONS = {"user": "users", "group": "groups", "group_set": "group_sets"}

Entry = tuple[str, str]
"""A grantee and an effect, both of the one capability that is asked about."""


def entries_of(written: Iterable[Evidence]) -> list[Entry]:
    return [(it.grantee, it.effect.value) for it in written]


def rung_of(entry: Entry) -> str:
    """Return which of the rungs for rules an entry belongs to: user, group or group set."""
    return entry[0].partition(":")[0]


def entries_of_list(found: Derivation) -> list[Entry]:
    """Return what the governing list says of the capability, to whomever."""
    rules = found.governing.source.rules
    assert rules is not None
    bit = CATALOG[rules.kind].capability(found.capability.key).bit
    return [
        (str(rule.grantee), effect)
        for rule in rules.rules
        for effect, mask in (("allow", rule.allow), ("deny", rule.deny))
        if mask & bit
    ]


def with_only(declaration: dict, found: Derivation, entries: list[Entry]) -> Derivation:
    """Return the answer once the governing list holds these entries and nothing else."""
    rules, origin = found.governing.source.rules, found.governing.source.origin
    assert rules is not None
    assert origin is not None
    permissions: dict[str, dict] = {}
    for grantee, effect in entries:
        section, _, name = grantee.partition(":")
        rule: dict = {effect: [found.capability.key]}
        if origin.kind is Kind.PROJECT:
            rule = {key_on_a_project(rules.kind): rule}
        permissions.setdefault(SECTIONS[section], {})[name] = rule
    body = body_at(declaration, found.site, str(origin.address))
    written = body["permissions"]
    body["permissions"] = permissions
    resolver = resolvers_of(declaration)[found.site]
    body["permissions"] = written
    return resolver.derive(found.user, item_of(resolver, str(found.item)), found.capability)


def key_on_a_project(kind: Kind) -> str:
    return next((key for key, it in CONTENT_KEYS.items() if it is kind), "project")


def body_at(declaration: dict, site: str, wanted: str) -> dict:
    """Return what is written of an item; its place is keys and names in turn."""
    for place, kind, body in items_in(declaration):
        if place[1] == site and address(kind, place[3::2]) == wanted:
            return body
    raise AssertionError(f"nothing is written of {wanted}")


def one_of_each(
    declaration: dict, data: st.DataObject, reasons: set[Reason]
) -> Iterator[Derivation]:
    """Draw an answer for each of the reasons that come up on the sites."""
    by_reason: dict[Reason, list[Derivation]] = {}
    for found in answers(declaration).values():
        if found.reason in reasons and found.governing.source.rules is not None:
            by_reason.setdefault(found.reason, []).append(found)
    for reason in sorted(by_reason):
        yield data.draw(st.sampled_from(by_reason[reason]))


@made_up(50)
@given(declarations(gaps=True), st.data())
def test_the_deciding_entries_alone_give_the_same_answer(
    declaration: dict, data: st.DataObject
) -> None:
    for found in one_of_each(declaration, data, BY_RULES):
        alone = with_only(declaration, found, entries_of(found.decided_by))
        assert (alone.effective, alone.reason) == (found.effective, found.reason)
        assert evidence(alone.decided_by) == evidence(found.decided_by)
        assert alone.overridden == ()


@made_up(50)
@given(declarations(gaps=True), st.data())
def test_without_the_deciding_entries_something_else_decides(
    declaration: dict, data: st.DataObject
) -> None:
    for found in one_of_each(declaration, data, BY_RULES):
        deciding = entries_of(found.decided_by)
        rest = [entry for entry in entries_of_list(found) if entry not in deciding]
        without = with_only(declaration, found, rest)
        assert without.reason is not found.reason
        # What was overridden is still there, and may be what decides now; of what says the same
        # as the new answer, only the rung that decides is named.
        left = {*entries_of(without.decided_by), *entries_of(without.overridden)}
        rungs = {rung_of(entry) for entry in entries_of(without.decided_by)}
        named = {it for it in entries_of(found.overridden) if {rung_of(it)} == rungs}
        assert left >= named
        assert left or not found.overridden
        assert not left & set(deciding)


@made_up(20)
@given(declarations(gaps=True), st.data())
def test_where_nothing_is_said_no_entry_of_the_list_reaches_the_user(
    declaration: dict, data: st.DataObject
) -> None:
    for found in one_of_each(declaration, data, {Reason.UNSPECIFIED}):
        for entries in ([], entries_of_list(found)):
            assert with_only(declaration, found, entries).reason is Reason.UNSPECIFIED
