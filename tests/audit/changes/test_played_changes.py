"""Each kind of change on a small site: the sentence it follows, the answers, what is said."""

from dataclasses import dataclass

import pytest
from support.asking import SITE, ask, resolver_of_text
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
  Default: {permissions: {groups: {All Users: {project: view, workbooks: view}}}}
  Copied: {workbooks: {C: {}}}
  P:
    permissions:
      groups:
        Makers: {project: publish, workbooks: publish}
        Readers: {workbooks: view, data_sources: view}
      users: {exp: {leader: true}}
    data_sources: {D: {owner: pub}}
    workbooks:
      Copy: {owner: pub, tabs: hidden, views: {V: {}}}
      Own:
        owner: cre
        permissions: {users: {vie: {allow: [filter]}}}
        views: {Kept: {permissions: {users: {vie: {allow: [view]}}}}}
        connects_to: [{data_source: P/D, authentication: prompt}]
    projects:
      N:
        permissions: {groups: {Readers: {workbooks: denied}}, users: {vie: {leader: true}}}
        content_permissions: locked
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

PEOPLE = """
users:
  ada: Creator
  vic: Viewer
  una: Unlicensed
groups:
  Top: {members: [ada], minimum_site_role: Explorer (can publish)}
  Plain: [vic]
group_sets:
  Both: [Top, Plain]
projects:
  P: {permissions: {groups: {Top: {project: publish, leader: true}, Plain: {project: denied}},
      group_sets: {Both: {workbooks: view}}, users: {vic: {workbooks: view}}},
      workbooks: {W: {owner: ada}}}
"""

MEMBER = "A member cannot be below that role"
OVERWRITES = "overwrites custom rules of what it covers, and cannot be undone"
TODAYS = "locked → customizable … keeps today's rules as editable"
INTO_LOCKED = "rules overwritten by the managing project's, own leaders lost"
KEPT = "into customizable: rules kept"
COPY = "initial permissions are a one-time copy"
PUBLISHED = "the publisher becomes the owner; content starts with the copy"

