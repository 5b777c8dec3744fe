"""The text of a declaration: read back exactly, easy to read, and small in a diff."""

import difflib
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from support.telling import NO_RULES, SITE, body, read_back

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import ALL_USERS, GranteeKind
from tableau_perm_cli.declaration.text.document import Value
from tableau_perm_cli.declaration.text.reader import read_document
from tableau_perm_cli.exchange.declaring import DeclaredSite, declare_site, one_file
from tableau_perm_cli.exchange.declaring.spelling import encodable
from tableau_perm_cli.exchange.picture import (
    GranteeId,
    Mode,
    Picture,
    ToldContent,
    ToldGroup,
    ToldGroupSet,
    ToldProject,
    ToldRule,
    ToldUser,
)

VALUE: Mapping[str, Plain] = {
    "settings": {"guest_access": True},
    "users": {"ada": "Creator", "bob": {"role": "Viewer", "full_name": "Bob [B]"}},
    "groups": {
        "Few": ["ada", "bob"],
        "Long names": [f"{name} of a department with a long name" for name in "abc"],
        "Many": [*"abcdefg"],
        "Domain": {"members": [*"abcdefg"], "domain": "example.com"},
    },
    "projects": {
        "P": {
            "owner": "ada",
            "permissions": {
                "groups": {
                    "Short": {"project": "view", "leader": True},
                    "Long": {
                        "project": {"allow": ["view"], "deny": ["publish"]},
                        "workbooks": {"allow": ["view", "filter"], "unknown": {"deny": ["Zap"]}},
                        "data_sources": {
                            "allow": ["view", "connect", "download_data_source", "overwrite",
                                      "save_as", "api_access", "refresh_extracts", "move"],
                            "deny": ["delete"],
                        },
                    },
                },
                "users": {"ada": {"flows": "view"}},
            },
            "not_read": {"flows": "403 Forbidden"},
            "workbooks": {
                "users": {
                    "permissions": {"groups": {"Short": "view"}},
                    "connects_to": [{"data_source": "P/s", "authentication": "prompt"}],
                    "views": {"permissions": {}, "groups": {"permissions": {}}},
                },
            },
            "projects": {"members": {}},
        },
    },
    "personal_spaces": {"ada": {"flows": {"null": {}}}},
}  # fmt: skip
TEXT = """\
settings:
  guest_access: true
users:
  ada: Creator
  bob: {role: Viewer, full_name: "Bob [B]"}
groups:
  Few: [ada, bob]
  Long names:
    - a of a department with a long name
    - b of a department with a long name
    - c of a department with a long name
  Many:
    - a
    - b
    - c
    - d
    - e
    - f
    - g
  Domain:
    members:
      - a
      - b
      - c
      - d
      - e
      - f
      - g
    domain: example.com
projects:
  P:
    owner: ada
    permissions:
      groups:
        Short: {project: view, leader: true}
        Long:
          project: {allow: [view], deny: [publish]}
          workbooks: {allow: [view, filter], unknown: {deny: [Zap]}}
          data_sources:
            allow: [view, connect, download_data_source, overwrite, save_as, api_access,
                    refresh_extracts, move]
            deny: [delete]
      users:
        ada: {flows: view}
    not_read:
      flows: "403 Forbidden"
    workbooks:
      users:
        permissions:
          groups:
            Short: view
        connects_to:
          - {data_source: P/s, authentication: prompt}
        views:
          permissions: {}
          groups:
            permissions: {}
    projects:
      members: {}
personal_spaces:
  ada:
    flows:
      "null": {}
"""


def parsed(text: str) -> Value:
    """Return what our reader makes of a text, without knowing the format."""
    document, problems = read_document("text.yaml", text.encode())
    assert not problems, problems
    assert document is not None
    return document.root


def as_read(value: Plain) -> Value:
    """Return a value as the reader has it: text, and true and false are text too."""
    if isinstance(value, Mapping):
        return {key: as_read(part) for key, part in value.items()}
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return [as_read(part) for part in value or ()]


