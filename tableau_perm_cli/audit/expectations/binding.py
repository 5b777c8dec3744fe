"""Finds what the words of one expectation mean on a site, and notes those that mean nothing.

A test that tests nothing must not pass: a selector without an item, or a capability that no
selected item has, is a problem.
"""

from collections.abc import Sequence

from tableau_perm_cli.audit.expectations.bench import Bench, problem_at
from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.declaration.expectation_model import Expectation, Scope, Written
from tableau_perm_cli.diagnostics import Diagnostic, did_you_mean, visible
from tableau_perm_cli.resolve import TASKS, Reason, Task
from tableau_perm_cli.resolve.bulk.bits import indexes_in
from tableau_perm_cli.resolve.selectors import Selector, Subject
from tableau_perm_cli.resolve.tasks import task_named

UNKNOWN = "UNKNOWN:"
"""How the message of a problem begins that leaves the outcome open."""

Chosen = dict[Kind, tuple[Capability, ...]]
"""The capabilities that are asked about, of each kind of item."""


class Binding:
    """One expectation bound to one site."""

    def __init__(self, bench: Bench, expectation: Expectation) -> None:
        """Take both; problems and notes collect as words are looked up."""
        self.bench = bench
        self.expectation = expectation
        self.problems: list[Diagnostic] = []
        self.notes: list[str] = []

    @property
    def only_unknown(self) -> bool:
        """Whether all problems are that something lies beyond what is tried."""
        return all(problem.message.startswith(UNKNOWN) for problem in self.problems)

    # Users and items

    def users(self, words: Sequence[Written], *, must_select: bool) -> int:
        """Return the users that several selectors select together; without any, everyone.

        Args:
            words: the selectors.
            must_select: whether it is a problem when a selector selects nobody.
        """
        if not words:
            return self.bench.everyone
        bits = 0
        for word in words:
            found = self._selected(Subject.USERS, word, optional=not must_select)
            if found == 0 and must_select:
                self._problem(word, f"`{word.text}` selects nobody", "there is nothing to test")
            bits |= found or 0
        return bits

    def items(self, words: Sequence[Written]) -> int:
        """Return the items that several selectors select together; each must select one."""
        bits = 0
        for word in words:
            found = self._selected(Subject.ITEMS, word, optional=False)
            if found == 0:
                self._problem(word, f"`{word.text}` selects no item", "there is nothing to test")
            bits |= found or 0
        return bits

    def selectors(self, words: Sequence[Written]) -> list[Selector]:
        """Return the selectors of users that could be read."""
        found = (self.bench.select(Subject.USERS, word.text).selector for word in words)
        return [selector for selector in found if selector is not None]

    def _selected(self, subject: Subject, word: Written, *, optional: bool) -> int | None:
        """Return what a selector selects; None when a problem with it was noted."""
        found = self.bench.select(subject, word.text)
        if found.problem is not None:
            glob_only = found.selector is not None and found.help is None and "*" in word.text
            if optional and glob_only:
                self.notes.append(found.problem)
            else:
                self.problems.append(
                    problem_at(
                        word, found.problem, help=found.help, start=found.start, end=found.end
                    )
                )
                return None
        return found.bits

    def _problem(
        self,
        word: Written,
        message: str,
        label: str | None = None,
        help: str | None = None,  # noqa: A002 - the same word as in Diagnostic
    ) -> None:
        self.problems.append(problem_at(word, message, label=label, help=help))

    # Capabilities, tasks, reasons

    def kinds(self, items: int) -> dict[Kind, list[int]]:
        """Return the indexes of a set of items, by kind."""
        found: dict[Kind, list[int]] = {}
        for place in indexes_in(items):
            found.setdefault(self.bench.engine.items[place].item.kind, []).append(place)
        return found

    def capabilities(self, words: Sequence[Written], items: int) -> Chosen:
        """Return what the words mean on the items; each must mean something on one of them."""
        kinds = self.kinds(items)
        chosen: dict[Kind, dict[str, Capability]] = {kind: {} for kind in kinds}
        for word in words:
            found = [(kind, CATALOG[kind].find(word.text)) for kind in kinds]
            for kind, capability in found:
                if capability is not None:
                    chosen[kind][capability.key] = capability
            if kinds and not any(capability for _, capability in found):
                self._not_of(word, list(kinds))
        return {
            kind: tuple(sorted(found.values(), key=lambda it: it.index))
            for kind, found in chosen.items()
        }

    def task(self, word: Written, items: int) -> Task | None:
        """Return the task a word means where it is no capability of the items; None for none."""
        kinds = self.kinds(items)
        if any(CATALOG[kind].find(word.text) for kind in kinds):
            return None
        task = task_named(word.text)
        if task is not None and task.target_required:
            self._problem(word, f"the task `{task.key}` needs a target, which `expect` lacks")
        return task

    def _not_of(self, word: Written, kinds: Sequence[Kind]) -> None:
        known = [it.key for kind in kinds for it in CATALOG[kind].capabilities]
        known += [task.key for task in TASKS.values() if task.kinds.intersection(kinds)]
        task = task_named(word.text)
        if task is not None:
            kinds_of_task = ", ".join(sorted(kind.value for kind in task.kinds))
            message = f"the task `{task.key}` cannot be asked of any selected item"
            self._problem(word, message, help=f"it is for: {kinds_of_task}")
            return
        every = [it.key for content in CATALOG.values() for it in content.capabilities]
        has_it = [kind.value for kind in CATALOG if CATALOG[kind].find(word.text)]
        if has_it:
            message = f"none of the selected items has a capability `{word.text}`"
            self._problem(word, message, help=f"it is a capability of: {', '.join(has_it)}")
        else:
            self._problem(
                word,
                f"unknown capability or task `{visible(word.text)}`",
                help=did_you_mean(word.text, known) or did_you_mean(word.text, every),
            )

    def reason(self, word: Written | None, *, allowed: bool) -> Reason | None:
        """Return the reason a code means; it must be one that gives the expected answer."""
        if word is None:
            return None
        codes = {reason.value: reason for reason in Reason}
        reason = codes.get(word.text)
        if reason is None:
            self._problem(
                word,
                f"unknown reason `{visible(word.text)}`",
                help=did_you_mean(word.text, codes) or "`tableau-perm catalog reasons` lists them",
            )
        elif (reason.verdict.value == "allowed") is not allowed:
            expected = "allowed" if allowed else "denied"
            self._problem(
                word,
                f"nothing is {expected} because of `{reason.value}`",
                f"gives {reason.verdict.value}",
            )
            return None
        return reason

    def scope(self, scope: Scope, *, must_select: bool) -> tuple[int, int, Chosen]:
        """Return the users, items and capabilities of a scope."""
        users = self.users(scope.users, must_select=must_select)
        items = self.items(scope.items)
        return users, items, self.capabilities(scope.capabilities, items)
