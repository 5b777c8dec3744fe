"""Reads who leads which project, and what makes their names: a few calls instead of a whole site.

Whatever is named there is called as in the picture of the whole site. Group sets are not read: no
group set leads a project.
"""

from dataclasses import replace

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.picture import InheritedLeader, Picture, ToldProject
from tableau_perm_cli.exchange.rest.answers import Answers, Refusal, Resource
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading import people, resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.options import ReadingOptions
from tableau_perm_cli.exchange.rest.reading.projects import check_tree, rules_in, told_project
from tableau_perm_cli.exchange.rest.reading.site_element import told_site
from tableau_perm_cli.exchange.rest.reading.watching import NOBODY, Watch

_NAMED = (resources.USERS, resources.GROUPS, resources.PROJECTS)


def read_leaders(
    answers: Answers, options: ReadingOptions | None = None, watch: Watch = NOBODY
) -> Picture:
    """Read the leaders that the server infers, with the projects' own rules.

    It takes a call for the site, one or more for each of the lists of users, groups and projects,
    and one for the rules of each project. The picture has nothing else: no content, no default
    rules, no members, no notes.

    Args:
        answers: whoever answers for the site.
        options: what the site is called where nobody tells; the others do not count.
        watch: who is told how far it has come.

    Raises:
        IncompletePeopleError: users, groups or projects lack.
        ToolError: nobody tells what the site is called; or whoever answers cannot go on.
    """
    options = options or ReadingOptions()
    notebook = Notebook()
    asked = Asking(answers, [resources.SITE, *_NAMED], watch, notebook)

    def whole(of: Resource) -> tuple[Node, ...]:
        return people.named(asked.whole(of), of, notebook)

    users, groups, listed = map(whole, _NAMED)
    bare = tuple(map(told_project, listed))
    check_tree(bare, notebook)
    notebook.check()
    site = told_site(asked.one(resources.SITE), options.site_name, notebook)
    wanted = [resources.project_rules(project.id) for project in bare]
    projects, inherited = _with_rules(bare, Asking(answers, wanted, watch, notebook))
    return Picture(
        name=site.name,
        id=site.id,
        content_url=site.content_url,
        users=tuple(map(people.told_user, users)),
        groups=tuple(people.told_group(group, ()) for group in groups),
        projects=projects,
        inherited_leaders=inherited,
    )


def _with_rules(
    bare: tuple[ToldProject, ...], asked: Asking
) -> tuple[tuple[ToldProject, ...], tuple[InheritedLeader, ...]]:
    """Return the projects with their own rules, and the leaders that the server infers."""
    projects: list[ToldProject] = []
    inherited: list[InheritedLeader] = []
    for project in bare:
        come = rules_in(asked, resources.project_rules(project.id))
        if isinstance(come, Refusal):
            not_read = {**project.not_read, "project": come.reason}
            projects.append(replace(project, not_read=not_read))
            continue
        projects.append(replace(project, lists={Kind.PROJECT: come.rules}))
        inherited += [InheritedLeader(project.id, who, mode) for who, mode in come.inherited]
    return tuple(projects), tuple(inherited)
