"""Writes a model back as the plain values of a declaration, in their shortest form.

What `sites.py` reads of these values is the same model again, but for the places.
"""

from collections.abc import Iterable, Mapping

from tableau_perm_cli.catalog import CATALOG, Kind, template_named
from tableau_perm_cli.declaration.editing.rendering import Plain
from tableau_perm_cli.declaration.model import (
    ALL_USERS,
    Authentication,
    Content,
    GranteeKind,
    Group,
    Item,
    Lock,
    Project,
    ProjectPermissions,
    Rule,
    RuleList,
    Settings,
    Site,
    User,
    list_key,
)
from tableau_perm_cli.declaration.scope import SECTIONS

_Plains = dict[str, Plain]


def rule_value(rule: Rule) -> Plain:
    """Return a rule: a template's name, or what it allows and denies."""
    content_type = CATALOG[rule.kind]
    template = template_named(rule.kind, rule.template) if rule.template else None
    if template and ((template.allow & ~rule.allow) | (template.deny & ~rule.deny)) & ~(
        rule.allow | rule.deny
    ):
        template = None  # something that the template says is left unspecified
    listed = sum(1 << index for index, _ in rule.explicit)
    allow = rule.allow & (listed | ~template.allow) if template else rule.allow
    deny = rule.deny & (listed | ~template.deny) if template else rule.deny
    if template and not allow | deny and not rule.unknown:
        return template.name
    value: _Plains = {"template": template.name} if template else {}
    if allow:
        value["allow"] = [it.key for it in content_type.members(allow)]
    if deny:
        value["deny"] = [it.key for it in content_type.members(deny)]
    if rule.unknown:
        value["unknown"] = _unknown_value(rule)
    return value or "none"


def _unknown_value(rule: Rule) -> Plain:
    """Return the capabilities of a rule that the catalog does not have."""
    value: dict[str, list[str]] = {}
    for name, effect in rule.unknown:
        value.setdefault(effect, []).append(name)
    return {**value}


def list_value(rules: RuleList) -> Plain:
    """Return the rule list of an item of content."""
    value: dict[str, _Plains] = {}
    for rule in rules.rules:
        section = SECTIONS[rule.grantee.kind].value
        value.setdefault(section, {})[rule.grantee.name] = rule_value(rule)
    return value


def project_permissions_value(permissions: ProjectPermissions) -> Plain:
    """Return a project's rules, its defaults and its leaders."""
    value: dict[str, dict[str, _Plains]] = {}

    def grant(kind: GranteeKind, name: str) -> _Plains:
        return value.setdefault(SECTIONS[kind].value, {}).setdefault(name, {})

    for kind, rules in permissions.lists.items():
        for rule in rules.rules:
            grant(rule.grantee.kind, rule.grantee.name)[list_key(kind)] = rule_value(rule)
    for leader in permissions.leaders:
        grant(leader.grantee.kind, leader.grantee.name)["leader"] = True
    for residue in permissions.leader_residues:
        grant(residue.grantee.kind, residue.grantee.name)["leader"] = "denied"
    return value


def user_value(user: User) -> Plain:
    """Return a user: the site role alone where there is no more."""
    role = user.reading.legacy.name if user.reading.legacy else user.role.name
    more = {"full_name": user.full_name, "email": user.email}
    written: _Plains = {key: text for key, text in more.items() if text is not None}
    if user.not_read:
        written["not_read"] = {**user.not_read}
    return {"role": role, **written} if written else role


def group_value(group: Group) -> Plain:
    """Return a group: its members alone where there is no more."""
    value: _Plains = {}
    if group.minimum_site_role is not None:
        value["minimum_site_role"] = group.minimum_site_role.name
    if group.grant_on_sign_in:
        value["grant_on_sign_in"] = True
    if group.domain is not None:
        value["domain"] = group.domain
    if group.not_read:
        value["not_read"] = {**group.not_read}
    if not value:
        return [*group.members]
    return {"members": [*group.members], **value} if group.members else value


