"""Semantics sections 3, 4 and 5 a second time, as plainly as they can be written down.

The product is held against this reading, so nothing here is shared with it except Tableau's own
tables (the catalog). There is no graph and no class: a site is a dictionary of people and a
dictionary of items, and each function below is one sentence or one table row of the semantics.
The declaration must be valid, and must not be changed after the first question about it: what
was looked up is kept by the identity of the declaration. Change a copy instead.
"""

from collections.abc import Iterator

from support.reference_site import capability_key, is_on_site, site_of
from tableau_perm_cli.catalog import CATALOG, Cell, Kind

ALLOWED = "allowed"
DENIED = "denied"

Verdict = tuple[str, str]

RULE_REASONS = {
    "user_deny",
    "user_allow",
    "group_deny",
    "group_allow",
    "group_set_deny",
    "group_set_allow",
    "unspecified",
    "not_read",
}
CEILING_REASONS = {"unlicensed", "guest_disabled", "site_role", "guest"}

ALLOWING_SECTIONS = {
    "user_allow": "users",
    "group_allow": "groups",
    "group_set_allow": "group_sets",
}

# --- The questions -------------------------------------------------------------------------


def decide(declaration: dict, site: str, user: str, item: str, capability: str) -> Verdict:
    """Return allowed or denied, and the reason code: the ladder of section 3."""
    return _decide(site_of(declaration, site), user, item, capability)


def governing(declaration: dict, site: str, item: str) -> tuple[str, str]:
    """Return the address whose rules decide, and because of what (section 3, step 5)."""
    known = site_of(declaration, site)
    return _governing(known, known["items"][item])


def browsable(declaration: dict, site: str, user: str, item: str) -> bool:
    """Whether the user has View on the item's project and on every project above it."""
    known = site_of(declaration, site)
    projects = known["items"][item]["projects"]
    return all(_decide(known, user, project, "view")[0] == ALLOWED for project in projects)


def uncertain(declaration: dict, site: str, user: str, item: str, capability: str) -> bool:
    """Whether the answer rests on something public text does not settle, or that was not read."""
    known = site_of(declaration, site)
    effective, reason = _decide(known, user, item, capability)
    if reason == "not_on_site":
        return False
    person, thing = known["people"][user], known["items"][item]
    key = capability_key(thing["kind"], capability)
    if _rests_on_a_gap(known, person, thing, key, (effective, reason)):
        return True
    if effective == ALLOWED or reason in {"site_role", "guest"}:
        # Denied on an uncertain cell or role class, or allowed through one.
        cell = _cell(known, person, thing, key)
        if person["role_uncertain"] or (cell is not None and cell.uncertain):
            return True
    if reason in RULE_REASONS and _governing(known, thing)[1] == "locked_database":
        return True
    if reason in ALLOWING_SECTIONS and _rests_on_a_template(known, person, thing, key, reason):
        return True
    return reason == "group_set_deny" and "allow" in _group_set_effects(known, person, thing, key)


def task(
    declaration: dict, site: str, user: str, task: str, item: str, target: str | None = None
) -> Verdict:
    """Return allowed and ``all_needs_met``, or denied and the reason of the first failing need."""
    known = site_of(declaration, site)
    kinds, needs = TASKS[task]
    if known["items"][item]["kind"] not in kinds:
        raise ValueError(f"the task {task} does not apply to {item}")
    if not is_on_site(known, user):
        return DENIED, "not_on_site"
    for effective, reason in needs(known, user, item, target):
        if effective == DENIED:
            return DENIED, reason
    return ALLOWED, "all_needs_met"


def users_of(declaration: dict, site: str) -> list[str]:
    """Return every user of the site, server administrators included."""
    return list(site_of(declaration, site)["people"])


def items_of(declaration: dict, site: str) -> list[str]:
    """Return the address of every item of the site, in the order of the declaration."""
    return list(site_of(declaration, site)["items"])


def kind_of(item: str) -> Kind:
    """Return what the item of this address is."""
    return Kind(item.partition(":")[0])


def capabilities_of(item: str) -> list[str]:
    """Return the keys of the capabilities that an item of this address has."""
    return [capability.key for capability in CATALOG[kind_of(item)].capabilities]


def tasks_of(item: str) -> list[str]:
    """Return the names of the tasks that can be asked about an item of this address."""
    return [name for name, (kinds, _needs) in TASKS.items() if kind_of(item) in kinds]


# --- Section 3: the decision ---------------------------------------------------------------


