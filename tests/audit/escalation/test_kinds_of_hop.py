"""Every kind of hop and what bounds it: a sentence of the semantics, a site, and the paths."""

from dataclasses import dataclass
from textwrap import dedent, indent

import pytest
from support.escalating import allowed, end_of, resolver_of
from support.semantics_text import quoted_in

from tableau_perm_cli.audit.escalation import Path, PathFinder, find_escalations
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Site

PEOPLE = """\
users: {boss: Site Administrator Creator, cre: Creator, pub: Explorer (can publish),
        exp: Explorer, vie: Viewer, unl: Unlicensed, guest: Guest}
groups: {Makers: [cre, pub], Readers: [exp, vie]}
"""
OWN = "Mine: {owner: cre, permissions: {}}"
"""A project of cre's own."""


@dataclass(frozen=True)
class Case:
    """What one user can become able to on one item."""

    sentence: str
    """Quoted from docs/semantics.md; ``…`` stands for words that are left out."""
    site: str
    question: str
    """``user item capability``."""
    hops: str | None
    """The kinds of hop in order; None: there is no way."""
    lines: str = ""
    """What makes each hop possible: the words on the lines of the site that evidence names."""


CASES = (
    Case(
        "in the governing list: deny → denied `user_deny`; allow → allowed "
        "`user_allow`. (User takes precedence over group.)",
        """
        projects:
          P: {permissions: {groups: {Makers: {workbooks: {allow: [set_permissions]}}}},
              workbooks: {W: {}}}
        """,
        "cre workbook:P/W download_full_data",
        "set_permissions",
        "allow: [set_permissions]",
    ),
    Case(
        "`set_permissions` in a locked hierarchy belongs to admins, and to owners and leaders "
        "of the *managing* project or of its ancestors alone",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {groups: {Makers: {workbooks: {allow: [set_permissions]}}}}
            workbooks: {W: {}}
        """,
        "cre workbook:P/W download_full_data",
        None,
    ),
    Case(
        "for a view of a workbook that shows tabs → the workbook's rules",
        """
        projects:
          P:
            permissions: {}
            workbooks:
              W:
                tabs: shown
                views: {V: {permissions: {users: {cre: {allow: [set_permissions]}}}}}
        """,
        "cre view:P/W/V view",
        None,
    ),
    Case(
        "else the item's own rules",
        """
        projects:
          P:
            permissions: {}
            workbooks:
              W:
                tabs: hidden
                views: {V: {permissions: {users: {cre: {allow: [set_permissions]}}}}}
        """,
        "cre view:P/W/V view",
        "set_permissions_of_part",
        "allow: [set_permissions]",
    ),
    Case(
        "Overwriting makes the publisher the owner",
        """
        projects:
          P:
            permissions:
              groups: {Makers: {project: {allow: [publish]}}}
              users: {cre: {workbooks: {allow: [overwrite]}}}
            workbooks: {W: {}}
        """,
        "cre workbook:P/W delete",
        "overwrite",
        "allow: [overwrite] | allow: [publish]",
    ),
    Case(
        "Overwrite + Publish on its project",
        """
        projects:
          P: {permissions: {users: {cre: {workbooks: {allow: [overwrite]}}}}, workbooks: {W: {}}}
        """,
        "cre workbook:P/W delete",
        None,
    ),
    Case(
        "Content owners won't have the Set Permissions capability in projects where "
        "permissions are locked",
        """
        projects:
          P:
            content_permissions: locked
            permissions:
              users: {cre: {project: {allow: [publish]}, workbooks: {allow: [overwrite]}}}
            workbooks: {W: {}}
        """,
        "cre workbook:P/W set_permissions",
        None,
    ),
    Case(
        "inherited leaders of the old place are lost, those of the new place gain",
        f"""
        projects:
          P:
            permissions: {{users: {{cre: {{workbooks: {{allow: [move]}}}}}}}}
            workbooks: {{W: {{}}}}
          {OWN}
        """,
        "cre workbook:P/W download_full_data",
        "move_to_led",
        "allow: [move] | owner: cre",
    ),
    Case(
        "Publish and View on the destination; and owner of the item, or Move on it",
        """
        projects:
          P: {permissions: {users: {pub: {workbooks: {allow: [move]}}}}, workbooks: {W: {}}}
          Mine: {permissions: {users: {pub: {project: {allow: [view]}}}}}
        """,
        "pub workbook:P/W view",
        None,
    ),
    Case(
        "into a project locked without nested: moved content takes its defaults",
        """
        projects:
          P: {permissions: {users: {cre: {workbooks: {allow: [move]}}}}, workbooks: {W: {}}}
          Open:
            content_permissions: locked
            permissions:
              groups: {Makers: {project: publish}}
              users: {cre: {workbooks: {allow: [download_full_data]}}}
        """,
        "cre workbook:P/W download_full_data",
        "move_to_locked",
        "allow: [move] | groups: {Makers: {project: publish}} | allow: [download_full_data]",
    ),
    Case(
        "into customizable: rules kept",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {users: {cre: {workbooks: {allow: [move, set_permissions]}}}}
            workbooks: {W: {}}
          Open: {permissions: {groups: {Makers: {project: publish}}}}
        """,
        "cre workbook:P/W delete",
        "move_out set_permissions",
        "allow: [move, set_permissions] | groups: {Makers: {project: publish}}",
    ),
    Case(
        "into customizable: rules kept",
        """
        projects:
          P: {permissions: {users: {cre: {workbooks: {allow: [move]}}}}, workbooks: {W: {}}}
          Shut:
            content_permissions: locked
            permissions:
              users: {cre: {project: publish, workbooks: {allow: [move, set_permissions]}}}
          Open: {permissions: {groups: {Makers: {project: publish}}}}
        """,
        "cre workbook:P/W delete",
        "move_to_locked move_out set_permissions",
    ),
    Case(
        "owner of the item, or Move on it",
        """
        projects:
          P:
            content_permissions: locked
            permissions: {}
            workbooks: {W: {owner: cre}}
          Open: {permissions: {groups: {Makers: {project: publish}}}}
        """,
        "cre workbook:P/W set_permissions",
        "move_out",
        "owner: cre | groups: {Makers: {project: publish}}",
    ),
    Case(
        "or leader/owner of both projects",
        """
        projects:
          P:
            content_permissions: locked_including_nested
            permissions: {}
            projects: {In: {owner: pub, virtual_connections: {C: {}}}}
          Mine: {owner: pub, permissions: {}}
        """,
        "pub virtual_connection:P/In/C set_permissions",
        "move_to_led",
        "owner: pub",
    ),
    Case(
        "For an *Unlicensed* member the raised role only takes effect at the next sign-in",
        """
        groups: {In: {members: [unl], minimum_site_role: Viewer, grant_on_sign_in: true}}
        projects:
          P: {permissions: {groups: {All Users: {workbooks: view}}}, workbooks: {W: {}}}
        """,
        "unl workbook:P/W view",
        "sign_in",
        "groups: {In:",
    ),
    Case(
        "Capability not in the ceiling of the user's role for this type → denied",
        """
        groups: {In: {members: [unl], minimum_site_role: Viewer, grant_on_sign_in: true}}
        projects:
          P: {permissions: {groups: {All Users: {workbooks: administer}}}, workbooks: {W: {}}}
        """,
        "unl workbook:P/W web_edit",
        None,
    ),
    Case(
        "It binds owners and leaders too",
        f"""
        projects:
          P:
            permissions: {{groups: {{All Users: {{workbooks: administer}}}}}}
            workbooks: {{W: {{}}}}
          {OWN}
        """,
        "vie workbook:P/W web_edit",
        None,
    ),
    Case(
        "Every capability is judged alone: none implies another",
        """
        projects:
          P:
            permissions: {}
            workbooks:
              W:
                tabs: hidden
                permissions: {users: {cre: {allow: [set_permissions]}}}
                views: {V: {permissions: {}}}
          Open: {permissions: {groups: {Makers: {project: publish}}}}
        """,
        "cre view:P/W/V view",
        "set_permissions move_out overwrite",
        "allow: [set_permissions] | groups: {Makers: {project: publish}}",
    ),
)


