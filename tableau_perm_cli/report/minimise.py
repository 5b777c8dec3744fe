"""A smaller declaration as text: the certificate and the patch, the steps as rows, JSON, Markdown.

The certificate stands before the patch in lines that begin with ``#``; programs that apply patches
pass over them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import RenderableType

from tableau_perm_cli.audit.minimising import Extent, LeftOut, Minimised, Step, StepKind
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.findings.markdown import sentence
from tableau_perm_cli.report.records import Record
from tableau_perm_cli.report.table import Table
from tableau_perm_cli.report.terminal import drawn

SCHEMA: Final = "tableau-perm/minimise/1"
_COLUMNS = ("step", "site", "item", "rules_for", "grantees", "place", "what")
_MOST_IN_MARKDOWN: Final = 50
"""Steps: a comment may have 65,536 characters."""
_LONGEST_PATCH: Final = 40_000
"""Characters of a patch in Markdown."""

_MOST_LEFT_OUT: Final = 20
"""Lines of the certificate; JSON has them all."""

_WORDS: dict[StepKind, tuple[str, str]] = {
    StepKind.EMPTY_MAPPING: ("empty mapping", "empty mappings"),
    StepKind.NULL_RULE: ("rule that says nothing", "rules that say nothing"),
    StepKind.LEADER_RESIDUE: ("denial of Project Leader", "denials of Project Leader"),
    StepKind.DEAD_LIST: ("dead list", "dead lists"),
    StepKind.REPEATED_COPY: ("list that repeats the copy", "lists that repeat the copy"),
    StepKind.HOISTED: ("list made its project's default", "lists made their project's default"),
    StepKind.NEEDLESS_RULE: ("rule that decides nothing", "rules that decide nothing"),
    StepKind.FOLDED: ("rule for a group from several", "rules for a group from several"),
    StepKind.NEEDLESS_WORD: ("rule with needless words", "rules with needless words"),
}


def certificate(found: Minimised) -> Iterator[str]:
    """Yield what was found and what is certain about it, a line each, without its end."""
    before, after = found.before, found.after
    if found.steps:
        yield (
            f"tableau-perm minimise: {after.rules:,} of {_of(before.rules, 'rule')}, "
            f"{after.lists:,} of {_of(before.lists, 'rule list')} and "
            f"{after.bytes:,} of {_of(before.bytes, 'byte')} are enough"
        )
        yield f"what goes: {_counts(found.steps)}"
    else:
        none = "none can go from the text as it is written" if found.left_out else "none can go"
        yield f"tableau-perm minimise: {_of(before.rules, 'rule')}, and {none}"
    cells = before.fingerprint.cells
    yield (
        f"effective access is the same in all {_of(cells, 'cell')}, each a user, an item and a "
        "capability:"
    )
    yield f"  before sha256:{before.fingerprint.sha256}"
    yield f"  after  sha256:{after.fingerprint.sha256}"
    yield _scope(found)
    for left in found.left_out[:_MOST_LEFT_OUT]:
        yield f"left out: {left.step.detail}: {left.reason}"
    if len(found.left_out) > _MOST_LEFT_OUT:
        yield f"left out: {len(found.left_out) - _MOST_LEFT_OUT:,} more, which JSON names"
    for broken in found.broken:
        yield (
            f"the expectation `{broken.name}` ({broken.position}) holds before and not after: it "
            "asks for a reason, or about users to come"
        )


def _scope(found: Minimised) -> str:
    if found.for_today:
        return (
            "certified for what is declared today alone: new content and new users may get other "
            "access than before"
        )
    return (
        "certified for the users and groups that are declared today; what they get on new content "
        "stays the same too"
    )


def _counts(steps: Iterable[Step]) -> str:
    counts = Counter(step.kind for step in steps)
    return ", ".join(
        f"{counts[kind]:,} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in _WORDS.items()
        if counts[kind]
    )


def _of(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def patch_text(found: Minimised, patch: Iterable[str]) -> Iterator[str]:
    """Yield the certificate as comments, then the lines of the patch."""
    for line in certificate(found):
        yield f"# {visible(line)}\n"
    yield from patch


def step_table(found: Minimised) -> Table:
    """Return a row a step, in the order in which they are made."""
    return Table(_COLUMNS, list(map(_row, found.steps)))


def step_drawing(found: Minimised) -> RenderableType:
    """Return the steps as a terminal shows them."""
    return drawn(step_table(found))


def _row(step: Step) -> tuple[str, ...]:
    return (
        step.kind.value,
        step.site,
        str(step.item or ""),
        step.rules_for or "",
        ", ".join(step.grantees),
        str(step.position or ""),
        step.detail,
    )


def minimise_record(found: Minimised, patch: str) -> Record:
    """Return ``tableau-perm/minimise/1``."""
    return {
        "schema": SCHEMA,
        "smaller": bool(found.steps),
        "for_today": found.for_today,
        "users": found.before.fingerprint.users,
        "items": found.before.fingerprint.items,
        "cells": found.before.fingerprint.cells,
        "before": _extent_record(found.before),
        "after": _extent_record(found.after),
        "broken_expectations": [
            {"site": it.site, "name": it.name, "file": it.position.file, "line": it.position.line}
            for it in found.broken
        ],
        "steps": [*map(step_record, found.steps)],
        "left_out": [*map(_left_out_record, found.left_out)],
        "patch": patch,
    }


def _extent_record(extent: Extent) -> Record:
    return {
        "fingerprint": f"sha256:{extent.fingerprint.sha256}",
        "rules": extent.rules,
        "lists": extent.lists,
        "bytes": extent.bytes,
    }


def step_record(step: Step) -> Record:
    """Return one step."""
    return {
        "step": step.kind.value,
        "site": step.site or None,
        "item": str(step.item) if step.item else None,
        "rules_for": step.rules_for,
        "grantees": [*step.grantees],
        "file": step.position.file if step.position else None,
        "line": step.position.line if step.position else None,
        "what": step.detail,
    }


def _left_out_record(left: LeftOut) -> Record:
    return {**step_record(left.step), "reason": left.reason}


def minimise_markdown(found: Minimised, patch: str) -> Iterator[str]:
    """Yield the certificate, the steps and the patch folded away."""
    headline, *rest = certificate(found)
    yield f"### {sentence(headline)}\n\n"
    for line in rest:
        yield f"- {sentence(line.strip())}\n"
    if found.steps:
        shown = found.steps[:_MOST_IN_MARKDOWN]
        yield "\n<details>\n<summary>What goes</summary>\n\n"
        for step in shown:
            place = f" ({sentence(str(step.position))})" if step.position else ""
            yield f"- {sentence(step.detail)}{place}\n"
        if len(found.steps) > len(shown):
            yield f"\n… and {len(found.steps) - len(shown):,} more.\n"
        yield "\n</details>\n"
    if patch:
        yield "\n<details>\n<summary>The patch</summary>\n\n"
        yield from _fenced(patch)
        yield "\n</details>\n"


def _fenced(patch: str) -> Iterator[str]:
    if len(patch) > _LONGEST_PATCH:
        yield "The patch is too long to be shown here.\n"
        return
    longest = max((len(it) - len(it.lstrip("`")) for it in patch.split("\n")), default=0)
    inside = max((run.count("`") for run in patch.split()), default=0)
    fence = "`" * max(3, longest + 1, inside + 1)
    yield f"{fence}diff\n{patch}{fence}\n"
