"""Questions that are denied, their repairs, and a patch applied as a user would apply it."""

import re
from collections.abc import Iterable
from textwrap import dedent, indent

from support.asking import CAST, ELSEWHERE, SITE, item_of, target_of
from tableau_perm_cli.audit.repairs import Question, Repair, Repairs, repairs_for
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.resolve import TASKS, Resolver, open_site
from tableau_perm_cli.resolve.bulk import compile_site

Cell = tuple[str, str, str]
"""A user, an item and a capability."""
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")


def text_of(site: str) -> str:
    """The declaration of a site written as in a case, on top of the cast."""
    written = dedent(site)
    if not re.search(r"^users:", written, re.MULTILINE):
        written = CAST + written
    return f"{ELSEWHERE}  {SITE}:\n{indent(written, '    ')}"


def question_of(declaration: Declaration, words: str, site: str = SITE) -> Question:
    """The question that ``user capability-or-task item``, perhaps ``-> target``, asks."""
    resolver = open_site(declaration, site)
    asked, _, target = words.partition(" -> ")
    user, word, address = asked.split(" ", 2)
    item = item_of(resolver, address)
    task = TASKS.get(word)
    if task is None:
        capability = CATALOG[item.kind].capability(word)
        return Question(declaration.sites[site], user, item, capability)
    toward = target_of(resolver, task, target or None)
    return Question(declaration.sites[site], user, item, task, toward)


def repairs_of(site: str, words: str) -> Repairs:
    """The repairs of a question about a site written as in a case."""
    declaration = read_files([("case.yaml", text_of(site).encode())])
    return repairs_for(question_of(declaration, words))


def edits_of(repair: Repair) -> str:
    """The edits of a repair on one line."""
    return " + ".join(edit.summary.replace("`", "") for edit in repair.edits)


def resolver_of(site: Site) -> Resolver:
    """A resolver for the whole of a site."""
    return open_site(Declaration({site.name: site}, None, ()), site.name)


def allowed_cells(site: Site) -> set[Cell]:
    """Every cell that is allowed, asked one by one of the readable resolver."""
    resolver = resolver_of(site)
    return {
        (user, str(item.address), found.capability.key)
        for item in site.items()
        for user in site.users
        for found in resolver.answers(user, item)
        if found.effective.value == "allowed"
    }


def allowed_by_engine(site: Site) -> set[Cell]:
    """The same by a bulk engine that takes nothing over from another."""
    engine = compile_site(site)
    return {
        (user, str(governed.item.address), capability.key)
        for place, governed in enumerate(engine.items)
        for capability in CATALOG[governed.item.kind].capabilities
        for user in engine.names(engine.allowed(place, capability))
    }


def applied(before: str, patch: Iterable[str]) -> str:
    """The text after a unified diff of one file; fails where the diff does not fit."""
    old = before.splitlines(keepends=True)
    new: list[str] = []
    at = 0
    for line in patch:
        hunk = _HUNK.match(line)
        if hunk:
            start = int(hunk[1]) - (0 if hunk[2] == "0" else 1)
            new += old[at:start]
            at = start
        elif line.startswith(("---", "+++")):
            continue
        elif line.startswith("+"):
            new.append(line[1:])
        elif line.startswith(("-", " ")):
            assert old[at] == line[1:], line
            new += [line[1:]] if line.startswith(" ") else []
            at += 1
    return "".join([*new, *old[at:]])
