"""Questions to the resolver as rows of a table: a quoted sentence, a small site, the answers.

A case quotes the sentence of docs/semantics.md that it shows. Its site is a few lines of YAML on
top of the cast below, so that a reader sees only what matters. An answer says the verdict and
the reason, and of the rest of the derivation whatever is telling:

    Case(
        "a user-level deny beats every group allow",
        '''
        projects:
          P: {permissions: {groups: {Makers: {project: view}}, users: {cre: {project: denied}}}}
        ''',
        Says("cre view project:P", "denied user_deny", overridden="group:Makers allow"),
    )
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from textwrap import dedent, indent

import pytest

from support.generated import yaml_text
from support.semantics_text import quoted_in
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.address import decode_path, split_kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Item, Project, User
from tableau_perm_cli.resolve import TASKS, Derivation, Evidence, Resolver, TaskResult, open_site
from tableau_perm_cli.resolve.tasks import TargetKind, Task, perform

CAST = """\
users:
  boss: Site Administrator Explorer
  cre: Creator
  pub: Explorer (can publish)
  exp: Explorer
  vie: Viewer
  unl: Unlicensed
  guest: Guest
groups:
  Makers: [cre, pub]
  Readers: [pub, exp, vie]
group_sets:
  Both: [Makers, Readers]     # pub alone is in both
  Empty: []
"""
"""Who is on the site when a case does not say ``users`` itself."""

ELSEWHERE = """\
version: 1
server: {administrators: [root]}
sites:
  Elsewhere: {users: {far: Creator}}
"""
"""A server administrator, and somebody of another site."""

SITE = "Here"


@dataclass(frozen=True, slots=True)
class Says:
    """One question, and what the answer to it says."""

    question: str
    """``user capability item``, or ``user task item -> target``."""
    verdict: str
    """``effective reason``."""
    decided_by: str | None = None
    """Who decided and how, sorted, e.g. ``group:A deny, user:b deny``; ``""`` for nothing."""
    overridden: str | None = None
    not_consulted: str | None = None
    uncertain: bool | None = None
    remarks: str | None = None
    rules: str | None = None
    """Whose rules decide and why, e.g. ``project:P locked_ancestor``."""
    browsable: bool | None = None
    fails: str | None = None
    """Of a task: the first requirement that is not met, and of what item; ``""`` for none."""
    needs: str | None = None
    """Of a task: every requirement with its reason, in order."""
    prompts: bool | None = None
    """Of a task: whether the user is asked for database credentials."""
    subject_to: str | None = None


@dataclass(frozen=True, slots=True, init=False)
class Case:
    """A sentence of the semantics, a site, and what follows."""

    sentence: str
    """Quoted from docs/semantics.md; ``…`` stands for words that are left out."""
    site: str
    """The site in YAML: on top of the cast, unless it has users of its own."""
    answers: tuple[Says, ...]

    def __init__(self, sentence: str, site: str, *answers: Says) -> None:
        object.__setattr__(self, "sentence", sentence)
        object.__setattr__(self, "site", site)
        object.__setattr__(self, "answers", answers)


def rows(cases: Iterable[Case]) -> list[object]:
    """Return a parameter a question: ``(case, says)``."""
    return [
        pytest.param(case, says, id=f"{_shortened(case.sentence)} | {says.question}")
        for case in cases
        for says in case.answers
    ]


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= 50 else f"{sentence[:49]}…"


def check(case: Case, says: Says) -> None:
    """Ask the question, and hold the answer against everything that is said of it."""
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"
    hold(case, says)


def hold(case: Case, says: Says) -> None:
    """As ``check``, where the sentence is not one of docs/semantics.md."""
    answer = ask(resolver_of_text(case.site), says.question)
    differences = [
        f"{field.name}: expected {expected!r}, the answer says {_facet(answer, field.name)!r}"
        for field in fields(Says)
        if field.name != "question"
        and (expected := getattr(says, field.name)) is not None
        and _facet(answer, field.name) != expected
    ]
    if differences:
        pytest.fail(
            "\n".join([case.sentence, dedent(case.site), says.question, *differences]),
            pytrace=False,
        )


# --- Asking --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the resolver and the item it is about."""

    resolver: Resolver
    item: Item
    found: Derivation | TaskResult


