"""What holds on every site, whatever is declared: tried on sites that hypothesis makes up."""

from hypothesis import assume, given
from hypothesis import strategies as st
from support.answers import Cell, answers, made_up
from support.asking import evidence
from support.generated import (
    declarations,
    fresh_names,
    kind_at,
    renamed_address,
    rule_places,
    with_effect,
    with_renamed,
    with_rules_reordered,
)

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.resolve import Derivation, Verdict


def outcome(found: Derivation) -> tuple[object, ...]:
    """Return all that is not a place in a file."""
    return (
        found.reason,
        evidence(found.decided_by),
        evidence(found.overridden),
        evidence(found.not_consulted),
        str(found.governing.rules_of),
        found.governing.because,
        found.uncertain,
        found.remarks,
    )


@made_up(30)
@given(declarations(gaps=True), st.integers(0, 99))
def test_the_order_of_rules_is_irrelevant(declaration: dict, seed: int) -> None:
    before = {at: outcome(found) for at, found in answers(declaration).items()}
    reordered = answers(with_rules_reordered(declaration, seed))
    assert {at: outcome(found) for at, found in reordered.items()} == before


def turned(declaration: dict, altered: dict, verdict: Verdict) -> list[Cell]:
    """Return the cells that the alteration turned into ``verdict``."""
    before = answers(declaration)
    return [
        at
        for at, found in answers(altered).items()
        if found.effective is verdict and before[at].effective is not verdict
    ]


def one_rule(declaration: dict, data: st.DataObject) -> tuple[tuple[str, ...], str]:
    """Draw the place of a rule, and a capability it can speak of."""
    places = rule_places(declaration)
    assume(places)
    place = data.draw(st.sampled_from(places))
    capabilities = CATALOG[kind_at(place)].capabilities
    return place, data.draw(st.sampled_from([capability.key for capability in capabilities]))


@made_up(30)
@given(declarations(gaps=True), st.data())
def test_adding_a_deny_never_allows(declaration: dict, data: st.DataObject) -> None:
    place, capability = one_rule(declaration, data)
    denying = with_effect(declaration, place, capability, "deny")
    assert turned(declaration, denying, Verdict.ALLOWED) == []


@made_up(30)
@given(declarations(gaps=True), st.data())
def test_adding_an_allow_never_denies(declaration: dict, data: st.DataObject) -> None:
    place, capability = one_rule(declaration, data)
    allowing = with_effect(declaration, place, capability, "allow")
    assert turned(declaration, allowing, Verdict.DENIED) == []


@made_up(30)
@given(declarations(gaps=True))
def test_renaming_users_and_groups_changes_nothing_but_their_names(declaration: dict) -> None:
    names = fresh_names(declaration)
    renamed = answers(with_renamed(declaration, names))
    assert len(renamed) == len(answers(declaration))
    for (site, user, item, capability), found in answers(declaration).items():
        same = renamed[site, names[user], renamed_address(item, names), capability]
        assert (same.reason, same.uncertain) == (found.reason, found.uncertain)
        assert same.remarks == found.remarks
        assert evidence(same.decided_by) == evidence_renamed(found, names)


def evidence_renamed(found: Derivation, names: dict[str, str]) -> str:
    renamed = []
    for it in found.decided_by:
        kind, _, name = it.grantee.partition(":")
        known = kind in {"user", "group"} and name in names
        renamed.append(f"{kind}:{names[name] if known else name} {it.effect.value}")
    return ", ".join(sorted(renamed))
