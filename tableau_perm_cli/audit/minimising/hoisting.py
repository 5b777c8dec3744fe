"""Makes the list that content of a project has the project's default, and lets content follow it.

Only where nothing changes today for anything that follows the default already; and only if the
declaration becomes smaller. What is created tomorrow begins with another list: this is for those
who ask for today alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tableau_perm_cli.audit.minimising.audience import Audiences
from tableau_perm_cli.audit.minimising.judge import PART, Judge, Open
from tableau_perm_cli.audit.minimising.record import Record, Slot, tells_more
from tableau_perm_cli.audit.minimising.removing import less, needless_sets
from tableau_perm_cli.audit.minimising.step import StepKind
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Content,
    Grantee,
    Project,
    ProjectPermissions,
    RuleList,
    Site,
)
from tableau_perm_cli.declaration.sites import default_project

_MOST_TRIED = 8
"""Of the lists of a project's content, beginning with the most frequent."""
_FEWEST = 2
"""Items with the same list that are worth a default."""
_Words = frozenset[tuple[Grantee, int, int]]


@dataclass(slots=True)
class _Hoist:
    """One kind of content of one project, with the list that becomes the default."""

    rules: RuleList
    followers: list[Content]
    gain: tuple[int, int]
    """How many rules and how many lists fewer there are."""


@dataclass(slots=True)
class _Plan:
    """What is hoisted in one project."""

    permissions: ProjectPermissions
    """With the new defaults."""
    hoists: list[_Hoist] = field(default_factory=list)


def with_hoisted(judge: Judge, audiences: Audiences, record: Record) -> Site:
    """Return the site with lists hoisted; no two where one would change the other's ground."""
    walk = _Walk(judge, audiences, record)
    site = judge.engine.site
    default = default_project(site.projects)
    top = default.permissions if default else None
    plans: dict[int, _Plan] = {}
    # The Default project first: what has a copy of it is looked at when it stays.
    for tree in sorted(site.projects, key=lambda it: it is not default):
        if tree.permissions is not None or default is None or id(default) not in plans:
            plans |= {id(project): plan for project, plan in walk.plans(tree, top)}
    if not plans:
        return site
    return replace(site, projects=tuple(_hoisted(it, plans, record) for it in site.projects))


def _hoisted(project: Project, plans: Mapping[int, _Plan], record: Record) -> Project:
    nested = tuple(_hoisted(it, plans, record) for it in project.projects)
    plan = plans.get(id(project))
    if plan is None:
        return replace(project, projects=nested)
    followers = {id(it) for hoist in plan.hoists for it in hoist.followers}
    for hoist in plan.hoists:
        kind = hoist.followers[0].kind
        many = CATALOG[kind].plural.replace("_", " ")
        for follower in hoist.followers:
            record.about_list(
                StepKind.HOISTED,
                follower,
                f"make the rules of `{follower.address}` the default of `{project.address}` "
                f"for its {many}",
            )
    content = tuple(
        replace(it, permissions=None) if id(it) in followers else it for it in project.content
    )
    return replace(project, permissions=plan.permissions, content=content, projects=nested)


