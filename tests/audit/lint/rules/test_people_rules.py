"""TP4: what is found of site roles, administrators, owners and leaders, and what is let be."""

from textwrap import dedent, indent

import pytest
from support.generated import random_declaration, yaml_text

from tableau_perm_cli.audit.lint import LintedSite, LintRule, Thresholds, lint, rule_named
from tableau_perm_cli.audit.lint.rules.people.ceilings import rules_above_ceiling
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, GranteeKind
from tableau_perm_cli.diagnostics import Diagnostic
from tableau_perm_cli.resolve.reasons import Reason


def declared(site: str, server: str = "") -> Declaration:
    """Return a declaration of one site, Acme."""
    body = indent(dedent(site), "    ")
    return read_files([("acme.yaml", f"version: 1\n{server}sites:\n  Acme:\n{body}".encode())])


def found(name: str, site: str, server: str = "", **thresholds: object) -> list[Diagnostic]:
    """Return what one rule finds on the site."""
    declaration = declared(site, server)
    settings = Thresholds(**thresholds)  # type: ignore[arg-type]
    return lint(declaration, [rule_named(name)], thresholds=settings)


def messages(findings: list[Diagnostic]) -> list[str]:
    return [it.message for it in findings]


PEOPLE = """\
users:
  ada: Site Administrator Creator
  bea: Creator
  pia: Explorer (can publish)
  eli: Explorer
  vic: Viewer
  wes: Viewer
  uma: Unlicensed
  gus: Guest
groups:
  Admins: [ada]
  Readers: [vic, wes]
  Mixed: [vic, eli]
  Gone: [uma]
  Empty: []
  Readers and Admins: [ada, vic]
  Readers and Gone: [uma, vic]
"""


def people(rules: str, *, settings: str = "") -> str:
    """Return a site with these people, and a project with these permissions."""
    written = indent(dedent(rules), "      ")
    return f"{settings}{PEOPLE}projects:\n  P:\n    permissions:\n{written}"


CANNOT_BE_USED = [
    # Semantics 3, step 1: "Capability not in the ceiling of the user's role for this type".
    (
        "users: {vic: {workbooks: explore}}",
        ["Share Customized, Download Full Data and Web Edit"],
        "no rule goes above the site role",
    ),
    (
        "users: {vic: {project: publish}}",
        ["Publish"],
        "no rule goes above the site role",
    ),
    # Help: "can be given Move but cannot have Publish on any project".
    (
        "users: {eli: {workbooks: {allow: [move]}}}",
        ["Move"],
        "Move can be given to this site role, and not used by it",
    ),
    # Uncertain, but somebody has thought about it.
    (
        "users: {vic: {workbooks: {allow: [refresh_extracts]}}}",
        ["Extract Refresh"],
        "no rule goes above the site role; that it is so for Extract Refresh is uncertain",
    ),
]


@pytest.mark.parametrize(("rules", "labels", "why"), CANNOT_BE_USED)
def test_a_users_rule_above_the_ceiling_is_found(rules: str, labels: list[str], why: str) -> None:
    findings = found("capability-above-ceiling", people(rules))
    assert len(findings) == len(labels)
    for finding, label in zip(findings, labels, strict=True):
        assert f" is allowed {label} on `project:P`" in finding.message
        assert finding.why == why
        assert [it.label for it in finding.related] == ["the site role"]


@pytest.mark.parametrize(
    "rules",
    [
        # "Admin: No deny binds an admin", and every allow is within the ceiling of a Creator.
        "users: {ada: {workbooks: administer}}",
        "users: {bea: {workbooks: administer, virtual_connections: administer}}",
        # Only what the template brings along is above, and that is uncertain.
        "users: {pia: {flows: publish, virtual_connections: view}}",
        "users: {vic: {workbooks: view, data_sources: view}}",
        # A deny is not above anything.
        "users: {vic: {workbooks: denied}}",
        # That is rule-for-unlicensed-user's.
        "users: {uma: {workbooks: explore}}",
        # The Guest cannot come in at all while guest access is off.
        "users: {gus: {data_sources: view}}",
    ],
)
def test_a_users_rule_within_the_ceiling_is_let_be(rules: str) -> None:
    assert found("capability-above-ceiling", people(rules)) == []


