"""Answers out of a directory of responses of the REST API, XML and JSON, saved by anybody."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tableau_perm_cli.diagnostics import ToolError
from tableau_perm_cli.exchange.rest.answers import Answer, Answered, Refusal, Resource
from tableau_perm_cli.exchange.rest.json_text import parse_json
from tableau_perm_cli.exchange.rest.node import Node
from tableau_perm_cli.exchange.rest.reading.content_types import NEWEST, ApiVersion
from tableau_perm_cli.exchange.rest.saved.contents import check, refusal_in, told_request
from tableau_perm_cli.exchange.rest.saved.file_names import NamedFor, named_for
from tableau_perm_cli.exchange.rest.saved.put_together import SavedFile, put_together
from tableau_perm_cli.exchange.rest.unreadable import UnreadableAnswerError
from tableau_perm_cli.exchange.rest.xml_text import parse_xml
from tableau_perm_cli.exchange.table_problems import Problems

NOT_SAVED = "no answer is saved"

_SUFFIXES = (".xml", ".json")
_SCHEMA = re.compile(r"ts-api[-_]([0-9]{1,3})[._]([0-9]{1,3})\.xsd")


class SavedAnswers:
    """Answers for the one site whose answers are saved in a directory, and below it."""

    def __init__(self, directory: Path) -> None:
        """Read every answer that is there.

        Raises:
            FileError: a file is no answer, or nobody can say to what; with all such files.
            ToolError: there is no answer at all; or the extra that reads XML is not installed.
        """
        self._directory = directory
        self._problems = Problems("the saved answers")
        self._versions: set[ApiVersion] = set()
        self._schemas: set[ApiVersion] = set()
        self._sites: set[str] = set()
        self._files: dict[Resource, list[SavedFile]] = {}
        paths = _files_in(directory)
        if not paths:
            raise ToolError(
                f"there are no answers of the REST API in `{directory}`",
                help="each answer is a file of its own, .xml or .json, named for its request",
            )
        for path in paths:
            self._read(path)
        self._answers = self._put_together()
        if len(self._sites) > 1:
            self._problems.add(
                directory.as_posix(),
                None,
                f"the answers are of {len(self._sites)} sites",
                help="give the directory of one site",
            )
        self._problems.raise_if_any()

    @property
    def api_version(self) -> ApiVersion:
        """What a path tells, else the newest schema that XML names, else the newest known."""
        return max(self._versions or self._schemas, default=NEWEST)

    def fetch(
        self, resources: Sequence[Resource], answered: Answered | None = None
    ) -> Mapping[Resource, Answer | Refusal]:
        """Return what is saved of each; a refusal for what is not."""
        found: dict[Resource, Answer | Refusal] = {}
        for resource in resources:
            found[resource] = self._answers.get(resource, Refusal(NOT_SAVED))
            if answered is not None:
                answered(resource)
        return found

    def _read(self, path: Path) -> None:
        name = path.relative_to(self._directory).as_posix()
        try:
            root = _parsed(path)
            named = named_for(name)
            resource = _resource(named, root)
        except UnreadableAnswerError as error:
            self._problems.add(path.as_posix(), None, str(error))
            return
        self._files.setdefault(resource, []).append(SavedFile(name, root, named.page))
        if named.version is not None:
            self._versions.add(named.version)
        if (schema := _SCHEMA.search(root.get("schemaLocation") or "")) is not None:
            self._schemas.add((int(schema[1]), int(schema[2])))
        if named.site_id is not None:
            self._sites.add(named.site_id)

    def _put_together(self) -> dict[Resource, Answer | Refusal]:
        found: dict[Resource, Answer | Refusal] = {}
        for resource, files in self._files.items():
            try:
                found[resource] = put_together(resource, files)
            except UnreadableAnswerError as error:
                place = (self._directory / files[-1].name).as_posix()
                self._problems.add(place, None, str(error))
        return found


def recognises(paths: Sequence[Path]) -> bool:
    """Whether one of the directories holds answers of the REST API."""
    return any(
        named_for(file.relative_to(path).as_posix()).resource is not None or _is_answer(file)
        for path in paths
        if path.is_dir()
        for file in _files_in(path)
    )


def _files_in(directory: Path) -> list[Path]:
    """Return the files that may be answers, sorted; hidden ones are left alone."""
    return sorted(
        path
        for path in directory.rglob("*")
        if path.suffix.casefold() in _SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(directory).parts)
    )


def _parsed(path: Path) -> Node:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableAnswerError(f"it cannot be read: {error.strerror}") from None
    return parse_xml(data) if path.suffix.casefold() == ".xml" else parse_json(data)


def _resource(named: NamedFor, root: Node) -> Resource:
    """Return the request that an answer is of, by its name or by what is in it."""
    if named.other:
        raise UnreadableAnswerError(
            "by its name it answers a request that is not asked; leave it out, or rename it"
        )
    if named.resource is None:
        return told_request(root)
    if refusal_in(root) is None:
        check(root, named.resource)
    return named.resource


def _is_answer(path: Path) -> bool:
    try:
        told_request(_parsed(path))
    except UnreadableAnswerError:
        return False
    return True
