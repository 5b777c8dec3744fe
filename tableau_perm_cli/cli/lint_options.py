"""The options of ``lint``, which are many."""

from typing import Annotated

import typer
from typer.models import OptionInfo

from tableau_perm_cli.cli.completers import complete_rules
from tableau_perm_cli.cli.fail_on import FailOn

_RULES = "Rules"
_FIXES = "Fixes"
_BASELINE = "Ignore comments and baseline"

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILES]",
        help="Files, directories or - (standard input). Default: as --file.",
        show_default=False,
    ),
]
StdinFilename = Annotated[
    str | None,
    typer.Option(
        "--stdin-filename",
        metavar="NAME",
        help="What standard input is called in the report.",
        rich_help_panel="Input",
    ),
]


def _rule_option(flag: str, said: str) -> OptionInfo:
    option: OptionInfo = typer.Option(
        flag,
        metavar="RULES",
        help=said,
        autocompletion=complete_rules,
        rich_help_panel=_RULES,
    )
    return option


Select = Annotated[
    list[str] | None,
    _rule_option("--select", "Only these: codes, beginnings of codes (TP2), names, all."),
]
ExtendSelect = Annotated[list[str] | None, _rule_option("--extend-select", "These too.")]
Ignore = Annotated[list[str] | None, _rule_option("--ignore", "Not these.")]
Error = Annotated[list[str] | None, _rule_option("--error", "What these find is an error.")]
Warn = Annotated[list[str] | None, _rule_option("--warn", "What these find is a warning.")]
Info = Annotated[list[str] | None, _rule_option("--info", "What these find is a notice.")]
Failing = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on",
        help="The mildest finding for which the exit code is 1. Default: warning.",
        rich_help_panel=_RULES,
    ),
]
NoIgnores = Annotated[
    bool,
    typer.Option(
        "--no-ignores",
        help="Find what ignore comments hide too.",
        rich_help_panel=_BASELINE,
    ),
]
BaselineFile = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="PATH",
        help="Leave out what this file lists, unless it has expired there.",
        rich_help_panel=_BASELINE,
    ),
]
WriteBaseline = Annotated[
    bool,
    typer.Option(
        "--write-baseline",
        help="Write everything that is found to the baseline; what it says of them stays.",
        rich_help_panel=_BASELINE,
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--baseline-owner",
        metavar="NAME",
        help="Who answers for what is new in the baseline.",
        rich_help_panel=_BASELINE,
    ),
]
Expires = Annotated[
    str | None,
    typer.Option(
        "--baseline-expires",
        metavar="DATE",
        help="The last day on which what is new in the baseline is left out.",
        rich_help_panel=_BASELINE,
    ),
]
Reason = Annotated[
    str | None,
    typer.Option(
        "--baseline-reason",
        metavar="TEXT",
        help="Why what is new in the baseline is to be lived with.",
        rich_help_panel=_BASELINE,
    ),
]
Fix = Annotated[
    bool,
    typer.Option(
        "--fix",
        help="Remove from the files what is dead or said twice, once it is proved that no answer "
        "changes; then report what is left.",
        rich_help_panel=_FIXES,
    ),
]
Diff = Annotated[
    bool,
    typer.Option(
        "--diff",
        help="Write what --fix would change instead; the exit code is 1 when that is something.",
        rich_help_panel=_FIXES,
    ),
]
UnsafeFixes = Annotated[
    bool,
    typer.Option(
        "--unsafe-fixes",
        help="With --fix or --diff: also what says nothing only because of today's members.",
        rich_help_panel=_FIXES,
    ),
]
Statistics = Annotated[
    bool,
    typer.Option(
        "--statistics", help="Count what each rule finds instead.", rich_help_panel="Output"
    ),
]
ConfigFile = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="PATH",
        help="Default: $TABLEAU_PERM_CONFIG, else the nearest tableau-perm.toml, or "
        "pyproject.toml with [tool.tableau-perm], here or above.",
        rich_help_panel="Input",
    ),
]
Isolated = Annotated[
    bool,
    typer.Option("--isolated", help="Read no configuration.", rich_help_panel="Input"),
]
