"""Reads rules: templates and lists of capabilities become masks with positions."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tableau_perm_cli.catalog import CATALOG, Capability, Kind, Template, template_named
from tableau_perm_cli.catalog.templates import template_spellings
from tableau_perm_cli.declaration.expected import expected, unknown
from tableau_perm_cli.declaration.file_values import Entry, FileValues, Text
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Grantee,
    Leader,
    ProjectPermissions,
    Rule,
    RuleList,
)
from tableau_perm_cli.declaration.not_read import LIST_PARTS, Gap
from tableau_perm_cli.declaration.scope import SECTIONS, Scope
from tableau_perm_cli.declaration.text.document import Mark, Value
from tableau_perm_cli.declaration.unknown_capabilities import read_unknown_capabilities
from tableau_perm_cli.diagnostics import Related, visible

_KINDS = {section.value: kind for kind, section in SECTIONS.items()}
_DEFAULTS = {
    "project": Kind.PROJECT,
    **{CATALOG[kind].plural: kind for kind in CONTENT_KINDS},
}
"""What each key of a project's rule is about."""

_A_RULE = "a template name or a mapping with `template`, `allow`, `deny`"

_template_named = lru_cache(maxsize=256)(template_named)
"""A declaration has many rules and few templates."""


@lru_cache(maxsize=1024)
def _capability_named(kind: Kind, word: str) -> Capability | None:
    return CATALOG[kind].find(word)


def read_rule_list(
    file: FileValues, holder: Value, kind: Kind, scope: Scope, gap: Gap | None = None
) -> RuleList | None:
    """Read the rules of an item of content; None when it still has its initial copy.

    Args:
        file: the file they stand in.
        holder: the item.
        kind: its content type.
        scope: the names of the site.
        gap: why its rules were not read, if they were not.
    """
    if gap is not None:
        return RuleList(kind, (), file.position(gap.mark), gap.reason)
    if not isinstance(holder, dict) or holder.get("permissions") is None:
        return None
    rules = tuple(
        read_rule(file, grantee, kind, entry)
        for grantee, entry in _grantees(file, holder["permissions"], scope)
    )
    mark = file.document.key_mark(holder, "permissions")
    return RuleList(kind, rules, file.position(mark))


def read_project_permissions(
    file: FileValues, holder: Value, scope: Scope, gaps: Mapping[str, Gap]
) -> ProjectPermissions | None:
    """Read a project's rules, defaults and leaders; None when it still has its initial copy.

    Args:
        file: the file they stand in.
        holder: the project.
        scope: the names of the site.
        gaps: what of the project was not read.
    """
    if not isinstance(holder, dict) or holder.get("permissions") is None:
        _check_no_lists(file, gaps)
        return None
    position = file.position(file.document.key_mark(holder, "permissions"))
    rules: dict[Kind, list[Rule]] = {kind: [] for kind in _DEFAULTS.values()}
    leaders: list[Leader] = []
    residues: list[Leader] = []
    for grantee, grant in _grantees(file, holder["permissions"], scope):
        for entry in file.entries(grant.value):
            kind = _DEFAULTS.get(entry.key)
            if entry.value is None and (kind or entry.key == "leader"):
                wanted = _A_RULE if kind else "`true` or `false`"
                _note_empty(file, entry.key, entry.key_mark, wanted)
            elif kind is not None:
                rules[kind].append(read_rule(file, grantee, kind, entry))
            elif entry.key == "leader" and entry.value == "true":
                leaders.append(Leader(grantee, file.position(entry.key_mark)))
            elif entry.key == "leader" and entry.value == "denied":
                residues.append(Leader(grantee, file.position(entry.key_mark)))
    lists = {kind: RuleList(kind, tuple(found), position) for kind, found in rules.items()}
    for part in LIST_PARTS.keys() & gaps.keys():
        kind, gap = LIST_PARTS[part], gaps[part]
        if lists[kind].rules:
            _note_written_list(file, part, gap, lists[kind])
        lists[kind] = RuleList(kind, (), file.position(gap.mark), gap.reason)
    return ProjectPermissions(lists, tuple(leaders), tuple(residues), position)


def _check_no_lists(file: FileValues, gaps: Mapping[str, Gap]) -> None:
    """Note an error when rule lists were not read of what has its initial copy."""
    for part in gaps:
        if part in LIST_PARTS:
            file.error(
                gaps[part].mark,
                f"the rules for `{part}` were not read, and `permissions` is left out",
                label="a project without `permissions` has its initial copy",
                help="write `permissions` beside `not_read`, as `{}` if nothing is known",
            )
            return


def _note_written_list(file: FileValues, part: str, gap: Gap, rules: RuleList) -> None:
    position = rules.rules[0].position
    file.error(
        gap.mark,
        f"the rules for `{part}` were not read and are written all the same",
        label=f"expected no rule for `{part}`",
        help="take out one of the two: what is not known, or the rules",
        related=(Related(position, len(part), "a rule is here"),),
    )