CASES = (
    Case(
        MEMBER,
        PEOPLE,
        AddToGroup("vic", "Top"),
        (("vic publish project:P", "allowed project_leader"),),
        ("the site role of `vic` becomes Explorer (can publish), by group `Top`",),
    ),
    Case(
        "the raised role only takes effect at the next sign-in",
        PEOPLE,
        AddToGroup("una", "Top"),
        (("una view project:P", "denied unlicensed"),),
        (
            (
                "`una` is Unlicensed, and would become Explorer (can publish) at the next "
                "sign-in, by "
                "group `Top`"
            ),
        ),
    ),
    Case(
        "Group rules of every group the user is in",
        PEOPLE,
        RemoveFromGroup("vic", "Plain"),
        (("vic view project:P", "denied unspecified"),),
    ),
    Case(
        "Capability not in the ceiling of the user's role for this type → denied site_role",
        PEOPLE,
        SetRole("ada", site_role_named("Viewer").role),
        # The group sees to it that the role stays.
        (("ada publish project:P", "allowed project_leader"),),
        ("`ada` does not go below Explorer (can publish): group `Top` sees to it",),
    ),
    Case(
        "Unlicensed → denied unlicensed",
        PEOPLE,
        SetRole("vic", site_role_named("Unlicensed").role),
        (("vic view workbook:P/W", "denied unlicensed"),),
    ),
    Case(
        "Group sets are AND, not a group of groups; an empty set matches nobody",
        PEOPLE,
        DeleteGroup("Top"),
        (
            ("ada publish project:P", "denied unspecified"),
            ("vic view workbook:P/W", "allowed user_allow"),
        ),
        (
            "group set `Both` asks for its other groups alone",
            "members of group `Top` are no longer kept at Explorer (can publish) or above",
        ),
        (
            "group `Top` with 1 member",
            "1 rule for `group:Top` on `project:P`",
            "`group:Top` as leader of `project:P`",
        ),
    ),
    Case(
        "A user who is declared on another site of the same declaration, but not on this one",
        PEOPLE,
        RemoveUser("vic"),
        (("ada view workbook:P/W", "allowed project_leader"),),
        (),
        (
            "user `vic`",
            "membership of `vic` in group `Plain`",
            "1 rule for `user:vic` on `project:P`",
        ),
    ),
    Case(
        "the old owner falls back to rules",
        RULES,
        SetOwner(at("workbook:P/Copy"), "cre"),
        (
            ("cre delete workbook:P/Copy", "allowed owner"),
            ("pub delete workbook:P/Copy", "denied unspecified"),
        ),
        (
            (
                "`pub` owns `workbook:P/Copy` no longer, and falls back to the rules or to "
                "being in "
                "charge of a project"
            ),
        ),
    ),
    Case(
        "for a view of a workbook that shows tabs → the workbook's rules",
        RULES,
        SetTabs(at("workbook:P/Own"), shown=False),
        (("vie view view:P/Own/Kept", "allowed user_allow"),),
        ("the own rules of `view:P/Own/Kept` decide again",),
    ),
    Case(
        "embedded → through the publisher's Connect",
        RULES,
        SetAuthentication(at("workbook:P/Own"), at("data_source:P/D"), Authentication.EMBEDDED),
        (("boss see_data workbook:P/Own", "denied unspecified"),),
        (
            (
                "`workbook:P/Own` shows nobody the data of `data_source:P/D`: its owner "
                "`cre` cannot "
                "connect (unspecified)"
            ),
        ),
    ),
    Case(
        PUBLISHED,
        RULES,
        Publish("pub", at("project:P"), "New"),
        (
            ("pub set_permissions workbook:P/New", "allowed owner"),
            ("vie view workbook:P/New", "allowed group_allow"),
        ),
        ("`workbook:P/New` starts with a copy of the rules of `project:P`",),
    ),
    Case(
        "In a locked project no rules can be set at publish",
        RULES,
        Publish("cre", at("project:Locked/In"), "New", Kind.FLOW),
        (("cre view flow:Locked/In/New", "allowed project_owner"),),
        (
            (
                "`project:Locked` is locked: no rules can be set when `flow:Locked/In/New` is "
                "published"
            ),
        ),
    ),
    Case(
        "Overwriting makes the publisher the owner; the old owner falls back to rules",
        RULES,
        Overwrite("cre", at("workbook:P/Copy")),
        (
            ("cre delete workbook:P/Copy", "allowed owner"),
            ("pub delete workbook:P/Copy", "denied unspecified"),
        ),
        (
            (
                "`pub` owns `workbook:P/Copy` no longer, and falls back to the rules or to "
                "being in "
                "charge of a project"
            ),
        ),
    ),
    Case(
        "User takes precedence over group",
        RULES,
        SetCapability(to("user:vie"), at("workbook:P/Copy"), "view", effect=False),
        (
            ("vie view workbook:P/Copy", "denied user_deny"),
            # The view has the copy that it was created with.
            ("vie view view:P/Copy/V", "allowed group_allow"),
        ),
        (
            (
                "`workbook:P/Copy` still had the rules it was created with: they are "
                "written in full, "
                "with the change"
            ),
            (
                "1 item that was created with the old rules of `workbook:P/Copy` keeps "
                "them: a copy is "
                "made once"
            ),
        ),
    ),
    Case(
        COPY,
        RULES,
        SetCapability(
            to("group:Readers"), at("project:P"), "view", effect=False, kind=Kind.WORKBOOK
        ),
        (
            ("vie view workbook:P/Copy", "allowed group_allow"),
            ("vie view workbook:P/Same/Plain", "allowed group_allow"),
        ),
        (
            (
                "2 items that were created with the old rules of `project:P` keep them: a "
                "copy is made "
                "once"
            ),
        ),
    ),
    Case(
        "top-level project without its own lists → copies the Default project's",
        RULES,
        ClearRule(to("group:All Users"), at("project:Default"), Kind.WORKBOOK),
        (("vie view workbook:Copied/C", "allowed group_allow"),),
        (
            (
                "1 item that was created with the old rules of `project:Default` keeps "
                "them: a copy is "
                "made once"
            ),
        ),
    ),
    Case(
        "the outermost ancestor-or-self project whose lock includes nested projects",
        RULES,
        SetCapability(
            to("group:Readers"), at("project:Locked"), "view", effect=False, kind=Kind.WORKBOOK
        ),
        (("vie view workbook:Locked/L", "denied group_deny"),),
    ),
    Case(
        "Leader and owner rights cascade down the hierarchy, never up, never sideways",
        RULES,
        SetLeader(to("group:Readers"), at("project:P/Same"), leads=True),
        (
            ("vie view workbook:P/Same/Plain", "allowed project_leader"),
            ("vie view workbook:P/Copy", "allowed group_allow"),
        ),
    ),
    Case(
        OVERWRITES,
        RULES,
        SetLock(at("project:P"), Lock.LOCKED_INCLUDING_NESTED),
        (
            ("cre set_permissions workbook:P/Own", "denied locked"),
            ("vie view workbook:P/Own", "allowed group_allow"),
            ("pub view workbook:P/N/Deep", "allowed group_allow"),
        ),
        (
            "locking `project:P` overwrites the rules of what it covers, and cannot be undone",
            "owners of content in `project:P` have Set Permissions no longer",
            "`user:vie` goes on leading `project:P/N`, without Set Permissions",
        ),
        (
            "the own rules of `workbook:P/Own` (1 rule)",
            "the own rules of `view:P/Own/Kept` (1 rule)",
            "the own rules of `project:P/N` (1 rule)",
            "the own rules of `workbook:P/N/Deep` (1 rule)",
            "the own lock of `project:P/N` (locked)",
        ),
    ),
    Case(
        "its default rules for the type (content only: a nested project keeps its own rules)",
        RULES,
        SetLock(at("project:P"), Lock.LOCKED),
        (
            ("vie view workbook:P/Own", "allowed group_allow"),
            ("pub view workbook:P/N/Deep", "denied group_deny"),
        ),
        (
            "locking `project:P` overwrites the rules of what it covers, and cannot be undone",
            "owners of content in `project:P` have Set Permissions no longer",
        ),
        (
            "the own rules of `workbook:P/Own` (1 rule)",
            "the own rules of `view:P/Own/Kept` (1 rule)",
        ),
    ),
    Case(
        TODAYS,
        RULES,
        SetLock(at("project:Locked"), Lock.CUSTOMIZABLE),
        (
            ("vie view workbook:Locked/L", "allowed group_allow"),
            ("pub set_permissions workbook:Locked/L", "allowed owner"),
        ),
        (
            "today's rules stay for `project:Locked`, and can be edited",
            (
                "the own rules of `workbook:Locked/L` (1 rule), which the lock kept out of "
                "use, cannot "
                "come back"
            ),
        ),
    ),
    Case(
        "nested projects become customizable with the rules they had",
        RULES,
        SetLock(at("project:Locked"), Lock.LOCKED),
        (
            ("vie view project:Locked/In", "allowed group_allow"),
            ("pub set_permissions workbook:Locked/L", "denied locked"),
        ),
        ("today's rules stay for the projects in `project:Locked`, and can be edited",),
    ),
    Case(
        INTO_LOCKED,
        RULES,
        Move(at("project:P/N"), at("project:Locked/In")),
        (
            ("exp web_edit workbook:Locked/In/N/Deep", "allowed group_allow"),
            ("cre view workbook:Locked/In/N/Deep", "allowed project_owner"),
        ),
        (
            (
                "moving into the locked `project:Locked` overwrites the rules of what is "
                "moved, and "
                "cannot be undone"
            ),
            "`user:exp` leads `project:P`, and so has charge of `project:P/N` no longer",
            "`user:cre` owns `project:Locked`, and so gains charge of `project:Locked/In/N`",
        ),
        (
            "the own rules of `project:P/N` (1 rule)",
            "the own rules of `workbook:P/N/Deep` (1 rule)",
            "the own lock of `project:P/N` (locked)",
            "`user:vie` as leader of `project:P/N`",
        ),
    ),
    Case(
        "into a project locked without nested: moved content takes its defaults",
        RULES,
        Move(at("workbook:P/Own"), at("project:Alone")),
        (
            ("pub view workbook:Alone/Own", "allowed group_allow"),
            ("vie filter workbook:Alone/Own", "denied unspecified"),
        ),
        (
            (
                "moving into the locked `project:Alone` overwrites the rules of what is "
                "moved, and "
                "cannot be undone"
            ),
            "`user:exp` leads `project:P`, and so has charge of `workbook:P/Own` no longer",
        ),
        (
            "the own rules of `workbook:P/Own` (1 rule)",
            "the own rules of `view:P/Own/Kept` (1 rule)",
        ),
    ),
    Case(
        "a moved project keeps its own",
        RULES,
        Move(at("project:P/Same"), at("project:Alone")),
        (
            ("vie view workbook:Alone/Same/Plain", "allowed group_allow"),
            ("exp delete workbook:Alone/Same/Plain", "denied site_role"),
        ),
        ("`user:exp` leads `project:P`, and so has charge of `project:P/Same` no longer",),
    ),
    Case(
        KEPT,
        RULES,
        Move(at("workbook:Locked/L"), at("project:P")),
        (
            # What the lock gave is its own now, and it is nobody's to keep from its owner.
            ("vie view workbook:P/L", "allowed group_allow"),
            ("pub set_permissions workbook:P/L", "allowed owner"),
            ("exp view workbook:P/L", "allowed project_leader"),
        ),
        (
            (
                "`workbook:Locked/L` keeps the rules of `project:Locked`, which locks it "
                "now, and they "
                "can be edited"
            ),
            (
                "the own rules of `workbook:Locked/L` (1 rule), which the lock kept out of "
                "use, cannot "
                "come back"
            ),
            "`user:cre` owns `project:Locked`, and so has charge of `workbook:Locked/L` no longer",
            "`user:exp` leads `project:P`, and so gains charge of `workbook:P/L`",
        ),
    ),
    Case(
        "inherited leaders of the old place are lost, those of the new place gain",
        RULES,
        Move(at("data_source:P/D"), at("project:Copied")),
        (
            ("exp connect data_source:Copied/D", "allowed group_allow"),
            # What connects to it follows it.
            ("vie see_data workbook:P/Own", "denied unspecified"),
        ),
        ("`user:exp` leads `project:P`, and so has charge of `data_source:P/D` no longer",),
    ),
)