def _decide(site: dict, user: str, item: str, capability: str) -> Verdict:
    thing = site["items"][item]
    key = capability_key(thing["kind"], capability)
    if not is_on_site(site, user):
        return DENIED, "not_on_site"
    person = site["people"][user]
    for step in LADDER:
        verdict = step(site, person, thing, key)
        if verdict is not None:
            return verdict
    return DENIED, "unspecified"  # 9. Nothing.


def _ceiling(site: dict, person: dict, thing: dict, key: str) -> Verdict | None:
    """1. Ceiling."""
    reason = _shut_out(site, person)
    if reason in {"unlicensed", "guest_disabled"}:
        return DENIED, reason
    if not _cell(site, person, thing, key).allowed:
        return DENIED, "guest" if reason == "guest" else "site_role"
    return None


def _administrator(_site: dict, person: dict, _thing: dict, _key: str) -> Verdict | None:
    """2. Administrator."""
    role_class = person["role"].role_class
    return (ALLOWED, str(role_class)) if role_class in {"server_admin", "site_admin"} else None


def _project_owner_or_leader(site: dict, person: dict, thing: dict, key: str) -> Verdict | None:
    """3. Project owner or leader; Set Permissions only from the managing project upwards."""
    projects = thing["projects"]
    managing = _managing_project(site, projects)
    if key == "set_permissions" and managing is not None:
        projects = projects[: projects.index(managing) + 1]
    power = _owns_or_leads(site, person, projects)
    return (ALLOWED, power) if power else None


def _content_owner(site: dict, person: dict, thing: dict, key: str) -> Verdict | None:
    """4. Content owner; in a locked hierarchy Set Permissions ends here for everyone."""
    if key == "set_permissions" and _managing_project(site, thing["projects"]) is not None:
        return DENIED, "locked"
    if thing["kind"] != Kind.PROJECT and thing["owner"] == person["name"]:
        return ALLOWED, "owner"
    return None


def _not_read(site: dict, _person: dict, thing: dict, _key: str) -> Verdict | None:
    """5. A governing list that was not read decides nothing, so nothing is granted."""
    origin, kind = _governing_list(site, thing)
    return (DENIED, "not_read") if kind in origin["unread_lists"] else None


def _user_rule(site: dict, person: dict, thing: dict, key: str) -> Verdict | None:
    """6. User rule in the governing list."""
    effect = _rule(site, thing, "users", person["name"]).get(key)
    return _rule_verdict("user", [effect])


def _group_rules(site: dict, person: dict, thing: dict, key: str) -> Verdict | None:
    """7. Group rules, All Users included: any deny, else any allow."""
    return _rule_verdict(
        "group", [_rule(site, thing, "groups", group).get(key) for group in person["groups"]]
    )


def _group_set_rules(site: dict, person: dict, thing: dict, key: str) -> Verdict | None:
    """8. Group-set rules: the user must be in all groups of the set."""
    return _rule_verdict("group_set", _group_set_effects(site, person, thing, key))


LADDER = (
    _ceiling,
    _administrator,
    _project_owner_or_leader,
    _content_owner,
    _not_read,
    _user_rule,
    _group_rules,
    _group_set_rules,
)


def _rule_verdict(level: str, effects: list[str | None]) -> Verdict | None:
    if "deny" in effects:
        return DENIED, f"{level}_deny"
    if "allow" in effects:
        return ALLOWED, f"{level}_allow"
    return None


def _group_set_effects(site: dict, person: dict, thing: dict, key: str) -> list[str | None]:
    if not site["group_sets_count"]:
        return []
    return [_rule(site, thing, "group_sets", name).get(key) for name in person["group_sets"]]


def _shut_out(site: dict, person: dict) -> str | None:
    """Return why the role is shut out of nearly everything, if it is Unlicensed or Guest."""
    role_class = person["role"].role_class
    if role_class == "unlicensed":
        return "unlicensed"
    if role_class == "guest":
        return "guest" if site["guest_access"] else "guest_disabled"
    return None


def _cell(site: dict, person: dict, thing: dict, key: str) -> Cell | None:
    """Return the cell of the ceilings table, or what the site decided for an uncertain one."""
    column = person["role"].ceiling
    if column is None:
        return None
    decided = site["uncertain_ceilings"].get((thing["kind"], key, column))
    if decided is not None:
        return Cell(allowed=decided)
    return CATALOG[thing["kind"]].capability(key).ceiling[column]


def _owns_or_leads(site: dict, person: dict, projects: tuple[str, ...]) -> str | None:
    """Return project_owner or project_leader when the user is that on one of the projects."""
    if any(site["items"][project]["owner"] == person["name"] for project in projects):
        return "project_owner"
    for project in projects:
        leaders = site["items"][project]["leaders"]
        if ("users", person["name"]) in leaders:
            return "project_leader"
        if any(("groups", group) in leaders for group in person["groups"]):
            return "project_leader"
    return None


