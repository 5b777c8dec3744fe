"""The options of ``test`` about how good the expectations are."""

import math
from typing import Annotated

import typer

_QUALITY = "Coverage and mutation"


def _a_number(value: float | None) -> float | None:
    """Refuse what is no number, which is neither below a limit nor above it."""
    if value is not None and math.isnan(value):
        raise typer.BadParameter("nan is not a percentage")
    return value


Cov = Annotated[
    bool,
    typer.Option(
        "--cov",
        help="Also say which rules of the declaration no expectation touches.",
        rich_help_panel=_QUALITY,
    ),
]
MinCoverage = Annotated[
    float | None,
    typer.Option(
        "--min-coverage",
        metavar="PERCENT",
        min=0,
        max=100,
        callback=_a_number,
        help="With a smaller share of rules touched the exit code is 1; means --cov. Default: "
        "min-coverage under [test] in the configuration.",
        rich_help_panel=_QUALITY,
    ),
]
Mutate = Annotated[
    bool,
    typer.Option(
        "--mutate",
        help="Also drop, flip and widen each rule and membership, and show what no expectation "
        "notices.",
        rich_help_panel=_QUALITY,
    ),
]
MinScore = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="PERCENT",
        min=0,
        max=100,
        callback=_a_number,
        help="With a smaller share of mutants noticed the exit code is 1; means --mutate. "
        "Default: min-score under [test] in the configuration.",
        rich_help_panel=_QUALITY,
    ),
]
Init = Annotated[
    bool,
    typer.Option(
        "--init",
        help="Write a small suite that notices every mutant, to --output or standard output, "
        "instead of testing.",
        rich_help_panel=_QUALITY,
    ),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="With --init: overwrite the file.", rich_help_panel=_QUALITY),
]
