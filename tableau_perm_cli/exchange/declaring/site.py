"""Declares a picture of a site: everything in it by name, in the order in which it is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tableau_perm_cli.catalog import CATALOG, Kind, RoleClass, site_role_named
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import GranteeKind, Lock
from tableau_perm_cli.declaration.not_read import SETTINGS
from tableau_perm_cli.exchange.declaring.declared import DeclaredSite
from tableau_perm_cli.exchange.declaring.items import SECTIONS, Items
from tableau_perm_cli.exchange.declaring.labels import CarriedLabels
from tableau_perm_cli.exchange.declaring.marks import Marks
from tableau_perm_cli.exchange.declaring.people import People, people_of
from tableau_perm_cli.exchange.declaring.places import SPACE, Places, places_of
from tableau_perm_cli.exchange.declaring.principals import (
    group_sets_value,
    groups_value,
    role_notes,
    users_value,
)
from tableau_perm_cli.exchange.declaring.projects import gaps_of, lock_of, rules_of
from tableau_perm_cli.exchange.declaring.reasons import NO_PLACE, NO_SETTINGS
from tableau_perm_cli.exchange.declaring.redaction import Redaction
from tableau_perm_cli.exchange.declaring.spelling import UNNAMED, encodable, in_order
from tableau_perm_cli.exchange.declaring.wording import shortened
from tableau_perm_cli.exchange.ids import IdEntry
from tableau_perm_cli.exchange.picture import Picture, ToldProject

_Plains = dict[str, Plain]


def declare_site(
    picture: Picture,
    *,
    redaction: Redaction | None = None,
    labels: CarriedLabels | None = None,
) -> DeclaredSite:
    """Return the declaration of what a picture tells.

    It is the same for the same picture, whatever the order of the things in it.

    Args:
        picture: what a source tells of the site.
        redaction: makes a pseudonym of every name; labels and ids are then left out.
        labels: those of the declaration that is replaced.
    """
    people = people_of(picture, redaction)
    places = places_of(picture, people, redaction)
    marks = Marks(redaction is not None)
    carried = CarriedLabels() if redaction or labels is None else labels
    tree = _Tree(people, places, Items(people, places, carried, marks), marks)
    value: _Plains = {
        "settings": _settings(picture),
        **marks.of("", _site_gaps(picture, places)),
        "users": users_value(picture, people, marks),
        "groups": groups_value(picture, people, marks, redaction),
        "group_sets": group_sets_value(picture, people),
        "projects": tree.projects(None, None),
        "personal_spaces": tree.spaces(),
    }
    name = encodable(picture.name) if picture.name.strip() else UNNAMED
    name = redaction.pseudonym("site", picture.name) if redaction else name
    notes = (
        *_notes_of_source(picture, redaction),
        *people.notes,
        *role_notes(picture, people, redacted=marks.redacted),
        *places.notes,
        *tree.notes(),
    )
    return DeclaredSite(
        name,
        {key: part for key, part in value.items() if part},
        () if redaction else tuple(sorted(_ids(name, people, places))),
        notes,
        tuple(sorted(marks.found)),
    )


def _settings(picture: Picture) -> _Plains:
    settings: _Plains = {}
    if picture.guest_access:
        settings["guest_access"] = True
    if picture.web_authoring is False:
        settings["web_authoring"] = False
    return settings


def _site_gaps(picture: Picture, places: Places) -> dict[str, str]:
    """Return the content that was not listed, or that has no place, by the key it has.

    And the settings, where anything depends on one that is not told.
    """
    gaps = {CATALOG[kind].plural: NO_PLACE for kind in places.homeless}
    gaps |= picture.not_read
    found = {key: gaps[key] for key in SECTIONS.values() if key in gaps}
    if picture.web_authoring is None or (picture.guest_access is None and _has_guest(picture)):
        return {SETTINGS: picture.not_read.get(SETTINGS, NO_SETTINGS), **found}
    return found


def _has_guest(picture: Picture) -> bool:
    """Whether it depends on guest access what anybody may do."""
    roles = {user.site_role for user in picture.users}
    readings = [reading for role in roles if (reading := site_role_named(role))]
    return any(reading.role.role_class is RoleClass.GUEST for reading in readings)


def _notes_of_source(picture: Picture, redaction: Redaction | None) -> Sequence[str]:
    if not redaction or not picture.notes:
        return picture.notes
    # They quote names, and where a quotation ends only a reader knows.
    noun = "note" if len(picture.notes) == 1 else "notes"
    return (f"{len(picture.notes)} {noun} of the source, left out since they may hold names",)


def _ids(site: str, people: People, places: Places) -> Iterator[IdEntry]:
    for kind in GranteeKind:
        for thing, name in people.names[kind].items():
            yield IdEntry(site, f"{kind.value}:{name}", thing)
    for (_, thing), address in places.addresses.items():
        yield IdEntry(site, str(address), thing)


@dataclass(slots=True)
class _Tree:
    """Declares the projects of one site and its Personal Spaces."""

    people: People
    places: Places
    items: Items
    marks: Marks
    _misled: list[str] = field(default_factory=list)

    def projects(self, parent: str | None, managing: ToldProject | None) -> _Plains:
        """Return the projects in a project, or at the top, by name."""
        placed = [
            (self.places.addresses[Kind.PROJECT, it.id], it)
            for it in self.places.below.get(parent, ())
        ]
        placed.sort(key=lambda each: in_order(each[0].path[-1]))
        return {it.path[-1]: self._project(it, project, managing) for it, project in placed}

    def _project(
        self, address: Address, project: ToldProject, managing: ToldProject | None
    ) -> _Plains:
        value: _Plains = {}
        gaps, lock = gaps_of(project), lock_of(project)
        if project.owner is not None and "owner" not in gaps:
            value["owner"] = self.people.user(project.owner)
        if lock is not None and lock is not Lock.CUSTOMIZABLE:
            value["content_permissions"] = lock.value
        value |= self.items.labels_value(address, project.id)
        rules = rules_of(project, managing, self.people)
        if rules.permissions is not None:
            value["permissions"] = rules.permissions
        value |= self.marks.of(str(address), {**gaps, **rules.not_read})
        self._misled += [
            f"the group set `{it.name}` is told to lead `{address}`, which no group set can"
            for it in rules.misled
        ]
        value |= self.items.in_holder((Kind.PROJECT, project.id))
        if managing is None and lock is Lock.LOCKED_INCLUDING_NESTED:
            managing = project
        nested = self.projects(project.id, managing)
        return {**value, "projects": nested} if nested else value

    def spaces(self) -> _Plains:
        """Return the Personal Spaces by user."""
        owners = {self.people.user(it): it for kind, it in self.places.inside if kind == SPACE}
        return {name: self.items.in_space(owners[name]) for name in sorted(owners, key=in_order)}

    def notes(self) -> list[str]:
        """Return what is to be said of content and of projects."""
        homeless = [
            f"{count} of the {CATALOG[kind].plural.replace('_', ' ')} "
            f"{'is' if count == 1 else 'are'} left out, since what holds them is not told"
            for kind, count in sorted(self.places.homeless.items())
        ]
        return [*homeless, *shortened(sorted(self._misled))]
