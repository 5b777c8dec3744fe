"""The JSON Schema of a declaration accepts what the loader accepts and refuses broken shapes."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from support.running import SAMPLES

from tableau_perm_cli.catalog import CATALOG, LEGACY_SITE_ROLES, SITE_ROLES, ContentType
from tableau_perm_cli.catalog.templates import template_spellings
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.schema import declaration_schema
from tableau_perm_cli.diagnostics import DeclarationError

Validator = jsonschema.Draft202012Validator
FILES = sorted(SAMPLES.rglob("*.yaml"))
WHOLE = [file for file in FILES if file.parent == SAMPLES]


@pytest.fixture(scope="module")
def validator() -> Validator:
    schema = declaration_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_json(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return YAML's value as JSON has it: every key is text."""
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    return [as_json(inner) for inner in value] if isinstance(value, list) else value


def is_loaded(document: object) -> bool:
    try:
        read_files([("document.json", json.dumps(document).encode())])
    except DeclarationError:
        return False
    return True


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SAMPLES)))
def test_it_accepts_every_sample(validator: Validator, file: Path) -> None:
    document = as_json(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("file", WHOLE, ids=lambda file: file.name)
def test_a_sample_written_as_json_is_accepted_by_both(validator: Validator, file: Path) -> None:
    document = as_json(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert is_loaded(document)
    assert validator.is_valid(json.loads(json.dumps(document)))


def site(**parts: object) -> dict[str, Any]:
    return {"version": 1, "sites": {"S": parts}}


def project(**parts: object) -> dict[str, Any]:
    return site(users={"ada": "Creator"}, groups={"G": ["ada"]}, projects={"Default": parts})


def rule(value: object, kind: str = "workbooks") -> dict[str, Any]:
    return project(permissions={"groups": {"G": {kind: value}}})


BROKEN = {
    "no version": {"sites": {}},
    "another version": {"version": 2, "sites": {}},
    "not a mapping": [],
    "an unknown key at the top": {"version": 1, "site": {}},
    "an unknown key of a site": site(project={}),
    "an unknown key of a project": project(workbook={}),
    "an unknown key of a workbook": project(workbooks={"W": {"tab": "shown"}}),
    "a word that is not a lock": project(content_permissions="lockd"),
    "a lock that databases lack": project(
        databases={"D": {"content_permissions": "locked_including_nested"}}
    ),
    "tabs that are neither shown nor hidden": project(workbooks={"W": {"tabs": "maybe"}}),
    "tabs as a truth value": project(workbooks={"W": {"tabs": True}}),
    "an unknown authentication": project(data_sources={"D": {"authentication": "oauth"}}),
    "an unknown external authorization": project(
        data_sources={"D": {"external_authorization": "kerberos"}}
    ),
    "a connection without its data source": project(
        workbooks={"W": {"connects_to": [{"authentication": "prompt"}]}}
    ),
    "connections that are no list": project(workbooks={"W": {"connects_to": {}}}),
    "an unknown site role": site(users={"ada": "Wizard"}),
    "a user without a role": site(users={"ada": {"email": "a@example.com"}}),
    "a user as a list": site(users={"ada": ["Creator"]}),
    "a group as text": site(users={"ada": "Creator"}, groups={"G": "ada"}),
    "a member that is a mapping": site(groups={"G": [{}]}),
    "an unknown template": rule("viewwer"),
    "an unknown capability": rule({"allow": ["fly"]}),
    "capabilities that are no list": rule({"allow": "view"}),
    "an unknown key of a rule": rule({"permit": ["view"]}),
    "a rule for an unknown type": rule("view", "worksheets"),
    "a rule that is a list": rule(["view"]),
    "a leader that is neither true nor false": rule("yes", "leader"),
    "a leader on a group set": project(
        permissions={"group_sets": {"GS": {"leader": True}}},
    ),
    "nothing under permissions": project(permissions=None),
    "a setting that is not a truth value": site(settings={"guest_access": "on"}),
    "permissions in a Personal Space": site(
        users={"ada": "Creator"},
        personal_spaces={"ada": {"workbooks": {"W": {"permissions": {}}}}},
    ),
    "an owner in a Personal Space": site(
        users={"ada": "Creator"}, personal_spaces={"ada": {"flows": {"F": {"owner": "ada"}}}}
    ),
    "an expectation without a name": site(expectations=[{"users": ["ada"]}]),
}


@pytest.mark.parametrize("case", BROKEN)
def test_it_refuses_what_the_loader_refuses(validator: Validator, case: str) -> None:
    assert not is_loaded(BROKEN[case])
    assert not validator.is_valid(BROKEN[case])


def spellings(word: str) -> Iterator[str]:
    """Yield a word as people write it."""
    for form in (word, word.lower(), word.upper(), word.title(), word.swapcase()):
        for separator in ("", " ", "_", "-"):
            yield form.replace(" ", separator).replace("_", separator)


ROLE_NAMES = sorted(
    {*(it.name for it in SITE_ROLES), *(it.rest_name for it in SITE_ROLES)}
    | {it.name for it in LEGACY_SITE_ROLES}
)
LOCK_WORDS = [
    "customizable",
    "locked",
    "locked_including_nested",
    "ManagedByOwner",
    "LockedToProject",
    "LockedToProjectWithoutNested",
]


@pytest.mark.parametrize("name", ROLE_NAMES)
def test_every_spelling_of_a_site_role_is_accepted_by_both(
    validator: Validator, name: str
) -> None:
    for spelling in spellings(name):
        document = site(users={"ada": spelling})
        assert is_loaded(document), spelling
        assert validator.is_valid(document), spelling


@pytest.mark.parametrize("word", LOCK_WORDS)
def test_every_spelling_of_a_lock_is_accepted_by_both(validator: Validator, word: str) -> None:
    for spelling in spellings(word):
        document = project(content_permissions=spelling)
        assert is_loaded(document), spelling
        assert validator.is_valid(document), spelling


@pytest.mark.parametrize(
    "kind", [it for it in CATALOG.values() if it.plural not in {"projects", "views", "tables"}]
)
def test_every_name_of_a_capability_or_template_is_accepted_by_both(
    validator: Validator, kind: ContentType
) -> None:
    names = itertools.chain.from_iterable(
        (it.key, it.label, it.rest_name, *it.aliases) for it in kind.capabilities
    )
    for spelling in itertools.chain.from_iterable(map(spellings, names)):
        document = rule({"deny": [spelling]}, kind.plural)
        assert is_loaded(document), spelling
        assert validator.is_valid(document), spelling
    for spelling in itertools.chain.from_iterable(map(spellings, template_spellings(kind.kind))):
        assert is_loaded(rule(spelling, kind.plural)), spelling
        assert validator.is_valid(rule(spelling, kind.plural)), spelling


@pytest.mark.parametrize("value", ["true", "false", True, False])
def test_a_quoted_truth_value_is_one_too(validator: Validator, value: object) -> None:
    document = site(settings={"guest_access": value})
    assert is_loaded(document)
    assert validator.is_valid(document)


def test_what_an_editor_offers_are_the_words_of_the_format() -> None:
    definitions = declaration_schema()["$defs"]
    assert definitions["Tabs"]["anyOf"][0]["enum"] == ["shown", "hidden"]
    assert definitions["Template"]["anyOf"][0]["enum"] == [
        "none",
        "denied",
        "view",
        "publish",
        "explore",
        "administer",
    ]
    assert "download_workbook" in definitions["Capability"]["anyOf"][0]["enum"]
    assert "Explorer (can publish)" in definitions["SiteRole"]["anyOf"][0]["enum"]
