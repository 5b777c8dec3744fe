"""One run's declaration and site, and the words of the command line looked up in them."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.catalog import CATALOG, Capability, Kind
from tableau_perm_cli.cli.loading import load
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.declaration.address import decode_path, split_kind
from tableau_perm_cli.declaration.model import Declaration, Group, Item, Project, Site, User
from tableau_perm_cli.declaration.unread import things_not_read
from tableau_perm_cli.diagnostics import (
    ToolError,
    UnknownNameError,
    UsageError,
    suggest,
    visible,
)
from tableau_perm_cli.resolve import TASKS, Resolver, Task, open_site
from tableau_perm_cli.resolve.tasks import TargetKind, task_named, tasks_of

if TYPE_CHECKING:
    from tableau_perm_cli.resolve.bulk import BulkEngine

FILE_VARIABLE = "TABLEAU_PERM_FILE"
DEFAULT_FILES = ("tableau-perm.yaml", "permissions.yaml")
_FEW = 12
"""So many names are listed for one that is not among them."""


def input_names(options: Options) -> list[str]:
    """Return the files to read: those given, the environment's, or one that lies here.

    Raises:
        UsageError: there is none.
    """
    if options.file:
        if "" in options.file:
            raise UsageError("`--file` needs the name of a file")
        return options.file
    from_environment = os.environ.get(FILE_VARIABLE)
    if from_environment:
        return [from_environment]
    here = next((name for name in DEFAULT_FILES if Path(name).is_file()), None)
    if here is None:
        raise UsageError(
            "no declaration given",
            help=f"use --file PATH, set {FILE_VARIABLE}, or write {DEFAULT_FILES[0]} here "
            "(`tableau-perm init` starts one)",
        )
    return [here]


def unknown_name(kind: str, name: str, known: Collection[str]) -> UnknownNameError:
    """Return the error for a name that nothing bears, with what comes near, or all if few."""
    error = UnknownNameError(kind, name, known)
    if error.help is None and 0 < len(known) <= _FEW:
        listed = ", ".join(f"`{visible(it)}`" for it in sorted(known))
        error.help = f"there is {listed}" if len(known) == 1 else f"there are {listed}"
    return error


@dataclass
class Session:
    """A loaded declaration, and the site that questions are about."""

    declaration: Declaration
    site: Site

    @cached_property
    def resolver(self) -> Resolver:
        """The resolver of the site."""
        return open_site(self.declaration, self.site.name)

    def resolver_for(
        self, users: Sequence[str], item: Item, *, with_tasks: bool = False
    ) -> Resolver:
        """Return a resolver for questions about a few users and one item.

        It knows no more of the site than these need, which on a large site saves most of the
        time; on any it answers as ``resolver`` does.

        Args:
            users: who is asked about.
            item: what is asked about.
            with_tasks: whether tasks are asked, which may rest on the publisher's Connect too.
        """
        from tableau_perm_cli.resolve.excerpt import open_excerpt  # noqa: PLC0415 - not all do

        wanted = [*users]
        if with_tasks:
            workbook = self._by_path.get(item.address.path[:-1], ())
            wanted += [it.owner.user for it in (item, *workbook) if it.owner is not None]
        return open_excerpt(self.site, wanted, item, every_project=with_tasks)

    @cached_property
    def engine(self) -> "BulkEngine":
        """The bulk engine of the site, for questions about many users or items."""
        from tableau_perm_cli.resolve.bulk import compile_site  # noqa: PLC0415 - not all need it

        return compile_site(self.site)

    @cached_property
    def is_incomplete(self) -> bool:
        """Whether anything of the site was not read."""
        return next(things_not_read(self.site), None) is not None

    @cached_property
    def _by_path(self) -> dict[tuple[str, ...], list[Item]]:
        found: dict[tuple[str, ...], list[Item]] = {}
        for item in self.site.items():
            found.setdefault(item.address.path, []).append(item)
        return found

    def user_name(self, text: str) -> str:
        """Return the name of the user that ``text`` means: of this site, or of another one.

        Raises:
            UnknownNameError: no site declares such a user.
        """
        if text in self.site.users:
            return text
        for name in (text, text.removeprefix("user:")):
            if any(name in site.users for site in self.declaration.sites.values()):
                return name
        raise unknown_name("user", text.removeprefix("user:"), self.site.users)

    def group(self, name: str) -> Group:
        """Return the group of this site called ``name``.

        Raises:
            UnknownNameError: the site has no such group.
        """
        group = self.site.groups.get(name)
        if group is None:
            raise unknown_name("group", name, self.site.groups)
        return group

    def item(self, text: str) -> Item:
        """Return the item at an address; the kind may be left out when only one item matches.

        Raises:
            UnknownNameError: there is none.
            UsageError: several match.
        """
        kind, path = split_kind(text)
        if kind is not None:
            found = [it for it in self._at(path) if it.kind is kind]
            if found:
                return found[0]
        found = self._at(text)
        if len(found) > 1:
            candidates = ", ".join(f"`{visible(str(it.address))}`" for it in found)
            raise UsageError(
                f"`{visible(text)}` is more than one item", help=f"write one of {candidates}"
            )
        if not found:
            raise self._unknown_item(text, kind, path)
        return found[0]

    def _at(self, path: str) -> list[Item]:
        return self._by_path.get(decode_path(path), [])

    def _unknown_item(self, text: str, kind: Kind | None, path: str) -> ToolError:
        """Word the error; an item of the same name elsewhere is what was meant most often."""
        label = CATALOG[kind].label.lower() if kind else "item"
        names = decode_path(path)
        items = list(self.site.items())
        same = [
            str(it.address)
            for it in items
            if it.address.path == names
            or (it.address.path[-1] == names[-1] and kind in {None, it.kind})
        ]
        near = same or suggest(
            text,
            # Before a colon there may be a kind with an error in it.
            [str(it.address)[0 if ":" in text else len(it.kind.value) + 1 :] for it in items],
        )
        guess = " or ".join(f"`{visible(name)}`" for name in list(dict.fromkeys(near))[:3])
        error = UnknownNameError(label, text if kind is None else path)
        error.help = f"did you mean {guess}?" if guess else "`tableau-perm tree` lists all items"
        return error

    def project(self, text: str) -> Project:
        """Return the project at an address, whose kind may be left out.

        Raises:
            UnknownNameError: there is no such project.
        """
        kind, _ = split_kind(text)
        item = self.item(text if kind else f"{Kind.PROJECT.value}:{text}")
        if not isinstance(item, Project):
            raise UsageError(f"`{visible(text)}` is not a project", help="name a project")
        return item

    def capability(self, word: str, item: Item) -> Capability:
        """Return the capability of the item's content type that ``word`` spells.

        Raises:
            UnknownNameError: the type has no such capability.
        """
        content_type = CATALOG[item.kind]
        capability = content_type.find(word)
        if capability is None:
            keys = [it.key for it in content_type.capabilities]
            raise self._unknown_word(f"capability of a {content_type.label.lower()}", word, keys)
        return capability

    def capability_or_task(self, word: str, item: Item) -> Capability | Task:
        """Return the capability or task that ``word`` spells.

        Raises:
            UnknownNameError: it is neither.
            UsageError: it is a task that cannot be asked of such an item.
        """
        capability = CATALOG[item.kind].find(word)
        if capability is not None:
            return capability
        label = CATALOG[item.kind].label.lower()
        task = task_named(word)
        if task is None:
            known = [it.key for it in CATALOG[item.kind].capabilities]
            known += [it.key for it in tasks_of(item.kind)]
            raise self._unknown_word(f"capability or task of a {label}", word, known)
        if item.kind not in task.kinds:
            kinds = ", ".join(sorted(kind.value for kind in task.kinds))
            raise UsageError(
                f"the task `{task.key}` cannot be asked of a {label}", help=f"it is for: {kinds}"
            )
        return task

    @staticmethod
    def _unknown_word(what: str, word: str, known: Sequence[str]) -> UnknownNameError:
        error = UnknownNameError(what, word, known)
        if error.help is None:
            error.help = "expected one of " + ", ".join(known)
        return error

    def asked(
        self, word: str, item: Item, target: str | None
    ) -> tuple[Capability | Task, Project | User | str | None]:
        """Return the capability or task that ``word`` spells, and what a task is directed at.

        Raises:
            UnknownNameError: one of the words is unknown.
            UsageError: the task cannot be asked of such an item, or the target is missing or
                not wanted.
        """
        asked = self.capability_or_task(word, item)
        if isinstance(asked, Task):
            return asked, self.target(asked, target)
        if target is not None:
            raise UsageError("a capability has no target", help="leave --target out")
        return asked, None

    def target(self, task: Task, text: str | None) -> Project | User | str | None:
        """Return the project or user that a task is directed at.

        Returns:
            For a user of another site the bare name.

        Raises:
            UsageError: a target is missing or not wanted.
            UnknownNameError: there is no such project or user.
        """
        if text is None:
            if task.target_required:
                raise UsageError(
                    f"the task `{task.key}` needs a target", help="add --target project:…"
                )
            return None
        match task.target:
            case TargetKind.PROJECT:
                return self.project(text)
            case TargetKind.USER:
                name = self.user_name(text)
                return self.site.users.get(name, name)
            case None:
                with_target = [it.key for it in TASKS.values() if it.target is not None]
                raise UsageError(
                    f"the task `{task.key}` has no target",
                    help=f"only these have one: {', '.join(with_target)}",
                )


def open_session(options: Options) -> Session:
    """Load the declaration and choose the site.

    Raises:
        ToolError: the input cannot be read or has errors, or the site is not there.
    """
    declaration = load(input_names(options), options)
    return Session(declaration, choose_site(declaration, options.site))


def choose_site(declaration: Declaration, name: str | None) -> Site:
    """Return the site called ``name``, or the only one.

    Raises:
        UnknownNameError: there is no such site.
        UsageError: there are several and none was named, or there is none.
    """
    sites = declaration.sites
    if name is not None:
        if name not in sites:
            raise unknown_name("site", name, sites)
        return sites[name]
    if not sites:
        raise UsageError("the declaration has no site", help="declare one under `sites`")
    if len(sites) > 1:
        names = ", ".join(f"`{visible(site)}`" for site in sites)
        raise UsageError("the declaration has several sites", help=f"add --site: {names}")
    return next(iter(sites.values()))
