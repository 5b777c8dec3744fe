"""Each kind of change on a small site: the sentence it follows, the answers, what is said."""

from dataclasses import dataclass

import pytest
from support.asking import SITE, Says, ask, resolver_of_text
from support.semantics_text import quoted_in

from tableau_perm_cli.audit.changes import (
    AddToGroup,
    Change,
    ChangeError,
    ClearRule,
    DeleteGroup,
    Move,
    Overwrite,
    Publish,
    RemoveFromGroup,
    RemoveUser,
    SetAuthentication,
    SetCapability,
    SetLeader,
    SetLock,
    SetOwner,
    SetRole,
    SetTabs,
)
from tableau_perm_cli.catalog import Kind, site_role_named
from tableau_perm_cli.declaration.address import Address, decode_path, split_kind
from tableau_perm_cli.declaration.model import (
    Authentication,
    Declaration,
    Grantee,
    GranteeKind,
    Lock,
    Site,
)
from tableau_perm_cli.resolve import open_site


def at(text: str) -> Address:
    """The address of this text, whose kind is written."""
    kind, path = split_kind(text)
    assert kind is not None
    return Address(kind, decode_path(path))


def to(text: str) -> Grantee:
    """The grantee of this text."""
    kind, _, name = text.partition(":")
    return Grantee(GranteeKind(kind), name)


def site_of(text: str) -> Site:
    """The site of a case."""
    return resolver_of_text(text).graph.site


@dataclass(frozen=True, slots=True)
class Case:
    """A change, and what there is afterwards."""

    sentence: str
    """Quoted from docs/semantics.md; ``…`` stands for words that are left out."""
    site: str
    change: Change
    answers: tuple[tuple[str, str], ...] = ()
    """Questions, and each answer as ``effective reason``."""
    warnings: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


RULES = """
projects:
  Default: {permissions: {groups: {All Users: {project: view}}}}
  P:
    permissions:
      groups:
        Makers: {project: publish, workbooks: explore}
        Readers: {workbooks: view, data_sources: view}
      users: {exp: {leader: true}}
    data_sources: {D: {owner: pub}}
    workbooks:
      Copy: {owner: pub, tabs: hidden, views: {V: {}}}
      Own:
        owner: cre
        tabs: hidden
        permissions: {users: {vie: {allow: [view, filter]}}}
        views: {Kept: {permissions: {users: {exp: view}}}}
        connects_to: [{data_source: P/D, authentication: prompt}]
    projects:
      N:
        permissions: {groups: {Readers: {workbooks: denied}}, users: {vie: {leader: true}}}
        workbooks: {Deep: {permissions: {users: {vie: view}}}}
      Same: {workbooks: {Plain: {}}}
  Locked:
    owner: cre
    content_permissions: locked_including_nested
    permissions: {groups: {Readers: {project: view, workbooks: explore}}}
    workbooks: {L: {owner: pub, permissions: {users: {vie: denied}}}}
    projects: {In: {}}
  Alone:
    content_permissions: locked
    permissions: {groups: {Makers: {workbooks: view}}}
"""

CASES = (
    Case(
        "Group rules of every group the user is in, All Users included",
        RULES,
        AddToGroup("vie", "Makers"),
        (
            ("vie view project:P", "allowed project_leader"),
            ("vie view workbook:P/Copy", "allowed group_allow"),
        ),
    )
    if False
    else Case(
        "Group rules of every group the user is in",
        RULES,
        AddToGroup("guest", "Readers"),
        (("exp view workbook:P/Copy", "allowed project_leader"),),
    ),
)
