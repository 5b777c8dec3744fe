"""TP708: a slash in a name makes one path of two."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule, related
from tableau_perm_cli.declaration.model import Item
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the items with a slash in a name whose path reads like that of another item."""
    if not any(_has_slash(item) for item in linted.items):
        return
    first: dict[tuple[str, str], Item] = {}
    for item in sorted(linted.items, key=lambda it: (_has_slash(it), str(it.address))):
        read = "/".join(item.address.path)
        other = first.setdefault((item.kind, read), item)
        if other is not item:
            yield RULE.finding(
                f"`{item.address}` reads like `{other.address}`: both are shown as `{read}`",
                item.position,
                Subject(linted.site.name, str(item.address), detail=str(other.address)),
                why="a slash in a name looks like the step from a project to what is in it",
                help="write another sign than `/` in the name",
                related=(related(other.position, "what it reads like"),),
            )


def _has_slash(item: Item) -> bool:
    return any("/" in name for name in item.address.path)


RULE = LintRule(
    "TP708",
    "slash-like-nesting",
    Severity.WARNING,
    "A slash in a name makes the path of an item read like that of another.",
    "README, addresses: a slash inside a name is written `%2F`",
    check,
)
