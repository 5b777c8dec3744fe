"""Each kind of repair on a small site: the sentence it follows, what else it changes, its mark."""

from dataclasses import dataclass

import pytest
from support.asking import SITE
from support.repairing import (
    applied,
    edits_of,
    question_of,
    repairs_of,
    text_of,
)
from support.semantics_text import quoted_in

from tableau_perm_cli.audit.repairs import Repair, repairs_for
from tableau_perm_cli.cli.patches import unified_diff
from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.resolve import Reason, Verdict, open_site


@dataclass(frozen=True, slots=True)
class Case:
    """A denial, and repairs that are among those found."""

    sentence: str
    """Quoted from docs/semantics.md; ``…`` stands for words that are left out."""
    site: str
    question: str
    reason: Reason
    """Of the denial."""
    repairs: dict[str, str]
    """By their edits: the reason of the answer then, and whether they are advised."""
    absent: tuple[str, ...] = ()
    """What must not be among the edits of any repair."""


CASES = [
    Case(
        "any deny → denied `group_deny`",
        """
        projects:
          P:
            permissions:
              groups:
                Makers: {project: view}
                Readers: {project: {deny: [view]}}
        """,
        "pub view project:P",
        Reason.GROUP_DENY,
        {
            "remove the deny of view for group:Readers on project:P": "group_allow advised",
            "remove pub from group Readers": "group_allow advised",
            "allow view for user:pub on project:P": "user_allow against",
        },
        ("add",),
    ),
    Case(
        "any deny → denied `group_deny`; else any allow → allowed",
        """
        projects:
          P:
            permissions:
              groups:
                All Users: {project: {deny: [view]}}
                Readers: {project: {deny: [view]}}
                Makers: {project: view}
        """,
        "pub view project:P",
        Reason.GROUP_DENY,
        {
            "remove the deny of view for group:All Users on project:P + "
            "remove the deny of view for group:Readers on project:P": "group_allow advised",
            "remove the deny of view for group:All Users on project:P + "
            "remove pub from group Readers": "group_allow advised",
        },
        ("add",),
    ),
    Case(
        "deny → denied `user_deny`",
        "projects: {P: {permissions: {users: {exp: {project: denied}}}}}",
        "exp view project:P",
        Reason.USER_DENY,
        {
            "remove the deny of view for user:exp on project:P + "
            "allow view for group:Readers on project:P": "group_allow advised",
            "allow view for user:exp on project:P": "user_allow against",
        },
    ),
    Case(
        "Nothing → denied `unspecified`",
        """
        groups: {Makers: [cre, pub], Readers: [pub, exp, vie], Payroll: [cre]}
        users: {cre: Creator, pub: Explorer (can publish), exp: Explorer, vie: Viewer}
        projects:
          P:
            permissions: {groups: {Payroll: {workbooks: view}}}
            workbooks: {W: {owner: pub}}
        """,
        "exp view workbook:P/W",
        Reason.UNSPECIFIED,
        {
            "add exp to group Payroll": "group_allow advised",
            "allow view for group:Readers on workbook:P/W": "group_allow advised",
            "allow view for group:All Users on workbook:P/W": "group_allow against",
            "allow view for user:exp on workbook:P/W": "user_allow against",
            "make exp the owner of workbook:P/W": "owner against",
            "make user:exp leader of project:P": "project_leader against",
            "make exp the owner of project:P": "",
        },
    ),
    Case(
        "the *outermost* ancestor-or-self project whose lock includes nested projects → its "
        "default rules for the item's type",
        """
        projects:
          Top:
            content_permissions: locked_including_nested
            permissions: {groups: {Makers: {workbooks: view}}}
            projects:
              In:
                permissions: {groups: {Readers: {workbooks: view}}}
                workbooks: {W: {permissions: {groups: {Readers: view}}}}
        """,
        "exp view workbook:Top/In/W",
        Reason.UNSPECIFIED,
        {
            "add exp to group Makers": "group_allow advised",
            "allow view for group:Readers on the workbooks of project:Top": "group_allow advised",
            "unlock project:Top + allow view for group:Readers on workbook:Top/In/W": (
                "group_allow against"
            ),
            "make user:exp leader of project:Top": "project_leader against",
        },
        # Dead rules: a lock takes them away, so nothing is added to them.
        ("allow view for group:Readers on project:Top/In",),
    ),
    Case(
        "`set_permissions` in a locked hierarchy belongs to admins, and to owners and leaders of "
        "the *managing* project or of its ancestors alone",
        """
        projects:
          Top:
            content_permissions: locked
            workbooks: {W: {owner: pub}}
        """,
        "pub set_permissions workbook:Top/W",
        Reason.LOCKED,
        {
            "unlock project:Top": "owner against",
            "make user:pub leader of project:Top": "project_leader against",
            "make pub the owner of project:Top": "project_owner against",
        },
        ("allow", "add"),
    ),
    Case(
        "for a view of a workbook that shows tabs → the workbook's rules",
        """
        projects:
          P:
            workbooks:
              W:
                tabs: shown
                permissions: {groups: {Makers: view}}
                views: {V: {permissions: {groups: {Readers: view}}}}
        """,
        "exp view view:P/W/V",
        Reason.UNSPECIFIED,
        {
            "hide the tabs of workbook:P/W": "group_allow advised",
            "allow view for group:Readers on workbook:P/W": "group_allow advised",
        },
        ("on view:P/W/V",),
    ),
    Case(
        "else the item's own rules",
        """
        projects:
          P:
            workbooks:
              W:
                tabs: hidden
                permissions: {groups: {Readers: view}}
                views: {V: {permissions: {groups: {Makers: view}}}}
        """,
        "exp view view:P/W/V",
        Reason.UNSPECIFIED,
        {"show the tabs of workbook:P/W": "group_allow advised"},
    ),
    Case(
        "into a project locked without nested: moved content takes its defaults",
        """
        projects:
          P: {permissions: {}, workbooks: {W: {permissions: {}, owner: pub}}}
          Open:
            content_permissions: locked
            permissions: {groups: {Readers: {workbooks: view}}}
        """,
        "exp view workbook:P/W",
        Reason.UNSPECIFIED,
        {"move workbook:P/W to project:Open": "group_allow advised"},
    ),
    Case(
        "Capability not in the ceiling of the user's role for this type → denied `site_role`",
        """
        projects:
          P: {workbooks: {W: {permissions: {groups: {Readers: {allow: [web_edit]}}}}}}
        """,
        "vie web_edit workbook:P/W",
        Reason.SITE_ROLE,
        {"give vie the site role Explorer": "group_allow against"},
        ("allow", "owner", "leader", "add"),
    ),
    Case(
        "the role used is the higher of the two",
        """
        users: {vie: Viewer, exp: Explorer}
        groups:
          Readers: [vie]
          Editors: {members: [exp], minimum_site_role: Explorer}
        projects:
          P: {workbooks: {W: {permissions: {groups: {Readers: {allow: [web_edit]}}}}}}
        """,
        "vie web_edit workbook:P/W",
        Reason.SITE_ROLE,
        {"add vie to group Editors": "group_allow against"},
    ),
    Case(
        "Unlicensed → denied `unlicensed`",
        "projects: {P: {permissions: {groups: {Makers: {project: view}}}}}",
        "unl view project:P",
        Reason.UNLICENSED,
        {
            "give unl the site role Viewer + add unl to group Makers": "group_allow against",
            "give unl the site role Viewer + allow view for group:All Users on project:P": (
                "group_allow against"
            ),
        },
    ),
    Case(
        "The Guest user while guest access is off → denied `guest_disabled`",
        "projects: {P: {permissions: {groups: {All Users: {project: view}}}}}",
        "guest view project:P",
        Reason.GUEST_DISABLED,
        {"switch on the site setting guest_access": "group_allow against"},
    ),
    Case(
        "Evaluated after user and group rules (Help)",
        "projects: {P: {permissions: {group_sets: {Both: {project: {deny: [view]}}}}}}",
        "pub view project:P",
        Reason.GROUP_SET_DENY,
        {
            "allow view for group:Makers on project:P": "group_allow advised",
            "allow view for group_set:Both on project:P": "group_set_allow advised",
            "remove the deny of view for group_set:Both on project:P + "
            "allow view for group:Makers on project:P": "",
        },
    ),
    Case(
        "the user must be in *all* groups of the set",
        "projects: {P: {permissions: {group_sets: {Both: {project: view}}}}}",
        "exp view project:P",
        Reason.UNSPECIFIED,
        {"add exp to group Makers": "group_set_allow advised"},
    ),
    Case(
        "Group sets are AND, not a group of groups",
        """
        settings: {group_sets: false}
        projects: {P: {permissions: {group_sets: {Both: {project: view}}}}}
        """,
        "pub view project:P",
        Reason.UNSPECIFIED,
        {"switch on the site setting group_sets": "group_set_allow against"},
    ),
    Case(
        "`prompt` → the user's own Connect",
        """
        projects:
          P:
            permissions: {groups: {Makers: {data_sources: view}, Readers: {workbooks: view}}}
            data_sources: {D: {owner: cre}}
            workbooks:
              W: {owner: cre, connects_to: [{data_source: P/D, authentication: prompt}]}
        """,
        "exp see_data workbook:P/W",
        Reason.UNSPECIFIED,
        {
            "embed the credentials where workbook:P/W connects to data_source:P/D": (
                "all_needs_met advised"
            ),
            "add exp to group Makers": "all_needs_met advised",
            "allow connect for group:Readers on data_source:P/D": "all_needs_met advised",
        },
    ),
    Case(
        "authentication `embedded` → through the publisher's Connect",
        """
        projects:
          P:
            permissions: {groups: {Readers: {workbooks: view}}}
            data_sources: {D: {owner: cre, permissions: {groups: {Readers: view}}}}
            workbooks:
              W: {owner: pub, connects_to: [{data_source: P/D, authentication: embedded}]}
          Q: {}
        users: {cre: Creator, pub: Creator, exp: Explorer}
        groups: {Readers: [exp], Makers: [pub]}
        """,
        "exp see_data workbook:P/W",
        Reason.UNSPECIFIED,
        {
            "prompt where workbook:P/W connects to data_source:P/D": "all_needs_met advised",
            "add pub to group Readers": "all_needs_met advised",
            "allow connect for group:Makers on data_source:P/D": "all_needs_met advised",
            "make exp the owner of workbook:P/W": "all_needs_met against",
        },
    ),
    Case(
        "every task that needs web authoring fails, reason `site_setting`",
        """
        settings: {web_authoring: false}
        projects: {P: {workbooks: {W: {permissions: {groups: {Readers: explore}}}}}}
        """,
        "exp web_author workbook:P/W",
        Reason.SITE_SETTING,
        {"switch on the site setting web_authoring": "all_needs_met against"},
    ),
    Case(
        "its owner or leader, or one of an ancestor's, with role Creator or Explorer (can "
        "publish)",
        "projects: {P: {permissions: {users: {exp: {leader: true}}}}}",
        "exp administer_project project:P",
        Reason.SITE_ROLE,
        {"give exp the site role Explorer (can publish)": "all_needs_met against"},
    ),
    Case(
        "publish_to, and the project is not locked",
        """
        projects:
          P: {content_permissions: locked, permissions: {groups: {Makers: {project: publish}}}}
        """,
        "pub set_permissions_at_publish project:P",
        Reason.LOCKED,
        {
            "unlock project:P": "all_needs_met against",
            "make user:pub leader of project:P": "all_needs_met against",
        },
    ),
    Case(
        "The receiving user cannot be Guest or Unlicensed",
        "projects: {P: {workbooks: {W: {owner: cre}}}}",
        "cre change_owner workbook:P/W -> unl",
        Reason.UNLICENSED,
        {"give unl the site role Viewer": "all_needs_met against"},
    ),
    Case(
        "web_author + Download/Save a Copy + Overwrite + Publish on its project",
        """
        projects:
          P:
            permissions: {groups: {Makers: {project: publish}}}
            workbooks: {W: {owner: cre, permissions: {groups: {Makers: explore}}}}
        """,
        "pub save_over workbook:P/W",
        Reason.UNSPECIFIED,
        {
            "allow download_workbook for group:Makers on workbook:P/W + "
            "allow overwrite for group:Makers on workbook:P/W": "all_needs_met advised",
            "make pub the owner of workbook:P/W": "all_needs_met against",
        },
    ),
    Case(
        "web_author + Download/Save a Copy + Publish on the target (without one: on at least one "
        "project)",
        """
        projects:
          P: {permissions: {}, workbooks: {W: {permissions: {groups: {Makers: publish}}}}}
        """,
        "pub save_as_new workbook:P/W",
        Reason.UNSPECIFIED,
        {"allow publish for group:Makers on project:P": "all_needs_met advised"},
    ),
    Case(
        "still the copy it was created with",
        """
        projects:
          P:
            permissions: {groups: {Readers: {workbooks: {deny: [filter], allow: [view]}}}}
            workbooks: {W: {}, Other: {}}
        """,
        "exp filter workbook:P/W",
        Reason.GROUP_DENY,
        {
            # The item gets a list of its own; what else has the copy keeps it.
            "allow filter for group:Readers on workbook:P/W": "group_allow advised",
        },
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.question} | {case.reason.value}")
def test_a_denial_has_the_repairs_that_follow_from_what_decided(case: Case) -> None:
    assert quoted_in(case.sentence), f"not in docs/semantics.md: {case.sentence}"

    found = repairs_of(case.site, case.question)

    assert (found.result.effective, found.result.reason) == (Verdict.DENIED, case.reason)
    described = {edits_of(it): it for it in found.repairs}
    listed = "\n".join(described)
    for edits, expected in case.repairs.items():
        if not expected:  # more than is needed, or what somebody cannot receive
            assert edits not in described, edits
            continue
        assert edits in described, f"{edits}\n--- found:\n{listed}"
        repair = described[edits]
        mark = "advised" if repair.advised else "against"
        assert f"{repair.result.reason.value} {mark}" == expected, edits
    for word in case.absent:
        assert not any(edit.startswith(word) or word in edit for edit in described), listed


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.question} | {case.reason.value}")
def test_every_repair_as_a_patch_gives_the_promised_answer(case: Case) -> None:
    text = text_of(case.site)
    before = read_files([("case.yaml", text.encode())])
    found = repairs_for(question_of(before, case.question))

    for repair in found.repairs:
        after = read_files([("case.yaml", _patched(text, before, repair).encode())])
        question = question_of(after, _moved(case.question, found.question.item.address, repair))
        result = question.put_to(open_site(after, SITE))
        assert (result.effective, result.reason) == (Verdict.ALLOWED, repair.result.reason)