def _managing_project(site: dict, projects: tuple[str, ...]) -> str | None:
    """Return the project whose lock holds the content of the last of the projects."""
    for project in projects:  # from the outermost
        if site["items"][project]["lock"] == "locked_including_nested":
            return project
    if projects and site["items"][projects[-1]]["lock"] == "locked":
        return projects[-1]
    return None


# --- Section 3, step 5: the governing rules, and section 4: initial copies -----------------


def _governing(site: dict, thing: dict) -> tuple[str, str]:
    projects, kind = thing["projects"], thing["kind"]
    if not projects:  # a personal space has no project and no rules
        return thing["address"], "own_rules"
    managing = _managing_project(site, projects)
    if managing is not None:
        including_nested = site["items"][managing]["lock"] == "locked_including_nested"
        if including_nested or kind != Kind.PROJECT:  # a. and b.
            return managing, "locked_project" if managing == projects[-1] else "locked_ancestor"
    if kind == Kind.VIEW and site["items"][thing["container"]]["tabs_shown"]:  # c.
        return thing["container"], "tabs_shown"
    if kind == Kind.TABLE and site["items"][thing["container"]]["lock"] == "locked":
        return thing["container"], "locked_database"
    origin = _where_written(site, thing)  # d.
    return origin["address"], "own_rules" if origin is thing else "initial_copy"


def _where_written(site: dict, thing: dict) -> dict:
    """Follow the initial copies from an absent list to the list that was copied in the end."""
    while thing["rules"] is None:
        source = _copied_from(site, thing)
        if source is None:
            break  # No list was ever written: it is empty.
        thing = site["items"][source]
    return thing


def _copied_from(site: dict, thing: dict) -> str | None:
    if thing["container"] is not None:  # a view of a workbook, a table of a database
        return thing["container"]
    projects = thing["projects"]
    if thing["kind"] != Kind.PROJECT:
        return projects[-1] if projects else None
    if len(projects) > 1:  # a nested project
        return projects[-2]
    default = site["default_project"]
    return None if default == thing["address"] else default


def _rule(site: dict, thing: dict, section: str, grantee: str) -> dict[str, str]:
    """Return what the governing list says of one grantee: capability to allow or deny."""
    origin, kind = _governing_list(site, thing)
    return (origin["rules"] or {}).get((section, grantee, kind), {})


def _governing_list(site: dict, thing: dict) -> tuple[dict, Kind]:
    """Return the item whose written list governs, and what the rules in it are about."""
    source, _because = _governing(site, thing)
    origin = _where_written(site, site["items"][source])
    kind = thing["kind"]
    if kind == Kind.VIEW and origin["kind"] != Kind.VIEW:
        kind = Kind.WORKBOOK  # the rules of a workbook carry its views
    if kind == Kind.TABLE and origin["kind"] != Kind.TABLE:
        kind = Kind.DATABASE
    return origin, kind


def _rests_on_a_template(site: dict, person: dict, thing: dict, key: str, reason: str) -> bool:
    """Whether all that allows it is templates of which it is uncertain that they have it."""
    section = ALLOWING_SECTIONS[reason]
    names = [person["name"]] if section == "users" else person[section]
    allowing = [it for it in names if _rule(site, thing, section, it).get(key) == "allow"]
    origin, kind = _governing_list(site, thing)
    return all(key in origin["doubtful"].get((section, it, kind), ()) for it in allowing)


# --- What was not read -----------------------------------------------------------------------


def _rests_on_a_gap(site: dict, person: dict, thing: dict, key: str, verdict: Verdict) -> bool:
    """Whether the answer could be another one if all had been read."""
    effective, reason = verdict
    if person["role_unread"] or reason == "not_read":
        return True
    if reason == "guest_disabled":  # which it is by default; guest access that is on is told
        return site["settings_unread"]
    if reason in CEILING_REASONS:  # the ceiling binds everybody
        return False
    return (
        (effective == DENIED and _may_be_in_charge(site, thing, key))
        or _may_lead_by_a_group(site, person, thing, key, reason)
        or _may_be_reached_as_a_member(site, person, thing, key, reason)
        or _may_be_under_a_lock(site, thing, key, reason)
    )


def _charge(site: dict, thing: dict, key: str) -> list[dict]:
    """The projects whose owners and leaders have the capability."""
    projects = thing["projects"]
    managing = _managing_project(site, projects)
    if key == "set_permissions" and managing is not None:
        projects = projects[: projects.index(managing) + 1]
    return [site["items"][project] for project in projects]


