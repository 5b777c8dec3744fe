"""Lists in pages: put together, read again where they do not fit, and told where they never do."""

import pytest
from support.live_client import GROUPS, NAMES, SITE, USERS, WORKBOOKS, fetch, rules_of, small_site
from support.rest_server import RestServer
from support.rest_server.faults import (
    FOR_EVER,
    Duplicated,
    Growing,
    Refusing,
    Rewriting,
    Shifting,
    Shrinking,
    WrongTotal,
)

from tableau_perm_cli.exchange.rest.answers import Answer, Refusal
from tableau_perm_cli.exchange.rest.live.paging import ListedPage, Listing, read_page
from tableau_perm_cli.exchange.rest.node import Node

EVERYBODY = sorted([*NAMES, "server-admin"])


def page(total: int, *ids: str, size: int = 2) -> ListedPage:
    return ListedPage(tuple(Node("user", {"id": each}) for each in ids), total, size)


def ids(answer: object) -> str:
    assert isinstance(answer, Answer)
    return "".join(node.get("id") or "-" for node in answer.elements)


def test_pages_are_put_together_in_their_order_whatever_order_they_come_in() -> None:
    listing = Listing(rereads=3)
    assert listing.take(1, page(5, "a", "b")) == range(2, 4)
    assert listing.take(3, page(5, "e")) == range(0)
    assert ids(listing.take(2, page(5, "c", "d"))) == "abcde"


def test_the_size_of_pages_is_the_servers() -> None:
    # More was asked for than the server gives at once.
    assert Listing(3).take(1, page(10, *"abc", size=3)) == range(2, 5)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([(3, "ab"), (3, "b")], id="an element comes twice and one is missing"),
        pytest.param([(3, "ab"), (2, "")], id="the total changes"),
        pytest.param([(3, "ab"), (3, "")], id="the last page is empty"),
        pytest.param([(3, "ab"), (3, "cd")], id="more come than were told"),
    ],
)
def test_pages_that_do_not_fit_are_read_again(pages: list[tuple[int, str]]) -> None:
    listing = Listing(rereads=1)
    (total, first), (other, second) = pages
    listing.take(1, page(total, *first))
    assert listing.take(2, page(other, *second)) == range(1, 2)
    # The second time everything fits: what the first time told does not count.
    assert listing.take(1, page(2, "x", "y")) == Answer(page(2, "x", "y").elements)


def test_after_three_more_readings_everything_that_was_seen_is_the_list_with_its_trouble() -> None:
    listing = Listing(rereads=3)
    for one in "abc":
        assert listing.take(1, page(2, one)) == range(1, 2)
    answer = listing.take(1, page(2, "d"))
    assert ids(answer) == "abcd"
    assert isinstance(answer, Answer)
    assert answer.trouble == "it changes while it is read, or its total is wrong: 4 found, 2 told"


def test_what_has_no_id_is_kept_though_it_looks_the_same() -> None:
    whole = ListedPage((Node("x"), Node("x")), 2, 100)
    assert len(whole.elements) == 2
    assert Listing(0).take(1, whole) == Answer(whole.elements)


