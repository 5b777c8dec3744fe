"""What ``decided_by`` names is what decides: alone it gives the same answer, without it another."""

from hypothesis import assume, given
from hypothesis import strategies as st
from support.altered import items_in
from support.answers import answers, made_up
from support.asking import evidence, item_of, resolvers_of
from support.generated import declarations
from support.reference_site import CONTENT_KEYS, address

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.resolve import Derivation, Reason

BY_RULES = {
    *(Reason.USER_DENY, Reason.USER_ALLOW, Reason.GROUP_DENY, Reason.GROUP_ALLOW),
    *(Reason.GROUP_SET_DENY, Reason.GROUP_SET_ALLOW),
}
SECTIONS = {"user": "users", "group": "groups", "group_set": "group_sets"}

Entry = tuple[str, str]
"""A grantee and an effect, both of the one capability that is asked about."""


def deciding_entries(found: Derivation) -> list[Entry]:
    return [(it.grantee, it.effect.value) for it in found.decided_by]


def all_entries(found: Derivation) -> list[Entry]:
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


def drawn(declaration: dict, data: st.DataObject, reasons: set[Reason]) -> Derivation:
    """Draw an answer with one of these reasons, each reason that there is alike."""
    found = {
        reason: [
            it
            for it in answers(declaration).values()
            if it.reason is reason and it.governing.source.rules is not None
        ]
        for reason in reasons
    }
    there = sorted(reason for reason in reasons if found[reason])
    assume(there)
    return data.draw(st.sampled_from(found[data.draw(st.sampled_from(there))]))


@made_up(50)
@given(declarations(), st.data())
def test_the_deciding_entries_alone_give_the_same_answer(
    declaration: dict, data: st.DataObject
) -> None:
    found = drawn(declaration, data, BY_RULES)
    alone = with_only(declaration, found, deciding_entries(found))
    assert (alone.effective, alone.reason) == (found.effective, found.reason)
    assert evidence(alone.decided_by) == evidence(found.decided_by)
    assert alone.overridden == ()


@made_up(50)
@given(declarations(), st.data())
def test_without_the_deciding_entries_something_else_decides(
    declaration: dict, data: st.DataObject
) -> None:
    found = drawn(declaration, data, BY_RULES)
    deciding = deciding_entries(found)
    rest = [entry for entry in all_entries(found) if entry not in deciding]
    without = with_only(declaration, found, rest)
    assert without.reason is not found.reason
    assert not set(deciding_entries(without)) & set(deciding)
    # What was overridden may be what decides now; it is still there.
    assert set(overridden_entries(found)) <= set(deciding_entries(without)) | set(
        overridden_entries(without)
    )


def overridden_entries(found: Derivation) -> list[Entry]:
    return [(it.grantee, it.effect.value) for it in found.overridden]


@made_up(20)
@given(declarations(), st.data())
def test_where_nothing_is_said_no_entry_of_the_list_reaches_the_user(
    declaration: dict, data: st.DataObject
) -> None:
    found = drawn(declaration, data, {Reason.UNSPECIFIED})
    assert with_only(declaration, found, []).reason is Reason.UNSPECIFIED
    assert with_only(declaration, found, all_entries(found)).reason is Reason.UNSPECIFIED
