"""A plain declaration under other names, with the ids that both states have in common."""

import random
from collections.abc import Callable, Iterator
from copy import deepcopy

from support.asking import declaration_of
from support.reference_site import ALL_USERS, CONTENT_KEYS
from tableau_perm_cli.audit.drift import Side
from tableau_perm_cli.audit.drift.item_matching import root_of
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.address import Address, decode_path, split_kind
from tableau_perm_cli.declaration.model import Declaration, Site

_SECTIONS = {"projects": Kind.PROJECT, **CONTENT_KEYS, "views": Kind.VIEW, "tables": Kind.TABLE}
_PEOPLE = {"users": "user", "groups": "group", "group_sets": "group_set"}
Name = Callable[[str, str], str]
"""From what a thing is and its name to what it is called afterwards."""


def ids_of(declaration: Declaration) -> dict[str, dict[str, str]]:
    """Return an id for everything on every site."""
    return {
        name: {thing: f"id {thing}" for thing in things_of(declaration, name)}
        for name in declaration.sites
    }


def things_of(declaration: Declaration, name: str) -> Iterator[str]:
    """Yield everything on a site as a file of ids names it."""
    site = declaration.sites[name]
    for section, word in _PEOPLE.items():
        yield from (f"{word}:{it}" for it in getattr(site, section))
    yield from (str(item.address) for item in site.items())


def side(declaration: Declaration, ids: dict[str, dict[str, str]] | None = None) -> Side:
    """Return one side of a comparison; without ids those of the names it has."""
    return Side(declaration, ids_of(declaration) if ids is None else ids)


def randomly_renamed(plain: dict, seed: int) -> tuple[dict, dict[str, dict[str, str]], int]:
    """Return a declaration with half of everything called otherwise.

    Returns:
        The declaration, the ids of its things (those that ``ids_of`` gives the old one), and how
        many things have another name.
    """
    choose = random.Random(seed)  # noqa: S311 - the same for everybody
    renaming = _Renaming(choose)
    renamed = deepcopy(plain)
    ids = {name: renaming.site(site) for name, site in renamed["sites"].items()}
    server = renamed.get("server", {})
    if "administrators" in server:
        known = {renaming.user(name) for name in server["administrators"]}
        server["administrators"] = sorted(known)
    for name, site in declaration_of(plain).sites.items():
        for user in site.users:  # those who are declared for the whole server too
            ids[name][f"user:{renaming.user(user)}"] = f"id user:{user}"
    return renamed, ids, renaming.count(plain)


class _Renaming:
    """One renaming; the same user is called the same on every site."""

    def __init__(self, choose: random.Random) -> None:
        self._choose = choose
        self._known: dict[tuple[str, str], str] = {}

    def _called(self, word: str, name: str) -> str:
        if name == ALL_USERS or (word == "project" and name.casefold() == "default"):
            return name
        if (word, name) not in self._known:
            other = f"{name} {len(self._known)}" if self._choose.random() < 0.5 else name
            self._known[word, name] = other
        return self._known[word, name]

    def user(self, name: str) -> str:
        return self._called("user", name)

    def count(self, plain: dict) -> int:
        """Return how many things of a declaration are called otherwise."""
        declaration = declaration_of(plain)
        found = 0
        for name, site in declaration.sites.items():
            people = [it for it in things_of(declaration, name) if it.partition(":")[0] in _words]
            found += sum(self._called(*_split(it)) != _split(it)[1] for it in people)
            found += sum(
                self._called(it.address.kind.value, it.address.path[-1]) != it.address.path[-1]
                for it in site.items()
            )
        return found

    def site(self, site: dict) -> dict[str, str]:
        """Rename everything of a site in place; return its ids."""
        ids: dict[str, str] = {}
        for section, word in _PEOPLE.items():
            if section in site:
                site[section] = {
                    self._called(word, it): body for it, body in site[section].items()
                }
        for name, body in site.get("groups", {}).items():
            if isinstance(body, dict):
                body["members"] = [*map(self.user, body.get("members", ()))]
            else:
                site["groups"][name] = [*map(self.user, body or ())]
        for name, groups in site.get("group_sets", {}).items():
            site["group_sets"][name] = [self._called("group", it) for it in groups or ()]
        for (word, name), other in self._known.items():
            if word in _words:
                ids[f"{word}:{other}"] = f"id {word}:{name}"
        ids["group:All Users"] = "id group:All Users"
        self._items(site, (), (), ids)
        spaces = site.get("personal_spaces", {})
        for user, space in spaces.items():
            self._items(space, (f"@{user}",), (f"@{self.user(user)}",), ids)
        if spaces:
            site["personal_spaces"] = {self.user(user): it for user, it in spaces.items()}
        return ids

    def _items(
        self, holder: dict, old: tuple[str, ...], new: tuple[str, ...], ids: dict[str, str]
    ) -> None:
        for section, kind in _SECTIONS.items():
            if not holder.get(section):
                continue
            renamed = {}
            for name, body in holder[section].items():
                other = self._called(kind.value, name)
                renamed[other] = body
                paths = (*old, name), (*new, other)
                ids[str(Address(kind, paths[1]))] = f"id {Address(kind, paths[0])}"
                if body:
                    self._mentions(body)
                    self._items(body, *paths, ids)
            holder[section] = renamed

    def _mentions(self, body: dict) -> None:
        if "owner" in body:
            body["owner"] = self.user(body["owner"])
        for section, grantees in (body.get("permissions") or {}).items():
            body["permissions"][section] = {
                self._called(_PEOPLE[section], name): it for name, it in (grantees or {}).items()
            }
        for way in body.get("connects_to", ()):
            *above, last = decode_path(way["data_source"])
            projects = [
                f"@{self.user(it[1:])}" if it.startswith("@") else self._called("project", it)
                for it in above
            ]
            path = (*projects, self._called("data_source", last))
            way["data_source"] = str(Address(Kind.DATA_SOURCE, path)).partition(":")[2]