@cache
def resolver_of_text(site: str) -> Resolver:
    """Return the resolver of a site written as in a case."""
    written = dedent(site)
    if not re.search(r"^users:", written, re.MULTILINE):
        written = CAST + written
    text = f"{ELSEWHERE}  {SITE}:\n{indent(written, '    ')}"
    return open_site(read_files([("case.yaml", text.encode())]), SITE)


def declaration_of(plain: dict) -> Declaration:
    """Return what the product reads of a plain declaration."""
    return read_files([("plain.yaml", yaml_text(plain).encode())])


def resolvers_of(plain: dict) -> dict[str, Resolver]:
    """Return the resolver of every site of a plain declaration."""
    declaration = declaration_of(plain)
    return {site: open_site(declaration, site) for site in declaration.sites}


def item_of(resolver: Resolver, address: str) -> Item:
    """Return the item at an address; fails when there is none."""
    kind, path = split_kind(address)
    names = decode_path(path)
    found = [
        item
        for item in resolver.graph.items()
        if item.address.kind == kind and item.address.path == names
    ]
    assert found, f"no item {address}"
    return found[0]


def ask(resolver: Resolver, question: str) -> Answered:
    """Return the answer to ``user capability-or-task item``, perhaps with ``-> target``."""
    asked, _, target = question.partition(" -> ")
    user, word, address = asked.split(" ", 2)
    item = item_of(resolver, address)
    task = TASKS.get(word)
    if task is None:
        capability = CATALOG[item.kind].capability(word)
        return Answered(resolver, item, resolver.derive(user, item, capability))
    receiver = target_of(resolver, task, target or None)
    return Answered(resolver, item, perform(resolver, user, task, item, receiver))


def target_of(resolver: Resolver, task: Task, target: str | None) -> Project | User | str | None:
    """Return the project at an address or the user of a name; the name when nobody has it."""
    if target is None or task.target is TargetKind.USER:
        return None if target is None else resolver.graph.user(target) or target
    project = item_of(resolver, target)
    assert isinstance(project, Project)
    return project


# --- Reading the answer --------------------------------------------------------------------


def evidence(found: Sequence[Evidence]) -> str:
    """Return who did what, sorted, e.g. ``group:A deny, group:B deny``."""
    return ", ".join(sorted(f"{it.grantee} {it.effect.value}" for it in found))


def _facet(answer: Answered, name: str) -> object:
    found = answer.found
    match name:
        case "verdict":
            return f"{found.effective.value} {found.reason.value}"
        case "uncertain":
            return found.uncertain
        case "browsable":
            return answer.resolver.browsable(found.user, answer.item)
        case _ if isinstance(found, Derivation):
            return _facet_of_derivation(found, name)
        case _:
            return _facet_of_task(found, name)


def _facet_of_derivation(found: Derivation, name: str) -> object:
    match name:
        case "decided_by" | "overridden" | "not_consulted":
            return evidence(getattr(found, name))
        case "remarks":
            return " ".join(found.remarks)
        case "rules":
            return f"{found.governing.rules_of} {found.governing.because.value}"
        case _:
            raise AssertionError(f"no capability says {name}")


def _facet_of_task(found: TaskResult, name: str) -> object:
    match name:
        case "fails":
            failing = found.failing
            return f"{failing.kind.value} {failing.item or ''}".strip() if failing else ""
        case "needs":
            return ", ".join(f"{need.kind.value} {need.reason.value}" for need in found.needs)
        case "prompts":
            return any(need.prompts for need in found.needs)
        case "subject_to":
            return ", ".join(
                f"{it.data_source} {it.external_authorization}" for it in found.subject_to
            )
        case _:
            raise AssertionError(f"no task says {name}")