class _Walk:
    """Looks for what can be hoisted on a site."""

    def __init__(self, judge: Judge, audiences: Audiences, record: Record) -> None:
        self._judge = judge
        self._record = record
        self._audiences = audiences

    def plans(
        self, project: Project, above: ProjectPermissions | None
    ) -> Iterator[tuple[Project, _Plan]]:
        """Yield the projects of a tree in which something is hoisted.

        Args:
            project: the top of the tree.
            above: what it has a copy of, if it has no rules of its own.
        """
        plan = self._plan(project, above)
        if plan is not None:
            yield project, plan
        here = project.permissions or above
        for nested in project.projects:
            # What has a copy of defaults that change is looked at when they have changed.
            if plan is None or nested.permissions is not None:
                yield from self.plans(nested, here)

    def _plan(self, project: Project, above: ProjectPermissions | None) -> _Plan | None:
        own = project.permissions
        if not any(it.permissions for it in project.content):
            return None
        if own is None and not self._record.may_go(project):
            return None
        base = own or self._written_out(project, above)
        # A copy that is written out costs all its rules.
        cost = 0 if own else sum(len(it.rules) for it in base.lists.values())
        lists = 0 if own else sum(bool(it.rules) for it in base.lists.values())
        found = [self._best(project, base, above, kind) for kind in CONTENT_KINDS]
        hoists = [it for it in found if it is not None]
        rules = sum(it.gain[0] for it in hoists) - cost
        if (rules, sum(it.gain[1] for it in hoists) - lists) <= (0, 0):
            return None
        changed = {**base.lists, **{it.rules.kind: it.rules for it in hoists}}
        return _Plan(replace(base, lists=changed), hoists)

    def _written_out(
        self, project: Project, above: ProjectPermissions | None
    ) -> ProjectPermissions:
        """Return the copy that a project has as rules of its own, with what decides there."""
        at = project.position
        lists = {
            kind: self._needed(
                replace(above.lists[kind], position=at) if above else RuleList(kind, (), at),
                self._inherited(project, above.lists[kind] if above else None, kind),
            )
            for kind in (Kind.PROJECT, *CONTENT_KINDS)
        }
        return ProjectPermissions(lists, (), (), at)

    def _needed(self, rules: RuleList, where: Open) -> RuleList:
        gone = tuple(it for them in needless_sets(self._judge, where, rules) for it in them)
        return less(rules, gone)

    def _inherited(self, project: Project, rules: RuleList | None, kind: Kind) -> Open:
        """Return whom a list from above is open for on what is in a project.

        Args:
            project: has no rules of its own.
            rules: the list; None where there is none.
            kind: of the list.
        """
        path, items = project.address.path, self._judge.engine.items
        inside = [
            place
            for place in (self._audiences.places(rules) if rules else range(len(items)))
            if items[place].item.address.path[: len(path)] == path
            and (rules or items[place].rules is None)
        ]
        kinds = {kind, PART.get(kind)}
        return {it: users for it, users in self._audiences.at(inside).items() if it in kinds}

    def _best(
        self,
        project: Project,
        base: ProjectPermissions,
        above: ProjectPermissions | None,
        kind: Kind,
    ) -> _Hoist | None:
        """Return the hoist of one kind of content that saves most; None if none saves any."""
        written = [
            (it, it.permissions)
            for it in project.content
            if it.kind is kind and it.permissions is not None and self._record.may_go(it)
        ]
        slot = Slot(project.address, kind, of_project=True)
        if len(written) < _FEWEST or not self._record.may_change(slot):
            return None
        default = base.lists[kind]
        if tells_more(default):
            return None
        follows = self._following(project, above, kind)
        best: _Hoist | None = None
        for candidate in _most_frequent([rules for _, rules in written]):
            if not self._judge.is_same(follows, default, candidate):
                continue
            alike = [
                (content, rules)
                for content, rules in written
                if self._judge.is_same(self._audiences.of(rules), rules, candidate)
            ]
            if len(alike) < _FEWEST:
                continue
            saved = sum(len(rules.rules) for _, rules in alike)
            gain = (
                saved + len(default.rules) - len(candidate.rules),
                len(alike) + bool(default.rules) - bool(candidate.rules),
            )
            if gain > (best.gain if best else (0, 0)):
                best = _Hoist(replace(candidate), [content for content, _ in alike], gain)
        return best

    def _following(self, project: Project, above: ProjectPermissions | None, kind: Kind) -> Open:
        """Return whom the default rules of a project are open for, its own or its copy."""
        if project.permissions is not None:
            return self._audiences.of(project.permissions.lists[kind])
        return self._inherited(project, above.lists[kind] if above else None, kind)


def _most_frequent(lists: list[RuleList]) -> list[RuleList]:
    """Return lists that say different things, the most frequent first."""
    by_words: dict[_Words, RuleList] = {}
    counts: Counter[_Words] = Counter()
    for rules in lists:
        words = frozenset((it.grantee, it.allow, it.deny) for it in rules.rules)
        by_words.setdefault(words, rules)
        counts[words] += 1
    return [by_words[words] for words, _ in counts.most_common(_MOST_TRIED)]
