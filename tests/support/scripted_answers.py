"""Answers of the REST API by hand: official XML by request, for a site as small as can be."""

from collections.abc import Mapping, Sequence

from tableau_perm_cli.exchange.picture import Picture
from tableau_perm_cli.exchange.rest.answers import Answer, Answered, Refusal, Resource
from tableau_perm_cli.exchange.rest.reading import ReadingOptions, read_site
from tableau_perm_cli.exchange.rest.unwrapping import elements_of
from tableau_perm_cli.exchange.rest.xml_text import parse_xml

ALL_USERS = '<group id="g-all" name="All Users" userCount="2"><domain name="local"/></group>'
USERS = (
    '<user id="u-ada" name="ada" siteRole="Creator"><domain name="local"/></user>'
    '<user id="u-bob" name="bob" siteRole="Viewer"><domain name="local"/></user>'
)
NO_RULES = "<permissions/>"

Script = dict[str, str | Refusal | Answer]
"""What is answered, by path: what is inside ``tsResponse``, or a refusal."""


def listed(container: str, elements: str) -> str:
    """Return the inside of an answer that is a list."""
    return f"<{container}>{elements}</{container}>"


def project(identity: str, name: str, lock: str = "ManagedByOwner", **more: str) -> str:
    """Return an element ``project``, owned by ada."""
    attributes = {"id": identity, "name": name, "contentPermissions": lock, **more}
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<project{told}><owner id="u-ada"/></project>'


def item(tag: str, identity: str, inside: str = '<project id="p"/>', **more: str) -> str:
    """Return an element of a list of content, in the project p, owned by ada."""
    attributes = {"id": identity, "name": identity.upper(), **more}
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{tag}{told}>{inside}<owner id="u-ada"/></{tag}>'


def rules(*grants: tuple[str, str, Mapping[str, str]]) -> str:
    """Return an element ``permissions``: tag and id of a grantee, and modes by capability."""
    entries = "".join(
        f'<granteeCapabilities><{tag} id="{identity}"/><capabilities>'
        + "".join(f'<capability name="{name}" mode="{mode}"/>' for name, mode in modes.items())
        + "</capabilities></granteeCapabilities>"
        for tag, identity, modes in grants
    )
    return f"<permissions>{entries}</permissions>"


def small_site(**lists: str) -> Script:
    """Return a site with two users, All Users and the project P; lists by path are replaced."""
    script: Script = {
        "": (
            '<site id="s" name="Training" contentUrl="training" guestAccessEnabled="true" '
            'authoringEnabled="false"/>'
        ),
        "users": listed("users", USERS),
        "groups": listed("groups", ALL_USERS),
        "groupsets": "<groupSets/>",
        "projects": listed("projects", project("p", "P")),
    }
    for path in (
        *("workbooks", "views", "datasources", "flows"),
        *("virtualConnections", "databases", "tables"),
    ):
        script[path] = f"<{path}/>"
    script.update({path: listed(path, elements) for path, elements in lists.items()})
    return script


class Scripted:
    """Answers by script; rules and connections that it does not have are empty."""

    def __init__(self, script: Script, api_version: tuple[int, int] = (3, 24)) -> None:
        self._script = script
        self._version = api_version
        self.asked: list[str] = []
        """The paths that were asked for, in their order."""

    @property
    def api_version(self) -> tuple[int, int]:
        """The version of the REST API that answers."""
        return self._version

    def fetch(
        self, resources: Sequence[Resource], answered: Answered | None = None
    ) -> Mapping[Resource, Answer | Refusal]:
        """Return what the script has."""
        found: dict[Resource, Answer | Refusal] = {}
        for resource in resources:
            self.asked.append(resource.path)
            found[resource] = self._answer(resource)
            if answered:
                answered(resource)
        return found

    def _answer(self, resource: Resource) -> Answer | Refusal:
        empty = {"permissions": NO_RULES, "connections": "<connections/>"}
        inside = self._script.get(resource.path, empty.get(resource.element))
        if inside is None:
            return Refusal("404 Not Found", 404)
        if not isinstance(inside, str):
            return inside
        text = f'<tsResponse xmlns="http://tableau.com/api">{inside}</tsResponse>'
        return Answer(elements_of(parse_xml(text.encode()), resource))


def read(
    script: Script, *, every_rule: bool = False, api_version: tuple[int, int] = (3, 24)
) -> Picture:
    """Return the picture that a script gives."""
    return read_site(Scripted(script, api_version), ReadingOptions(every_rule=every_rule))


def asked(
    script: Script, *, every_rule: bool = False, api_version: tuple[int, int] = (3, 24)
) -> set[str]:
    """Return the paths that are asked for of a scripted site."""
    answers = Scripted(script, api_version)
    read_site(answers, ReadingOptions(every_rule=every_rule))
    assert len(answers.asked) == len(set(answers.asked)), "something was asked twice"
    return set(answers.asked)