def test_guest_can_never_connect_once_guest_access_is_on() -> None:
    """Semantics 5: "Guest can never Connect"; no template stops where the role Guest does."""
    rules = "users: {gus: {data_sources: %s}}"
    on = "settings: {guest_access: true}\n"
    assert found("capability-above-ceiling", people(rules % "view", settings=on)) == []
    site = people(rules % "{template: view, allow: [connect]}", settings=on)
    assert messages(found("capability-above-ceiling", site)) == [
        (
            "`gus` is allowed Connect on `project:P` (Data Source), which the site role Guest "
            "can never use"
        )
    ]


def test_a_site_can_settle_what_is_uncertain() -> None:
    rules = "users: {vic: {workbooks: {allow: [refresh_extracts]}}}"
    settled = "settings: {uncertain_ceilings: {workbook: {refresh_extracts: {viewer: %s}}}}\n"
    (refused,) = found("capability-above-ceiling", people(rules, settings=settled % "false"))
    assert refused.why == "no rule goes above the site role"
    assert found("capability-above-ceiling", people(rules, settings=settled % "true")) == []


def test_a_rule_that_nobody_consults_is_let_be() -> None:
    site = """\
        users: {bea: Creator, vic: Viewer, wes: Viewer}
        groups: {Readers: [vic, wes]}
        projects:
          P:
            content_permissions: locked_including_nested
            permissions: {groups: {}}
            projects:
              Q:
                permissions:
                  users: {vic: {workbooks: explore}}
                  groups: {Readers: {workbooks: explore}}
        """
    assert found("capability-above-ceiling", site) == []
    assert found("group-below-ceiling", site) == []


def test_an_m_cell_is_above_a_groups_ceiling_too() -> None:
    site = people("groups: {Mixed: {workbooks: {allow: [move, web_edit, overwrite]}}}")
    (finding,) = found("group-below-ceiling", site)
    assert finding.message == (
        "the group `Mixed` is allowed Overwrite and Move on `project:P` (Workbook), which none of "
        "its members can ever use"
    )
    assert finding.why == (
        "2 members (`eli` and `vic`) have the site role Explorer or Viewer, and no rule goes "
        "above the site role"
    )
    assert finding.help is not None
    assert finding.help.startswith("leave that out of the rule")


def test_the_widest_template_that_fits_is_named() -> None:
    (finding,) = found("group-below-ceiling", people("groups: {Readers: {workbooks: administer}}"))
    assert finding.help == "write the template `view`, the widest that goes above none of them"


GROUPS = [
    # "Admins hold everything": of the others nobody can use it.
    ("groups: {Readers and Admins: {workbooks: explore}}", 1),
    ("groups: {Admins: {workbooks: administer}}", 0),
    # One member is enough.
    ("groups: {Mixed: {workbooks: explore}}", 0),
    ("groups: {All Users: {workbooks: administer}}", 0),
    ("groups: {Empty: {workbooks: explore}}", 0),
    # Nobody knows what role the Unlicensed will have.
    ("groups: {Gone: {workbooks: explore}}", 0),
    ("groups: {Readers and Gone: {workbooks: explore}}", 1),
    # A rule for each content type is a rule.
    ("groups: {Readers: {project: publish, workbooks: explore, data_sources: view}}", 2),
]


@pytest.mark.parametrize(("rules", "number"), GROUPS)
def test_a_group_is_below_the_ceiling_when_every_member_is(rules: str, number: int) -> None:
    assert len(found("group-below-ceiling", people(rules))) == number


def test_all_users_is_below_where_everybody_is() -> None:
    site = """\
        users: {ada: Site Administrator Creator, vic: Viewer}
        projects: {P: {permissions: {groups: {All Users: {project: publish}}}}}
        """
    (finding,) = found("group-below-ceiling", site)
    assert finding.message.startswith("All Users is allowed Publish on `project:P`")


def test_who_is_raised_at_the_next_sign_in_may_come_to_use_it() -> None:
    site = """\
        users: {uma: Unlicensed, vic: Viewer}
        groups:
          New: {members: [uma], minimum_site_role: Explorer, grant_on_sign_in: true}
          Readers: [vic, uma]
        projects: {P: {permissions: {groups: {Readers: {workbooks: explore}}}}}
        """
    assert found("group-below-ceiling", site) == []


