"""Semantics section 5, ``see_data``: whose Connect counts, and who is asked for credentials."""

import itertools

import pytest
from support.asking import Case, Says, ask, check, resolver_of_text, rows
from support.semantics_text import table

# A workbook for each way to connect, named "workbook's to data source's authentication".
SITE = """
users: {publisher: Creator, con: Viewer, dan: Viewer}
projects:
  P:
    permissions:
      groups: {All Users: {project: view, workbooks: view, data_sources: {allow: [view]}}}
      users: {con: {data_sources: {allow: [connect]}}, dan: {data_sources: {deny: [connect]}}}
    data_sources:
      embedded: {owner: publisher}
      prompt: {owner: publisher, authentication: prompt}
    workbooks:
      embedded to embedded: &embedded
        owner: publisher
        connects_to: [{data_source: P/embedded, authentication: embedded}]
      embedded to prompt:
        owner: publisher
        connects_to: [{data_source: P/prompt, authentication: embedded}]
      prompt to embedded:
        owner: publisher
        connects_to: [{data_source: P/embedded, authentication: prompt}]
      prompt to prompt:
        owner: publisher
        connects_to: [{data_source: P/prompt, authentication: prompt}]
"""

VIEWERS = {"allowed": "con", "denied": "dan"}
DATA = {
    "visible, through the publisher's Connect": ("allowed all_needs_met", "publishers_connect"),
    "visible, through the viewer's Connect": ("allowed all_needs_met", "own_connect"),
    "hidden": ("denied user_deny", "own_connect"),
    "viewer is prompted for database credentials": ("allowed all_needs_met", "own_connect"),
}
COMBINATIONS = [
    (*combination, data)
    for *ways, data in table(
        "workbook → data source", "data source → database", "viewer's Connect", "data"
    )
    for combination in itertools.product(*(way.split(" or ") for way in ways))
]


def test_the_table_has_a_row_for_every_combination() -> None:
    ways = itertools.product(["embedded", "prompt"], ["embedded", "prompt"], ["allowed", "denied"])
    assert sorted(combination[:3] for combination in COMBINATIONS) == sorted(ways)


@pytest.mark.parametrize(("workbook", "data_source", "connect", "data"), COMBINATIONS)
def test_the_data_comes_out_as_the_data_access_table_says(
    workbook: str, data_source: str, connect: str, data: str
) -> None:
    question = f"{VIEWERS[connect]} see_data workbook:P/{workbook} to {data_source}"
    result = ask(resolver_of_text(SITE), question).found
    verdict, need = DATA[data]
    view, connecting = result.needs
    assert f"{result.effective} {result.reason}" == verdict
    assert (view.kind, connecting.kind) == ("capability", need)
    assert (connecting.prompts and verdict.startswith("allowed")) == ("prompted" in data)


