"""What the parts of a declaration are called, and what to advise where a shape is wrong."""

from collections.abc import Sequence
from typing import Final

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.expected import expected, one_of
from tableau_perm_cli.declaration.model import CONTENT_KINDS
from tableau_perm_cli.diagnostics import visible

_CONTENT_SECTIONS: Final = {
    content_type.plural: f"a {content_type.label.lower()}" for content_type in CATALOG.values()
}
_RULE_SECTIONS: Final = ("project", *(CATALOG[kind].plural for kind in CONTENT_KINDS))

_CALLED: Final = {
    "RuleMapping": "a rule",
    "ContentPermissions": "`permissions`",
    "ProjectPermissions": "`permissions`",
    "ProjectGrant": "a project's rules for a grantee",
    "ProjectGrantSet": "a project's rules for a group set",
    "ConnectionShape": "a connection",
    "Project": "a project",
    "UserMapping": "a user",
    "GroupMapping": "a group",
    "Settings": "`settings`",
    "Site": "a site",
    "Server": "`server`",
    "PersonalSpace": "a Personal Space",
    "Expectation": "an expectation",
    "DeclarationShape": "a declaration",
}
"""By the name of the shape; items of content are called after the section they stand in."""

_EXPECTED_BY_TYPE: Final = {
    "string_type": "text",
    "dict_type": "a mapping by name",
    "list_type": "a list",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_EXPECTED_TEXT: Final = {
    "owner": "the name of a user",
    "members": "the name of a user",
    "administrators": "the name of a user",
    "group_sets": "the name of a group",
    "allow": "the name of a capability",
    "deny": "the name of a capability",
    "template": "the name of a template",
    "role": "a site role",
    "minimum_site_role": "a site role",
    "data_source": "the path of a data source, as `Project/Name`",
}
"""What text is wanted under a key, or in the list under it."""
_EXPECTED_LISTS: Final = {
    "members": "a list of users",
    "administrators": "a list of users",
    "allow": "a list of capabilities",
    "deny": "a list of capabilities",
    "connects_to": "a list of mappings with `data_source`",
    "labels": "a list of labels",
}
_MOST_KEYS: Final = 4
"""The keys of a mapping are named if there are no more of them."""

_TRUTHS: Final = {
    **dict.fromkeys(("yes", "y", "on", "1", "t"), "true"),
    **dict.fromkeys(("no", "n", "off", "0", "f"), "false"),
}
"""What YAML 1.1 and others take for a boolean."""

_NO_RULES: Final = "content in a Personal Space has no rules: only its owner has access"


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
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    word = _EXPECTED_BY_TYPE.get(kind, "something else")
    if kind == "string_type":
        section = path[-3] if path and isinstance(path[-1], int) and len(path) > 2 else key  # noqa: PLR2004
        return _EXPECTED_TEXT.get(key) or _EXPECTED_TEXT.get(str(section)) or word
    if kind == "list_type":
        return _EXPECTED_LISTS.get(key, word)
    if "leader" in keys or "project" in keys:
        return "a mapping by content type, such as `{project: view, workbooks: explore}`"
    if 0 < len(keys) <= _MOST_KEYS:
        return f"a mapping with {one_of(keys)}"
    return word


def unknown_key(
    shape: str, path: Sequence[int | str], key: str, known: Sequence[str]
) -> tuple[str, str | None]:
    """Return a label and an advice for a key that the mapping at ``path`` cannot have."""
    what = called(shape, path)
    label, advice = expected(f"a key of {what}", key, known)
    return label, _advice(shape, key) or advice


def _advice(shape: str, key: str) -> str | None:
    """Return what to do about a key that is right elsewhere."""
    shown = visible(key)
    match shape, key:
        case "RuleMapping", _ if key in _RULE_SECTIONS:
            return "only a project's rules are by content type; an item has one rule a grantee"
        case "ProjectGrantSet", "leader":
            return "only users and groups can be project leaders"
        case ("ProjectGrant" | "ProjectGrantSet"), ("allow" | "deny" | "template"):
            return f"write it under a content type, such as `{{project: {{{shown}: …}}}}`"
        case ("ContentPermissions" | "ProjectPermissions"), "All Users":
            return "`All Users` is a group: write its rule under `groups`"
        case ("PersonalWorkbook" | "PersonalContent" | "PersonalDataSource"), "permissions":
            return _NO_RULES
        case ("PersonalWorkbook" | "PersonalContent" | "PersonalDataSource"), "owner":
            return "its owner is the user whose Personal Space it is in"
        case "Part", "owner":
            return "a view has its workbook's owner, a table its database's"
        case _:
            return None


def boolean_meant(word: str) -> str | None:
    """Return which boolean YAML 1.1 and others would take ``word`` for."""
    truth = _TRUTHS.get(word.casefold())
    return f"write `{truth}`" if truth else None