@pytest.mark.parametrize("seed", range(12))
def test_what_is_above_the_ceiling_is_denied_by_it_to_each(seed: int) -> None:
    """The resolver says of every member and item that it is the site role."""
    text = yaml_text(random_declaration(seed))
    declaration = read_files([("random.yaml", text.encode())])
    for site in declaration.sites.values():
        linted = LintedSite(declaration, site, Thresholds())
        for above in rules_above_ceiling(linted, *GranteeKind):
            for place in above.written.governs:
                item = linted.items[place]
                for capability in above.capabilities:
                    if not CATALOG[item.kind].has(capability.key):
                        continue  # a view lacks some of a workbook's
                    asked = CATALOG[item.kind].capability(capability.key)
                    for name in linted.engine.names(above.members):
                        reason = linted.resolver.derive(name, item, asked).reason
                        assert reason in {Reason.SITE_ROLE, Reason.GUEST}


ADMINISTRATORS = """\
users:
  ada: Site Administrator Creator
  abe: Site Administrator Explorer
  bea: Creator
  root: Server Administrator
"""


def test_administrators_are_counted_apart_by_site_and_server() -> None:
    """Semantics 1: "admin (all sites)", "admin (its site)"."""
    least = {"max_site_administrators": 1, "max_server_administrators": 0}
    (site,) = found("too-many-site-administrators", ADMINISTRATORS, **least)
    assert (
        site.message == "the site `Acme` has 2 site administrators, more than 1: `abe` and `ada`"
    )
    assert len(site.related) == 2
    (server,) = found("too-many-server-administrators", ADMINISTRATORS, **least)
    assert server.message == "the server has 1 administrators, more than 0: `root`"


def test_as_many_administrators_as_are_normal_are_let_be() -> None:
    assert found("too-many-site-administrators", ADMINISTRATORS, max_site_administrators=2) == []


def test_who_a_group_makes_an_administrator_counts() -> None:
    site = """\
        users: {ada: Site Administrator Creator, vic: Viewer}
        groups:
          Ops: {members: [vic], minimum_site_role: Site Administrator Explorer}
        """
    (finding,) = found("too-many-site-administrators", site, max_site_administrators=1)
    assert finding.message.endswith("`ada` and `vic`")


def test_server_administrators_are_told_once_for_all_sites() -> None:
    text = "version: 1\nserver: {administrators: [a, b, c]}\nsites: {One: {}, Two: {}}\n"
    declaration = read_files([("two.yaml", text.encode())])
    (finding,) = lint(declaration, [rule_named("TP404")])
    assert finding.subject.site is None
    assert finding.position is not None
    assert finding.position.line == 2


ADMIN_GROUPS = [
    ("groups: {Admins: [ada, abe]}", []),
    ("groups: {BI ADMINISTRATORS: [ada, abe, bea]}", []),
    ("groups: {Admins: [ada], More Admins: [abe]}", []),
    ("groups: {Admins: [ada]}", ["`abe` is in no group"]),
    # An office is called so too.
    (
        "groups: {Administration Department: [bea]}",
        ["no group of the site `Acme` holds its 2 site administrators"],
    ),
    ("groups: {Administration Department: [bea], Admins: [ada, abe]}", []),
    (
        "groups: {Admins: []}",
        ["no group of the site `Acme` holds its 2 site administrators"],
    ),
    (
        "groups: {Staff: [ada, abe]}",
        ["no group of the site `Acme` holds its 2 site administrators"],
    ),
    ("", ["no group of the site `Acme` holds its 2 site administrators"]),
]


@pytest.mark.parametrize(("groups", "expected"), ADMIN_GROUPS)
def test_administrators_belong_in_their_group(groups: str, expected: list[str]) -> None:
    findings = found("administrator-outside-admin-group", f"{ADMINISTRATORS}{groups}\n")
    assert len(findings) == len(expected)
    for message, part in zip(sorted(messages(findings)), expected, strict=True):
        assert part in message


def test_one_administrator_needs_no_group() -> None:
    site = "users: {ada: Site Administrator Creator, root: Server Administrator}\n"
    assert found("administrator-outside-admin-group", site) == []


LEADERS = [
    # Semantics 5, administer_project: "with role Creator or Explorer (can publish)".
    (
        "users: {eli: {leader: true}}",
        ["the user `eli` leads `project:P` with the site role Explorer"],
    ),
    (
        "users: {vic: {leader: true}}",
        ["the user `vic` leads `project:P` with the site role Viewer"],
    ),
    ("users: {pia: {leader: true}}", []),
    ("users: {ada: {leader: true}}", []),
    ("users: {uma: {leader: true}}", []),
    (
        "groups: {Readers and Admins: {leader: true}}",
        [
            (
                "the group `Readers and Admins` leads `project:P`, and 1 member of 2 (`vic`) "
                "cannot, having the site role Viewer"
            )
        ],
    ),
    ("groups: {Admins: {leader: true}}", []),
    ("groups: {Empty: {leader: true}}", []),
    ("groups: {All Users: {leader: true}}", []),  # leader-for-everyone says enough
]