def site(value: Mapping[str, Plain]) -> DeclaredSite:
    return DeclaredSite(SITE, value, (), (), ())


def test_the_layout() -> None:
    assert body(site(VALUE)) == TEXT


def test_what_is_written_is_what_is_read() -> None:
    root = parsed("".join(one_file([site(VALUE)], "server")))
    assert isinstance(root, dict)
    assert root["sites"] == {SITE: as_read(VALUE)}
    assert root["server"] == {"name": "server"}


def test_no_line_is_wider_than_the_page_if_its_names_are_not() -> None:
    assert max(map(len, "".join(one_file([site(VALUE)])).splitlines())) <= 99


def test_a_change_of_one_member_is_a_change_of_one_line() -> None:
    groups = VALUE["groups"]
    assert isinstance(groups, Mapping)
    fewer = {**VALUE, "groups": {**groups, "Many": [*"abcdefgh"]}}
    changed = [
        line
        for line in difflib.ndiff(body(site(VALUE)).split("\n"), body(site(fewer)).split("\n"))
        if not line.startswith(" ")
    ]
    assert changed == ["+     - h"]


text = st.text(max_size=12)
hostile = st.sampled_from(
    ["null", "2024", "=1+1", "- x", "🦊", "a: b", "#", "a #b", "\u202ex", "\x00", "\x85", "\u2028",
     "~", "yes", "No", "1e3", "0x1F", "[a", "{a", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">",
     "'", '"', "\\", "<<", "?", "-", " a ", "\n", "\t", "\ufeff", "\ud800", "\U0001f98a", "true",
     "x" * 300, "\u202e" * 300, "é", "ﬀ", "---", "...", "::error::x", "1:30", "2024-01-01"]
)  # fmt: skip
names = st.one_of(hostile, text, st.text(st.characters(), max_size=4))


@settings(max_examples=150)
@given(st.lists(names, min_size=6, max_size=6, unique=True), names)
def test_any_name_is_read_back_exactly(listed: list[str], word: str) -> None:
    user, project, book, nested, full, source = listed
    everyone = (GranteeId(GranteeKind.USER, "u"), GranteeId(GranteeKind.GROUP, "g"))
    said = {word: Mode.ALLOW, "Read": Mode.ALLOW, full: Mode.DENY}
    rules = tuple(ToldRule(grantee, said) for grantee in everyone)
    picture = Picture(
        word,
        groups=(ToldGroup("g", book, ("u",), word), ToldGroup("h", nested, ("u", "gone"))),
        group_sets=(ToldGroupSet("s", source, ("g", "h")),),
        users=(ToldUser("u", user, "Viewer", full_name=full, email=word),),
        projects=(
            ToldProject("p", project, None, "u", None, {**NO_RULES, Kind.FLOW: rules}, {}),
            ToldProject("q", nested, "p", None, None, {}, {"flows": word, "owner": full}),
        ),
        content=(
            ToldContent(Kind.WORKBOOK, "b", book, "q", owner="u", rules=rules, tabs_shown=True),
            ToldContent(Kind.DATA_SOURCE, "s", source, "p", not_read={"permissions": full}),
        ),
    )
    declared = declare_site(picture)
    root = parsed("".join(one_file([declared], word)))
    assert isinstance(root, dict)
    assert root["sites"] == {declared.name: as_read(declared.value)}
    (found,) = read_back(declared).sites.values()
    addresses = {str(it.address) for it in found.items()}
    people = {
        *(f"user:{it}" for it in found.users),
        *(f"group:{it}" for it in found.groups if it != ALL_USERS),
        *(f"group_set:{it}" for it in found.group_sets),
    }
    assert addresses | people == {it.what for it in declared.ids}
    called = {it.address.path[-1] for it in found.items()} | found.users.keys()
    assert called >= {encodable(it) for it in (user, project, book, nested, source) if it.strip()}
