"""Reads one site: three waves of questions, and the picture that the answers give together."""

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.exchange.rest.answers import Answers, Resource
from tableau_perm_cli.exchange.rest.reading import people, resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.containers import databases_to_ask, lack_databases
from tableau_perm_cli.exchange.rest.reading.content import Placing, items_to_ask
from tableau_perm_cli.exchange.rest.reading.content_rules import ContentRules
from tableau_perm_cli.exchange.rest.reading.lists import Lists, first_wave, read_lists
from tableau_perm_cli.exchange.rest.reading.locks import Locks
from tableau_perm_cli.exchange.rest.reading.needed import Extent, Needed
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.options import ReadingOptions
from tableau_perm_cli.exchange.rest.reading.projects import (
    ProjectRules,
    check_tree,
    distrusted,
    told_project,
)
from tableau_perm_cli.exchange.rest.reading.site_element import told_site
from tableau_perm_cli.exchange.rest.reading.watching import NOBODY, Watch

_NO_DATA_ROLES = "data roles are not read: the REST API has no list of them"


def read_site(
    answers: Answers, options: ReadingOptions | None = None, watch: Watch = NOBODY
) -> Picture:
    """Read everything that the REST API tells of one site and that permissions depend on.

    Lists come first; then members, the groups of group sets and the projects' rules, so that a
    site that cannot be read whole fails early; content's rules and connections come last.

    Args:
        answers: whoever answers for the site.
        options: what is read beside the needful.
        watch: who is told how far it has come.

    Raises:
        IncompletePeopleError: users, groups, members, group sets or projects lack.
        ToolError: nobody tells what the site is called; or whoever answers cannot go on.
    """
    options = options or ReadingOptions()
    reading = _Reading(answers, watch)
    lists = read_lists(
        reading.ask(first_wave(answers.api_version)), answers.api_version, reading.notebook
    )
    return reading.picture(lists, options)


class _Reading:
    """One reading of one site."""

    def __init__(self, answers: Answers, watch: Watch) -> None:
        self._answers = answers
        self._watch = watch
        self.notebook = Notebook()

    def ask(self, wanted: list[Resource]) -> Asking:
        return Asking(self._answers, wanted, self._watch, self.notebook)

    def picture(self, lists: Lists, options: ReadingOptions) -> Picture:
        """Ask in two more waves for what the lists lead to, and put all together."""
        notebook, version = self.notebook, self._answers.api_version
        bare = tuple(map(told_project, lists.projects))
        check_tree(bare, notebook)
        notebook.check()
        site = told_site(lists.site, options.site_name, notebook)
        doubted = distrusted(lists.projects, Locks(bare), notebook)
        extent = Extent(version, options.every_rule)
        kinds = frozenset(kind for kind, nodes in lists.content.items() if nodes)
        project_rules = ProjectRules(Needed(bare, (), extent, doubted), version, kinds, notebook)

        asked = self.ask(
            [
                *_second_wave(lists),
                *items_to_ask(lists.content, version),
                *databases_to_ask(lists.content),
                *project_rules.resources(bare),
            ]
        )
        groups = tuple(people.told_groups(lists.groups, asked, notebook))
        group_sets = tuple(people.told_group_sets(lists.group_sets, asked, notebook))
        notebook.check()
        projects = project_rules.read(bare, asked)
        content = Placing(bare, version, notebook).told(lists.content, asked)

        all_published = CATALOG[Kind.DATA_SOURCE].plural not in notebook.not_read
        needed = Needed(bare, content, extent, doubted, all_published=all_published)
        content_rules = ContentRules(needed, content, notebook)
        whole = content_rules.read(self.ask(list(content_rules.resources())))
        notebook.note(_NO_DATA_ROLES)
        return Picture(
            name=site.name,
            id=site.id,
            content_url=site.content_url,
            guest_access=site.guest_access,
            web_authoring=site.web_authoring,
            users=tuple(map(people.told_user, lists.users)),
            groups=groups,
            group_sets=group_sets,
            projects=projects.projects,
            content=whole,
            inherited_leaders=projects.inherited,
            tables_by_database=lack_databases(lists.content),
            not_read=notebook.not_read,
            notes=tuple(notebook.notes),
        )


def _second_wave(lists: Lists) -> list[Resource]:
    """Return what makes the people whole."""
    groups = [node for node in lists.groups if people.needs_members(node)]
    sets = [node for node in lists.group_sets if people.needs_groups(node)]
    return [
        *(resources.members_of(node.attributes["id"]) for node in groups),
        *(resources.group_set(node.attributes["id"]) for node in sets),
    ]