def _patched(text: str, before: Declaration, repair: Repair) -> str:
    after = Declaration({**before.sites, SITE: repair.after}, before.server_name, ())
    [(name, changed)] = rewritten([("case.yaml", text.encode())], before, after)
    return applied(text, unified_diff(name, text.encode(), changed))


def _moved(question: str, address: object, repair: Repair) -> str:
    return question.replace(str(address), str(repair.address))


def test_every_kind_of_edit_is_in_the_table() -> None:
    kinds = {
        edit.kind
        for case in CASES
        for repair in repairs_of(case.site, case.question).repairs
        for edit in repair.edits
    }
    assert kinds == {
        "add_to_group",
        "authentication",
        "clear",
        "grant",
        "leader",
        "lock",
        "move",
        "owner",
        "remove_from_group",
        "role",
        "setting",
        "tabs",
    }


HOPELESS = [
    (
        "projects: {P: {permissions: {}}}",
        "far view project:P",
        Reason.NOT_ON_SITE,
        "`far` is not a user of this site",
    ),
    (
        "settings: {guest_access: true}\nprojects: {P: {permissions: {}}}",
        "guest publish project:P",
        Reason.GUEST,
        "`guest` is Guest, which can never do this",
    ),
    (
        "projects: {P: {}}\npersonal_spaces: {cre: {workbooks: {Draft: {}}}}",
        "pub view workbook:@cre/Draft",
        Reason.UNSPECIFIED,
        "is in a Personal Space, which has no rules",
    ),
    (
        """
        projects:
          P:
            permissions: {}
            workbooks:
              W:
                permissions: {}
                owner: cre
                connects_to:
                  - {data_source: Q/E, authentication: prompt}
                  - {data_source: R/F, authentication: prompt}
          Q: {permissions: {}, data_sources: {E: {permissions: {}, owner: cre}}}
          R: {permissions: {}, data_sources: {F: {permissions: {}, owner: cre}}}
        """,
        "exp web_author workbook:P/W",
        Reason.UNSPECIFIED,
        "no edit and no pair of edits that was tried is enough: 3 things that the task needs",
    ),
]


