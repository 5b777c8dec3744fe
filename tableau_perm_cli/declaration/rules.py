"""Reads rules: templates and lists of capabilities become masks with positions."""

from collections.abc import Iterator

from tableau_perm_cli.catalog import CATALOG, ContentType, Kind, Template, template_named
from tableau_perm_cli.catalog.templates import template_spellings
from tableau_perm_cli.declaration.document import Mark, Value
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Grantee,
    GranteeKind,
    Leader,
    ProjectPermissions,
    Rule,
    RuleList,
)
from tableau_perm_cli.declaration.file_values import Entry, FileValues, Text, get
from tableau_perm_cli.declaration.scope import Scope
from tableau_perm_cli.diagnostics import did_you_mean, visible

_SECTIONS = {
    "groups": GranteeKind.GROUP,
    "users": GranteeKind.USER,
    "group_sets": GranteeKind.GROUP_SET,
}
_DEFAULTS = {
    "project": Kind.PROJECT,
    **{CATALOG[kind].plural: kind for kind in CONTENT_KINDS},
}
"""What each key of a project's rule is about."""


def read_rule_list(file: FileValues, holder: Value, kind: Kind, scope: Scope) -> RuleList | None:
    """Read the rules of an item of content; None when it still has its initial copy."""
    if not isinstance(holder, dict) or holder.get("permissions") is None:
        return None
    rules = tuple(
        read_rule(file, grantee, kind, entry)
        for grantee, entry in _grantees(file, holder["permissions"], scope)
    )
    mark = file.document.key_mark(holder, "permissions")
    return RuleList(kind, rules, file.position(mark))


def read_project_permissions(
    file: FileValues, holder: Value, scope: Scope
) -> ProjectPermissions | None:
    """Read a project's rules, defaults and leaders; None when it still has its initial copy."""
    if not isinstance(holder, dict) or holder.get("permissions") is None:
        return None
    position = file.position(file.document.key_mark(holder, "permissions"))
    rules: dict[Kind, list[Rule]] = {kind: [] for kind in _DEFAULTS.values()}
    leaders: list[Leader] = []
    residues: list[Leader] = []
    for grantee, grant in _grantees(file, holder["permissions"], scope):
        for entry in file.entries(grant.value):
            kind = _DEFAULTS.get(entry.key)
            if kind is not None:
                rules[kind].append(read_rule(file, grantee, kind, entry))
            elif entry.key == "leader" and entry.value == "true":
                leaders.append(Leader(grantee, file.position(entry.key_mark)))
            elif entry.key == "leader" and entry.value == "denied":
                residues.append(Leader(grantee, file.position(entry.key_mark)))
    lists = {kind: RuleList(kind, tuple(found), position) for kind, found in rules.items()}
    return ProjectPermissions(lists, tuple(leaders), tuple(residues), position)


def _grantees(
    file: FileValues, permissions: Value, scope: Scope
) -> Iterator[tuple[Grantee, Entry]]:
    """Yield each known grantee of a permissions mapping with what is written for it."""
    for section in file.entries(permissions):
        kind = _SECTIONS.get(section.key)
        if kind is None:
            continue
        for entry in file.entries(section.value):
            # An unknown name is noted; its rule is read all the same, for errors in it.
            scope.knows(file, kind, Text(entry.key, entry.key_mark), rule=True)
            yield Grantee(kind, entry.key), entry


def read_rule(file: FileValues, grantee: Grantee, kind: Kind, entry: Entry) -> Rule:
    """Read what ``entry`` allows and denies ``grantee`` on content of ``kind``.

    A template is the start; capabilities listed by name count over it.
    """
    written = (
        Text(entry.value, entry.value_mark)
        if isinstance(entry.value, str)
        else file.text(entry.value, "template")
    )
    template = _read_template(file, written, kind) if written else None
    allowed = _read_capabilities(file, get(entry.value, "allow"), kind)
    denied = _read_capabilities(file, get(entry.value, "deny"), kind)
    for index in allowed.keys() & denied.keys():
        file.error(
            denied[index],
            f"`{CATALOG[kind].capabilities[index].key}` is both allowed and denied",
            label="denied here",
            related=(file.related(allowed[index], "allowed here"),),
        )
    allow = sum(1 << index for index in allowed)
    deny = sum(1 << index for index in denied)
    explicit = allow | deny
    return Rule(
        grantee,
        kind,
        allow | (template.allow & ~explicit if template else 0),
        deny | (template.deny & ~explicit if template else 0),
        template.uncertain & ~explicit if template else 0,
        template.name if template else None,
        file.position(entry.key_mark),
        file.position(written.mark) if written else None,
        tuple((i, file.position(mark)) for i, mark in (allowed | denied).items()),
    )


def _read_template(file: FileValues, written: Text, kind: Kind) -> Template | None:
    template = template_named(kind, written.text)
    if template is None:
        spellings = template_spellings(kind)
        file.error(
            written.mark,
            f"unknown template `{visible(written.text)}` for a {_name(kind)}",
            label="expected one of " + ", ".join(f"`{name}`" for name in spellings),
            help=did_you_mean(written.text, spellings)
            or _capability_advice(CATALOG[kind], written.text),
        )
    return template


def _capability_advice(content_type: ContentType, word: str) -> str | None:
    capability = content_type.find(word)
    if capability is None:
        return None
    return f"`{capability.key}` is a capability: write `{{allow: [{capability.key}]}}`"


def _read_capabilities(file: FileValues, value: Value, kind: Kind) -> dict[int, Mark]:
    """Return the listed capabilities by index, with where each is first written."""
    found: dict[int, Mark] = {}
    for written in file.texts(value):
        capability = CATALOG[kind].find(written.text)
        if capability is None:
            _note_unknown_capability(file, written, kind)
        else:
            found.setdefault(capability.index, written.mark)
    return found


def _note_unknown_capability(file: FileValues, written: Text, kind: Kind) -> None:
    keys = [capability.key for capability in CATALOG[kind].capabilities]
    elsewhere = [
        content_type.kind
        for content_type in CATALOG.values()
        if content_type.find(written.text) is not None
    ]
    if elsewhere:
        message = f"a {_name(kind)} has no capability `{visible(written.text)}`"
        advice = f"it is a capability of a {_name(elsewhere[0])}"
    else:
        message = f"unknown capability `{visible(written.text)}`"
        advice = did_you_mean(written.text, keys)
    file.error(
        written.mark,
        message,
        label="expected one of " + ", ".join(f"`{key}`" for key in keys),
        help=advice,
    )


def _name(kind: Kind) -> str:
    return CATALOG[kind].label.lower()