@pytest.mark.parametrize(("rules", "expected"), LEADERS)
def test_a_leader_needs_a_publishing_role(rules: str, expected: list[str]) -> None:
    assert messages(found("leader-below-publishing-role", people(rules))) == expected


def test_a_leader_whom_a_group_raises_is_let_be() -> None:
    site = """\
        users: {vic: Viewer}
        groups: {Authors: {members: [vic], minimum_site_role: Creator}}
        projects: {P: {permissions: {users: {vic: {leader: true}}}}}
        """
    assert found("leader-below-publishing-role", site) == []


def test_a_sandbox_may_be_led_by_everyone() -> None:
    rules = "permissions: {groups: {All Users: {leader: true}}}"
    site = f"projects: {{P: {{{rules}}}, Q: {{labels: [sandbox], {rules}}}}}\n"
    (finding,) = found("leader-for-everyone", site)
    assert finding.message == "All Users, that is every user, leads `project:P`"


def test_a_large_group_is_half_of_many() -> None:
    users = ", ".join(f"u{number}: Creator" for number in range(20))
    for size, expected in ((10, 1), (9, 0)):
        members = ", ".join(f"u{number}" for number in range(size))
        site = (
            f"users: {{{users}}}\ngroups: {{Big: [{members}]}}\n"
            "projects: {P: {permissions: {groups: {Big: {leader: true}}}}}\n"
        )
        assert len(found("leader-for-everyone", site)) == expected


OWNED = """\
users:
  {bea: Creator, eli: Explorer, vic: Viewer, uma: Unlicensed, ana: Site Administrator Creator}
projects:
  P:
    owner: uma
    workbooks:
      A: {owner: eli, views: {One: {}}}
      B: {owner: eli}
      C: {owner: ana}
      D: {owner: bea}
    data_sources:
      E: {owner: eli}
      F: {owner: eli}
personal_spaces: {vic: {workbooks: {Mine: {}}}}
"""


def test_an_owner_is_told_once_with_what_is_owned() -> None:
    (finding,) = found("owner-below-publishing-role", OWNED)
    assert finding.message == (
        "`eli` owns `workbook:P/A`, `workbook:P/B`, `data_source:P/E` and 1 more with the site "
        "role Explorer"
    )
    assert finding.subject.grantee == "user:eli"
    assert len(finding.related) == 3


def test_an_unlicensed_owner_is_a_finding_of_its_own() -> None:
    assert messages(found("unlicensed-owner", OWNED)) == [
        "`uma` is Unlicensed and owns `project:P`"
    ]


def test_views_and_personal_spaces_need_no_declared_owner() -> None:
    assert found("undeclared-owner", OWNED) == []


def test_projects_without_any_owner_are_left_to_the_administrators() -> None:
    site = "users: {bea: Creator}\nprojects: {P: {}, Q: {%s}}\n"
    assert found("undeclared-owner", site % "") == []
    (finding,) = found("undeclared-owner", site % "owner: bea")
    assert finding.message == "1 project has no declared owner: `project:P`"


@pytest.mark.parametrize(
    ("share", "names"), [(0.5, ["eli"]), (0.7, []), (0.1, ["ana", "bea", "eli"])]
)
def test_an_owner_of_too_much_owns_more_than_the_share(share: float, names: list[str]) -> None:
    findings = found("owner-concentration", OWNED, owner_least=6, owner_share=share)
    assert sorted(it.subject.grantee or "" for it in findings) == [f"user:{it}" for it in names]


def test_nobody_owns_too_much_of_little() -> None:
    assert found("owner-concentration", OWNED, owner_least=7, owner_share=0.1) == []


def test_rules_for_an_unlicensed_user_are_told_together() -> None:
    site = """\
        users: {uma: Unlicensed, vic: Viewer}
        projects:
          P:
            permissions: {users: {uma: {project: view, leader: true}, vic: {project: view}}}
            workbooks:
              A: {permissions: {users: {uma: denied}}}
              B: {permissions: {users: {uma: none}}}
        """
    (finding,) = found("rule-for-unlicensed-user", site)
    assert finding.message == (
        "`uma` is Unlicensed, and named by rules of `project:P` and `workbook:P/A`"
    )
    assert [it.label for it in finding.related] == ["named here too"] * 2 + ["cannot sign in"]