@pytest.mark.parametrize(("site", "question", "reason", "remark"), HOPELESS)
def test_it_is_said_when_no_edit_can_help(
    site: str, question: str, reason: Reason, remark: str
) -> None:
    found = repairs_of(site, question)

    assert (found.result.reason, found.repairs) == (reason, ())
    assert found.remark
    assert remark in found.remark


def test_a_viewer_can_never_edit_on_the_web_and_it_says_that_only_a_role_helps() -> None:
    site = "projects: {P: {workbooks: {W: {permissions: {groups: {Readers: explore}}}}}}"

    found = repairs_of(site, "vie web_edit workbook:P/W")

    assert found.remark == (
        "Viewer can never use Web Edit, whatever a rule, an owner or a leader says: only a higher "
        "site role can help"
    )
    assert all(any(edit.kind == "role" for edit in repair.edits) for repair in found.repairs)


def test_a_group_that_raises_the_role_is_marked_as_the_role_is() -> None:
    site = """
    users: {vie: Viewer, exp: Explorer, mid: Explorer}
    groups:
      Readers: [vie, mid]
      Authors: {members: [exp], minimum_site_role: Explorer}
    projects:
      P: {workbooks: {W: {permissions: {groups: {Readers: {allow: [web_edit]}}}}}}
      Q: {workbooks: {W: {permissions: {groups: {Authors: {allow: [view]}}}}}}
    """
    found = repairs_of(site, "vie web_edit workbook:P/W")

    marks = {edits_of(it): [word.value for word in it.against] for it in found.repairs}
    assert marks == {
        "add vie to group Authors": ["a higher site role"],
        "give vie the site role Explorer": ["a higher site role"],
    }
    assert found.remark
    assert found.remark.startswith("Viewer can never use Web Edit")
    # Where the role is that high already, joining raises nothing.
    for user, against in (("vie", ("a higher site role",)), ("mid", ())):
        joined = repairs_of(site, f"{user} view workbook:Q/W").repairs
        [it] = [it for it in joined if edits_of(it) == f"add {user} to group Authors"]
        assert tuple(word.value for word in it.against) == against


