"""How this family words lists of things, and where a rule stands."""

from collections.abc import Sequence

from tableau_perm_cli.audit.lint.linted_site import LintedSite, WrittenList
from tableau_perm_cli.catalog import CATALOG, SITE_ROLES
from tableau_perm_cli.declaration.model import Grantee, GranteeKind

_WORDS = {
    GranteeKind.USER: "user",
    GranteeKind.GROUP: "group",
    GranteeKind.GROUP_SET: "group set",
}


def listed(words: Sequence[str], most: int | None = None) -> str:
    """Return ``a, b and c``; of more than ``most`` words the first and how many more."""
    if most is not None and len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def addresses(items: Sequence[object], most: int = 3) -> str:
    """Return addresses for a sentence, each in backticks."""
    return listed([f"`{address}`" for address in items], most)


def counted(number: int, one: str, several: str | None = None) -> str:
    """Return ``1 member``, ``2 members``."""
    return f"{number} {one if number == 1 else several or one + 's'}"


def name_of(grantee: Grantee) -> str:
    """Return a grantee for a sentence: ``group `Finance```."""
    return f"{_WORDS[grantee.kind]} `{grantee.name}`"


def place_of(written: WrittenList) -> str:
    """Return where a rule stands, for a sentence; of a project's defaults also for what."""
    place = f"`{written.item.address}`"
    return f"{place} ({CATALOG[written.rules.kind].plural})" if written.is_default else place


def roles_of(linted: LintedSite, users: int) -> str:
    """Return the site roles that count for a set of users: ``Viewer``, ``Explorer or Viewer``."""
    names = {role.name for role in map(linted.engine.role, _members(linted, users)) if role}
    found = [role.name for role in SITE_ROLES if role.name in names]
    return " or ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))


def _members(linted: LintedSite, users: int) -> list[int]:
    index = linted.engine.people.index
    return [index[name] for name in linted.engine.names(users)]
