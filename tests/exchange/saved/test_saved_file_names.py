"""From the name of a saved file to the request it answers, its page, the site and the version."""

import pytest

from tableau_perm_cli.exchange.rest.saved.file_names import named_for

LUID = "9a8b7c6d-5e4f-3a2b-1c0d-9e8f7a6b5c41"


@pytest.mark.parametrize(
    ("name", "path", "page"),
    [
        ("users.xml", "users", None),
        ("Users.JSON", "users", None),
        (f"groups/{LUID}/users.xml", f"groups/{LUID}/users", None),
        (f"groups_{LUID}_users.page2.json", f"groups/{LUID}/users", 2),
        (f"groups/{LUID}/users-2.xml", f"groups/{LUID}/users", 2),
        ("users.2.xml", "users", 2),
        ("users_page_12.xml", "users", 12),
        ("users.Page3.xml", "users", 3),
        ("users?pageNumber=2.xml", "users", 2),
        ("users%3FpageSize=100&pageNumber=2.xml", "users", 2),
        ("users?pageNumber=2&pageSize=1000.json", "users", 2),
        ("monday/all of it/workbooks.xml", "workbooks", None),
        ("site.xml", "", None),
        ("sites/S.xml", "", None),
        ("api/3.24/sites/S.json", "", None),
        ("api/3.24/sites/S/users.xml", "users", None),
        # Help writes this one both ways.
        ("virtualconnections.xml", "virtualConnections", None),
        (f"virtualConnections/{LUID}.xml", f"virtualConnections/{LUID}", None),
        (f"groupsets/{LUID}.xml", f"groupsets/{LUID}", None),
        (f"projects/{LUID}/permissions.xml", f"projects/{LUID}/permissions", None),
        (
            f"projects_{LUID}_default-permissions_dataroles.xml",
            f"projects/{LUID}/default-permissions/dataroles",
            None,
        ),
        (f"tables/{LUID}/permissions.xml", f"tables/{LUID}/permissions", None),
        (f"datasources/{LUID}/connections.xml", f"datasources/{LUID}/connections", None),
    ],
)
def test_a_name_says_which_request_it_answers(name: str, path: str, page: int | None) -> None:
    named = named_for(name)
    assert named.resource is not None
    assert (named.resource.path, named.page, named.other) == (path, page, False)


@pytest.mark.parametrize(
    "name",
    [
        f"users/{LUID}/workbooks.xml",  # a user's, not the site's
        f"users_{LUID}_workbooks.xml",
        f"api/3.24/sites/S/users/{LUID}/workbooks.xml",
        f"workbooks/{LUID}.xml",
        f"workbooks/{LUID}/views.xml",
        f"projects/{LUID}/default-permissions/tables.xml",
        f"flows/{LUID}/connections.xml",
        "sites.xml",
    ],
)
def test_names_of_other_requests_are_not_taken_for_ours(name: str) -> None:
    """A user's workbooks look like the site's, and are not all of them."""
    named = named_for(name)
    assert (named.resource, named.other) == (None, True)


@pytest.mark.parametrize("name", ["answer (3).xml", "api/3.24/sites/S/download.json", "2.xml"])
def test_names_that_say_nothing_leave_it_to_the_content(name: str) -> None:
    named = named_for(name)
    assert (named.resource, named.other) == (None, False)


def test_the_path_tells_the_site_and_the_version() -> None:
    named = named_for("monday/api/3.19/sites/S-1/workbooks.xml")
    assert (named.site_id, named.version) == ("S-1", (3, 19))
    assert named_for("workbooks.xml").version is None
