"""The catalog is the tables of docs/semantics.md, cell by cell: capabilities and templates."""

from collections.abc import Iterator

import pytest
from support.semantics_tables import LEVELS, CapabilityRow, capability_rows, template_rows
from support.semantics_text import between, quoted_in

from tableau_perm_cli.catalog import (
    CATALOG,
    CEILING_CLASSES,
    Capability,
    Kind,
    fold,
    template_name_of,
    template_named,
)
from tableau_perm_cli.catalog.templates import template_spellings

ROWS = capability_rows()


def of_row(row: CapabilityRow) -> Capability:
    return CATALOG[Kind(row.kind)].capability(row.key)


def row_id(row: CapabilityRow) -> str:
    return f"{row.kind} {row.key}"


def test_the_types_and_their_capabilities_are_those_of_the_table_in_its_order() -> None:
    written: dict[str, list[str]] = {}
    for row in ROWS:
        written.setdefault(row.kind, []).append(row.key)
    assert written == {
        kind.value: [capability.key for capability in content_type.capabilities]
        for kind, content_type in CATALOG.items()
    }


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_a_capability_has_the_names_and_ceilings_of_its_row(row: CapabilityRow) -> None:
    capability = of_row(row)
    assert capability.label == row.label
    assert capability.rest_name == row.rest_names[0]
    assert tuple(str(capability.ceiling[column]) for column in CEILING_CLASSES) == row.cells


def test_the_columns_are_creator_to_guest() -> None:
    assert [str(column) for column in CEILING_CLASSES] == [
        *("creator", "explorer_publish", "explorer", "viewer", "guest")
    ]


@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_a_cell_says_whether_it_allows_is_uncertain_and_can_only_be_granted(
    row: CapabilityRow,
) -> None:
    for column, written in zip(CEILING_CLASSES, row.cells, strict=True):
        cell = of_row(row).ceiling[column]
        assert cell.allowed == written.startswith("y")
        assert cell.uncertain == written.endswith("?")
        assert cell.grantable_only == written.startswith("m")


def test_what_is_retired_says_so() -> None:
    types = between("| data_role, metric, lens (the last two retired 2024.2)", "|")
    assert types.strip() == ""
    assert {kind for kind in CATALOG if CATALOG[kind].retired} == {Kind.METRIC, Kind.LENS}
    capabilities = {
        (kind, capability.key)
        for kind, content_type in CATALOG.items()
        for capability in content_type.capabilities
        if capability.retired
    }
    assert capabilities == {(Kind.WORKBOOK, "create_refresh_metrics")}


def test_the_bits_of_a_type_are_distinct_and_make_its_full_mask() -> None:
    for content_type in CATALOG.values():
        bits = [capability.bit for capability in content_type.capabilities]
        assert sum(bits) == content_type.full_mask == (1 << len(bits)) - 1
        assert list(content_type.members(content_type.full_mask)) == [*content_type.capabilities]


# --- Spellings -----------------------------------------------------------------------------

# "its pre-2020 label (Save, Download/Save As, View Summary Data, View Underlying Data, Export
# Image)"
LEGACY_LABELS = [
    ("project", "Save", "publish"),
    ("workbook", "Save", "overwrite"),
    ("workbook", "Download/Save As", "download_workbook"),
    ("workbook", "View Summary Data", "download_summary_data"),
    ("workbook", "View Underlying Data", "download_full_data"),
    ("workbook", "Export Image", "download_image_pdf"),
    ("view", "View Summary Data", "download_summary_data"),
    ("view", "View Underlying Data", "download_full_data"),
    ("view", "Export Image", "download_image_pdf"),
    ("data_source", "Save", "overwrite"),
    ("data_source", "Download/Save As", "download_data_source"),
    ("flow", "Save", "overwrite"),
    ("flow", "Download/Save As", "download_flow"),
]


def test_the_legacy_labels_are_those_of_the_semantics() -> None:
    words = "Save, Download/Save As, View Summary Data, View Underlying Data, Export Image"
    assert quoted_in(f"its pre-2020 label ({words})")
    assert {label for _, label, _ in LEGACY_LABELS} == set(words.split(", "))


def test_every_label_that_was_another_is_found_by_it() -> None:
    was = {(row.kind, row.legacy_label, row.key) for row in ROWS if row.legacy_label}
    assert was
    assert was <= set(LEGACY_LABELS)


def _spellings() -> Iterator[tuple[str, str, str]]:
    for row in ROWS:
        for name in (row.key, row.label, *row.rest_names):
            yield row.kind, name, row.key
    yield from LEGACY_LABELS


