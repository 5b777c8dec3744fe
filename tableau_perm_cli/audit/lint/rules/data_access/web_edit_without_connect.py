"""TP503: people may web-edit workbooks and cannot connect to the data these use."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.connected import Connected, connected, denials
from tableau_perm_cli.audit.lint.grants import Holders
from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, detail_of, related
from tableau_perm_cli.audit.lint.wording import quoted, why_denied
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject
from tableau_perm_cli.resolve.bulk.bits import without

_MOST_RELATED = 3


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find, one for each data source, who cannot connect to what they may web-edit with."""
    if not linted.site.settings.web_authoring:
        return  # nobody web-edits at all
    holders = Holders(linted)
    guests = linted.in_class(RoleClass.GUEST)
    prompting = {(it.place, it.source) for it in connected(linted, Authentication.PROMPT)}
    found: dict[int, list[Connected]] = {}
    stuck: dict[int, int] = {}
    for it in connected(linted):
        editors = without(holders.allowed(it.place, "web_edit"), guests)
        here = without(editors, holders.perhaps(it.source, "connect"))
        if (it.place, it.source) in prompting:
            # That they see no data at all is told apart.
            here = without(here, holders.openers(it.place))
        if here:
            found.setdefault(it.source, []).append(it)
            stuck[it.source] = stuck.get(it.source, 0) | here
    for source, connections in found.items():
        yield _finding(linted, holders, connections, stuck[source])


def _finding(
    linted: LintedSite, holders: Holders, connections: list[Connected], stuck: int
) -> Diagnostic:
    first, *others = connections
    source = first.source
    why = why_denied(linted, stuck, holders.who(source, "connect"))
    workbooks = quoted(it.workbook.address for it in connections)
    return RULE.finding(
        f"{linted.names(stuck)} may web-edit workbooks that use `{first.data_source.address}` "
        f"({workbooks}) and cannot connect to it",
        first.connection.position,
        Subject(
            linted.site.name,
            str(first.data_source.address),
            detail=detail_of(it.workbook.address for it in connections),
        ),
        label="web authoring needs Connect on this",
        why=f"web authoring takes the author's own Connect, whatever the connection embeds: {why}",
        help="allow them Connect on the data source, or take Web Edit from them",
        related=(
            *denials(linted, source, ("connect",), stuck),
            *(related(it.connection.position, "uses it too") for it in others[:_MOST_RELATED]),
        ),
    )


RULE = LintRule(
    "TP503",
    "web-edit-without-connect",
    Severity.WARNING,
    "People may web-edit a workbook and have no Connect of their own on the data it uses.",
    "semantics section 5, the task web_author",
    check,
)