def _grantees(
    file: FileValues, permissions: Value, scope: Scope
) -> Iterator[tuple[Grantee, Entry]]:
    """Yield each known grantee of a permissions mapping with what is written for it."""
    for section in file.entries(permissions):
        kind = _KINDS.get(section.key)
        if kind is None:
            continue
        for entry in file.entries(section.value):
            # An unknown name is noted; its rule is read all the same, for errors in it.
            yield scope.grantee(file, kind, Text(entry.key, entry.key_mark)), entry


def _note_empty(file: FileValues, key: str, mark: Mark, wanted: str) -> None:
    """Note that nothing is written where a grant needs a value."""
    file.error(mark, f"`{key}` cannot be empty", label=f"expected {wanted}")


def read_rule(file: FileValues, grantee: Grantee, kind: Kind, entry: Entry) -> Rule:
    """Read what ``entry`` allows and denies ``grantee`` on content of ``kind``.

    A template is the start; capabilities listed by name count over it.
    """
    template = _template_named(kind, entry.value) if isinstance(entry.value, str) else None
    if template is not None:  # most rules are no more than the name of a template
        return Rule(
            grantee,
            kind,
            template.allow,
            template.deny,
            template.uncertain,
            template.name,
            file.position(entry.key_mark),
            file.position(entry.value_mark),
            (),
        )
    written = _written_template(file, entry)
    told: tuple[tuple[str, str], ...] = ()
    template = _read_template(file, written, kind) if written else None
    allowed: dict[int, Mark] = {}
    denied: dict[int, Mark] = {}
    if isinstance(entry.value, dict):
        allowed = _read_capabilities(file, entry.value.get("allow"), kind)
        denied = _read_capabilities(file, entry.value.get("deny"), kind)
        told = read_unknown_capabilities(file, entry.value.get("unknown"), kind)
    for index in allowed.keys() & denied.keys():
        file.error(
            denied[index],
            f"`{CATALOG[kind].capabilities[index].key}` is both allowed and denied",
            label="denied here",
            related=(file.related(allowed[index], "allowed here"),),
        )
    allow = sum([1 << index for index in allowed])
    deny = sum([1 << index for index in denied])
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
        told,
    )


def _written_template(file: FileValues, entry: Entry) -> Text | None:
    if isinstance(entry.value, str):
        return Text(entry.value, entry.value_mark)
    written = file.text(entry.value, "template")
    if isinstance(entry.value, dict) and entry.value.get("template", "") is None:
        mark, _ = file.marks(entry.value, "template")
        _note_empty(file, "template", mark, "the name of a template")
    return written


def _read_template(file: FileValues, written: Text, kind: Kind) -> Template | None:
    template = _template_named(kind, written.text)
    if template is None:
        _note_unknown_template(file, written, kind)
    return template


def _note_unknown_template(file: FileValues, written: Text, kind: Kind) -> None:
    shown = visible(written.text)
    label, advice = expected(
        f"a template of a {_name(kind)}", written.text, template_spellings(kind)
    )
    message = unknown("template", written.text)
    if any(template_named(other, written.text) for other in CATALOG):
        message = f"a {_name(kind)} has no template `{shown}`"
    capability = CATALOG[kind].find(written.text)
    if capability is not None:
        advice = f"`{capability.key}` is a capability: write `{{allow: [{capability.key}]}}`"
    file.error(written.mark, message, label=label, help=advice)


def _read_capabilities(file: FileValues, value: Value, kind: Kind) -> dict[int, Mark]:
    """Return the listed capabilities by index, with where each is first written."""
    if value is None:
        return {}
    found: dict[int, Mark] = {}
    for written in file.texts(value):
        capability = _capability_named(kind, written.text)
        if capability is None:
            note_unknown_capability(file, written, kind)
        else:
            found.setdefault(capability.index, written.mark)
    return found


def note_unknown_capability(file: FileValues, written: Text, kind: Kind) -> None:
    """Note an error for what is not a capability of ``kind``."""
    shown = visible(written.text)
    keys = [capability.key for capability in CATALOG[kind].capabilities]
    label, advice = expected(f"a capability of a {_name(kind)}", written.text, keys)
    message = unknown("capability", written.text)
    elsewhere = [other for other in CATALOG if CATALOG[other].find(written.text) is not None]
    if elsewhere:
        message = f"a {_name(kind)} has no capability `{shown}`"
        advice = f"it is a capability of {_list_of(elsewhere)}"
    elif template_named(kind, written.text):
        advice = f"`{shown}` is a template: write `template: {shown}`"
    file.error(written.mark, message, label=label, help=advice)


def _list_of(kinds: list[Kind]) -> str:
    names = [f"a {_name(kind)}" for kind in kinds]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(kind: Kind) -> str:
    return CATALOG[kind].label.lower()