def content_value(content: Content, *, personal: bool = False) -> Plain:
    """Return an item of content with its parts.

    Args:
        content: anything but a project.
        personal: whether it is in a Personal Space, where the owner is not written.
    """
    value: _Plains = {}
    is_part = content.kind in {Kind.VIEW, Kind.TABLE}
    if content.owner is not None and not is_part and not personal:
        value["owner"] = content.owner.user
    if content.labels:
        value["labels"] = [*content.labels]
    if content.kind is Kind.WORKBOOK and not content.tabs_shown:
        value["tabs"] = "hidden"
    if content.kind is Kind.DATA_SOURCE:
        value |= _signing_in_value(content)
    if content.locked:
        value["content_permissions"] = "locked"
    if content.permissions is not None and content.permissions.not_read is None:
        value["permissions"] = list_value(content.permissions)
    if content.not_read:
        value["not_read"] = {**content.not_read}
    if content.connections:
        value["connects_to"] = [
            {
                "data_source": str(way.data_source).partition(":")[2],
                "authentication": way.authentication.value,
            }
            for way in content.connections
        ]
    return {**value, **_sections(content.parts, personal=personal)}


def _signing_in_value(data_source: Content) -> _Plains:
    """Return how a data source signs in, where that is not as it is by default."""
    value: _Plains = {}
    if data_source.authentication is not Authentication.EMBEDDED:
        value["authentication"] = data_source.authentication.value
    if data_source.external_authorization is not None:
        value["external_authorization"] = data_source.external_authorization
    return value


def project_value(project: Project) -> Plain:
    """Return a project with everything in it."""
    value: _Plains = {}
    if project.owner is not None:
        value["owner"] = project.owner.user
    if project.lock is not Lock.CUSTOMIZABLE or project.lock_position is not None:
        value["content_permissions"] = project.lock.value
    if project.labels:
        value["labels"] = [*project.labels]
    if project.permissions is not None:
        value["permissions"] = project_permissions_value(project.permissions)
    if project.not_read:
        value["not_read"] = {**project.not_read}
    nested: Iterable[Item] = (*project.content, *project.projects)
    return {**value, **_sections(nested)}


def _sections(items: Iterable[Item], *, personal: bool = False) -> _Plains:
    """Return items by the keys of their kinds and their names."""
    sections: dict[str, _Plains] = {}
    for item in items:
        value = (
            project_value(item)
            if isinstance(item, Project)
            else content_value(item, personal=personal)
        )
        sections.setdefault(CATALOG[item.kind].plural, {})[item.address.path[-1]] = value
    return {**sections}


def settings_value(settings: Settings) -> Plain:
    """Return what of a site's settings is not as it is by default."""
    plain = Settings()
    value: _Plains = {
        key: getattr(settings, key)
        for key in ("guest_access", "web_authoring", "group_sets")
        if getattr(settings, key) != getattr(plain, key)
    }
    ceilings: dict[str, dict[str, dict[str, bool]]] = {}
    for (kind, capability, column), allowed in settings.ceilings.items():
        by_key = ceilings.setdefault(kind.value, {})
        by_key.setdefault(capability, {})[column.value] = allowed
    return {**value, "uncertain_ceilings": ceilings} if ceilings else value


def site_value(site: Site) -> Mapping[str, Plain]:
    """Return a whole site; the order of everything is that of the model."""
    groups = {name: group_value(it) for name, it in site.groups.items() if name != ALL_USERS}
    value: _Plains = {
        "settings": settings_value(site.settings),
        "users": {name: user_value(user) for name, user in site.users.items()},
        "groups": groups,
        "group_sets": {name: [*it.groups] for name, it in site.group_sets.items()},
        "projects": {it.address.path[0]: project_value(it) for it in site.projects},
        "personal_spaces": {
            it.user: _sections(it.content, personal=True) for it in site.personal_spaces
        },
        "not_read": {**site.not_read},
    }
    everyone = site.groups.get(ALL_USERS)
    if everyone is not None and everyone.position is not None:
        written = group_value(everyone)
        value["groups"] = {ALL_USERS: written or {}, **groups}
    return {key: part for key, part in value.items() if part}
