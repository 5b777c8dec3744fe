"""Generated declarations are valid and varied, and their alterations change what they say."""

import itertools
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import reference
from support.altered import items_in
from support.generated import (
    declarations,
    fresh_names,
    kind_at,
    random_declaration,
    renamed_address,
    rule_places,
    with_effect,
    with_renamed,
    with_rules_reordered,
    yaml_text,
)

from tableau_perm_cli.catalog import CATALOG, Kind

SEEDS = range(300)
SMALL = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
Cell = tuple[str, str, str, str]


def cells(declaration: dict) -> Iterator[Cell]:
    users = {
        user for site in declaration["sites"] for user in reference.users_of(declaration, site)
    }
    for site in declaration["sites"]:
        for item in reference.items_of(declaration, site):
            for capability in reference.capabilities_of(item):
                for user in sorted(users):
                    yield site, user, item, capability


def verdicts(declaration: dict) -> dict[Cell, tuple[str, str]]:
    return {cell: reference.decide(declaration, *cell) for cell in cells(declaration)}


def test_generated_declarations_reach_every_reason_code() -> None:
    reasons = {
        reference.decide(declaration, *cell)[1]
        for declaration in map(random_declaration, SEEDS[:60])
        for cell in cells(declaration)
    }
    assert reasons == {
        *("not_on_site", "unlicensed", "guest_disabled", "guest", "site_role"),
        *("server_admin", "site_admin", "project_owner", "project_leader", "owner", "locked"),
        *("user_deny", "user_allow", "group_deny", "group_allow"),
        *("group_set_deny", "group_set_allow", "unspecified"),
    }


def test_generated_declarations_reach_every_governing_place_and_doubt() -> None:
    found, doubts, browsable = set(), set(), set()
    for declaration in map(random_declaration, SEEDS[:150]):
        for site, user, item, capability in itertools.islice(cells(declaration), 0, None, 5):
            found.add(reference.governing(declaration, site, item)[1])
            browsable.add(reference.browsable(declaration, site, user, item))
            if reference.uncertain(declaration, site, user, item, capability):
                doubts.add(reference.decide(declaration, site, user, item, capability)[1])
    assert found == {
        *("own_rules", "initial_copy", "locked_project", "locked_ancestor"),
        *("tabs_shown", "locked_database"),
    }
    assert doubts >= {"site_role", "guest", "group_set_deny", "group_allow", "unspecified"}
    assert browsable == {True, False}


def test_generated_declarations_reach_every_task_both_ways() -> None:
    found = set()
    for declaration in map(random_declaration, SEEDS[:40]):
        for site in declaration["sites"]:
            projects = [
                item
                for item in reference.items_of(declaration, site)
                if reference.kind_of(item) == Kind.PROJECT
            ]
            for user in reference.users_of(declaration, site):
                for item in reference.items_of(declaration, site):
                    for task in reference.tasks_of(item):
                        target = projects[0] if task == "move_to" else None
                        answer = reference.task(declaration, site, user, task, item, target)
                        found.add((task, answer[0]))
                        found.add(answer[1])
    assert found >= {
        (task, answer) for task in reference.TASKS for answer in ("allowed", "denied")
    }
    assert found >= {"site_setting", "locked", "all_needs_met", "guest", "unlicensed"}


def test_generated_declarations_exercise_every_part_of_the_format() -> None:
    kinds, keys, values, depth, templates = set(), set(), set(), 0, set()
    for declaration in map(random_declaration, SEEDS):
        keys |= set(declaration) | set(declaration.get("server", {}))
        for site in declaration["sites"].values():
            keys |= set(site) | set(site.get("settings", {}))
            values |= {
                str(role["role"] if isinstance(role, dict) else role)
                for role in site["users"].values()
            }
            keys |= {
                key
                for group in site.get("groups", {}).values()
                if isinstance(group, dict)
                for key in group
            }
            keys |= {"empty set" for members in site.get("group_sets", {}).values() if not members}
        for place, kind, body in items_in(declaration):
            kinds.add(kind)
            keys |= set(body)
            depth = max(depth, place.count("projects"))
            values |= {
                str(body.get(key))
                for key in (
                    "content_permissions",
                    "tabs",
                    "authentication",
                    "external_authorization",
                )
            }
            values.add(f"{kind} list is {list_state(body)}")
        for place in rule_places(declaration):
            rule = rule_at(declaration, place)
            templates.add((rule if isinstance(rule, str) else rule.get("template", "")).lower())
    assert kinds == set(CATALOG)
    assert depth == 4
    assert keys >= {
        *(
            "server",
            "administrators",
            "name",
            "settings",
            "groups",
            "group_sets",
            "personal_spaces",
        ),
        *("guest_access", "web_authoring", "uncertain_ceilings", "minimum_site_role", "domain"),
        *("grant_on_sign_in", "owner", "labels", "permissions", "connects_to", "empty set"),
    }
    assert values >= {
        *("Guest", "Unlicensed", "Interactor", "ServerAdministrator", "Read Only", "Support User"),
        *("LockedToProject", "locked", "locked_including_nested", "hidden", "embedded"),
        *("run_as_user", "LockedToDatabase", "None"),
        *(f"{kind} list is {state}" for kind in CATALOG for state in ("absent", "written")),
        *("project list is empty", "workbook list is empty", "view list is empty"),
    }
    assert templates >= {
        *("none", "denied", "view", "explore", "publish", "administer", ""),
        *("viewer", "interactor", "editor", "connector", "publisher"),
    }


