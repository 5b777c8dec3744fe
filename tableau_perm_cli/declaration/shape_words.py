"""What the parts of a declaration are called, and what to advise where a shape is wrong."""

from collections.abc import Mapping, Sequence
from typing import Final

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.expected import expected, guessed, one_of
from tableau_perm_cli.declaration.model import CONTENT_KINDS
from tableau_perm_cli.declaration.words import (
    AUTHENTICATIONS,
    DATABASE_LOCKS,
    EXTERNAL_AUTHORIZATIONS,
    LOCKS,
    TABS,
)

_CONTENT_SECTIONS: Final = {
    content_type.plural: f"a {content_type.label.lower()}" for content_type in CATALOG.values()
}

_CALLED: Final = {
    "RuleMapping": "a rule",
    "ContentPermissions": "`permissions`",
    "ProjectPermissions": "`permissions`",
    "ProjectGrant": "a project's rules",
    "ProjectGrantSet": "a project's rules",
    "ConnectionShape": "a connection",
    "Project": "a project",
    "UserMapping": "a user",
    "GroupMapping": "a group",
    "Settings": "`settings`",
    "Site": "a site",
    "Server": "`server`",
    "PersonalSpace": "a Personal Space",
    "UnknownCapabilities": "`unknown`",
    "SiteNotRead": "`not_read` of a site",
    "ProjectNotRead": "`not_read` of a project",
    "ContentNotRead": "`not_read` of content",
    "PartNotRead": "`not_read` of a view or a table",
    "WorkbookNotRead": "`not_read` of a workbook",
    "PersonalWorkbookNotRead": "`not_read` in a Personal Space",
    "UserNotRead": "`not_read` of a user",
    "GroupNotRead": "`not_read` of a group",
    "Expectation": "an expectation",
    "WhoExpectation": "`who`",
    "InvariantShape": "an invariant",
    "OnlyShape": "an invariant",
    "DutyShape": "`disjoint`",
    "DeclarationShape": "a declaration",
}
"""By the name of the shape; items of content are called after the section they stand in."""

_EXPECTED_BY_TYPE: Final = {
    "string_type": "text",
    "dict_type": "a mapping with names as its keys",
    "list_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_EXPECTED_TEXT: Final[Mapping[int | str, str]] = {
    "owner": "the name of a user",
    "members": "the name of a user",
    "administrators": "the name of a user",
    "groups": "the name of a user",
    "group_sets": "the name of a group",
    "labels": "a label",
    "allow": "the name of a capability",
    "deny": "the name of a capability",
    "template": "the name of a template",
    "role": "a site role",
    "minimum_site_role": "a site role",
    "data_source": "the path of a data source, as `Project/Name`",
    "users": "a user or a selector of users",
    "items": "an address or a selector of items",
    "item": "the address of an item",
    "exactly": "a user or a selector of users",
    "capability": "the name of a capability",
    "capabilities": "the name of a capability",
    "because": "a reason code",
    "content_permissions": LOCKS.expected,
    "tabs": TABS.expected,
    "authentication": AUTHENTICATIONS.expected,
    "external_authorization": EXTERNAL_AUTHORIZATIONS.expected,
}
"""What text is wanted under a key, or in a list that stands under it."""
_EXPECTED_LISTS: Final[Mapping[int | str, str]] = {
    "members": "a list of users",
    "administrators": "a list of users",
    "group_sets": "a list of groups",
    "allow": "a list of capabilities",
    "deny": "a list of capabilities",
    "connects_to": "a list of mappings with `data_source`",
    "disjoint": "a list of two selectors, or of mappings with `capabilities`",
    "expectations": "a list of expectations, each with a `name`",
    "labels": "a list of labels",
}
_EXPECTED_MAPPINGS: Final = {
    "project": "a mapping by content type, such as `{project: view, workbooks: explore}`",
    "data_source": "a mapping with `data_source`, as `{data_source: Project/Name}`",
}
"""What is wanted where a mapping has such a key."""
_NOT_READ: Final = "not_read"
_OF_A_PULL: Final = frozenset({_NOT_READ, "unknown"})
"""Keys that a pull writes, which nobody looks for who writes a declaration."""
_CEILINGS: Final = "uncertain_ceilings"
_FEW_KEYS: Final = 4
"""The keys of a mapping are named if there are no more of them."""

_TRUTHS: Final = {
    **dict.fromkeys(("yes", "y", "on", "1", "t"), "true"),
    **dict.fromkeys(("no", "n", "off", "0", "f"), "false"),
}
"""What YAML 1.1 and others take for a boolean."""

