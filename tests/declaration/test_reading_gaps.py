"""What ``not_read`` and ``unknown`` become in the model, and how they are written back."""

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Project, Site
from tableau_perm_cli.declaration.plain_values import site_value
from tableau_perm_cli.declaration.unread import things_not_read, unread_notice
from tableau_perm_cli.diagnostics import Severity

SITE = """\
version: 1
server: {administrators: [root]}
sites:
  S:
    not_read: {flows: "403"}
    users:
      lou: {role: Unlicensed, not_read: {role: lost}}
      root: {role: Viewer, not_read: {role: lost}}
    groups: {G: {members: [lou], not_read: {members: timed out}}}
    projects:
      P:
        permissions:
          {groups: {G: {project: {template: view, unknown: {deny: [b, a], allow: [c]}}}}}
        not_read: {workbooks: timed out, owner: lost}
        workbooks:
          W: {not_read: {permissions: "403", connects_to: "404"}, views: {V: {}}}
"""


def read(*texts: str) -> Declaration:
    return read_files([(f"{at}.yaml", text.encode()) for at, text in enumerate(texts)])


def site() -> Site:
    return read(SITE).sites["S"]


def project() -> Project:
    return site().projects[0]


def test_each_thing_has_what_was_not_read_of_it_with_the_reason() -> None:
    assert site().not_read == {"flows": "403"}
    assert site().users["lou"].not_read == {"role": "lost"}
    assert site().groups["G"].not_read == {"members": "timed out"}
    assert project().not_read == {"workbooks": "timed out", "owner": "lost"}
    assert project().content[0].not_read == {"permissions": "403", "connects_to": "404"}
    assert project().content[0].parts[0].not_read == {}


def test_a_list_that_was_not_read_is_there_with_the_reason_and_its_place() -> None:
    permissions = project().permissions
    assert permissions is not None
    unread = permissions.lists[Kind.WORKBOOK]
    assert (unread.not_read, unread.rules) == ("timed out", ())
    assert (unread.position.line, unread.position.column) == (14, 20)
    assert permissions.lists[Kind.FLOW].not_read is None
    own = project().content[0].permissions
    assert own is not None
    assert (own.not_read, own.kind) == ("403", Kind.WORKBOOK)


def test_the_role_of_a_server_administrator_is_known() -> None:
    assert site().users["root"].not_read == {}


def test_unknown_capabilities_are_kept_with_what_was_told_of_them() -> None:
    permissions = project().permissions
    assert permissions is not None
    (rule,) = permissions.lists[Kind.PROJECT].rules
    assert rule.unknown == (("c", "allow"), ("b", "deny"), ("a", "deny"))
    assert (rule.template, rule.explicit) == ("view", ())


def test_they_are_written_back_as_they_were() -> None:
    values = site_value(site())
    assert values["not_read"] == {"flows": "403"}
    again = read(SITE.replace("b, a", "b,   a")).sites["S"]
    assert site_value(again) == values
    assert values["projects"] == {
        "P": {
            "permissions": {
                "groups": {
                    "G": {
                        "project": {
                            "template": "view",
                            "unknown": {"allow": ["c"], "deny": ["b", "a"]},
                        }
                    }
                }
            },
            "not_read": {"workbooks": "timed out", "owner": "lost"},
            "workbooks": {
                "W": {
                    "not_read": {"permissions": "403", "connects_to": "404"},
                    "views": {"V": {}},
                }
            },
        }
    }


def test_what_several_files_say_of_a_site_is_merged() -> None:
    parts = [
        f"version: 1\nsites: {{S: {{not_read: {{{part}: lost}}}}}}\n"
        for part in ("views", "settings", "tables")
    ]
    assert read(*parts).sites["S"].not_read == {
        "views": "lost",
        "settings": "lost",
        "tables": "lost",
    }


def test_the_one_notice_counts_all_and_names_the_first() -> None:
    things = list(things_not_read(site()))
    assert [it.name for it in things] == [
        "`flows` of the site",
        "`role` of `user:lou`",
        "`members` of `group:G`",
        "`workbooks` of `project:P`",
        "`owner` of `project:P`",
        "`permissions` of `workbook:P/W`",
        "`connects_to` of `workbook:P/W`",
    ]
    warnings = [it for it in read(SITE).notices if it.severity is Severity.WARNING]
    assert warnings == [unread_notice({"S": site()})]
    assert warnings[0].message.startswith("7 things were not read: `flows` of the site, ")
    assert "and 4 more" in warnings[0].message


def test_a_site_that_was_read_whole_has_no_notice() -> None:
    whole = read("version: 1\nsites: {S: {users: {ada: Viewer}}}\n").sites
    assert unread_notice(whole) is None
