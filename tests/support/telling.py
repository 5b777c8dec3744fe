"""Small pictures for tests, and what comes of declaring them."""

from textwrap import dedent

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Declaration, GranteeKind, Site
from tableau_perm_cli.exchange.declaring import DeclaredSite, declare_site, one_file
from tableau_perm_cli.exchange.picture import (
    GranteeId,
    Mode,
    Picture,
    ToldContent,
    ToldGroup,
    ToldGroupSet,
    ToldProject,
    ToldRule,
    ToldRules,
    ToldUser,
)

SITE = "Here"
NO_RULES: dict[Kind, ToldRules] = dict.fromkeys((Kind.PROJECT, *CONTENT_KINDS), ())
"""The lists of a project, all told and empty."""


def user(name: str, role: str = "Viewer", **more: object) -> ToldUser:
    """Return a user with the id ``u-NAME``."""
    return ToldUser(**{"id": f"u-{name}", "name": name, "site_role": role, **more})


def group(name: str, *members: str, **more: object) -> ToldGroup:
    """Return a group with the id ``g-NAME``; members by name."""
    told = {"id": f"g-{name}", "name": name, "members": tuple(f"u-{it}" for it in members)}
    return ToldGroup(**{**told, **more})


def group_set(name: str, *groups: str) -> ToldGroupSet:
    """Return a group set with the id ``s-NAME``; groups by name."""
    return ToldGroupSet(f"s-{name}", name, tuple(f"g-{it}" for it in groups))


EVERYONE = group("All Users", domain="local")


def project(name: str, **more: object) -> ToldProject:
    """Return a project with the id ``p-NAME``, at the top, customizable, of nobody."""
    told = {"id": f"p-{name}", "name": name, "parent": None, "owner": None}
    return ToldProject(**{**told, "content_permissions": "ManagedByOwner", **more})


def content(kind: Kind, name: str, **more: object) -> ToldContent:
    """Return content with the id ``KIND-NAME``."""
    return ToldContent(**{"kind": kind, "id": f"{kind}-{name}", "name": name, **more})


def rules(**by_grantee: str) -> ToldRules:
    """Return rules: ``rules(g_Staff="Read Write -Delete")``, each capability but for denials."""
    kinds = {"g": GranteeKind.GROUP, "u": GranteeKind.USER, "s": GranteeKind.GROUP_SET}
    told = []
    for grantee, words in by_grantee.items():
        letter, _, name = grantee.partition("_")
        said = {
            word.removeprefix("-"): Mode.DENY if word.startswith("-") else Mode.ALLOW
            for word in words.split()
        }
        told.append(ToldRule(GranteeId(kinds[letter], f"{letter}-{name}"), said))
    return tuple(told)


def body(declared: DeclaredSite) -> str:
    """Return what is written under the site's name, without the indentation."""
    text = "".join(one_file([declared]))
    return dedent(text.partition(f"  {SITE}:")[2].partition("\n")[2])


def declared_text(picture: Picture, **options: object) -> str:
    """Return what is written of a picture under the site's name."""
    return body(declare_site(picture, **options))


def read_back(declared: DeclaredSite) -> Declaration:
    """Return what our own loader reads of a declared site."""
    return read_files([("pulled.yaml", "".join(one_file([declared])).encode())])


def site_of(picture: Picture, **options: object) -> Site:
    """Return the site that our own loader reads of a picture."""
    (site,) = read_back(declare_site(picture, **options)).sites.values()
    return site