def test_a_role_that_is_not_enough_is_not_said_to_help() -> None:
    site = """
    projects:
      P: {permissions: {}, workbooks: {W: {owner: cre, permissions: {}}}}
      Q: {permissions: {}}
    """
    found = repairs_of(site, "exp move_to workbook:P/W -> project:Q")

    assert found.repairs == ()
    assert found.remark
    assert found.remark.startswith("Explorer can never use ")
    assert "a higher site role is not enough: " in found.remark
    assert "the site role among them" in found.remark
    assert "can help" not in found.remark


def test_what_is_allowed_needs_no_repair() -> None:
    found = repairs_of("projects: {P: {owner: cre}}", "cre view project:P")

    assert (found.result.effective, found.repairs) == (Verdict.ALLOWED, ())


def test_the_way_to_connect_counts_the_users_whom_no_cell_tells_of() -> None:
    site = """
    projects:
      P:
        permissions: {groups: {Readers: {workbooks: view}}}
        data_sources: {D: {owner: cre, permissions: {}}}
        workbooks: {W: {owner: cre, connects_to: [{data_source: P/D, authentication: prompt}]}}
    """
    found = repairs_of(site, "exp see_data workbook:P/W")

    embed = next(it for it in found.repairs if it.edits[0].kind == "authentication")
    # pub and vie read it too; of the cells none changes.
    assert (embed.reach.gained, embed.reach.lost, embed.reach.able) == (0, 0, 2)


def test_repairs_against_advice_come_last_and_the_rest_by_what_else_changes() -> None:
    site = """
    projects:
      P:
        permissions: {groups: {Makers: {workbooks: publish, data_sources: publish}}}
        workbooks: {W: {permissions: {groups: {Makers: view}}}}
        data_sources: {D: {}}
    """
    repairs = repairs_of(site, "exp view workbook:P/W").repairs

    keys = [(not it.advised, it.reach.others) for it in repairs]
    assert keys == sorted(keys)
    assert {it.advised for it in repairs} == {True, False}
