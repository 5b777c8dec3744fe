"""The ladder in a derivation: which step decided, and what each reason and its evidence mean."""

import re

import pytest
from hypothesis import given
from support.answers import answers, made_up
from support.asking import resolvers_of
from support.generated import declarations
from support.semantics_text import between

from tableau_perm_cli.resolve import Outcome, Reason, StepName, Verdict

DECIDED_AT = {
    Reason.UNLICENSED: StepName.CEILING,
    Reason.GUEST_DISABLED: StepName.CEILING,
    Reason.SITE_ROLE: StepName.CEILING,
    Reason.GUEST: StepName.CEILING,
    Reason.SERVER_ADMIN: StepName.ADMINISTRATOR,
    Reason.SITE_ADMIN: StepName.ADMINISTRATOR,
    Reason.PROJECT_OWNER: StepName.PROJECT_OWNER_OR_LEADER,
    Reason.PROJECT_LEADER: StepName.PROJECT_OWNER_OR_LEADER,
    Reason.OWNER: StepName.CONTENT_OWNER,
    Reason.LOCKED: StepName.CONTENT_OWNER,
    Reason.USER_DENY: StepName.USER_RULES,
    Reason.USER_ALLOW: StepName.USER_RULES,
    Reason.GROUP_DENY: StepName.GROUP_RULES,
    Reason.GROUP_ALLOW: StepName.GROUP_RULES,
    Reason.GROUP_SET_DENY: StepName.GROUP_SET_RULES,
    Reason.GROUP_SET_ALLOW: StepName.GROUP_SET_RULES,
    Reason.NOT_READ: StepName.GOVERNING_RULES,
    Reason.UNSPECIFIED: StepName.UNSPECIFIED,
}
LADDER = [
    *("ceiling", "administrator", "project_owner_or_leader", "content_owner"),
    *("governing_rules", "user_rules", "group_rules", "group_set_rules", "unspecified"),
]
RULE_STEPS = {StepName.USER_RULES, StepName.GROUP_RULES, StepName.GROUP_SET_RULES}


@made_up(30)
@given(declarations(gaps=True))
def test_one_step_decides_those_before_it_passed_and_those_after_it_are_not_reached(
    declaration: dict,
) -> None:
    for found in answers(declaration).values():
        steps = list(found.steps())
        assert [step.name for step in steps] == LADDER
        at = LADDER.index(DECIDED_AT[found.reason])
        assert [step.outcome for step in steps] == [
            *[Outcome.PASSED] * at,
            Outcome.DECIDED,
            *[Outcome.NOT_REACHED] * (len(LADDER) - at - 1),
        ]


@made_up(30)
@given(declarations(gaps=True))
def test_evidence_speaks_for_the_answer_and_what_is_overridden_against_it(
    declaration: dict,
) -> None:
    for found in answers(declaration).values():
        agrees, opposes = (
            ("allow", "deny") if found.effective is Verdict.ALLOWED else ("deny", "allow")
        )
        assert {it.effect for it in found.overridden} <= {opposes}
        assert bool(found.decided_by) == (found.reason is not Reason.UNSPECIFIED)
        if found.decided_at in RULE_STEPS:
            assert {it.effect for it in found.decided_by} == {agrees}


def test_a_user_of_another_site_is_decided_before_the_ladder() -> None:
    site = {"users": {"ana": "Creator"}, "projects": {"P": {}}}
    other = {"users": {"far": "Creator"}}
    resolver = resolvers_of({"version": 1, "sites": {"Here": site, "There": other}})["Here"]
    (project,) = resolver.graph.items()
    for found in resolver.answers("far", project):
        assert [(step.name, step.outcome) for step in found.steps()] == [
            (StepName.SITE_MEMBERSHIP, Outcome.DECIDED),
            *((name, Outcome.NOT_REACHED) for name in LADDER),
        ]


ALLOWING = {
    *("server_admin", "site_admin", "project_owner", "project_leader", "owner"),
    *("user_allow", "group_allow", "group_set_allow", "all_needs_met"),
}


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_gives_one_verdict(reason: Reason) -> None:
    assert reason.verdict == ("allowed" if reason.value in ALLOWING else "denied")


def test_the_verdict_of_a_reason_is_the_one_the_semantics_write_before_it() -> None:
    ladder = between("## 3. ", "Facts that are easy")
    written = re.findall(r"(allowed|denied)(?: everything here, reason)?\s+`(\w+)`", ladder)
    assert len({word for _, word in written}) >= 14
    for verdict, word in written:
        assert Reason(word).verdict == verdict
