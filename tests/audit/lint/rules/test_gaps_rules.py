"""TP8, and that no other rule claims what follows only from what was not read."""

import pytest

from tableau_perm_cli.audit.lint import lint
from tableau_perm_cli.declaration.load import read_files


def codes(site: str) -> set[str]:
    text = "version: 1\nsites:\n  S:\n" + "".join(f"    {line}\n" for line in site.splitlines())
    return {it.code or "" for it in lint(read_files([("s.yaml", text.encode())]))}


MEMBERS = """\
users: {ada: Creator, ben: Viewer, bea: Viewer}
groups: {G: GROUP, H: {members: [ben, bea]}}
group_sets: {Set: [G]}
projects:
  Default: {permissions: {groups: {}}}
  P: {permissions: {groups: {G: {project: view}}, group_sets: {Set: {project: publish}}}}
"""
ROLE = """\
users: {ada: Creator, lou: LOU}
groups: {G: [lou]}
projects:
  Default: {permissions: {groups: {}}}
  P:
    owner: lou
    permissions: {groups: {G: {workbooks: publish}}, users: {lou: {flows: view}}}
"""
LIST = """\
users: {ada: Creator, ben: Creator, vic: Viewer}
groups: {Makers: [ada, ben], Readers: [vic, ben]}
projects:
  Default: {permissions: {groups: {}}}
  P:
    permissions:
      groups:
        Makers: {workbooks: publish, data_sources: {allow: [api_access]}}
        Readers: {workbooks: view}
        KNOWN
    MORE
    workbooks:
      W: {owner: ada, connects_to: [{data_source: P/D, authentication: prompt}]}
      E: {owner: ada, connects_to: [{data_source: P/D, authentication: embedded}]}
    data_sources:
      D: SOURCE
"""
LOCK = """\
users: {ada: Creator}
projects:
  Default: {content_permissions: locked, permissions: {groups: {}}}
  P: {LOCK permissions: {groups: {}}, data_sources: {D: {OWNER permissions: {}}}}
"""


@pytest.mark.parametrize(
    ("known", "unread", "claims"),
    [
        (
            MEMBERS.replace("GROUP", "[]"),
            MEMBERS.replace("GROUP", "{not_read: {members: lost}}"),
            {"TP214", "TP217"},  # empty group, rule for nobody
        ),
        (
            MEMBERS.replace("GROUP", "[ben, bea]"),
            MEMBERS.replace("GROUP", "{members: [ben, bea], not_read: {members: lost}}"),
            {"TP213", "TP216"},  # the same members, a set of one group
        ),
        (
            ROLE.replace("LOU", "Unlicensed"),
            ROLE.replace("LOU", "{role: Unlicensed, not_read: {role: lost}}"),
            {"TP409", "TP412"},  # an owner, and rules for somebody, who cannot sign in
        ),
        (
            ROLE.replace("LOU", "Viewer"),
            ROLE.replace("LOU", "{role: Viewer, not_read: {role: lost}}"),
            {"TP407"},  # an owner below the role that may publish
        ),
        (
            LIST.replace("KNOWN", "").replace("MORE", "").replace("SOURCE", "{permissions: {}}"),
            LIST.replace("KNOWN", "")
            .replace("MORE", "not_read: {project: lost}")
            .replace("SOURCE", "{not_read: {permissions: lost}}"),
            # no data, no Connect of the publisher, no Publish for who may overwrite
            {"TP501", "TP504", "TP507"},
        ),
        (
            LOCK.replace("LOCK", "").replace("OWNER", ""),
            LOCK.replace("LOCK", "not_read: {content_permissions: lost},").replace(
                "OWNER", "not_read: {owner: lost},"
            ),
            {"TP105", "TP303", "TP410"},  # unlocked, and without a declared owner
        ),
    ],
    ids=["no members", "members", "no role", "role", "rules", "lock and owner"],
)
def test_what_was_not_read_is_claimed_by_no_other_rule(
    known: str, unread: str, claims: set[str]
) -> None:
    # All of it is claimed where everything was read, else this would say nothing.
    assert claims <= codes(known)
    assert "TP801" not in codes(known)
    found = codes(unread)
    assert "TP801" in found
    assert not claims & found


def test_a_rule_that_says_only_what_is_unknown_is_not_empty() -> None:
    site = MEMBERS.replace("GROUP", "[ben]").replace("G: {project: view}", "G: {project: RULE}")
    assert "TP206" in codes(site.replace("RULE", "none"))
    found = codes(site.replace("RULE", "{unknown: {allow: [Fly]}}"))
    assert "TP206" not in found
    assert "TP802" in found
