"""A declaration in one file, and split into a directory."""

from support.placeless import placeless
from support.telling import NO_RULES, SITE, content, group, group_set, project, user

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.exchange.declaring import (
    HEADER,
    DeclaredSite,
    declare_site,
    one_file,
    split_files,
)
from tableau_perm_cli.exchange.picture import Picture, ToldProject


def picture_of(name: str, *projects: ToldProject) -> Picture:
    """Return a picture that has something for every file."""
    return Picture(
        name,
        guest_access=True,
        web_authoring=True,
        users=(user("ada"), user("guest", "Guest")),
        groups=(group("Staff", "ada"),),
        group_sets=(group_set("Set", "Staff"),),
        projects=projects,
        content=(content(Kind.FLOW, "Draft", owner="u-ada", personal=True),),
        not_read={"metrics": "404 Not Found"},
    )


def split_text(sites: list[DeclaredSite], server: str | None = None) -> dict[str, str]:
    """Return the text of every file of a directory."""
    return {path: "".join(text) for path, text in split_files(sites, server).items()}


def declared(*names: str, site: str = SITE) -> DeclaredSite:
    return declare_site(picture_of(site, *(project(name, lists=NO_RULES) for name in names)))


def read_split(sites: list[DeclaredSite], server: str | None = None) -> Declaration:
    return read_files([(path, text.encode()) for path, text in split_text(sites, server).items()])


def test_a_site_is_split_by_project() -> None:
    assert split_text([declared("Sales", "HR")]) == {
        "site.yaml": (
            f"{HEADER}\nversion: 1\nsites:\n  Here:\n    settings:\n      guest_access: true\n"
            '    not_read:\n      metrics: "404 Not Found"\n    personal_spaces:\n      ada:\n'
            "        flows:\n          Draft: {}\n"
        ),
        "users.yaml": (
            f"{HEADER}\nversion: 1\nsites:\n  Here:\n    users:\n      ada: Viewer\n"
            "      guest: Guest\n"
        ),
        "groups.yaml": (
            f"{HEADER}\nversion: 1\nsites:\n  Here:\n    groups:\n      Staff: [ada]\n"
            "    group_sets:\n      Set: [Staff]\n"
        ),
        "projects/HR-15e68b1f.yaml": (
            f"{HEADER}\nversion: 1\nsites:\n  Here:\n    projects:\n      HR:\n"
            "        permissions: {}\n"
        ),
        "projects/Sales.yaml": (
            f"{HEADER}\nversion: 1\nsites:\n  Here:\n    projects:\n      Sales:\n"
            "        permissions: {}\n"
        ),
    }


def test_another_project_is_another_file_and_changes_no_other() -> None:
    before = split_text([declared("Sales", "a/b")])
    after = split_text([declared("Sales", "a/b", "sales", "a:b", "A/B")])
    assert after.keys() >= before.keys()
    assert {path: after[path] for path in before} == before
    assert len(after) == len(before) + 3


def test_several_sites_have_a_folder_each() -> None:
    sites = [declared("P", site="One"), declared("P", site="Two Sites")]
    assert [*split_text(sites, "tableau.example.com")] == [
        "server.yaml",
        *(f"One/{it}" for it in ("site.yaml", "users.yaml", "groups.yaml")),
        "One/projects/P.yaml",
        *(f"Two Sites/{it}" for it in ("site.yaml", "users.yaml", "groups.yaml")),
        "Two Sites/projects/P.yaml",
    ]
    assert read_split(sites, "tableau.example.com").server_name == "tableau.example.com"


def test_the_server_is_named_once() -> None:
    one = "".join(one_file([declared("P")], "tableau: example"))
    assert one.startswith(f'{HEADER}\nversion: 1\nserver:\n  name: "tableau: example"\nsites:\n')
    split = split_text([declared("P")], "tableau: example")
    assert [path for path, text in split.items() if "server:" in text] == ["site.yaml"]
    assert read_split([declared("P")], "tableau: example").server_name == "tableau: example"


def test_a_site_of_which_nothing_is_told_is_there() -> None:
    empty = [declare_site(Picture("Empty", web_authoring=True))]
    assert split_text(empty) == {"site.yaml": f"{HEADER}\nversion: 1\nsites:\n  Empty: {{}}\n"}
    assert [*read_split(empty).sites] == ["Empty"]
    assert "".join(one_file([])) == f"{HEADER}\nversion: 1\nsites: {{}}\n"


def test_every_file_begins_with_the_line_that_says_whose_it_is() -> None:
    sites = [declared("P", site="One"), declared("P", site="Two")]
    texts = [*split_text(sites, "server").values(), "".join(one_file(sites))]
    assert all(text.startswith(f"{HEADER}\nversion: 1\n") for text in texts)


def test_one_file_and_a_directory_declare_the_same() -> None:
    sites = [declared("Sales", "a/b", "\u202e"), declared("P", site="Two")]
    one = read_files([("one.yaml", "".join(one_file(sites, "server")).encode())])
    assert placeless(read_split(sites, "server")) == placeless(one)


def test_the_text_of_a_file_can_be_asked_for_again() -> None:
    files = split_files([declared("P")])
    assert ["".join(text) for text in files.values()] == ["".join(text) for text in files.values()]
