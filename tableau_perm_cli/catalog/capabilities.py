"""Content types, their capabilities, and each site role class's ceiling (semantics section 2).

A row reads as Tableau's help does: key, UI label, REST name, then the five columns of the
ceilings table: Creator (and every administrator), Explorer (can publish), Explorer, Viewer,
Guest. ``y`` can hold it, ``n`` cannot, ``m`` can be granted it but cannot use it, ``?`` public
text does not settle the cell (the letter before it is the value used).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tableau_perm_cli.catalog.folding import fold
from tableau_perm_cli.catalog.kinds import CEILING_CLASSES, CeilingClass, Kind


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the ceilings table."""

    allowed: bool
    """Whether the class can ever use the capability."""
    uncertain: bool = False
    """Public text does not settle the cell."""
    grantable_only: bool = False
    """Can be granted, cannot be used (Help: "can be given Move but cannot have Publish")."""

    def __str__(self) -> str:
        """Return the cell as the table writes it: ``y``, ``n``, ``m``, with ``?`` if uncertain."""
        letter = "m" if self.grantable_only else "y" if self.allowed else "n"
        return f"{letter}?" if self.uncertain else letter


_CELLS = {
    f"{letter}{mark}": Cell(letter == "y", bool(mark), letter == "m")
    for letter in "ynm"
    for mark in ("", "?")
}


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability of one content type."""

    key: str
    """The canonical name: the UI label in snake case."""
    label: str
    """The name in Tableau's user interface."""
    rest_name: str
    """The name in the REST API."""
    index: int
    """Its place among the capabilities of its type, which is its bit in a mask."""
    ceiling: dict[CeilingClass, Cell]
    """For each class of site role, whether it can ever hold the capability."""
    aliases: tuple[str, ...] = ()
    """Labels of releases before 2020 and other names it is known by."""
    retired: bool = False
    """Tableau no longer has the feature."""

    @property
    def bit(self) -> int:
        """The capability's bit in a mask of its type."""
        return 1 << self.index


@dataclass(frozen=True, slots=True)
class ContentType:
    """A content type with its capabilities, in the order of Tableau's dialog."""

    kind: Kind
    label: str
    """The name in Tableau's user interface, singular."""
    plural: str
    """The key that holds such content in a declaration, and names it in a project's rules."""
    rest_name: str
    """The name in the REST API."""
    capabilities: tuple[Capability, ...]
    retired: bool = False
    """Retired in 2024.2."""

    @property
    def full_mask(self) -> int:
        """The mask of all capabilities of the type."""
        return (1 << len(self.capabilities)) - 1

    def capability(self, key: str) -> Capability:
        """Return the capability with the canonical ``key``; KeyError when the type lacks it."""
        return _BY_KEY[self.kind][key]

    def find(self, name: str) -> Capability | None:
        """Return the capability that ``name`` spells by key, label, REST name or alias."""
        return _BY_SPELLING[self.kind].get(fold(name))

    def has(self, key: str) -> bool:
        """Whether the type has the capability with the canonical ``key``."""
        return key in _BY_KEY[self.kind]

    def members(self, mask: int) -> Iterator[Capability]:
        """Yield the capabilities whose bits are set in ``mask``, in order."""
        return (capability for capability in self.capabilities if mask & capability.bit)

    def mask(self, keys: tuple[str, ...] | frozenset[str]) -> int:
        """Return the mask of the given canonical keys."""
        return sum(self.capability(key).bit for key in keys)


_Row = tuple[str, str, str, str]

_MOVE = ("move", "Move", "ChangeHierarchy")
_DELETE = ("delete", "Delete", "Delete")
_SET_PERMISSIONS = ("set_permissions", "Set Permissions", "ChangePermissions")
_OVERWRITE = ("overwrite", "Overwrite", "Write")
_VIEW = ("view", "View", "Read")

