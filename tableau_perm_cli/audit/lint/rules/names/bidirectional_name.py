"""TP703: a name holds controls that turn the order in which it is shown."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.audit.lint.rules.names.characters import BIDIRECTIONAL, spelled_out
from tableau_perm_cli.audit.lint.rules.names.named import everything_named
from tableau_perm_cli.diagnostics import Diagnostic, Severity


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find the names with bidirectional controls; Arabic and Hebrew letters need none."""
    for thing in everything_named(linted):
        if thing.name.isascii() or thing.position is None or thing.told:
            continue
        controls = "".join(it for it in thing.name if it in BIDIRECTIONAL)
        if controls:
            yield RULE.finding(
                f"{thing} has invisible {spelled_out(controls)} in its name",
                thing.position,
                thing.about,
                why="such a control turns the order of what follows: what is shown is not the "
                "name that counts",
                help="take it out of the name; right-to-left script is shown well without it",
            )


RULE = LintRule(
    "TP703",
    "bidirectional-name",
    Severity.WARNING,
    "A name holds bidirectional controls, so that another name is shown than the one that counts.",
    'Unicode Technical Report 36, "Bidirectional Text Spoofing"',
    check,
)