CASES = (
    Case(
        "View on it; and for every published data source it connects to",
        """
        users: {ana: Viewer, bob: Viewer, cy: Viewer}
        projects:
          P:
            permissions:
              users:
                ana: {workbooks: view, data_sources: view}
                bob: {workbooks: {deny: [view]}, data_sources: view}
                cy: {workbooks: view, data_sources: view}
            workbooks:
              None: {}
              Two: {connects_to: [{data_source: P/One}, {data_source: P/Two}], views: {V: {}}}
            data_sources:
              One: {}
              Two: {permissions: {users: {ana: view, bob: view, cy: denied}}}
        """,
        Says(
            "ana see_data workbook:P/None", "allowed all_needs_met", needs="capability user_allow"
        ),
        Says(
            "bob see_data workbook:P/None", "denied user_deny", fails="capability workbook:P/None"
        ),
        Says(
            "ana see_data workbook:P/Two",
            "allowed all_needs_met",
            needs="capability user_allow, own_connect user_allow, own_connect user_allow",
        ),
        Says("bob see_data workbook:P/Two", "denied user_deny", fails="capability workbook:P/Two"),
        Says(
            "cy see_data workbook:P/Two", "denied user_deny", fails="own_connect data_source:P/Two"
        ),
        # A view shows what its workbook connects to.
        Says("ana see_data view:P/Two/V", "allowed all_needs_met"),
        Says(
            "cy see_data view:P/Two/V", "denied user_deny", fails="own_connect data_source:P/Two"
        ),
        Says("bob see_data view:P/Two/V", "denied user_deny", fails="capability view:P/Two/V"),
    ),
    Case(
        "authentication `embedded` → through the publisher's Connect",
        """
        projects:
          P:
            permissions: {users: {vie: {workbooks: view}, cre: {data_sources: view}}}
            data_sources: {D: {}}
            workbooks:
              Can: &connected
                owner: cre
                connects_to: [{data_source: P/D, authentication: embedded}]
              Cannot: {<<: *connected, owner: pub}
              Nobodys: {connects_to: [{data_source: P/D, authentication: embedded}]}
        """,
        Says(
            "vie see_data workbook:P/Can",
            "allowed all_needs_met",
            needs="capability user_allow, publishers_connect user_allow",
        ),
        Says(
            "vie see_data workbook:P/Cannot",
            "denied unspecified",
            fails="publishers_connect data_source:P/D",
        ),
        # No owner declared: an administrator published it.
        Says(
            "vie see_data workbook:P/Nobodys",
            "allowed all_needs_met",
            needs="capability user_allow, publishers_connect site_admin",
        ),
    ),
    Case(
        "`prompt` → the user's own Connect (then, if the data source itself prompts, \"prompted "
        'for database credentials")',
        """
        projects:
          P:
            permissions: {users: {vie: {workbooks: view, data_sources: view}}}
            data_sources: {Prompt: {authentication: prompt}, Embedded: {}}
            workbooks:
              Prompt: {connects_to: [{data_source: P/Prompt}]}
              Embedded: {connects_to: [{data_source: P/Embedded}]}
        """,
        Says("vie see_data workbook:P/Prompt", "allowed all_needs_met", prompts=True),
        Says("vie see_data workbook:P/Embedded", "allowed all_needs_met", prompts=False),
    ),
    Case(
        "Guest can never Connect",
        """
        settings: {guest_access: true}
        projects:
          P:
            permissions: {groups: {All Users: {workbooks: view, data_sources: view}}}
            data_sources: {D: {}}
            workbooks:
              Prompt: {connects_to: [{data_source: P/D}]}
              Embedded: {connects_to: [{data_source: P/D, authentication: embedded}]}
        """,
        Says(
            "guest see_data workbook:P/Prompt", "denied guest", fails="own_connect data_source:P/D"
        ),
        Says("guest see_data workbook:P/Embedded", "allowed all_needs_met"),
    ),
    Case(
        "`see_data` then answers as above and adds that the database … may still refuse: "
        "reported as `subject_to`, never as allowed without a word",
        """
        projects:
          P:
            permissions: {users: {vie: {workbooks: view, data_sources: view}}}
            data_sources:
              Run As: {external_authorization: run_as_user}
              Impersonation: {external_authorization: impersonation}
              Database: {external_authorization: database, permissions: {}}
              Plain: {}
            workbooks:
              Both:
                views: {V: {}}
                connects_to: [{data_source: P/Run As}, {data_source: P/Plain},
                  {data_source: P/Impersonation, authentication: embedded}]
              Plain: {connects_to: [{data_source: P/Plain}]}
              Refused: {connects_to: [{data_source: P/Database}]}
        """,
        Says(
            "vie see_data workbook:P/Both",
            "allowed all_needs_met",
            subject_to="data_source:P/Run As run_as_user, "
            "data_source:P/Impersonation impersonation",
        ),
        Says(
            "vie see_data view:P/Both/V",
            "allowed all_needs_met",
            subject_to="data_source:P/Run As run_as_user, "
            "data_source:P/Impersonation impersonation",
        ),
        Says("vie see_data workbook:P/Plain", "allowed all_needs_met", subject_to=""),
        Says(
            "vie see_data workbook:P/Refused",
            "denied unspecified",
            subject_to="data_source:P/Database database",
        ),
        Says(
            "boss see_data workbook:P/Refused",
            "allowed all_needs_met",
            subject_to="data_source:P/Database database",
        ),
    ),
)


@pytest.mark.parametrize(("case", "says"), rows(CASES))
def test_whether_data_is_visible(case: Case, says: Says) -> None:
    check(case, says)