_PROJECT: tuple[_Row, ...] = (
    (*_VIEW, "y y y y y"),
    ("publish", "Publish", "Write", "y y n n n"),
)
_WORKBOOK: tuple[_Row, ...] = (
    (*_VIEW, "y y y y y"),
    ("filter", "Filter", "Filter", "y y y y y"),
    ("view_comments", "View Comments", "ViewComments", "y y y y y"),
    ("add_comments", "Add Comments", "AddComment", "y y y y n"),
    ("download_image_pdf", "Download Image/PDF", "ExportImage", "y y y y y"),
    ("download_summary_data", "Download Summary Data", "ExportData", "y y y y y"),
    ("share_customized", "Share Customized", "ShareView", "y y y n n"),
    ("download_full_data", "Download Full Data", "ViewUnderlyingData", "y y y n y"),
    ("web_edit", "Web Edit", "WebAuthoring", "y y y n y"),
    ("run_explain_data", "Run Explain Data", "RunExplainData", "y y y y n?"),
    ("download_workbook", "Download Workbook/Save a Copy", "ExportXml", "y y y n y"),
    (*_OVERWRITE, "y y n n n"),
    ("create_refresh_metrics", "Create/Refresh Metrics", "CreateRefreshMetrics", "y y n n n"),
    ("refresh_extracts", "Extract Refresh", "ExtractRefresh", "y y n? n? n"),
    (*_MOVE, "y y m n n"),
    (*_DELETE, "y y n n n"),
    (*_SET_PERMISSIONS, "y y n n n"),
)
_NOT_ON_VIEWS = frozenset(
    {"overwrite", "download_workbook", "move", "refresh_extracts", "create_refresh_metrics"}
)
_DATA_SOURCE: tuple[_Row, ...] = (
    (*_VIEW, "y y y y y"),
    ("connect", "Connect", "Connect", "y y y y n"),
    ("download_data_source", "Download Data Source", "ExportXml", "y y y n y"),
    (*_OVERWRITE, "y y n n n"),
    ("save_as", "Save As", "SaveAs", "y y n? n n"),
    ("api_access", "API Access", "VizqlDataApiAccess", "y y y? y? n"),
    ("create_metric_definitions", "Create Metric Definitions", "PulseMetricDefine", "y y n n n"),
    ("refresh_extracts", "Extract Refresh", "ExtractRefresh", "y y n? n? n"),
    (*_MOVE, "y y m n n"),
    (*_DELETE, "y y n n n"),
    (*_SET_PERMISSIONS, "y y n n n"),
)
_FLOW: tuple[_Row, ...] = (
    (*_VIEW, "y y y y n?"),
    ("download_flow", "Download Flow", "ExportXml", "y y y n n"),
    ("run_flow", "Run Flow", "Execute", "y y n n n"),
    (*_OVERWRITE, "y y n n n"),
    ("web_edit", "Web Edit", "WebAuthoringForFlows", "y n? n n n"),
    (*_MOVE, "y y m n n"),
    (*_DELETE, "y y n n n"),
    (*_SET_PERMISSIONS, "y y n n n"),
)
_DATA_ROLE: tuple[_Row, ...] = (
    (*_VIEW, "y y y y n?"),
    (*_OVERWRITE, "y y n n n"),
    (*_MOVE, "y y m n n"),
    (*_DELETE, "y y n n n"),
    (*_SET_PERMISSIONS, "y y n n n"),
)
_VIRTUAL_CONNECTION: tuple[_Row, ...] = (
    (*_VIEW, "y y y y? n"),
    ("connect", "Connect", "Connect", "y n? n? n? n"),
    (*_OVERWRITE, "y n? n? n? n"),
    (*_MOVE, "y n? n? n? n"),
    (*_DELETE, "y y? n? n n"),
    (*_SET_PERMISSIONS, "y y? n? n n"),
)
_DATABASE: tuple[_Row, ...] = (
    (*_VIEW, "y y y? y? n"),
    (*_OVERWRITE, "y y? n? n? n"),
    (*_MOVE, "y y? n? n? n"),
    (*_SET_PERMISSIONS, "y y? n? n? n"),
)

