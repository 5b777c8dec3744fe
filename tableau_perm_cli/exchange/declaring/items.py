"""The plain values of content: workbooks, data sources and all else that stands in a project."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address, split_kind
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import CONTENT_KINDS, Authentication
from tableau_perm_cli.exchange.declaring.labels import CarriedLabels
from tableau_perm_cli.exchange.declaring.marks import Marks
from tableau_perm_cli.exchange.declaring.people import People
from tableau_perm_cli.exchange.declaring.places import SPACE, Holder, Places
from tableau_perm_cli.exchange.declaring.reasons import NO_SUCH_DATA_SOURCE
from tableau_perm_cli.exchange.declaring.rules import list_value
from tableau_perm_cli.exchange.declaring.spelling import in_order
from tableau_perm_cli.exchange.picture import ToldContent

_Plains = dict[str, Plain]

SECTIONS: Final[Mapping[Kind, str]] = {
    kind: CATALOG[kind].plural for kind in (*CONTENT_KINDS, Kind.VIEW, Kind.TABLE)
}
"""The keys that hold content, in the order in which they are written."""
_PARTS: Final = frozenset({Kind.VIEW, Kind.TABLE})


@dataclass(frozen=True, slots=True)
class Items:
    """Declares the content of one site."""

    people: People
    places: Places
    labels: CarriedLabels
    marks: Marks

    def in_holder(self, holder: Holder, *, personal: bool = False) -> _Plains:
        """Return the content of a holder, by the keys of its kinds and by name.

        Args:
            holder: a project, a Personal Space, a workbook or a database.
            personal: whether it is a Personal Space or in one.
        """
        contents = self.places.inside.get(holder)
        if not contents:
            return {}
        placed = [(self.places.addresses[it.kind, it.id], it) for it in contents]
        placed.sort(key=lambda each: in_order(each[0].path[-1]))
        sections: dict[Kind, _Plains] = {}
        for address, content in placed:
            value = self._item(address, content, personal=personal)
            sections.setdefault(content.kind, {})[address.path[-1]] = value
        return {SECTIONS[kind]: sections[kind] for kind in SECTIONS if kind in sections}

    def in_space(self, owner: str) -> _Plains:
        """Return what the user with an id has in Personal Space."""
        return self.in_holder((SPACE, owner), personal=True)

    def labels_value(self, address: Address, thing: str) -> _Plains:
        """Return the labels that a thing had."""
        labels = self.labels.of(address, thing)
        return {"labels": [*labels]} if labels else {}

    def _item(self, address: Address, content: ToldContent, *, personal: bool) -> _Plains:
        value: _Plains = {}
        gaps = dict(content.not_read)
        # Views and tables have their parent's owner; a Personal Space has one, and no rules.
        ignored = {"owner"} if content.kind in _PARTS else set()
        if personal:
            ignored = {"owner", "permissions"}
        if content.owner is not None and not {"owner"} & (ignored | gaps.keys()):
            value["owner"] = self.people.user(content.owner)
        value |= self.labels_value(address, content.id)
        value |= _own_keys(content)
        if content.rules is not None and not {"permissions"} & (ignored | gaps.keys()):
            value["permissions"] = list_value(content.kind, content.rules, self.people)
        connections = self._connections(content, gaps)
        order = ("permissions", "owner", "connects_to")
        known = {part: gaps[part] for part in order if part in gaps and part not in ignored}
        value |= self.marks.of(str(address), known)
        if connections:
            value["connects_to"] = connections
        return {**value, **self.in_holder((content.kind, content.id), personal=personal)}

    def _connections(self, content: ToldContent, gaps: dict[str, str]) -> list[Plain]:
        """Return the connections of a workbook; note in ``gaps`` if one leads to nothing."""
        if content.kind is not Kind.WORKBOOK:
            gaps.pop("connects_to", None)
            return []
        found: set[tuple[str, Authentication]] = set()
        for connection in content.connections:
            address = self.places.addresses.get((Kind.DATA_SOURCE, connection.data_source))
            if address is None:
                gaps.setdefault("connects_to", NO_SUCH_DATA_SOURCE)
            else:
                found.add((_reference(address), connection.authentication))
        ordered = sorted(found, key=lambda each: (in_order(each[0]), each[1]))
        return [
            {"data_source": path, "authentication": authentication.value}
            for path, authentication in ordered
        ]


def _reference(data_source: Address) -> str:
    """Return a data source as a connection names it: by its path alone."""
    path = str(data_source).partition(":")[2]
    # Of a project called `data_source:A` the path itself looks like one with its kind.
    return str(data_source) if split_kind(path)[0] is Kind.DATA_SOURCE else path


def _own_keys(content: ToldContent) -> _Plains:
    """Return what only content of this kind may say, where it is not as by default."""
    match content.kind:
        case Kind.WORKBOOK:
            return {} if content.tabs_shown else {"tabs": "hidden"}
        case Kind.DATA_SOURCE if content.authentication is not Authentication.EMBEDDED:
            return {"authentication": content.authentication.value}
        case Kind.DATABASE if content.locked:
            return {"content_permissions": "locked"}
        case _:
            return {}
