"""A redacted declaration shows how a site is built, and no name of it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.asking import declaration_of
from support.generated import random_declaration
from support.picturing import pictures_of
from support.telling import (
    EVERYONE,
    NO_RULES,
    SITE,
    content,
    group,
    group_set,
    project,
    rules,
    site_of,
    user,
)

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.exchange.declaring import (
    CarriedLabels,
    DeclaredSite,
    Redaction,
    declare_site,
    one_file,
    split_files,
)
from tableau_perm_cli.exchange.declaring.redaction import redacted_reason
from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.resolve.bulk import compile_site

REDACTION = Redaction()


def picture_of(name: str = "Qwert") -> Picture:
    """Return a picture in which everything has a name that begins alike, with gaps."""

    def named(word: str) -> str:
        return f"{name}-{word}"

    gaps = {"owner": f"403 Forbidden for {named('owner')}"}
    lists = {**NO_RULES, Kind.PROJECT: rules(g_staff="Read", u_ada="ProjectLeader", s_both="Read")}
    return Picture(
        named("site"),
        users=(
            user(named("ada"), id="u-ada", full_name=named("full"), email=named("mail")),
            user(named("odd"), named("role")),
        ),
        groups=(
            EVERYONE,
            group(named("staff"), id="g-staff", domain=named("domain")),
            group(named("made"), "gone-forever", minimum_site_role=named("minimum")),
        ),
        group_sets=(group_set(named("both")),),
        projects=(
            project("Default", lists={**NO_RULES, Kind.PROJECT: rules(**{"g_All Users": "Read"})}),
            project(named("project"), id="p-P", lists=lists, not_read=gaps),
            project("default", parent="p-P", lists=NO_RULES),
        ),
        content=(
            content(Kind.WORKBOOK, named("book"), id="w", project="p-P", tabs_shown=True),
            content(Kind.VIEW, named("view"), parent="w"),
            content(Kind.FLOW, named("flow"), owner="u-ada", personal=True),
        ),
        not_read={"metrics": f"cannot read {named('metrics')}"},
        notes=(f"the list of {named('note')} `x` y`",),
    )


def everything(declared: DeclaredSite) -> str:
    """Return all that is written or said of a declared site."""
    files = split_files([declared])
    return "\n".join(
        [
            "".join(one_file([declared])),
            *declared.notes,
            *map(str, declared.not_read),
            *map(str, declared.ids),
            *files,
            *("".join(text) for text in files.values()),
        ]
    )


def test_every_name_is_a_pseudonym_and_all_users_and_default_are_not() -> None:
    text = "".join(one_file([declare_site(picture_of(), redaction=REDACTION)]))
    shown = re.sub("-[0-9a-f]{8}", "-#", text)
    assert "  site-#:\n" in shown
    assert "Default:" in shown
    assert "All Users: {project: view}" in shown
    for word in ("user-#: Viewer", "group-#:", "group_set-#:", "project-#:", "workbook-#:",
                 "view-#: {}", "flow-#: {}", "domain: domain-#"):  # fmt: skip
        assert word in shown, word
    assert "default" not in shown  # only one at the top keeps its name


def test_nothing_of_any_name_remains() -> None:
    assert "Qwert" in everything(declare_site(picture_of()))
    assert "Qwert" not in everything(declare_site(picture_of(), redaction=REDACTION))


@settings(max_examples=30)
@given(st.text(st.characters(min_codepoint=0x3B1, max_codepoint=0x3C9), min_size=3, max_size=8))
def test_no_name_of_three_letters_or_more_remains(name: str) -> None:
    # Greek, so that no key, no word of ours and no hash can hold it by chance.
    assert name not in everything(declare_site(picture_of(name), redaction=REDACTION))


def test_the_same_thing_has_the_same_pseudonym_whatever_it_is_called() -> None:
    texts = {
        "".join(one_file([replace(declare_site(picture, redaction=REDACTION), name="S")]))
        for picture in (picture_of("Qwert"), picture_of("Zuiop"))
    }
    # What has an id keeps its pseudonym when it is renamed; these have the name in their id.
    stable = [set(re.findall("(?:workbook|project)-[0-9a-f]{8}", text)) for text in sorted(texts)]
    assert stable[0] == stable[1]
    assert len(stable[0]) == 3


def test_another_key_gives_other_pseudonyms() -> None:
    one, other = (
        set(re.findall("[0-9a-f]{8}", everything(declare_site(picture_of(), redaction=it))))
        for it in (Redaction("a"), Redaction("b"))
    )
    assert not one & other


def test_ids_labels_and_the_sources_notes_are_left_out() -> None:
    labels = CarriedLabels({"workbook:Qwert-project/Qwert-book": ("secret",)})
    assert "secret" in everything(declare_site(picture_of(), labels=labels))
    declared = declare_site(picture_of(), labels=labels, redaction=REDACTION)
    assert "secret" not in everything(declared)
    assert declared.ids == ()
    assert declared.notes[0] == "1 note of the source, left out since they may hold names"


def test_two_projects_that_keep_the_name_default_are_told_apart() -> None:
    told = (project("Default", id="1", lists=NO_RULES), project("Default", id="2", lists=NO_RULES))
    names = [
        it.address.path[0]
        for it in site_of(Picture(SITE, projects=told), redaction=REDACTION).projects
    ]
    assert all(re.fullmatch(r"Default \([0-9a-f]{8}\)", name) for name in names)


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("403 Forbidden", "403 Forbidden"),
        ("it is 404 Not Found: workbook Secret", "404 Not Found"),
        ("500 Secret", "not read"),
        ("999 Forbidden", "not read"),
        ("Secret could not be read", "not read"),
        ("not among the site's users", "not among the site's users"),
        ("the site role `Secret` is not known", "the site role is not known"),
    ],
)
def test_reasons_keep_only_status_words(reason: str, left: str) -> None:
    assert redacted_reason(reason) == left


@pytest.mark.parametrize("seed", range(8))
def test_the_answers_are_the_same_but_for_the_names(seed: int) -> None:
    (picture, *_) = pictures_of(declaration_of(random_declaration(seed)))
    plain, redacted = (site_of(picture, redaction=it) for it in (None, REDACTION))
    counts = [
        sorted(
            str(sorted(counted.counts.by_reason(it).items()))
            for counted in compile_site(site).counts()
            for it in CATALOG[counted.item.kind].capabilities
        )
        for site in (plain, redacted)
    ]
    assert counts[0] == counts[1]