# Labels of releases before 2020 and names in common use, by type and key. The key, the label
# and the REST name are always accepted and need no entry.
_ALIASES: dict[tuple[Kind, str], tuple[str, ...]] = {
    (Kind.PROJECT, "publish"): ("Save",),
    (Kind.WORKBOOK, "overwrite"): ("Save",),
    (Kind.WORKBOOK, "download_workbook"): (
        "Download/Save As",
        "Download/Save a Copy",
        "Download Workbook",
        "Save a Copy",
    ),
    (Kind.WORKBOOK, "download_summary_data"): ("View Summary Data",),
    (Kind.WORKBOOK, "download_full_data"): ("View Underlying Data",),
    (Kind.WORKBOOK, "download_image_pdf"): ("Export Image",),
    (Kind.DATA_SOURCE, "overwrite"): ("Save",),
    (Kind.DATA_SOURCE, "download_data_source"): ("Download/Save As",),
    (Kind.FLOW, "overwrite"): ("Save",),
    (Kind.FLOW, "download_flow"): ("Download/Save As",),
    (Kind.VIRTUAL_CONNECTION, "overwrite"): ("Overwrite",),
}
_RETIRED_CAPABILITIES = frozenset({"create_refresh_metrics"})


def _content_type(
    kind: Kind,
    names: tuple[str, str, str],
    rows: tuple[_Row, ...],
    *,
    aliases_of: Kind | None = None,
    retired: bool = False,
) -> ContentType:
    capabilities = tuple(
        Capability(
            key,
            label,
            rest_name,
            index,
            dict(zip(CEILING_CLASSES, (_CELLS[cell] for cell in cells.split()), strict=True)),
            _ALIASES.get((aliases_of or kind, key), ()),
            key in _RETIRED_CAPABILITIES,
        )
        for index, (key, label, rest_name, cells) in enumerate(rows)
    )
    label, plural, rest_name = names
    return ContentType(kind, label, plural, rest_name, capabilities, retired)


CATALOG: dict[Kind, ContentType] = {
    content_type.kind: content_type
    for content_type in (
        _content_type(Kind.PROJECT, ("Project", "projects", "project"), _PROJECT),
        _content_type(Kind.WORKBOOK, ("Workbook", "workbooks", "workbook"), _WORKBOOK),
        _content_type(
            Kind.VIEW,
            ("View", "views", "view"),
            tuple(row for row in _WORKBOOK if row[0] not in _NOT_ON_VIEWS),
            aliases_of=Kind.WORKBOOK,
        ),
        _content_type(
            Kind.DATA_SOURCE, ("Data Source", "data_sources", "datasource"), _DATA_SOURCE
        ),
        _content_type(Kind.FLOW, ("Flow", "flows", "flow"), _FLOW),
        _content_type(Kind.DATA_ROLE, ("Data Role", "data_roles", "dataRole"), _DATA_ROLE),
        _content_type(Kind.METRIC, ("Metric", "metrics", "metric"), _DATA_ROLE, retired=True),
        _content_type(Kind.LENS, ("Lens", "lenses", "lens"), _DATA_ROLE, retired=True),
        _content_type(
            Kind.VIRTUAL_CONNECTION,
            ("Virtual Connection", "virtual_connections", "virtualConnection"),
            _VIRTUAL_CONNECTION,
        ),
        _content_type(Kind.DATABASE, ("Database", "databases", "database"), _DATABASE),
        _content_type(Kind.TABLE, ("Table", "tables", "table"), _DATABASE),
    )
}

_BY_KEY: dict[Kind, dict[str, Capability]] = {
    kind: {capability.key: capability for capability in content_type.capabilities}
    for kind, content_type in CATALOG.items()
}
_BY_SPELLING: dict[Kind, dict[str, Capability]] = {
    kind: {
        fold(spelling): capability
        for capability in content_type.capabilities
        for spelling in (
            *capability.aliases,
            capability.rest_name,
            capability.label,
            capability.key,
        )
    }
    for kind, content_type in CATALOG.items()
}
