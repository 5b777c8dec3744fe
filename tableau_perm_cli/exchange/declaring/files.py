"""The text of a declaration: in one file, or a file a top-level project in a directory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from tableau_perm_cli.declaration.editing.rendering import Plain, scalar
from tableau_perm_cli.exchange.declaring.block_text import key_text, site_lines
from tableau_perm_cli.exchange.declaring.declared import DeclaredSite
from tableau_perm_cli.exchange.declaring.file_names import file_stem
from tableau_perm_cli.exchange.declaring.spelling import encodable

HEADER: Final = "# Written by tableau-perm pull; a pull writes it anew."
"""The first line of every file; a file without it is not a pull's to replace or to remove."""

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "site.yaml": ("settings", "not_read", "personal_spaces"),
    "users.yaml": ("users",),
    "groups.yaml": ("groups", "group_sets"),
}
"""Which keys of a site are in which file; the projects have a file each."""
_MARGIN: Final = "    "
"""What the keys under a site's name begin with."""


def one_file(sites: Sequence[DeclaredSite], server_name: str | None = None) -> Iterator[str]:
    """Yield the text of all sites in one file, a line at a time."""
    yield from _beginning(server_name)
    yield "sites:\n" if sites else "sites: {}\n"
    for site in sites:
        yield from _site(site.name, site.value)


def split_files(
    sites: Sequence[DeclaredSite], server_name: str | None = None
) -> Mapping[str, Iterable[str]]:
    """Return the text of every file in a directory, by its path there, with ``/`` between.

    A file a top-level project, so that who reviews one sees what changed in it; several sites
    have a folder each. What a file is called depends on the names of its project and its site
    alone.
    """
    files: dict[str, Iterable[str]] = {}
    alone = len(sites) == 1
    if server_name is not None and not alone:
        files["server.yaml"] = list(_beginning(server_name))
    for site in sites:
        folder = PurePosixPath("." if alone else file_stem(site.name))
        for name, value in _split(site.value):
            server = server_name if alone and name == "site.yaml" else None
            files[str(folder / name)] = _Text(site.name, value, server)
    return files


class _Text:
    """The text of one file, made when it is asked for."""

    def __init__(self, site: str, value: Mapping[str, Plain], server: str | None) -> None:
        self._site = site
        self._value = value
        self._server = server

    def __iter__(self) -> Iterator[str]:
        """Yield it a line at a time."""
        yield from _beginning(self._server)
        yield "sites:\n"
        yield from _site(self._site, self._value)


def _split(value: Mapping[str, Plain]) -> Iterator[tuple[str, Mapping[str, Plain]]]:
    """Yield the name of each file of a site with what stands in it."""
    for name, keys in _PARTS.items():
        part = {key: value[key] for key in keys if key in value}
        if part or name == "site.yaml":  # so that a site is there of which nothing is told
            yield name, part
    projects = value.get("projects")
    if isinstance(projects, Mapping):
        for name, project in projects.items():
            yield f"projects/{file_stem(name)}.yaml", {"projects": {name: project}}


def _beginning(server_name: str | None) -> Iterator[str]:
    yield f"{HEADER}\n"
    yield "version: 1\n"
    if server_name is not None:
        yield f"server:\n  name: {scalar(encodable(server_name))}\n"


def _site(name: str, value: Mapping[str, Plain]) -> Iterator[str]:
    begin = key_text(name, "  ")
    yield f"{begin}\n" if value else f"{begin} {{}}\n"
    yield from (f"{line}\n" for line in site_lines(value, _MARGIN))
