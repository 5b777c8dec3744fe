"""The knowledge base's errors by their text: matched leniently, and nothing else is."""

import pytest
from support.asking import item_of, resolver_of_text
from support.semantics_text import quoted_in

from tableau_perm_cli.audit.troubleshooting import KNOWN_ERRORS, Action, error_of, troubleshoot
from tableau_perm_cli.diagnostics import UsageError

SITE = """
projects:
  P:
    workbooks: {W: {views: {V: {}}}}
    data_sources: {D: {}}
    flows: {F: {}}
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("you must have the Connect permission…", "connect_permission"),
        ("YOU MUST HAVE THE CONNECT PERMISSION", "connect_permission"),
        ("To access this workbook", "connect_permission"),
        ("to access … its data sources", "connect_permission"),
        ("to access ... logged in as Guest", "connect_permission"),
        ("Because you are logged in as Guest, ask your administrator", "connect_permission"),
        ("403 Access Denied by security policy", "access_denied"),
        ("HTTP 403: access denied, by security policy!", "access_denied"),
        ("<h1>Access-Denied</h1>", "access_denied"),
        ("403", "access_denied"),
        ("security policy", "access_denied"),
        ("publish: internal server error", "publish_failed"),
        ("500 Internal Server Error (tableau)", "publish_failed"),
        ("server\n error", "publish_failed"),
    ],
)
def test_an_error_is_known_by_its_text_or_a_part_of_it(text: str, name: str) -> None:
    assert error_of(text).name == name


@pytest.mark.parametrize("error", KNOWN_ERRORS, ids=lambda it: it.name)
def test_each_whole_text_is_the_knowledge_bases_and_finds_itself(error: object) -> None:
    assert error_of(error.text) is error
    assert error_of(error.text.upper().replace(" ", "\n")) is error
    if error.name != "publish_failed":
        assert quoted_in(error.text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "…", "the", "error", "a data source", "connect", "1403", "unlicensed"),
        *("data sources … to access", "403 internal server error", "\x1b[1A`x`"),
    ],
)
def test_what_is_none_of_them_or_could_be_several_is_refused_with_all_there_are(
    text: str,
) -> None:
    with pytest.raises(UsageError) as refused:
        error_of(text)
    assert refused.value.message.startswith("unknown error `")
    for error in KNOWN_ERRORS:
        assert error.text in (refused.value.help or "")
    assert "\x1b" not in refused.value.message


@pytest.mark.parametrize(
    ("error", "item", "action"),
    [
        ("connect permission", "workbook:P/W", Action.SEE_DATA),
        ("connect permission", "view:P/W/V", Action.SEE_DATA),
        ("connect permission", "data_source:P/D", Action.CONNECT),
        ("403", "workbook:P/W", Action.SEE_DATA),
        ("403", "data_source:P/D", Action.CONNECT),
        ("403", "project:P", Action.OPEN),
        ("403", "flow:P/F", Action.OPEN),
        ("internal server error", "project:P", Action.PUBLISH),
        ("internal server error", "workbook:P/W", Action.PUBLISH),
    ],
)
def test_an_error_says_what_was_tried(error: str, item: str, action: Action) -> None:
    resolver = resolver_of_text(SITE)
    found = troubleshoot(resolver, "exp", item_of(resolver, item), error=error_of(error))
    assert found.complaint.action is action


@pytest.mark.parametrize(
    ("error", "item", "action", "message"),
    [
        ("connect permission", "project:P", None, "this error does not come with a project"),
        ("internal server error", "view:P/W/V", None, "this error does not come with a view"),
        (
            *("connect permission", "workbook:P/W", Action.OPEN),
            "this error does not come from the action `open` alone",
        ),
        (
            *("403", "workbook:P/W", Action.OPEN),
            "this error does not come from the action `open` alone",
        ),
        (
            *("internal server error", "workbook:P/W", Action.SEE_DATA),
            "this error does not come from the action `see-data` alone",
        ),
        (None, "view:P/W/V", Action.PUBLISH, "the action `publish` cannot be asked of a view"),
        (None, "flow:P/F", Action.WEB_EDIT, "the action `web-edit` cannot be asked of a flow"),
        (None, "project:P", Action.SEE_DATA, "the action `see-data` cannot be asked of a project"),
        (
            *(None, "workbook:P/W", Action.CONNECT),
            "`workbook:P/W` connects to no published data source",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    error: str | None, item: str, action: Action | None, message: str
) -> None:
    resolver = resolver_of_text(SITE)
    with pytest.raises(UsageError) as refused:
        troubleshoot(
            resolver,
            "exp",
            item_of(resolver, item),
            action,
            error=error_of(error) if error else None,
        )
    assert refused.value.message == message
    assert refused.value.help
