"""Permission templates: the named sets of capabilities that Tableau's dialog offers.

Templates are cumulative: each adds to the one on its left; what a template does not name is
unspecified (semantics section 2; Help, "Permissions": templates).
"""

from dataclasses import dataclass

from tableau_perm_cli.catalog.capabilities import CATALOG, ContentType
from tableau_perm_cli.catalog.folding import fold
from tableau_perm_cli.catalog.kinds import Kind


@dataclass(frozen=True, slots=True)
class Template:
    """What a template means for one content type, as masks of that type."""

    name: str
    allow: int
    """The capabilities it allows."""
    deny: int
    """The capabilities it denies."""
    uncertain: int
    """Those among them of which public text does not say that the template has them."""


_LEVELS = ("view", "explore", "publish", "administer")

# A key that ends in "?" is uncertain: public text does not settle that the template has it.
_WORKBOOK = (
    "view filter view_comments add_comments download_image_pdf download_summary_data",
    "share_customized download_full_data web_edit run_explain_data",
    "download_workbook overwrite create_refresh_metrics",
    "move delete set_permissions refresh_extracts?",
)
_DATA_ROLE = ("view", None, "overwrite", "move delete set_permissions")
_DATABASE = ("view", None, "overwrite", "move set_permissions")

_TABLE: dict[Kind, tuple[str | None, ...]] = {
    Kind.PROJECT: ("view", None, "publish", None),
    Kind.WORKBOOK: _WORKBOOK,
    # "as workbook, for the keys it has": the others fall away below.
    Kind.VIEW: _WORKBOOK,
    Kind.DATA_SOURCE: (
        "view connect",
        "download_data_source",
        "overwrite save_as api_access create_metric_definitions",
        "move delete set_permissions refresh_extracts?",
    ),
    Kind.FLOW: (
        "view",
        "download_flow",
        "run_flow overwrite web_edit",
        "move delete set_permissions",
    ),
    Kind.DATA_ROLE: _DATA_ROLE,
    Kind.METRIC: _DATA_ROLE,
    Kind.LENS: _DATA_ROLE,
    Kind.DATABASE: _DATABASE,
    Kind.TABLE: _DATABASE,
    Kind.VIRTUAL_CONNECTION: (
        "view connect",
        None,
        "overwrite",
        "move delete set_permissions",
    ),
}

# Roles of releases before 2020 that are accepted as templates, and where.
_LEGACY: dict[str, tuple[str, frozenset[Kind]]] = {
    "viewer": ("view", frozenset(Kind)),
    "interactor": ("explore", frozenset(Kind)),
    "editor": ("administer", frozenset({Kind.WORKBOOK, Kind.DATA_SOURCE})),
    "connector": ("view", frozenset({Kind.DATA_SOURCE})),
    "publisher": ("publish", frozenset({Kind.PROJECT})),
}


def _templates_of(content_type: ContentType) -> dict[str, Template]:
    templates = {
        "none": Template("none", 0, 0, 0),
        "denied": Template("denied", 0, content_type.full_mask, 0),
    }
    allow = uncertain = 0
    for name, keys in zip(_LEVELS, _TABLE[content_type.kind], strict=True):
        if keys is None:
            continue
        for word in keys.split():
            key = word.removesuffix("?")
            if content_type.has(key):
                bit = content_type.capability(key).bit
                allow |= bit
                uncertain |= bit if word.endswith("?") else 0
        templates[name] = Template(name, allow, 0, uncertain)
    return templates


TEMPLATES: dict[Kind, dict[str, Template]] = {
    kind: _templates_of(content_type) for kind, content_type in CATALOG.items()
}


def template_named(kind: Kind, name: str) -> Template | None:
    """Return the template that ``name`` spells for content of ``kind``, or None.

    Legacy roles (Interactor, Editor, Connector, Publisher) count where they existed; a template
    that the type lacks, such as ``explore`` on a project, is None.
    """
    folded = fold(name)
    templates = TEMPLATES[kind]
    if folded in templates:
        return templates[folded]
    legacy = _LEGACY.get(folded)
    if legacy is None or kind not in legacy[1]:
        return None
    return templates.get(legacy[0])


def template_spellings(kind: Kind) -> list[str]:
    """Return the names a rule may give for ``kind``, today's first, for error messages."""
    return [
        *TEMPLATES[kind],
        *(
            old
            for old, (new, kinds) in _LEGACY.items()
            if kind in kinds and new in TEMPLATES[kind]
        ),
    ]


def template_name_of(kind: Kind, allow: int, deny: int) -> str:
    """Return the name Tableau's dialog shows for these masks: a template's label or Custom."""
    for template in TEMPLATES[kind].values():
        if (template.allow, template.deny) == (allow, deny):
            return template.name.capitalize()
    return "Custom"
