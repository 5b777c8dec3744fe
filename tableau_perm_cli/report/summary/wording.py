"""Statements in words: one sentence each, true by itself."""

from collections.abc import Iterable, Sequence

from tableau_perm_cli.audit.summarising import Basis, Exempt, Place, Roles, Statement, Who
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import PERSONAL_SPACE_MARK, Address
from tableau_perm_cli.declaration.model import ALL_USERS
from tableau_perm_cli.diagnostics import visible
from tableau_perm_cli.report.sentences import listing, places
from tableau_perm_cli.resolve import Effect, Evidence

PLACES_NAMED = 3
"""So many places of the declaration a sentence names."""
PROJECTS_NAMED = 3
"""So many projects of which somebody is in charge are named beside the name."""

_LABELS = {it.key: it.label for kind in reversed(CATALOG.values()) for it in kind.capabilities}
_VERBS = {
    frozenset({Effect.OWNER}): "owns",
    frozenset({Effect.LEADER}): "leads",
    frozenset({Effect.OWNER, Effect.LEADER}): "owns or leads",
}


def sentence(statement: Statement) -> str:
    """Return a statement as one sentence, with its exceptions and where it is written."""
    said = f"{users_words(statement)} {_may(statement)} on "
    said += "what they own of " if statement.who.owners else ""
    said += places_words(statement.places)
    if statement.is_exception:
        said = f"exception: {said}"
    written = _written(statement.evidence)
    said += f" ({'user rule, ' if statement.is_exception else ''}{written})" if written else ""
    return "; ".join([said, *_exempt(statement.exempt)])


def _may(statement: Statement) -> str:
    also = " also" if statement.is_exception else ""
    if not statement.everything:
        return f"can{also} {capability_words(statement.capabilities)}"
    who = statement.who
    single = len(who.users) + len(who.groups) + len(who.group_sets)
    many = statement.basis in {Basis.ADMINISTRATORS, Basis.OWNERS} or single > 1
    if who.groups and not who.users:
        many = False
    return f"{'have' if many else 'has'}{also} every capability"


def capability_words(keys: Iterable[str]) -> str:
    """Return capabilities by their names in Tableau's user interface."""
    return listing([_LABELS[key] for key in keys])


# Users


def users_words(statement: Statement) -> str:
    """Return whom a statement is about."""
    who = statement.who
    match statement.basis:
        case Basis.ADMINISTRATORS:
            names = [visible(it.grantee.partition(":")[2]) for it in statement.evidence]
            return f"administrators ({', '.join(dict.fromkeys(names))})"
        case Basis.OWNERS:
            return f"owners{_roles(who.roles)}"
        case Basis.IN_CHARGE:
            return f"{_crowd(who)}{_charge(statement.evidence)}"
        case Basis.RULES | Basis.USER_RULES:
            return _crowd(who)


def _crowd(who: Who) -> str:
    names = [visible(name) for name in who.users]
    groups = [visible(name) for name in who.groups]
    if ALL_USERS in who.groups:
        names.append("everyone")
        groups.remove(ALL_USERS)
    if groups:
        names.append(f"everyone in {_either(groups)}")
    for it in who.group_sets:
        but_not = f" but not in {_either([visible(name) for name in it.but_not])}"
        within = f"everyone in the group set {visible(it.group_set)}"
        names.append(within + (but_not if it.but_not else ""))
    said = listing(names) + _roles(who.roles)
    if who.but_not:
        said += f", but nobody in {_either([visible(name) for name in who.but_not])},"
    return said


def _roles(roles: Roles | None) -> str:
    if roles is None:
        return ""
    if roles.lowest is not None:
        return f" with {roles.lowest} or above"
    return f" with {_either(roles.names)}"


def _charge(evidence: Sequence[Evidence]) -> str:
    """Say of which projects somebody is in charge, and how."""
    verb = _VERBS.get(frozenset(it.effect for it in evidence), "is in charge of")
    grantees = dict.fromkeys(it.grantee for it in evidence)
    if len(grantees) > 1 or next(iter(grantees), "").startswith("group:"):
        verb = {"owns": "own", "leads": "lead", "owns or leads": "own or lead"}.get(verb, verb)
    projects = list(dict.fromkeys(visible(str(it.where)) for it in evidence))
    if len(projects) > PROJECTS_NAMED:
        return f", who {verb} {len(projects)} projects,"
    return f", who {verb} {listing(projects)}," if projects else ""


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


# Places


def places_words(found: Sequence[Place]) -> str:
    """Return several places."""
    return listing(list(map(_place, found)))


def _place(place: Place) -> str:
    if not place.but_not:
        return _whole(place)
    return f"{_whole(place)} (except {listing([_within(it, place) for it in place.but_not])})"


def _within(inner: Place, outer: Place) -> str:
    """Return a place that is left out of one: in a word when it is all of a kind."""
    if inner.path == outer.path and inner.inside and inner.kind is not None:
        return f"the {_plural(inner.kind)}"
    return _place(inner)


def _whole(place: Place) -> str:
    if place.direct:
        return f"the {_plural(place.kind)} directly in {_container(place)}"
    if not place.inside:
        return visible(str(Address(place.kind or Kind.PROJECT, place.path)))
    what = "everything" if place.kind is None else f"all {_plural(place.kind)}"
    return f"{what} on the site" if not place.path else f"{what} in {_container(place)}"


def _container(place: Place) -> str:
    """Return what holds what is meant: a project, a workbook or a Personal Space."""
    if place.direct and place.kind is Kind.VIEW:
        return visible(str(Address(Kind.WORKBOOK, place.path)))
    if place.direct and place.kind is Kind.TABLE:
        return visible(str(Address(Kind.DATABASE, place.path)))
    if place.personal:
        return f"the Personal Space of {visible(place.path[0].removeprefix(PERSONAL_SPACE_MARK))}"
    return visible(str(Address(Kind.PROJECT, place.path)))


def _plural(kind: Kind | None) -> str:
    return CATALOG[kind].plural.replace("_", " ") if kind else "items"


# Exceptions


def _exempt(exempt: Iterable[Exempt]) -> list[str]:
    """Return who is left out, with where that is written."""
    found: list[str] = []
    for it in exempt:
        names = listing([visible(name) for name in it.users])
        written = f"user rule, {_written(it.evidence)}"
        if it.everywhere and it.all_of_it:
            found.append(f"exception: not {names} ({written})")
            continue
        where = "" if it.everywhere else f" on {places_words(it.places)}"
        what = "do any of it" if it.all_of_it else capability_words(it.capabilities)
        found.append(f"exception: {names} cannot {what}{where} ({written})")
    return found


def _written(evidence: Sequence[Evidence]) -> str:
    """Return the first places where it is written, and how many more there are."""
    lines = list({(it.position.file, it.position.line): it.position for it in evidence}.values())
    shown = places(lines[:PLACES_NAMED])
    rest = len(lines) - PLACES_NAMED
    return f"{shown} and {rest:,} more" if rest > 0 else shown