def test_rules_for_who_is_soon_licensed_are_let_be() -> None:
    site = """\
        users: {uma: Unlicensed}
        groups: {New: {members: [uma], minimum_site_role: Viewer, grant_on_sign_in: true}}
        projects: {P: {permissions: {users: {uma: {project: view}}}}}
        """
    assert found("rule-for-unlicensed-user", site) == []


def test_each_is_raised_by_one_group_and_nobody_is_lowered() -> None:
    """Semantics 1: "the role used is the higher of the two"."""
    site = """\
        users: {bea: Creator, eli: Explorer, vic: Viewer, uma: Unlicensed, gus: Guest}
        groups:
          Low: {members: [bea, vic, uma], minimum_site_role: Explorer}
          Top: {members: [vic, eli, gus], minimum_site_role: Creator, grant_on_sign_in: true}
        """
    assert messages(found("sign-in-raises", site)) == [
        "the group `Low` makes `uma` (Unlicensed) Explorer at the next sign-in",
        "the group `Top` raises `eli` (Explorer) and `vic` (Viewer) to Creator",
    ]


def test_all_users_may_raise_everybody() -> None:
    site = """\
        users: {bea: Creator, uma: Unlicensed}
        groups: {All Users: {minimum_site_role: Viewer, grant_on_sign_in: true}}
        """
    assert messages(found("sign-in-raises", site)) == [
        "All Users makes `uma` (Unlicensed) Viewer at the next sign-in"
    ]


ROLE_NAMES = [
    ("Publisher", "legacy-site-role", "read as Explorer (can publish)"),
    ("Interactor", "legacy-site-role", "read as Explorer"),
    ("Site Administrator", "legacy-site-role", "read as Site Administrator Explorer"),
    ("Unlicensed (can publish)", "legacy-site-role", "read as Unlicensed"),
    ("Viewer (can publish)", "uncertain-site-role", "read as Explorer (can publish), which"),
    ("Read Only", "uncertain-site-role", "read as viewer, which"),
    ("Support User", "uncertain-site-role", "read as viewer, which"),
]


@pytest.mark.parametrize(("role", "name", "part"), ROLE_NAMES)
def test_an_old_or_uncertain_role_is_found_by_one_rule(role: str, name: str, part: str) -> None:
    """Semantics 1: legacy names "are accepted and mapped, with an info finding"."""
    site = f"users: {{a: {role}, b: {role}, c: Viewer}}\n"
    findings = found("TP414", site) + found("TP415", site)
    assert [it.name for it in findings] == [name]
    assert f"the site role {role} of `a` and `b`" in findings[0].message
    assert part in findings[0].message


def test_an_uncertain_role_that_a_group_raises_is_let_be() -> None:
    site = "users: {a: Read Only}\ngroups: {G: {members: [a], minimum_site_role: Explorer}}\n"
    assert found("uncertain-site-role", site) == []


def test_only_a_group_for_administrators_makes_administrators() -> None:
    role = "minimum_site_role: Site Administrator Explorer"
    groups = f"Data Team: {{{role}}}, Admins: {{{role}}}, Authors: {{minimum_site_role: Creator}}"
    site = f"groups: {{{groups}}}\n"
    assert messages(found("administrator-by-group", site)) == [
        "the group `Data Team` makes every member Site Administrator Explorer"
    ]


def test_a_leader_is_named_again_only_below() -> None:
    """Semantics 3: leader rights "cascade down the hierarchy, never up, never sideways"."""
    site = """\
        users: {bea: Creator, ben: Creator}
        groups: {Leads: [bea, ben]}
        projects:
          P:
            permissions: {groups: {Leads: {leader: true}}}
            projects:
              Q:
                permissions: {users: {bea: {leader: true}}}
                projects: {R: {permissions: {groups: {Leads: {leader: true}}}}}
          S:
            permissions: {groups: {Leads: {leader: true}}}
        """
    assert messages(found("redundant-leader", site)) == [
        # A member of the group leads already as well; the group is not made of that member alone.
        "the user `bea` leads `project:P/Q` already, through `project:P`",
        "the group `Leads` leads `project:P/Q/R` already, through `project:P`",
    ]


def test_a_site_with_nothing_has_nothing_to_find() -> None:
    rules: list[LintRule] = [rule_named(f"TP4{number:02}") for number in range(1, 18)]
    assert lint(declared("users: {}\n"), rules) == []
