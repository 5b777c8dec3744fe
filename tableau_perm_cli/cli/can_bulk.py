"""``can -``: questions as JSON Lines from standard input, an answer a line, in order."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tableau_perm_cli.catalog import Capability, Kind
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.loading import load
from tableau_perm_cli.cli.options import Format, Options
from tableau_perm_cli.cli.session import Session, choose_site, input_names
from tableau_perm_cli.cli.streams import Output
from tableau_perm_cli.declaration.model import Declaration, Item
from tableau_perm_cli.diagnostics import ToolError, UsageError, did_you_mean, visible
from tableau_perm_cli.report.plain import json_line
from tableau_perm_cli.resolve import Reason, Task, Verdict
from tableau_perm_cli.resolve.tasks import perform

_REQUIRED = ("user", "capability", "item")
_KEYS = frozenset({*_REQUIRED, "target", "site"})
_BY_CEILING = frozenset({Reason.SITE_ROLE, Reason.GUEST})
_BY_TEMPLATE = frozenset({Reason.USER_ALLOW, Reason.GROUP_ALLOW})


class Questions:
    """Answers one line after another, each about any site of the declaration."""

    def __init__(self, declaration: Declaration, site: str | None) -> None:
        """Take the declaration and the site that is meant when a line names none."""
        self._declaration = declaration
        self._site = site
        self._sessions: dict[str, Session] = {}

    def answer(self, line: bytes) -> dict[str, Any]:
        """Return the record that answers one line; ``{"error": …}`` when none can."""
        try:
            question = _parse(line)
            session = self._session(question.get("site"))
            name = session.user_name(question["user"])
            item = session.item(question["item"])
            address = str(item.address)
            asked = session.capability_or_task(question["capability"], item)
            if isinstance(asked, Task):
                key, word = "task", asked.key
                target = session.target(asked, question.get("target"))
                found = perform(session.resolver, name, asked, item, target)
                reason, uncertain = found.reason, found.uncertain
            elif "target" in question:
                raise UsageError("a capability has no target")
            else:
                key, word = "capability", asked.key
                reason = session.engine.decide_named(name, address, asked.key)[1]
                uncertain = _uncertain(session, name, item, asked, reason)
        except ToolError as error:
            said = error.message if error.help is None else f"{error.message}; {error.help}"
            return {"error": said}
        return {
            "schema": "tableau-perm/can/1",
            "site": session.site.name,
            "user": name,
            key: word,
            "item": address,
            "effective": reason.verdict.value,
            "reason": reason.value,
            "uncertain": uncertain,
        }

    def _session(self, name: str | None) -> Session:
        site = choose_site(self._declaration, self._site if name is None else name)
        if site.name not in self._sessions:
            self._sessions[site.name] = Session(self._declaration, site)
        return self._sessions[site.name]


def _uncertain(
    session: Session, name: str, item: Item, capability: Capability, reason: Reason
) -> bool:
    """Whether the answer rests on something that is not known for certain.

    Only where it might does the readable resolver have to be asked.
    """
    if session.is_incomplete:
        return session.resolver.derive(name, item, capability).uncertain
    engine = session.engine
    place = engine.user_index(name)
    role = None if place is None else engine.role(place)
    if role is None or role.ceiling is None:
        return False
    by_ceiling = reason.verdict is Verdict.ALLOWED or reason in _BY_CEILING
    if not (
        (by_ceiling and session.site.users[name].reading.uncertain)
        or (by_ceiling and capability.ceiling[role.ceiling].uncertain)
        or reason in {Reason.GROUP_SET_DENY, Reason.GROUP_SET_ALLOW}
        or (capability.key == "refresh_extracts" and reason in _BY_TEMPLATE)
        or item.kind is Kind.TABLE
    ):
        return False
    return session.resolver.derive(name, item, capability).uncertain


def _parse(line: bytes) -> dict[str, str]:
    """Return one question.

    Raises:
        UsageError: the line is not one.
    """
    try:
        question = json.loads(line)
    except ValueError as error:
        raise UsageError(f"not a line of JSON: {error}") from error
    except RecursionError:
        raise UsageError("not a line of JSON that can be read: too many brackets") from None
    if not isinstance(question, dict):
        raise UsageError("expected an object with `user`, `capability` and `item`")
    unknown = sorted(question.keys() - _KEYS)
    if unknown:
        raise UsageError(
            f"unknown key `{visible(unknown[0])}`", help=did_you_mean(unknown[0], _KEYS)
        )
    for key in _REQUIRED:
        if key not in question:
            raise UsageError(f"missing key `{key}`")
    for key, value in list(question.items()):
        if value is None and key not in _REQUIRED:
            del question[key]
        elif not isinstance(value, str):
            raise UsageError(f"`{key}` must be text")
    return question


def _standard_input() -> Iterator[bytes]:
    """Yield the lines of standard input as they come.

    Raises:
        ToolError: it cannot be read.
    """
    try:
        yield from sys.stdin.buffer
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ToolError(f"cannot read standard input: {reason}") from error


def can_bulk(options: Options, output: Output) -> ExitCode:
    """Answer every question of standard input.

    A question that cannot be answered gets ``{"error": …}`` on its line, and the exit code is 2
    at the end; nothing else depends on the answers.
    """
    if options.format is None:
        options = replace(options, format=Format.JSONL)
        output = Output(options)
    output.format(Format.JSON, Format.JSONL)
    names = input_names(options)
    if "-" in names:
        raise UsageError("standard input cannot be both the declaration and the questions")
    declaration = load(names, options)
    questions = Questions(declaration, options.site)
    failed = False

    def lines() -> Iterator[str]:
        nonlocal failed
        for line in _standard_input():
            if line.strip():
                record = questions.answer(line)
                failed = failed or "error" in record
                yield json_line(record)

    # A program that talks to this one waits for each answer.
    output.write(lines(), at_once=True)
    return ExitCode.TROUBLE if failed else ExitCode.OK