@pytest.mark.parametrize("size", [1, 3, 8, 1000])
def test_a_list_in_pages_of_any_size(size: int) -> None:
    with RestServer(small_site(), largest_page=size) as server:
        fetched = fetch(server, [USERS, WORKBOOKS, GROUPS])
        assert sorted(fetched.names(USERS)) == EVERYBODY
        assert sorted(fetched.names(WORKBOOKS)) == sorted(f"W{number}" for number in range(10))
        assert sorted(fetched.names(GROUPS)) == ["All Users", "Some"]
        asked = {seen.query["pageSize"] for seen in server.calls("^users$")}
        assert asked == {"1000"}
        assert len(server.calls("^users$")) == -(-8 // size)


@pytest.mark.parametrize("fault", [Shrinking, Growing])
def test_a_list_that_changed_once_while_it_was_read_is_read_again_and_whole(
    fault: type[Shrinking | Growing],
) -> None:
    with RestServer(small_site(), largest_page=3, faults=[fault("^users$")]) as server:
        names = sorted(fetch(server, [USERS]).names(USERS))
        assert len(server.calls("^users$")) == 6
        # Who went is gone; who came is there.
        assert names in (EVERYBODY, [name for name in EVERYBODY if name in names])
        assert len(names) == (7 if fault is Shrinking else 8)


@pytest.mark.parametrize("fault", [Shifting("^users$"), WrongTotal("^users$", by=2)])
def test_a_list_that_never_fits_is_told_with_its_trouble(fault: Shifting | WrongTotal) -> None:
    with RestServer(small_site(), largest_page=3, faults=[fault]) as server:
        answer = fetch(server, [USERS]).answers[USERS]
        assert isinstance(answer, Answer)
        assert answer.trouble is not None
        assert "changes while it is read, or its total is wrong" in answer.trouble
        # Everybody who was seen on any reading.
        assert sorted(node.get("name") or "" for node in answer.elements) == EVERYBODY
        first_pages = [seen for seen in server.calls("^users$") if seen.query["pageNumber"] == "1"]
        assert len(first_pages) == 4


def test_an_element_that_comes_twice_for_ever_is_there_once_and_the_list_in_trouble() -> None:
    with RestServer(small_site(), faults=[Duplicated("^users$")]) as server:
        answer = fetch(server, [USERS]).answers[USERS]
        assert isinstance(answer, Answer)
        assert len(answer.elements) == 8
        assert answer.trouble


def test_a_page_that_is_refused_refuses_the_list() -> None:
    fault = Refusing("^users$", status=403, times=FOR_EVER, query={"pageNumber": "2"})
    with RestServer(small_site(), largest_page=2, faults=[fault]) as server:
        fetched = fetch(server, [USERS, GROUPS])
        assert fetched.answers[USERS] == Refusal("403 Forbidden", 403)
        assert len(fetched.names(GROUPS)) == 2


@pytest.mark.parametrize(
    ("pattern", "by", "reason"),
    [
        ('pageSize="[0-9]*"', 'pageSize="0"', "its `pagination` cannot be true"),
        ('totalAvailable="[0-9]*"', 'totalAvailable="9999999999"', "cannot be true"),
        # Pages of one: a call each, of which there would be millions.
        (
            'pageSize="[0-9]*" totalAvailable="[0-9]*"',
            'pageSize="1" totalAvailable="9999999"',
            "cannot be true",
        ),
        (
            'totalAvailable="[0-9]*"',
            f'totalAvailable="{"9" * 5000}"',
            "does not say which page it is",
        ),
        ('totalAvailable="[0-9]*"', 'totalAvailable="many"', "does not say which page it is"),
        ("<pagination [^>]*>|<users>.*</users>", "", "does not tell how many"),
    ],
)
def test_a_pagination_that_makes_no_sense_is_asked_for_again_and_then_refused(
    pattern: str, by: str, reason: str
) -> None:
    with RestServer(small_site(), faults=[Rewriting("^users$", pattern=pattern, by=by)]) as server:
        refusal = fetch(server, [USERS]).answers[USERS]
        assert isinstance(refusal, Refusal)
        assert reason in refusal.reason
        assert len(server.calls("^users$")) == 4


def test_a_short_list_may_come_whole_and_without_pages() -> None:
    fault = Rewriting("^users$", pattern="<pagination [^>]*>", by="")
    with RestServer(small_site(), faults=[fault]) as server:
        assert sorted(fetch(server, [USERS]).names(USERS)) == EVERYBODY


def test_a_full_page_that_does_not_say_that_it_is_the_only_one_is_not_taken_for_it() -> None:
    users = tuple(Node("user", {"id": str(number)}) for number in range(100))
    with pytest.raises(ValueError, match="does not tell how many"):
        read_page(USERS, Node("tsResponse", {}, (Node("users", {}, users),)))


def test_one_element_and_a_list_of_rules() -> None:
    with RestServer(small_site()) as server:
        rules = rules_of(server, "W1")
        fetched = fetch(server, [SITE, rules])
        assert fetched.names(SITE) == ["Training"]
        answer = fetched.answers[rules]
        assert isinstance(answer, Answer)
        assert [node.tag for node in answer.elements] == ["permissions"]
        assert answer.elements[0].first("granteeCapabilities") is not None


def test_the_query_of_a_resource_is_sent_as_it_is() -> None:
    with RestServer(small_site()) as server:
        with_fields = type(USERS)("users", "user", paged=True, parameters=(("fields", "_all_"),))
        fetch(server, [with_fields])
        assert server.calls("^users$")[0].query == {
            "fields": "_all_",
            "pageSize": "1000",
            "pageNumber": "1",
        }