_words = frozenset(_PEOPLE.values())


def _split(thing: str) -> tuple[str, str]:
    word, _, name = thing.partition(":")
    return word, name


# --- Moves ---------------------------------------------------------------------------------


def randomly_moved(plain: dict, seed: int, moves: int = 3) -> tuple[dict, dict[str, str]]:
    """Return a declaration with some projects and content in other projects.

    Returns:
        The declaration, and from the addresses of now to those of before.
    """
    choose = random.Random(seed)  # noqa: S311 - the same for everybody
    moved = deepcopy(plain)
    site = next(iter(moved["sites"].values()))
    origin = {str(it.address): str(it.address) for it in first_site(plain).items()}
    for _ in range(moves):
        _move(site, origin, choose)
    return moved, origin


def first_site(plain: dict) -> Site:
    """Return the first site of a declaration."""
    return next(iter(declaration_of(plain).sites.values()))


def _move(site: dict, origin: dict[str, str], choose: random.Random) -> None:
    projects = [*_projects_in(site, ())]
    if not projects:
        return
    path, project = choose.choice(projects)
    sections = [it for it in ("projects", *CONTENT_KEYS) if project.get(it)]
    targets = [*projects, *([((), site)] if sections else [])]
    to_path, target = choose.choice(targets)
    if not sections:
        return
    section = choose.choice(sections)
    name = choose.choice([*project[section]])
    body = project[section][name]
    inside = (*path, name)
    if section == "projects" and to_path[: len(inside)] == inside:
        return
    if to_path == () and (section != "projects" or name.casefold() == "default"):
        return
    if name in (target.get(section) or {}) or target is project:
        return
    del project[section][name]
    target.setdefault(section, {})[name] = body
    kind = _SECTIONS[section]
    before, after = Address(kind, inside), Address(kind, (*to_path, name))
    for address in [*origin]:
        at = _address(address)
        if root_of(at, {before}):
            new = Address(at.kind, (*after.path, *at.path[len(before.path) :]))
            origin[str(new)] = origin.pop(address)
    _reconnect(site, before, after)


def _address(text: str) -> Address:
    kind, path = split_kind(text)
    assert kind is not None
    return Address(kind, decode_path(path))


def _projects_in(holder: dict, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict]]:
    for name, body in (holder.get("projects") or {}).items():
        if body is not None:
            yield (*path, name), body
            yield from _projects_in(body, (*path, name))


def _reconnect(site: dict, before: Address, after: Address) -> None:
    for way in _ways_in(site):
        at = Address(Kind.DATA_SOURCE, decode_path(way["data_source"]))
        if root_of(at, {before}):
            new = Address(at.kind, (*after.path, *at.path[len(before.path) :]))
            way["data_source"] = str(new).partition(":")[2]


def _ways_in(holder: object) -> Iterator[dict]:
    if isinstance(holder, dict):
        for key, value in holder.items():
            if key == "connects_to":
                yield from value
            else:
                yield from _ways_in(value)
