"""What ``--fix`` can remove is found at the text that can go."""

import pytest
from support.lint_cases import hygiene_findings, hygiene_rule


@pytest.mark.parametrize(
    ("module", "site", "word"),
    [
        (
            "dead_rule_under_lock",
            "P: {content_permissions: locked, flows: {F: {permissions: {}}}}",
            "permissions",
        ),
        (
            "dead_rule_under_tabs",
            "P: {workbooks: {W: {views: {V: {permissions: {}}}}}}",
            "permissions",
        ),
        ("empty_rule", "P: {flows: {F: {permissions: {groups: {Staff: none}}}}}", "Staff"),
        ("empty_rule", "P: {permissions: {groups: {Staff: {flows: none}}}}", "flows"),
        (
            "rule_for_someone_in_charge",
            "P: {permissions: {users: {root: {workbooks: view}}}}",
            "workbooks",
        ),
        (
            "rule_changes_nothing",
            "P: {permissions: {groups: {Staff: {flows: view}, Makers: {flows: view}}}}",
            "flows",
        ),
        (
            "deny_where_unspecified_would_do",
            "P: {permissions: {groups: {Staff: {lenses: none, flows: {deny: [move]}}}}}",
            "flows",
        ),
        (
            "deny_where_unspecified_would_do",
            "P: {permissions: {groups: {Staff: {flows: {allow: [view], deny: [move]}}}}}",
            "move",
        ),
        ("leader_denied", "P: {permissions: {users: {ada: {leader: denied}}}}", "leader"),
        (
            "duplicate_capability",
            "P: {permissions: {groups: {Staff: {flows: {template: view, allow: [view]}}}}}",
            "view]",
        ),
    ],
)
def test_what_can_be_fixed_is_found_at_the_text_that_can_go(
    module: str, site: str, word: str
) -> None:
    """The key of the entry, or the element of the list, that a fix removes."""
    assert hygiene_rule(module).fixable
    (found,) = hygiene_findings(module, f"{site}\n")
    assert found.position is not None
    assert ("  " * 3 + site)[found.position.column - 1 :].startswith(word)
