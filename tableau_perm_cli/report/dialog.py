"""Says of rules what a permission dialog says: order, names, templates, and a grid of signs."""

from collections.abc import Sequence

from rich.text import Text

from tableau_perm_cli.catalog import CATALOG, Kind, template_name_of
from tableau_perm_cli.declaration.model import ALL_USERS, Grantee, GranteeKind, Rule
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.glyphs import Glyphs
from tableau_perm_cli.report.grid import CapabilityGrid, GridRow
from tableau_perm_cli.report.terminal import ALLOWED_STYLE, DENIED_STYLE, DIM

_ORDER = (GranteeKind.GROUP, GranteeKind.USER, GranteeKind.GROUP_SET)
_KIND_NAMES = {
    GranteeKind.GROUP: "",
    GranteeKind.USER: "user ",
    GranteeKind.GROUP_SET: "group set ",
}


def in_dialog_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return rules as the dialog lists them: All Users, groups, users, group sets, by name."""
    return sorted(rules, key=lambda rule: grantee_order(rule.grantee))


def grantee_order(grantee: Grantee) -> tuple[bool, int, str]:
    """Return what sorts grantees as the dialog does."""
    is_everyone = grantee == Grantee(GranteeKind.GROUP, ALL_USERS)
    return not is_everyone, _ORDER.index(grantee.kind), grantee.name


def grantee_label(grantee: Grantee) -> str:
    """Return a grantee for a row: a group by its name, all else by its kind too."""
    return _KIND_NAMES[grantee.kind] + visible(grantee.name)


def template_of(rule: Rule) -> str:
    """Return what the dialog calls the rule: a template's name or Custom."""
    return template_name_of(rule.kind, rule.allow, rule.deny)


def rule_grid(
    kind: Kind, rules: Sequence[Rule], glyphs: Glyphs, *, legend: bool = True
) -> CapabilityGrid:
    """Return the rules of one list as a grid: a row a grantee, a column a capability.

    Args:
        kind: what the rules are for.
        rules: at least one.
        glyphs: the signs the terminal can show.
        legend: spell letters out, when there is no room for names.
    """
    return CapabilityGrid(
        kind,
        (Text("Grantee"), Text("Template"), Text("Line", style=DIM)),
        [GridRow(_head(rule), _signs(kind, rule, glyphs)) for rule in rules],
        CATALOG[kind].capabilities,
        legend,
    )


def _head(rule: Rule) -> tuple[Text, ...]:
    return (
        Text(grantee_label(rule.grantee)),
        Text(template_of(rule)),
        Text(f":{rule.position.line}", style=DIM),
    )


def _signs(kind: Kind, rule: Rule, glyphs: Glyphs) -> dict[str, Text]:
    allowed = {
        it.key: Text(glyphs.yes, style=ALLOWED_STYLE) for it in CATALOG[kind].members(rule.allow)
    }
    denied = {
        it.key: Text(glyphs.no, style=DENIED_STYLE) for it in CATALOG[kind].members(rule.deny)
    }
    return denied | allowed
