"""Connections: which published data sources a workbook reaches, and how anybody signs in."""

import pytest
from support.scripted_answers import Script, asked, item, listed, read, small_site

from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.exchange.picture import Picture, ToldConnection, ToldContent
from tableau_perm_cli.exchange.rest.answers import Refusal

EMBEDDED, PROMPT = Authentication.EMBEDDED, Authentication.PROMPT
FORBIDDEN = Refusal("403 Forbidden", 403)
UNSURE = (
    "how the data source `D` signs in to its database was not told; its password counts as "
    "embedded"
)
INTERNAL = "it connects to the data source `Sales` by an id that no published data source has"


def connection(
    kind: str, to: str | None = None, embeds: str | None = None, name: str = "Sales", **more: str
) -> str:
    """Return an element as Help's "Query Workbook Connections" has it."""
    told = {"id": f"c-{kind}-{to}", "type": kind, "serverAddress": "x", "userName": "", **more}
    if embeds is not None:
        told["embedPassword"] = embeds
    attributes = "".join(f' {key}="{value}"' for key, value in told.items())
    reached = f'<datasource id="{to}" name="{name}"/>' if to else ""
    return f"<connection{attributes}>{reached}</connection>"


def site(*connections: str) -> Script:
    script = small_site(
        workbooks=item("workbook", "w"),
        datasources=item("datasource", "d", hasExtracts="true")
        + item("datasource", "e", hasExtracts="true"),
    )
    script["workbooks/w/connections"] = listed("connections", "".join(connections))
    return script


def workbook(script: Script) -> ToldContent:
    return next(one for one in read(script).content if one.id == "w")


@pytest.mark.parametrize(
    ("connections", "reached"),
    [
        pytest.param([], [], id="none"),
        pytest.param([connection("sqlproxy", "d", "true")], [("d", EMBEDDED)], id="embedded"),
        pytest.param([connection("sqlproxy", "d", "false")], [("d", PROMPT)], id="prompt"),
        pytest.param(
            [connection("sqlproxy", "e", "True"), connection("sqlproxy", "d", "FALSE")],
            [("e", EMBEDDED), ("d", PROMPT)],
            id="two, in any case",
        ),
        pytest.param(
            [connection("sqlproxy", "d", "true"), connection("sqlproxy", "d", "false")],
            [("d", PROMPT)],
            id="twice to one: who is asked once is asked",
        ),
        pytest.param(
            [connection("sqlproxy", "d", "false"), connection("sqlproxy", "d", "true")],
            [("d", PROMPT)],
            id="twice to one, the other way round",
        ),
        pytest.param(
            [connection("excel-direct", "inside", "false"), connection("postgres", "inside")],
            [],
            id="data in the workbook itself",
        ),
    ],
)
def test_a_workbook_reaches_published_data_sources(
    connections: list[str], reached: list[tuple[str, Authentication]]
) -> None:
    told = workbook(site(*connections))
    assert told.connections == tuple(ToldConnection(*one) for one in reached)
    assert told.not_read == {}


@pytest.mark.parametrize(
    ("connections", "reason"),
    [
        pytest.param([connection("sqlproxy", "internal", "true")], INTERNAL, id="an internal id"),
        pytest.param(
            [connection("sqlproxy", "d", "true"), connection("sqlproxy", "internal", "true")],
            *(INTERNAL,),
            id="one of two: the whole is not known",
        ),
        pytest.param(
            [connection("sqlproxy", None, "true")],
            "it connects to a data source by an id that no published data source has",
            id="no id",
        ),
        pytest.param(
            [connection("sqlproxy", "d")],
            "a connection does not tell whether it embeds a password",
            id="no word of the password",
        ),
    ],
)
def test_connections_that_lead_nowhere_are_not_guessed_from_names(
    connections: list[str], reason: str
) -> None:
    """Many servers tell an id here that no list has (client issues 825, 1194)."""
    told = workbook(site(*connections))
    assert (told.connections, told.not_read) == ((), {"connects_to": reason})


def test_connections_that_are_refused_are_a_gap_of_the_workbook() -> None:
    script = site()
    script["workbooks/w/connections"] = FORBIDDEN
    told = workbook(script)
    assert (told.connections, told.not_read) == ((), {"connects_to": "403 Forbidden"})
    assert told.rules == ()


def connections_asked(script: Script) -> set[str]:
    return {path for path in asked(script) if path.endswith("/connections")}


def test_without_a_published_data_source_no_workbook_is_asked() -> None:
    assert connections_asked(small_site(workbooks=item("workbook", "w"))) == set()


def test_where_data_sources_were_refused_workbooks_are_asked_all_the_same() -> None:
    """Which of them reach a data source is known then, though not which one."""
    script = small_site(workbooks=item("workbook", "w") + item("workbook", "x"))
    script["datasources"] = FORBIDDEN
    script["workbooks/w/connections"] = listed("connections", connection("sqlproxy", "d", "true"))
    told = {one.id: one.not_read for one in read(script).content}
    assert told == {"w": {"connects_to": INTERNAL}, "x": {}}


# Data sources


def data_source(*connections: str, **more: str) -> Picture:
    script = small_site(datasources=item("datasource", "d", **more))
    script["datasources/d/connections"] = listed("connections", "".join(connections))
    return read(script)


@pytest.mark.parametrize(
    ("connections", "how", "unsure"),
    [
        pytest.param([connection("postgres", embeds="true")], EMBEDDED, False, id="embedded"),
        pytest.param([connection("postgres", embeds="false")], PROMPT, False, id="prompt"),
        pytest.param(
            [connection("postgres", embeds="true"), connection("oracle", embeds="false")],
            *(PROMPT, False),
            id="one of two asks",
        ),
        pytest.param(
            [connection("textscan", embeds="false"), connection("excel-direct")],
            *(EMBEDDED, False),
            id="files ask nobody",
        ),
        pytest.param(
            [connection("snowflake", embeds="false", authenticationType="auth-oauth")],
            *(EMBEDDED, False),
            id="nothing to embed",
        ),
        pytest.param([connection("postgres")], EMBEDDED, True, id="not told"),
        pytest.param([], EMBEDDED, False, id="no connections"),
    ],
)
def test_how_a_data_source_signs_in(
    connections: list[str],
    how: Authentication,
    unsure: bool,  # noqa: FBT001 - a column of the table
) -> None:
    picture = data_source(*connections)
    assert picture.content[0].authentication is how
    assert (UNSURE in picture.notes) is unsure


def test_a_data_source_with_an_extract_is_not_asked() -> None:
    assert connections_asked(
        small_site(
            datasources=item("datasource", "d", hasExtracts="true")
            + item("datasource", "e", hasExtracts="false")
            + item("datasource", "f")
        )
    ) == {"datasources/e/connections", "datasources/f/connections"}


def test_a_data_source_that_is_refused_counts_as_embedded_and_a_note_says_so() -> None:
    script = small_site(datasources=item("datasource", "d") + item("datasource", "e"))
    script["datasources/d/connections"] = script["datasources/e/connections"] = FORBIDDEN
    picture = read(script)
    assert [one.authentication for one in picture.content] == [EMBEDDED, EMBEDDED]
    assert UNSURE.replace("`D`", "`D` and 1 more") in picture.notes
