"""The tables of one site in the lake, each column made of ready-made numbers or names."""

from array import array
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.report.columnar import dictionary, integers, load_pyarrow, reasons
from tableau_perm_cli.resolve.bulk import REASON
from tableau_perm_cli.resolve.bulk.ceilings import CLASSES
from tableau_perm_cli.resolve.bulk.codes import KINDS
from tableau_perm_cli.resolve.factored import Columns, Factored

if TYPE_CHECKING:
    import pyarrow as pa

    Fields = dict[str, "pa.Array[Any]"]

FORMAT = "tableau-perm/lake/1"
"""The version of the layout: tables and columns may be added, none is changed or removed."""
_CLASS_NAMES = [*(role_class.value for role_class in CLASSES), "absent"]


def site_tables(factored: Factored) -> dict[str, Any]:
    """Return the tables of a site by name, in the order of ``TABLES``."""
    pa, _ = load_pyarrow()
    site = factored.engine.site.name
    tables: dict[str, Any] = {}
    for name, fields_of in TABLES.items():
        fields = fields_of(factored)
        rows = len(next(iter(fields.values())))
        tables[name] = pa.table({"site": dictionary(bytes(rows), [site], width=1), **fields})
    return tables


def _sites(factored: Factored) -> "Fields":
    engine = factored.engine
    return {
        "format": _texts([FORMAT]),
        "user_count": _numbers(len(engine.users)),
        "item_count": _numbers(len(engine.items)),
    }


def _users(factored: Factored) -> "Fields":
    engine = factored.engine
    codes = engine.people.ceilings.class_of
    roles = [engine.role(user) for user in range(len(engine.users))]
    return {
        "user_id": integers(array("i", range(len(roles)))),
        "user": _texts(list(engine.users)),
        "site_role": _texts(role.name if role else None for role in roles),
        "role_class": dictionary(codes, _CLASS_NAMES, width=1),
        "class_id": integers(factored.class_of),
    }


def _items(factored: Factored) -> "Fields":
    items = factored.engine.items
    kinds = bytes(governed.stratum.rules.kind_number for governed in items)
    return {
        "item_id": integers(array("i", range(len(items)))),
        "item": _texts(str(governed.item.address) for governed in items),
        "kind": dictionary(kinds, [kind.value for kind in KINDS], width=1),
        "rule_set": integers(factored.rule_set_of),
        "scope": integers(factored.scope_of),
    }


def _default_verdicts(factored: Factored) -> "Fields":
    rule_sets, role_classes, verdicts = factored.defaults
    return {
        "rule_set": integers(rule_sets),
        "role_class": dictionary(bytes(list(role_classes)), _CLASS_NAMES, width=1),
        "verdict": integers(verdicts),
    }


def _class_verdicts(factored: Factored) -> "Fields":
    return _three(("rule_set", "class_id", "verdict"), factored.by_class)


def _exceptions(factored: Factored) -> "Fields":
    return _three(("scope", "user_id", "verdict"), factored.exceptions)


def _owners(factored: Factored) -> "Fields":
    return _three(("item_id", "user_id", "verdict"), factored.owners)


def _answers(factored: Factored) -> "Fields":
    """Return what each verdict comes to: a row a capability, in the catalog's order."""
    verdicts, places = array("i"), array("i")
    keys: list[str] = []
    codes = bytearray()
    for (kind_number, row), verdict in factored.verdicts.items():
        capabilities = CATALOG[KINDS[kind_number]].capabilities
        verdicts.extend([verdict] * len(capabilities))
        places.extend(range(len(capabilities)))
        keys += [capability.key for capability in capabilities]
        codes += row
    return {
        "verdict": integers(verdicts),
        "place": integers(places),
        "capability": _texts(keys),
        "effective": _texts(REASON[code].verdict.value for code in codes),
        "reason": reasons(bytes(codes)),
    }


TABLES: "dict[str, Callable[[Factored], Fields]]" = {
    "sites": _sites,
    "users": _users,
    "items": _items,
    "default_verdicts": _default_verdicts,
    "class_verdicts": _class_verdicts,
    "exceptions": _exceptions,
    "owners": _owners,
    "answers": _answers,
}
"""Every table by its name, which is also its file's."""


def _three(names: tuple[str, str, str], columns: Columns) -> "Fields":
    return {name: integers(column) for name, column in zip(names, columns, strict=True)}


def _numbers(number: int) -> "pa.Array[Any]":
    return integers(array("i", [number]))


def _texts(values: Iterable[str | None]) -> "pa.Array[Any]":
    pa, _ = load_pyarrow()
    return pa.array(values, pa.string())