@pytest.mark.parametrize(("kind", "name", "key"), dict.fromkeys(_spellings()))
def test_a_capability_is_found_in_any_case_and_with_any_separators(
    kind: str, name: str, key: str
) -> None:
    find = CATALOG[Kind(kind)].find
    packed = name.translate(str.maketrans("", "", " _-/"))
    loose = name.replace(" ", "_").replace("/", " - ")
    written = (name, name.upper(), name.lower(), packed, loose, "-".join(name), f" {name}\t")
    for spelling in written:
        found = find(spelling)
        assert found is not None, spelling
        assert found.key == key, spelling


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("project", ""),
        ("project", "overwrite"),
        ("project", "Project View"),
        ("workbook", "publish"),
        ("workbook", "connect"),
        ("workbook", "views"),
        ("workbook", "web.edit"),
        ("view", "overwrite"),
        ("view", "Download/Save As"),
        ("view", "Save"),
        ("data_source", "web_edit"),
        ("table", "delete"),
        ("database", "Delete"),
        ("virtual_connection", "API Access"),
    ],
)
def test_a_name_that_the_type_lacks_is_not_found(kind: str, name: str) -> None:
    assert CATALOG[Kind(kind)].find(name) is None


def test_a_key_that_the_type_lacks_is_a_key_error() -> None:
    assert not CATALOG[Kind.VIEW].has("overwrite")
    with pytest.raises(KeyError):
        CATALOG[Kind.VIEW].capability("overwrite")


def test_no_two_capabilities_of_a_type_share_a_spelling() -> None:
    for content_type in CATALOG.values():
        owner: dict[str, str] = {}
        for each in content_type.capabilities:
            for name in (each.key, each.label, each.rest_name, *each.aliases):
                assert owner.setdefault(fold(name), each.key) == each.key


# --- Templates -----------------------------------------------------------------------------

TEMPLATES = template_rows()


@pytest.mark.parametrize("kind", TEMPLATES)
def test_templates_are_cumulative_and_have_the_members_of_the_table(kind: str) -> None:
    content_type = CATALOG[Kind(kind)]
    members: list[str] = []
    for level, added in zip(LEVELS, TEMPLATES[kind], strict=True):
        template = template_named(Kind(kind), level)
        if added is None:
            assert template is None
            continue
        members += added
        assert template is not None
        allowed = {each.key for each in content_type.members(template.allow)}
        uncertain = {each.key for each in content_type.members(template.uncertain)}
        assert allowed == {key.removesuffix("?") for key in members}
        assert uncertain == {key.removesuffix("?") for key in members if key.endswith("?")}
        assert template.deny == 0


def test_every_type_has_a_row_of_templates() -> None:
    assert set(TEMPLATES) == {kind.value for kind in Kind}
    assert between("| view | as workbook, for the keys it has | | | ", "|").strip() == (
        "delete, set_permissions"
    )
    assert TEMPLATES["view"][3] == ["delete", "set_permissions"]


@pytest.mark.parametrize("kind", Kind)
def test_none_leaves_all_unspecified_and_denied_denies_all_the_type_has(kind: Kind) -> None:
    nothing, denied = template_named(kind, "none"), template_named(kind, "denied")
    assert nothing is not None
    assert (nothing.allow, nothing.deny) == (0, 0)
    assert denied is not None
    assert (denied.allow, denied.deny) == (0, CATALOG[kind].full_mask)


EVERYWHERE = tuple(kind.value for kind in Kind)
LEGACY_TEMPLATES = [
    *(("Viewer", kind, "view") for kind in EVERYWHERE),
    *(("Interactor", kind, "explore") for kind in ("workbook", "view", "data_source", "flow")),
    *(("Editor", kind, "administer") for kind in ("workbook", "data_source")),
    ("Connector", "data_source", "view"),
    ("Publisher", "project", "publish"),
]


@pytest.mark.parametrize(("old", "kind", "new"), LEGACY_TEMPLATES)
def test_a_legacy_role_is_the_template_of_today(old: str, kind: str, new: str) -> None:
    assert template_named(Kind(kind), old) == template_named(Kind(kind), new) is not None
    assert template_named(Kind(kind), old.upper()) == template_named(Kind(kind), new)
    assert old.lower() in template_spellings(Kind(kind))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("project", "explore"),
        ("project", "administer"),
        ("project", "interactor"),
        ("project", "editor"),
        ("workbook", "connector"),
        ("workbook", "publisher"),
        ("flow", "editor"),
        ("data_role", "explore"),
        ("virtual_connection", "Interactor"),
        ("workbook", "Custom"),
        ("workbook", ""),
    ],
)
def test_a_template_that_the_type_lacks_is_none(kind: str, name: str) -> None:
    assert template_named(Kind(kind), name) is None
    assert name.lower() not in template_spellings(Kind(kind))


@pytest.mark.parametrize("kind", Kind)
def test_masks_are_named_by_their_template_and_else_custom(kind: Kind) -> None:
    full = CATALOG[kind].full_mask
    assert template_name_of(kind, 0, 0) == "None"
    assert template_name_of(kind, 0, full) == "Denied"
    assert template_name_of(kind, CATALOG[kind].capability("view").bit, full >> 1 << 1) == "Custom"
    names: dict[int, str] = {}
    for level in LEVELS:
        template = template_named(kind, level)
        if template is not None:  # one that adds nothing, as Publish on views, has no own name
            name = names.setdefault(template.allow, level.capitalize())
            assert template_name_of(kind, template.allow, template.deny) == name
    assert (list(names.values()) == ["View", "Explore", "Administer"]) == (kind is Kind.VIEW)
