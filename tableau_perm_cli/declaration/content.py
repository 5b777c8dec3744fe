"""Reads projects and what they contain, down the hierarchy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import (
    PERSONAL_SPACE_MARK,
    Address,
    decode_path,
    split_kind,
)
from tableau_perm_cli.declaration.expected import one_of, unknown
from tableau_perm_cli.declaration.file_values import Entry, FileValues, Text, get
from tableau_perm_cli.declaration.lost import Names
from tableau_perm_cli.declaration.model import (
    CONTENT_KINDS,
    Authentication,
    Connection,
    Content,
    GranteeKind,
    Lock,
    Ownership,
    PersonalSpace,
    Project,
)
from tableau_perm_cli.declaration.not_read import read_gaps, reasons
from tableau_perm_cli.declaration.rules import read_project_permissions, read_rule_list
from tableau_perm_cli.declaration.scope import Definitions, Fragment, Scope
from tableau_perm_cli.declaration.text.document import Value
from tableau_perm_cli.declaration.words import (
    AUTHENTICATIONS,
    DATABASE_LOCKS,
    EXTERNAL_AUTHORIZATIONS,
    LOCKS,
    TABS,
)
from tableau_perm_cli.diagnostics import visible

_PROJECT_GAPS = ("owner", "content_permissions")
_CONTENT_GAPS = ("owner", "connects_to")
_PARTS = {Kind.WORKBOOK: Kind.VIEW, Kind.DATABASE: Kind.TABLE}


@dataclass(slots=True)
class ContentReader:
    """Reads the content of one site, and checks what it refers to once all is read."""

    scope: Scope
    definitions: Definitions
    data_sources: dict[str, Address] = field(default_factory=dict)
    """Every data source of the site, by its path as an address writes it."""
    _references: list[tuple[FileValues, Text, Address]] = field(default_factory=list)
    _paths: dict[str, list[str]] = field(default_factory=dict)
    """The paths of the data sources by their own names, once one is looked for."""

    def read_projects(self, fragments: Sequence[Fragment]) -> tuple[Project, ...]:
        """Read the top-level projects of a site, with all they contain."""
        found: list[Project] = []
        for fragment in fragments:
            file = fragment.file
            for entry in file.entries(get(fragment.value, "projects")):
                what = f"project `{visible(entry.key)}`"
                # A second definition is read as well, for the errors in it.
                project = self._read_project(file, entry, Address(Kind.PROJECT, (entry.key,)))
                if self.definitions.add(("project", entry.key), what, file, entry.key_mark):
                    found.append(project)
        return tuple(found)

    def read_personal_spaces(self, fragments: Sequence[Fragment]) -> tuple[PersonalSpace, ...]:
        """Read the Personal Spaces of a site, once its projects are read."""
        found: list[PersonalSpace] = []
        for fragment in fragments:
            file = fragment.file
            for entry in file.entries(get(fragment.value, "personal_spaces")):
                self.scope.knows(file, GranteeKind.USER, Text(entry.key, entry.key_mark))
                name = PERSONAL_SPACE_MARK + entry.key
                self._check_no_project(file, entry, name)
                position = file.position(entry.key_mark)
                owner = Ownership(entry.key, position)
                content = self._read_content(file, entry.value, (name,), owner)
                what = f"the Personal Space of `{visible(entry.key)}`"
                if self.definitions.add(("space", entry.key), what, file, entry.key_mark):
                    found.append(PersonalSpace(entry.key, position, content))
        return tuple(found)

    def _check_no_project(self, file: FileValues, entry: Entry, name: str) -> None:
        """Note an error when a project has the addresses of a Personal Space."""
        project = self.definitions.first.get(("project", name))
        if project is not None:
            file.error(
                entry.key_mark,
                f"a project and the Personal Space of `{visible(entry.key)}` have the same "
                "addresses",
                label=f"its addresses begin with `{visible(name)}`",
                help="rename the project",
                related=(project[0].related(project[1], "so do those of this project"),),
            )

    def check_references(self) -> None:
        """Note an error for every connection to a data source that is not declared."""
        may_hide = self.scope.may_hide(Names.DATA_SOURCES)
        for file, written, address in self._references:
            path = _path_of(address)
            if path in self.data_sources:
                continue
            if may_hide:
                file.unchecked += 1
            else:
                file.error(
                    written.mark,
                    unknown("data source", written.text),
                    label="not a data source of this site",
                    help=self._advice(written.text, address),
                )

    def _advice(self, written: str, address: Address) -> str | None:
        if not self.data_sources:
            return "this site declares no data sources"
        kind, rest = split_kind(written)
        if kind not in {None, Kind.DATA_SOURCE}:
            address = Address(Kind.DATA_SOURCE, decode_path(rest))
        # Only the last name of a path was written, or the wrong projects before it.
        if not self._paths:
            for path, it in self.data_sources.items():
                self._paths.setdefault(it.path[-1], []).append(path)
        same = self._paths.get(address.path[-1])
        if same:
            return f"did you mean {one_of([visible(path) for path in same[:2]])}?"
        path = _path_of(address)
        return self.scope.guesses.guess(
            (self.scope.site, Kind.DATA_SOURCE), path, self.data_sources
        )

    def _read_project(self, file: FileValues, entry: Entry, address: Address) -> Project:
        _check_name(file, entry, "project")
        value = entry.value
        gaps = read_gaps(file, value)
        lock = file.text(value, "content_permissions")
        nested = tuple(
            self._read_project(file, inner, address.child(Kind.PROJECT, inner.key))
            for inner in file.entries(get(value, "projects"))
        )
        return Project(
            address,
            file.position(entry.key_mark),
            self._read_owner(file, value),
            (LOCKS.find(lock.text) if lock else None) or Lock.CUSTOMIZABLE,
            file.position(lock.mark) if lock else None,
            _labels(file, value),
            read_project_permissions(file, value, self.scope, gaps),
            self._read_content(file, value, address.path, None),
            nested,
            reasons(gaps, _PROJECT_GAPS),
        )

    def _read_content(
        self, file: FileValues, holder: Value, path: tuple[str, ...], owner: Ownership | None
    ) -> tuple[Content, ...]:
        """Read all content of a project, or of a Personal Space with its ``owner``."""
        return tuple(
            self._read_item(file, entry, Address(kind, (*path, entry.key)), owner)
            for kind in CONTENT_KINDS
            for entry in file.entries(get(holder, CATALOG[kind].plural))
        )

    def _read_item(
        self, file: FileValues, entry: Entry, address: Address, owner: Ownership | None
    ) -> Content:
        _check_name(file, entry, CATALOG[address.kind].label.lower())
        value = entry.value
        gaps = read_gaps(file, value)
        tabs = file.text(value, "tabs")
        authentication = file.text(value, "authentication")
        external = file.text(value, "external_authorization")
        lock = file.text(value, "content_permissions")
        if address.kind is Kind.DATA_SOURCE:
            self.data_sources[_path_of(address)] = address
        return Content(
            address,
            file.position(entry.key_mark),
            owner or self._read_owner(file, value),
            _labels(file, value),
            read_rule_list(file, value, address.kind, self.scope, gaps.get("permissions")),
            tabs_shown=address.kind is Kind.WORKBOOK
            and (tabs is None or TABS.find(tabs.text) is not False),
            connections=self._read_connections(file, value),
            authentication=_authentication(authentication, Authentication.EMBEDDED),
            external_authorization=EXTERNAL_AUTHORIZATIONS.find(external.text)
            if external
            else None,
            locked=lock is not None and DATABASE_LOCKS.find(lock.text) is True,
            parts=self._read_parts(file, value, address),
            gaps=reasons(gaps, _CONTENT_GAPS),
        )

    def _read_parts(
        self, file: FileValues, holder: Value, address: Address
    ) -> tuple[Content, ...]:
        """Read the views of a workbook or the tables of a database."""
        kind = _PARTS.get(address.kind)
        if kind is None:
            return ()
        parts: list[Content] = []
        for entry in file.entries(get(holder, CATALOG[kind].plural)):
            _check_name(file, entry, kind.value)
            gap = read_gaps(file, entry.value).get("permissions")
            parts.append(
                Content(
                    address.child(kind, entry.key),
                    file.position(entry.key_mark),
                    None,
                    _labels(file, entry.value),
                    read_rule_list(file, entry.value, kind, self.scope, gap),
                )
            )
        return tuple(parts)

    def _read_connections(self, file: FileValues, holder: Value) -> tuple[Connection, ...]:
        listed = get(holder, "connects_to")
        found: list[Connection] = []
        for value in listed if isinstance(listed, list) else ():
            written = file.text(value, "data_source")
            if written is None:
                continue
            kind, path = split_kind(written.text)
            # A name may itself look like a kind; only "data_source:" is one here.
            names = path if kind is Kind.DATA_SOURCE else written.text
            address = Address(Kind.DATA_SOURCE, decode_path(names))
            self._references.append((file, written, address))
            authentication = _authentication(
                file.text(value, "authentication"), Authentication.PROMPT
            )
            found.append(Connection(address, authentication, file.position(written.mark)))
        return tuple(found)

    def _read_owner(self, file: FileValues, holder: Value) -> Ownership | None:
        written = file.text(holder, "owner")
        if written is None:
            return None
        self.scope.knows(file, GranteeKind.USER, written)
        return Ownership(written.text, file.position(written.mark))


def _path_of(address: Address) -> str:
    """Return the address without its kind."""
    return str(address).partition(":")[2]


def _authentication(written: Text | None, default: Authentication) -> Authentication:
    return (AUTHENTICATIONS.find(written.text) if written else None) or default


def _labels(file: FileValues, holder: Value) -> tuple[str, ...]:
    listed = get(holder, "labels")
    return () if listed is None else tuple([label.text for label in file.texts(listed)])


def _check_name(file: FileValues, entry: Entry, what: str) -> None:
    if not entry.key.strip():
        file.error(entry.key_mark, f"a {what} has an empty name", label="expected a name")