def _shortened(case: Case) -> str:
    return f"{type(case.change).__name__} | {case.sentence[:50]}"


@pytest.mark.parametrize("case", CASES, ids=_shortened)
def test_a_change_is_played_out_as_the_semantics_say(case: Case) -> None:
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"
    played = case.change.play(site_of(case.site))
    resolver = open_site(Declaration({SITE: played.site}, None, ()), SITE)
    answers = [(asked, ask(resolver, asked).found) for asked, _ in case.answers]
    told = tuple((asked, f"{it.effective.value} {it.reason.value}") for asked, it in answers)
    assert told == case.answers
    assert played.warnings == case.warnings
    assert played.lost == case.lost


REFUSED = (
    (PEOPLE, AddToGroup("nobody", "Top"), "unknown user `nobody`"),
    (PEOPLE, AddToGroup("vic", "Tpo"), "unknown group `Tpo`"),
    (PEOPLE, AddToGroup("vic", "All Users"), "nobody can be added to `All Users`"),
    (PEOPLE, DeleteGroup("All Users"), "nobody can delete `All Users`"),
    (PEOPLE, SetRole("root", site_role_named("Viewer").role), "a server administrator is one on"),
    (PEOPLE, SetRole("vic", site_role_named("Guest").role), "Guest is a user of its own"),
    (PEOPLE, RemoveUser("ada"), "`ada` owns `workbook:P/W`"),
    (PEOPLE, RemoveUser("root"), "`root` administers the server"),
    (RULES, SetOwner(at("view:P/Own/Kept"), "cre"), "the owner of `view:P/Own/Kept` is that of"),
    (RULES, SetOwner(at("workbook:P/Own"), "unl"), "`unl` is Unlicensed and cannot own"),
    (RULES, SetOwner(at("project:P"), "exp"), "`exp` is Explorer and cannot own a project"),
    (RULES, SetTabs(at("data_source:P/D"), shown=True), "`data_source:P/D` is not a workbook"),
    (
        RULES,
        SetAuthentication(at("workbook:P/Copy"), at("data_source:P/D"), Authentication.EMBEDDED),
        "`workbook:P/Copy` does not connect to",
    ),
    (RULES, Publish("cre", at("project:P"), "Own"), "`workbook:P/Own` is there already"),
    (RULES, Publish("vie", at("project:P"), "New"), "`vie` may not publish to `project:P` (site_"),
    (RULES, Publish("cre", at("project:P"), " "), "what is published needs a name"),
    (RULES, Publish("cre", at("project:P"), "X", Kind.VIEW), "a view is not published"),
    (RULES, Overwrite("vie", at("workbook:P/Own")), "`vie` may not overwrite `workbook:P/Own`"),
    (RULES, Overwrite("cre", at("view:P/Own/Kept")), "`view:P/Own/Kept` is published with its"),
    (
        RULES,
        SetCapability(to("user:vie"), at("workbook:Locked/L"), "view", effect=True),
        "rules of `workbook:Locked/L` would not be consulted: `project:Locked` is locked",
    ),
    (
        RULES,
        SetCapability(to("user:vie"), at("view:P/Own/Kept"), "view", effect=True),
        "rules of `view:P/Own/Kept` would not be consulted: `workbook:P/Own` shows",
    ),
    (
        RULES,
        SetCapability(to("user:vie"), at("workbook:P/Own"), "publish_it", effect=True),
        "unknown capability of a workbook `publish_it`",
    ),
    (
        RULES,
        SetCapability(to("user:vie"), at("project:P"), "view", effect=True, kind=Kind.VIEW),
        "a project has no default rules for views",
    ),
    (RULES, SetLeader(to("group_set:Both"), at("project:P"), leads=True), "`group_set:Both` can"),
    (RULES, SetLock(at("project:Locked/In"), Lock.LOCKED), "`project:Locked` is locked including"),
    (RULES, Move(at("project:P"), at("project:P")), "`project:P` cannot be moved into itself"),
    (RULES, Move(at("project:P"), at("project:P/N")), "`project:P` cannot be moved into"),
    (RULES, Move(at("workbook:P/Own"), None), "`workbook:P/Own` cannot stand at the top"),
    (RULES, Move(at("view:P/Own/Kept"), at("project:Locked")), "`view:P/Own/Kept` stands with"),
    (RULES, Move(at("project:Default"), at("project:P")), "`project:Default` is the Default"),
    (RULES, Move(at("workbook:P/Owm"), at("project:P")), "unknown workbook `workbook:P/Owm`"),
)