def _may_be_in_charge(site: dict, thing: dict, key: str) -> bool:
    """Whether anybody may own the item, or own or lead a project, without our knowing."""
    for project in _charge(site, thing, key):
        # Who leads a project is told among its own rules.
        if "owner" in project["not_read"] or Kind.PROJECT in project["unread_lists"]:
            return True
    if thing["kind"] == Kind.PROJECT:
        return False
    whole = site["items"][thing["container"]] if thing["container"] else thing
    locked = _managing_project(site, thing["projects"]) is not None
    return "owner" in whole["not_read"] and not (locked and key == "set_permissions")


BEFORE_CONTENT = {"server_admin", "site_admin", "project_owner", "project_leader"}


def _may_lead_by_a_group(site: dict, person: dict, thing: dict, key: str, reason: str) -> bool:
    if reason in BEFORE_CONTENT:
        return False
    unread = site["unread_groups"] - set(person["groups"])
    return any(
        section == "groups" and name in unread
        for project in _charge(site, thing, key)
        for section, name in project["leaders"]
    )


def _may_be_reached_as_a_member(
    site: dict, person: dict, thing: dict, key: str, reason: str
) -> bool:
    """Whether a rule of a group whose members were not read would be heard before the reason."""
    known = set(person["groups"])
    unread = site["unread_groups"] - known
    by_group = {_rule(site, thing, "groups", group).get(key) for group in unread}
    by_set = set()
    for name, groups in site["group_sets"].items() if site["group_sets_count"] else ():
        perhaps = set(groups) <= known | unread and not set(groups) <= known
        by_set |= {_rule(site, thing, "group_sets", name).get(key)} if perhaps else set()
    match reason:
        case "group_allow":
            return "deny" in by_group
        case "group_set_deny":
            return bool(by_group & {"allow", "deny"})
        case "group_set_allow":
            return bool(by_group & {"allow", "deny"}) or "deny" in by_set
        case "unspecified":
            return bool((by_group | by_set) & {"allow", "deny"})
        case _:
            return False


def _may_be_under_a_lock(site: dict, thing: dict, key: str, reason: str) -> bool:
    """Whether a lock that was not read could be one that counts."""
    projects = thing["projects"]
    managing = _managing_project(site, projects)
    if managing and site["items"][managing]["lock"] == "locked_including_nested":
        projects = projects[: projects.index(managing)]  # the outermost lock decides
    if thing["kind"] == Kind.PROJECT and key != "set_permissions":
        projects = [project for project in projects if project != thing["address"]]
    if not any("content_permissions" in site["items"][it]["not_read"] for it in projects):
        return False
    if key == "set_permissions":
        return reason not in {"server_admin", "site_admin", "locked"}
    return reason in RULE_REASONS


# --- Section 5: tasks ----------------------------------------------------------------------
# Each function yields the verdicts of its needs, in the order of the table.


def _see_data(site: dict, user: str, item: str, _target: str | None) -> Iterator[Verdict]:
    yield _decide(site, user, item, "view")
    workbook = _workbook_of(site, item)
    if "connects_to" in workbook["not_read"]:
        yield DENIED, "not_read"
    for connection in workbook["connections"]:
        if connection["authentication"] == "prompt":
            yield _decide(site, user, connection["data_source"], "connect")
        elif "owner" in workbook["not_read"]:  # through whose Connect?
            yield DENIED, "not_read"
        elif workbook["owner"] is not None:  # embedded; else an administrator published it
            yield _decide(site, workbook["owner"], connection["data_source"], "connect")


def _publish_to(site: dict, user: str, item: str, _target: str | None) -> Iterator[Verdict]:
    yield _decide(site, user, item, "publish")


def _web_author(site: dict, user: str, item: str, _target: str | None) -> Iterator[Verdict]:
    if not site["web_authoring"]:
        yield DENIED, "site_setting"
    yield _decide(site, user, item, "web_edit")
    if "connects_to" in site["items"][item]["not_read"]:
        yield DENIED, "not_read"
    for connection in site["items"][item]["connections"]:
        yield _decide(site, user, connection["data_source"], "connect")


def _save_as_new(site: dict, user: str, item: str, target: str | None) -> Iterator[Verdict]:
    yield from _web_author(site, user, item, None)
    yield _decide(site, user, item, "download_workbook")
    if target is not None:
        yield _decide(site, user, target, "publish")
        return
    projects = [thing["address"] for thing in _things(site, Kind.PROJECT)]
    verdicts = [_decide(site, user, project, "publish") for project in projects]
    if any(effective == ALLOWED for effective, _reason in verdicts):
        return
    for foremost in ("not_read", "unspecified"):
        if (DENIED, foremost) in verdicts:
            yield DENIED, foremost
    yield verdicts[0] if verdicts else (DENIED, "unspecified")