def site_of(text: str) -> tuple[Site, list[str]]:
    written = dedent(text)
    people = PEOPLE
    if written.lstrip().startswith("groups:"):
        people = PEOPLE.replace("groups: {Makers: [cre, pub], Readers: [exp, vie]}\n", "")
    whole = f"version: 1\nsites:\n  Here:\n{indent(people + written, '    ')}"
    declaration = read_files([("case.yaml", whole.encode())])
    return declaration.sites["Here"], whole.splitlines()


def path_of(site: Site, question: str) -> Path | None:
    user, address, key = question.split()
    found = find_escalations(site)
    finder = PathFinder(found)
    for path in finder.paths_of(found.engine.people.index[user]):
        if str(path.item.address) == address and key in {it.key for it in path.capabilities}:
            return path
    return None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.sentence[:40]} | {case.question}")
def test_the_path_is_found_or_there_is_none(case: Case) -> None:
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"
    site, lines = site_of(case.site)
    path = path_of(site, case.question)
    if case.hops is None:
        assert path is None
        return
    assert path is not None
    assert " ".join(hop.kind.value for hop in path.hops) == case.hops
    named = {lines[it.position.line - 1] for hop in path.hops for it in hop.evidence}
    for words in filter(None, case.lines.split(" | ")):
        assert any(words in line for line in named), (words, named)
    user, _, key = case.question.split()
    after, item = end_of(site, path)
    assert not allowed(resolver_of(site), user, path.item, key)
    assert allowed(resolver_of(after), user, item, key)


def test_administrators_are_left_out() -> None:
    site, _ = site_of(
        "projects: {P: {permissions:"
        " {groups: {All Users: {workbooks: {allow: [set_permissions]}}}}, workbooks: {W: {}}}}"
    )
    found = find_escalations(site)
    assert found.engine.names(found.users) == ["cre", "pub"]


def test_what_somebody_can_do_already_is_no_escalation() -> None:
    site, _ = site_of(
        "projects: {P: {owner: cre, permissions: {groups: {Makers: {workbooks: administer}}},"
        " workbooks: {W: {owner: pub}}}}"
    )
    assert find_escalations(site).count == 0
