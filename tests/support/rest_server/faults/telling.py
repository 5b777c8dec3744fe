"""Faults of what an answer tells: words and ids that nobody knows, residues of old releases."""

import random
import re
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from support.rest_server.exchange import Reply, Request
from support.rest_server.faults.fault import FOR_EVER, Fault

NOBODY = str(uuid5(NAMESPACE_URL, "https://tableau.example/nobody"))
"""An id that leads nowhere."""


@dataclass
class Rewriting(Fault):
    """Part of the answer's text is another, wherever it stands."""

    times: float = FOR_EVER
    pattern: str = ""
    """A regular expression over the body."""
    by: str = ""
    """What stands there instead, as ``re.sub`` takes it."""
    most: int = 0
    """How often in one answer; 0 for every time."""

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Write the answer anew."""
        body = re.sub(self.pattern, self.by, reply.body.decode(), count=self.most)
        return reply.having(body=body.encode())


@dataclass
class UnknownCapability(Rewriting):
    """Every grantee also has a capability that no release so far has."""

    place: str = "permissions"
    name: str = "TeleportContent"
    mode: str = "Allow"

    def __post_init__(self) -> None:
        """Say it in every list of capabilities that says nothing of it."""
        self.pattern = rf'<capabilities>((?:(?!"{self.name}"|</capabilities>).)*)</capabilities>'
        said = rf'<capability name="{self.name}" mode="{self.mode}"/>'
        self.by = rf"<capabilities>\1{said}</capabilities>"


@dataclass
class CreateRefreshMetrics(UnknownCapability):
    """The retired capability, as lists of before 2024.2 still have it."""

    place: str = "^(workbooks|views)/.*permissions"
    name: str = "CreateRefreshMetrics"


@dataclass
class LeaderDenied(UnknownCapability):
    """A denial of Project Leader from before 2020.1 for every grantee."""

    place: str = "^projects/[^/]*/permissions"
    name: str = "ProjectLeader"
    mode: str = "Deny"


@dataclass
class UnknownSiteRole(Rewriting):
    """The first user that is no administrator has a site role that nobody knows."""

    place: str = "^users$"
    role: str = "Archaeologist"

    def __post_init__(self) -> None:
        """Put it in the place of the role."""
        self.pattern = 'siteRole="(?!ServerAdministrator)[^"]*"'
        self.by = f'siteRole="{self.role}"'
        self.most = 1


@dataclass
class UnknownGrantee(Rewriting):
    """The first user or group with a rule is nobody's id."""

    place: str = "permissions"
    tag: str = "user"
    """Or ``group``, ``groupSet``."""

    def __post_init__(self) -> None:
        """Put it in the place of the id."""
        self.pattern = f'<granteeCapabilities><{self.tag} id="[^"]*"'
        self.by = f'<granteeCapabilities><{self.tag} id="{NOBODY}"'
        self.most = 1


@dataclass
class UnknownOwner(Rewriting):
    """The first item's owner is nobody's id."""

    def __post_init__(self) -> None:
        """Put it in the place of the id."""
        self.pattern = '<owner id="[^"]*"'
        self.by = f'<owner id="{NOBODY}"'
        self.most = 1


@dataclass
class Mangled(Fault):
    """Some answers lack something, or say nonsense, and are well-formed XML all the same."""

    times: float = FOR_EVER
    seed: int = 0
    percent: int = 25
    """How many of the answers it spoils, of a hundred."""

    def __post_init__(self) -> None:
        """Begin to choose."""
        self._random = random.Random(self.seed)  # noqa: S311 - not a secret

    def on_reply(self, request: Request, reply: Reply) -> Reply:  # noqa: ARG002
        """Take something out of the answer, or put nonsense in."""
        if self._random.randrange(100) >= self.percent:
            return reply
        text = reply.body.decode()
        pattern = self._random.choice(_PARTS)
        # The declaration and the root element stay as they are.
        begin = text.index(">", text.index("<tsResponse")) + 1
        found = list(re.finditer(pattern, text[begin:]))
        if not found:
            return reply
        part = self._random.choice(found)
        instead = self._random.choice(_INSTEAD[pattern])
        body = text[: begin + part.start()] + part.expand(instead) + text[begin + part.end() :]
        return reply.having(body=body.encode())


_ATTRIBUTE = r' (\w+)="([^"]*)"'
_EMPTY_ELEMENT = r"<(\w+)([^<>]*)/>"
_PARTS = (_ATTRIBUTE, _ATTRIBUTE, _EMPTY_ELEMENT)
_INSTEAD = {
    _ATTRIBUTE: ("", r' \1=""', r' \1="-1"', r' \1="\2\2"', r' other="\2"', r' \1="&#xfffd;"'),
    _EMPTY_ELEMENT: ("", r"<\1/>", r"<other\2/>", r"<\1\2/><\1\2/>", r"<\1\2><\1\2/></\1>"),
}