@pytest.mark.parametrize(("site", "change", "message"), REFUSED)
def test_what_cannot_be_done_is_one_error_with_advice(
    site: str, change: Change, message: str
) -> None:
    with pytest.raises(ChangeError) as error:
        change.play(site_of(site))
    assert error.value.message.startswith(message)
    assert error.value.help


ALREADY = (
    (PEOPLE, AddToGroup("vic", "Plain")),
    (PEOPLE, RemoveFromGroup("ada", "Plain")),
    (PEOPLE, SetRole("vic", site_role_named("Viewer").role)),
    (RULES, SetOwner(at("workbook:P/Own"), "cre")),
    (RULES, Overwrite("cre", at("workbook:P/Own"))),
    (RULES, SetTabs(at("workbook:P/Own"), shown=True)),
    (
        RULES,
        SetAuthentication(at("workbook:P/Own"), at("data_source:P/D"), Authentication.PROMPT),
    ),
    (RULES, SetCapability(to("user:vie"), at("workbook:P/Own"), "filter", effect=True)),
    (RULES, ClearRule(to("user:exp"), at("workbook:P/Own"))),
    (RULES, SetLeader(to("user:exp"), at("project:P"), leads=True)),
    (RULES, SetLock(at("project:Alone"), Lock.LOCKED)),
    (RULES, Move(at("workbook:P/Own"), at("project:P"))),
)


@pytest.mark.parametrize(("site", "change"), ALREADY)
def test_what_is_so_already_changes_nothing_and_says_so(site: str, change: Change) -> None:
    before = site_of(site)
    played = change.play(before)
    assert played.site is before
    assert played.warnings[0].startswith("nothing changes: ")
