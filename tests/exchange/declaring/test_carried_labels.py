"""Labels of the declaration that is replaced stay with what they were written for."""

from support.asking import declaration_of
from support.telling import NO_RULES, SITE, content, project, site_of

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.exchange.declaring import CarriedLabels, labels_of
from tableau_perm_cli.exchange.ids import IdEntry
from tableau_perm_cli.exchange.picture import Picture

BEFORE = declaration_of(
    {
        "version": 1,
        "sites": {
            SITE: {
                "users": {"ada": "Creator"},
                "projects": {
                    "P": {
                        "labels": ["top"],
                        "workbooks": {
                            "Old": {"labels": ["sensitive"], "views": {"V": {"labels": ["home"]}}},
                            "Plain": {},
                        },
                    }
                },
                "personal_spaces": {"ada": {"flows": {"F": {"labels": ["mine"]}}}},
            }
        },
    }
).sites[SITE]


def labels_after(picture: Picture, labels: CarriedLabels) -> dict[str, tuple[str, ...]]:
    """Return the labels of whatever has some, by address."""
    return {
        str(it.address): it.labels for it in site_of(picture, labels=labels).items() if it.labels
    }


def picture_of(*workbooks: str) -> Picture:
    """Return a picture with workbooks whose ids are 1, 2 …, the first of them with a view."""
    books = tuple(
        content(Kind.WORKBOOK, name, id=str(number), project="p-P", tabs_shown=True)
        for number, name in enumerate(workbooks, 1)
    )
    view = content(Kind.VIEW, "V", parent="1")
    return Picture(SITE, projects=(project("P", lists=NO_RULES),), content=(*books, view))


def test_labels_are_carried_over_by_address() -> None:
    assert labels_after(picture_of("Old", "Other"), labels_of(BEFORE)) == {
        "project:P": ("top",),
        "workbook:P/Old": ("sensitive",),
        "view:P/Old/V": ("home",),
    }


def test_labels_follow_a_thing_that_was_renamed_and_not_its_name() -> None:
    ids = [IdEntry(SITE, "workbook:P/Old", "1"), IdEntry(SITE, "workbook:P/Plain", "2")]
    found = labels_after(picture_of("Plain", "Old"), labels_of(BEFORE, ids))
    assert found["workbook:P/Plain"] == ("sensitive",)
    assert "workbook:P/Old" not in found


def test_ids_of_another_kind_or_another_site_do_not_count() -> None:
    ids = [IdEntry(SITE, "flow:@ada/F", "1"), IdEntry("Elsewhere", "workbook:P/Old", "1")]
    assert "workbook:P/New" not in labels_after(picture_of("New"), labels_of(BEFORE, ids))


def test_entries_that_lead_nowhere_are_ignored() -> None:
    ids = [IdEntry(SITE, "workbook:P/Gone", "1"), IdEntry(SITE, "user:ada", "2")]
    assert labels_after(picture_of("Old"), labels_of(BEFORE, ids))["workbook:P/Old"] == (
        "sensitive",
    )
