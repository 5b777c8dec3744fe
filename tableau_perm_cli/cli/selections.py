"""Which part of a declaration a command is about: sites, users, items and capabilities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.cli.loading import load
from tableau_perm_cli.cli.messages import report_notices
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.session import choose_site, input_names
from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.diagnostics import UnknownNameError, UsageError
from tableau_perm_cli.resolve import Verdict

if TYPE_CHECKING:
    from tableau_perm_cli.resolve.matrix import Chosen, MatrixSlice
    from tableau_perm_cli.resolve.selectors import Selector


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line selects."""

    users: Sequence[str] | None
    items: Sequence[str] | None
    capabilities: Sequence[str] | None
    only: Verdict | None


def sites_of(options: Options) -> list[Site]:
    """Return the site that is named, or all sites of the declaration."""
    declaration = load(input_names(options), options)
    if options.site is not None or not declaration.sites:
        return [choose_site(declaration, options.site)]
    return list(declaration.sites.values())


def slices_of(options: Options, wishes: Wishes) -> "list[MatrixSlice]":
    """Return what is asked for of each site.

    Raises:
        UsageError: a selector cannot be read.
        UnknownNameError: a name is on none of the sites.
    """
    from tableau_perm_cli.resolve.bulk import compile_site  # noqa: PLC0415 - only what is needed
    from tableau_perm_cli.resolve.matrix import MatrixSlice  # noqa: PLC0415
    from tableau_perm_cli.resolve.selectors import (  # noqa: PLC0415
        Misses,
        Selection,
        parse_items,
        parse_users,
    )

    users = _selector(wishes.users or ["everyone"], parse_users)
    items = _selector(wishes.items or ["**"], parse_items)
    capabilities = chosen_capabilities(wishes.capabilities)
    misses = Misses()
    slices: list[MatrixSlice] = []
    for site in sites_of(options):
        engine = compile_site(site)
        selection = Selection(engine, misses)
        selected = selection.select(users), selection.select(items)
        slices.append(MatrixSlice(engine, *selected, capabilities, wishes.only))
    notices = misses.conclude()
    if wishes.items is not None or wishes.users is not None:
        report_notices(notices, options)
    return slices


def _selector(texts: Sequence[str], parse: "Callable[[str], Selector]") -> "Selector":
    from tableau_perm_cli.resolve.selectors import either  # noqa: PLC0415 - only what is needed

    return either(*map(parse, texts))


def chosen_capabilities(lists: Sequence[str] | None) -> "Chosen":
    """Return the capabilities of each kind that the lists name; without lists all.

    Raises:
        UsageError: a list is empty.
        UnknownNameError: no kind has a capability of such a name.
    """
    if lists is None:
        return {kind: content_type.capabilities for kind, content_type in CATALOG.items()}
    words = [word.strip() for text in lists for word in text.split(",") if word.strip()]
    if not words:
        raise UsageError("`--capabilities` names none", help="parted by commas: view,web_edit")
    for word in words:
        if not any(content_type.find(word) for content_type in CATALOG.values()):
            every = (it for content_type in CATALOG.values() for it in content_type.capabilities)
            raise UnknownNameError("capability", word, dict.fromkeys(it.key for it in every))
    return {
        kind: tuple(
            capability
            for capability in content_type.capabilities
            if any(content_type.find(word) is capability for word in words)
        )
        for kind, content_type in CATALOG.items()
    }