def _save_over(site: dict, user: str, item: str, _target: str | None) -> Iterator[Verdict]:
    yield from _web_author(site, user, item, None)
    yield _decide(site, user, item, "download_workbook")
    yield _decide(site, user, item, "overwrite")
    for project in site["items"][item]["projects"][-1:]:  # none in a personal space
        yield _decide(site, user, project, "publish")


def _move_to(site: dict, user: str, item: str, target: str | None) -> Iterator[Verdict]:
    if target is None:
        raise ValueError("move_to needs a target project")
    yield _decide(site, user, target, "publish")
    yield _decide(site, user, target, "view")
    person, thing = site["people"][user], site["items"][item]
    owns_or_leads_both = _owns_or_leads(site, person, thing["projects"]) and _owns_or_leads(
        site, person, site["items"][target]["projects"]
    )
    if thing["owner"] != user and not owns_or_leads_both:
        yield _decide(site, user, item, "move")


def _set_permissions_at_publish(
    site: dict, user: str, item: str, _target: str | None
) -> Iterator[Verdict]:
    yield _decide(site, user, item, "publish")
    person, projects = site["people"][user], site["items"][item]["projects"]
    managing = _managing_project(site, projects)
    if managing is None or person["role"].is_administrator:
        return
    if not _owns_or_leads(site, person, projects[: projects.index(managing) + 1]):
        yield DENIED, "locked"


def _query_api(site: dict, user: str, item: str, _target: str | None) -> Iterator[Verdict]:
    for capability in ("view", "api_access", "connect"):
        yield _decide(site, user, item, capability)


def _administer_project(
    site: dict, user: str, item: str, _target: str | None
) -> Iterator[Verdict]:
    person, projects = site["people"][user], site["items"][item]["projects"]
    yield _role_may_own_projects(site, person)
    if person["role"].is_administrator:
        return
    if not _owns_or_leads(site, person, projects):
        yield DENIED, "unspecified"
    managing = _managing_project(site, projects)
    if managing and not _owns_or_leads(site, person, projects[: projects.index(managing) + 1]):
        yield DENIED, "locked"


def _change_owner(site: dict, user: str, item: str, target: str | None) -> Iterator[Verdict]:
    person, thing = site["people"][user], site["items"][item]
    yield _neither_unlicensed_nor_guest(site, person)
    if not (
        person["role"].is_administrator
        or thing["owner"] == user
        or _owns_or_leads(site, person, thing["projects"])
    ):
        yield DENIED, "unspecified"
    if target is None:
        return
    if not is_on_site(site, target):
        yield DENIED, "not_on_site"
        return
    receiver = site["people"][target]
    yield _neither_unlicensed_nor_guest(site, receiver)
    if thing["kind"] == Kind.PROJECT:
        yield _role_may_own_projects(site, receiver)


CONTENT_WITH_MOVE = {kind for kind, content_type in CATALOG.items() if content_type.has("move")}
TASKS = {
    "see_data": ({Kind.WORKBOOK, Kind.VIEW}, _see_data),
    "publish_to": ({Kind.PROJECT}, _publish_to),
    "web_author": ({Kind.WORKBOOK}, _web_author),
    "save_as_new": ({Kind.WORKBOOK}, _save_as_new),
    "save_over": ({Kind.WORKBOOK}, _save_over),
    "move_to": (CONTENT_WITH_MOVE, _move_to),
    "set_permissions_at_publish": ({Kind.PROJECT}, _set_permissions_at_publish),
    "query_api": ({Kind.DATA_SOURCE}, _query_api),
    "administer_project": ({Kind.PROJECT}, _administer_project),
    "change_owner": (set(Kind), _change_owner),
}


def _neither_unlicensed_nor_guest(site: dict, person: dict) -> Verdict:
    reason = _shut_out(site, person)
    return (DENIED, reason) if reason else (ALLOWED, "")


def _role_may_own_projects(site: dict, person: dict) -> Verdict:
    """Creator, Explorer (can publish) or an administrator: the roles that may publish."""
    reason = _shut_out(site, person) or "site_role"
    return (ALLOWED, "") if person["role"].may_publish else (DENIED, reason)


def _workbook_of(site: dict, item: str) -> dict:
    thing = site["items"][item]
    return site["items"][thing["container"]] if thing["kind"] == Kind.VIEW else thing


def _things(site: dict, kind: Kind) -> list[dict]:
    return [thing for thing in site["items"].values() if thing["kind"] == kind]