_PERSONAL: Final = ("PersonalWorkbook", "PersonalContent", "PersonalDataSource")
_ADVICE: Final = {
    **{
        ("RuleMapping", key): "only a project has rules by content type; write the one rule here"
        for key in ("project", *(CATALOG[kind].plural for kind in CONTENT_KINDS))
    },
    **{
        (shape, key): f"write it under a content type, such as `{{workbooks: {{{key}: …}}}}`"
        for shape in ("ProjectGrant", "ProjectGrantSet")
        for key in ("template", "allow", "deny")
    },
    **{
        (shape, "All Users"): "`All Users` is a group: write its rule under `groups`"
        for shape in ("ContentPermissions", "ProjectPermissions")
    },
    **{
        (shape, "permissions"): "content in a Personal Space has no rules"
        for shape in (*_PERSONAL, "PersonalSpace")
    },
    **{
        (shape, "owner"): "its owner is the user whose Personal Space it is in"
        for shape in (*_PERSONAL, "PersonalSpace")
    },
    **{
        ("DeclarationShape", key): f"write it under a site, as `sites: {{NAME: {{{key}: …}}}}`"
        for key in (
            *("settings", "users", "groups", "group_sets", "projects", "personal_spaces"),
            "not_read",
        )
    },
    **{
        ("SiteNotRead", key): "without its users, groups and projects no answer would be right"
        for key in ("users", "groups", "group_sets", "projects")
    },
    ("ProjectGrantSet", "leader"): "only users and groups can be project leaders",
    ("Part", "owner"): "a view is owned with its workbook, a table with its database",
    ("Project", "lock"): "did you mean `content_permissions`?",
    ("Project", "rules"): "did you mean `permissions`?",
}
"""By shape and key: what to do about a key that is right elsewhere, or goes by another name."""

_GENERAL_ADVICE: Final = dict.fromkeys(
    ("ContentPermissions", "ProjectPermissions"),
    "write a rule under the section of its grantee, as `groups: {NAME: …}`",
)
"""By shape: what to do where there is no guess."""


def called(shape: str, path: Sequence[int | str]) -> str:
    """Return what the mapping at ``path`` is, in words.

    Args:
        shape: the name of the shape that was expected there.
        path: the keys and indices that lead to the mapping.
    """
    word = _CALLED.get(shape)
    if word is None and len(path) > 1:
        word = _CONTENT_SECTIONS.get(str(path[-2]))
    return word or "this mapping"


def expected_value(kind: str, path: Sequence[int | str], keys: Sequence[str]) -> str:
    """Return what was expected at ``path``, where a value has the wrong type.

    Args:
        kind: the type of the finding, as pydantic calls it.
        path: the keys and indices that lead to the value.
        keys: the keys of the mapping that was expected, if one was.
    """
    word = _EXPECTED_BY_TYPE.get(kind, "something else")
    if kind == "string_type" and path[-2:-1] == [_NOT_READ]:
        return "the reason in a few words, such as `timed out`"
    if kind == "string_type":
        if path[-1:] == ["content_permissions"] and "databases" in path[-3:]:
            return DATABASE_LOCKS.expected
        # Of a list's element the list's key says what it is, or else the section of the list.
        near = path[-3:-1][::-1] if path and isinstance(path[-1], int) else path[-1:]
        return next((_EXPECTED_TEXT[key] for key in near if key in _EXPECTED_TEXT), word)
    if kind == "list_type":
        near = path[-2:][::-1]
        return next((_EXPECTED_LISTS[key] for key in near if key in _EXPECTED_LISTS), word)
    return _expected_mapping(path, keys) or word


def _expected_mapping(path: Sequence[int | str], keys: Sequence[str]) -> str | None:
    if _CEILINGS in path[:-1]:
        return "a mapping as in `uncertain_ceilings: {data_source: {save_as: {explorer: true}}}`"
    keys = [key for key in keys if key not in _OF_A_PULL]
    if path[-1:] == [_NOT_READ] and keys:
        return f"a mapping from what was not read to the reason, as `{{{keys[0]}: timed out}}`"
    for key, wanted in _EXPECTED_MAPPINGS.items():
        if key in keys:
            return wanted
    if 0 < len(keys) <= _FEW_KEYS:
        return f"a mapping with {one_of(keys)}"
    return f"a mapping with keys such as {one_of(keys[:2])}" if keys else None


def unknown_key(
    shape: str, path: Sequence[int | str], key: str, known: Sequence[str]
) -> tuple[str, str | None]:
    """Return a label and an advice for a key that the mapping at ``path`` cannot have."""
    offered = [word for word in known if word not in _OF_A_PULL]
    label, advice = expected(f"a key of {called(shape, path)}", key, offered)
    advice = guessed(key, tuple(known)) or advice
    return label, _ADVICE.get((shape, key)) or advice or _GENERAL_ADVICE.get(shape)


def boolean_meant(word: str) -> str | None:
    """Return which boolean YAML 1.1 and others would take ``word`` for."""
    truth = _TRUTHS.get(word.casefold())
    return f"write `{truth}`" if truth else None
