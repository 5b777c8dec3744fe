"""The first wave: the site, its people and projects, and every list of content."""

from dataclasses import dataclass

from tableau_perm_cli.exchange.rest.answers import Refusal, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.containers import CONTAINERS, Listed
from tableau_perm_cli.exchange.rest.reading.content_types import (
    GROUP_SETS_SINCE,
    LISTED,
    LISTED_BY_KIND,
    ApiVersion,
)
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.people import named


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is on a site, element by element."""

    site: Node | Refusal
    users: tuple[Node, ...]
    groups: tuple[Node, ...]
    group_sets: tuple[Node, ...]
    projects: tuple[Node, ...]
    content: Listed


def first_wave(version: ApiVersion) -> list[Resource]:
    """Return what to ask for, of a REST API of this version."""
    sets = [resources.GROUP_SETS] if version >= GROUP_SETS_SINCE else []
    content = [resources.list_of(listed) for listed in LISTED if listed.listed_in(version)]
    people = [resources.USERS, resources.GROUPS, *sets, resources.PROJECTS]
    return [resources.SITE, *people, *content]


def read_lists(asked: Asking, version: ApiVersion, notebook: Notebook) -> Lists:
    """Return what the first wave brought; what it lacks is in the notebook."""

    def whole(of: Resource) -> tuple[Node, ...]:
        return named(asked.whole(of), of, notebook)

    return Lists(
        site=asked.one(resources.SITE),
        users=whole(resources.USERS),
        groups=whole(resources.GROUPS),
        group_sets=whole(resources.GROUP_SETS) if version >= GROUP_SETS_SINCE else (),
        projects=whole(resources.PROJECTS),
        content=_content(asked, version, notebook),
    )


def _content(asked: Asking, version: ApiVersion, notebook: Notebook) -> Listed:
    found: Listed = {}
    for listed in LISTED:
        if not listed.listed_in(version):
            continue
        container = CONTAINERS.get(listed.kind)
        nodes = asked.listed(resources.list_of(listed), listed.key)
        if nodes and container is not None and container not in found:
            notebook.gap(listed.key, f"the {LISTED_BY_KIND[container].key} were not read")
        elif nodes is not None:
            found[listed.kind] = nodes
    return found