def test_the_same_seed_gives_the_same_declaration() -> None:
    assert random_declaration(7) == random_declaration(7)
    assert random_declaration(7) != random_declaration(8)


@pytest.mark.parametrize("seed", SEEDS[::10])
def test_everything_a_generated_declaration_mentions_is_declared(seed: int) -> None:
    assert_is_sound(random_declaration(seed))


@SMALL
@given(declarations())
def test_drawn_declarations_are_sound_and_survive_yaml(declaration: dict) -> None:
    assert_is_sound(declaration)
    assert yaml.safe_load(yaml_text(declaration)) == declaration
    assert verdicts(declaration)


@SMALL
@given(declarations(), st.integers(0, 99))
def test_reordering_rules_changes_no_verdict(declaration: dict, seed: int) -> None:
    altered = with_rules_reordered(declaration, seed)
    assert verdicts(altered) == verdicts(declaration)
    assert sorted(map(str, rule_places(altered))) == sorted(map(str, rule_places(declaration)))


@pytest.mark.parametrize("seed", range(20))
def test_renaming_renames_everywhere_and_changes_no_verdict(seed: int) -> None:
    declaration = random_declaration(seed)
    mapping = fresh_names(declaration)
    altered = with_renamed(declaration, mapping)
    expected = {
        (site, mapping[user], renamed_address(item, mapping), capability): verdict
        for (site, user, item, capability), verdict in verdicts(declaration).items()
    }
    assert verdicts(altered) == expected
    back = {new: old for old, new in mapping.items()}
    assert with_renamed(altered, back) == declaration
    assert declaration == random_declaration(seed)


def test_renaming_to_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="distinct"):
        with_renamed({"sites": {"S": {"users": {"a": "Viewer", "b": "Viewer"}}}}, {"a": "b"})


@pytest.mark.parametrize("seed", range(6))
def test_a_deny_added_at_any_place_never_gives_anyone_anything(seed: int) -> None:
    declaration = random_declaration(seed)
    before = verdicts(declaration)
    for place in rule_places(declaration)[:25]:
        capability = CATALOG[kind_at(place)].capabilities[0].key
        altered = with_effect(declaration, place, capability, "deny")
        after = verdicts(altered)
        allowed_after = {cell for cell, verdict in after.items() if verdict[0] == "allowed"}
        assert all(before[cell][0] == "allowed" for cell in allowed_after)
        assert capability in rule_at(altered, place)["deny"]
        assert_is_sound(altered)
    assert declaration == random_declaration(seed)


def list_state(body: dict) -> str:
    if "permissions" not in body:
        return "absent"
    return "written" if body["permissions"] else "empty"


def rule_at(declaration: dict, place: tuple[str, ...]) -> str | dict:
    for key in place:
        declaration = declaration[key]
    return declaration


def assert_is_sound(declaration: dict) -> None:
    """Check what a loader would: every name exists, no rule contradicts itself."""
    everywhere = set(declaration.get("server", {}).get("administrators", []))
    for name, site in declaration["sites"].items():
        known = {
            "users": everywhere | set(site["users"]),
            "groups": {"All Users", *site.get("groups", {})},
            "group_sets": set(site.get("group_sets", {})),
        }
        assert set(site.get("personal_spaces", {})) <= known["users"]
        for group in site.get("groups", {}).values():
            assert set(group["members"] if isinstance(group, dict) else group) <= known["users"]
        assert all(
            set(groups) <= known["groups"] for groups in site.get("group_sets", {}).values()
        )
        sources = reference.items_of(declaration, name)
        for place, kind, body in items_in(declaration):
            if place[1] != name:
                continue
            assert body.get("owner") in {None, *known["users"]}
            for section, grantees in body.get("permissions", {}).items():
                assert set(grantees) <= known[section]
                assert kind != Kind.PROJECT or all(grantees.values())
            for connection in body.get("connects_to", []):
                assert f"data_source:{connection['data_source']}" in sources
            assert place[2] != "personal_spaces" or not {"owner", "permissions"} & set(body)
    for place in rule_places(declaration):
        rule = rule_at(declaration, place)
        if isinstance(rule, dict):
            found = CATALOG[kind_at(place)].find
            keys = [found(name).key for name in [*rule.get("allow", []), *rule.get("deny", [])]]
            assert len(keys) == len(set(keys))
