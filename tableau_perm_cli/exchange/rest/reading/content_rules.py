"""The last and largest wave: the rules and connections of content."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Authentication
from tableau_perm_cli.exchange.picture import ToldConnection, ToldContent, ToldRules
from tableau_perm_cli.exchange.rest.answers import Refusal, Resource
from tableau_perm_cli.exchange.rest.reading import resources
from tableau_perm_cli.exchange.rest.reading.asking import Asking
from tableau_perm_cli.exchange.rest.reading.connections import (
    UnknownConnectionError,
    data_source_authentication,
    published_connections,
    untold,
)
from tableau_perm_cli.exchange.rest.reading.needed import Needed
from tableau_perm_cli.exchange.rest.reading.notebook import Notebook
from tableau_perm_cli.exchange.rest.reading.rules import UnknownRuleError, read_rules


class ContentRules:
    """Reads the rules and connections of content."""

    def __init__(self, needed: Needed, content: Iterable[ToldContent], notebook: Notebook) -> None:
        """Take what is asked for, and all of the content, still without rules."""
        self._needed = needed
        self._content = tuple(content)
        self._notebook = notebook
        self._published = frozenset(
            item.id for item in self._content if item.kind is Kind.DATA_SOURCE
        )
        self._unsure: list[str] = []
        self._seen: dict[object, ToldRules] = {}

    def resources(self) -> Iterator[Resource]:
        """Yield what to ask for."""
        for item in self._content:
            if self._needed.rules(item):
                yield resources.rules_of(item.kind, item.id)
            if self._needed.connections(item):
                yield resources.connections_of(item.kind, item.id)

    def read(self, asked: Asking) -> tuple[ToldContent, ...]:
        """Return the content with all that was read of it."""
        whole = tuple(self._whole(item, asked) for item in self._content)
        if self._unsure:
            others = f" and {len(self._unsure) - 1:,} more" if len(self._unsure) > 1 else ""
            self._notebook.note(
                f"how the data source `{self._unsure[0]}`{others} signs in to its database was "
                "not told; its password counts as embedded"
            )
        return whole

    def _whole(self, item: ToldContent, asked: Asking) -> ToldContent:
        not_read = dict(item.not_read)
        rules = item.rules
        if self._needed.rules(item):
            come = asked.one(resources.rules_of(item.kind, item.id))
            try:
                if isinstance(come, Refusal):
                    not_read["permissions"] = come.reason
                else:
                    rules = self._shared(read_rules(come).rules)
            except UnknownRuleError as error:
                not_read["permissions"] = str(error)
        connections: tuple[ToldConnection, ...] = ()
        if item.kind is Kind.WORKBOOK and self._needed.connections(item):
            reached = self._reached(item, asked)
            if isinstance(reached, Refusal):
                not_read["connects_to"] = reached.reason
            else:
                connections = reached
        return replace(
            item,
            rules=rules,
            connections=connections,
            authentication=self._authentication(item, asked),
            not_read=not_read,
        )

    def _shared(self, rules: ToldRules) -> ToldRules:
        """Return the first equal rule list: most items have the copy they were created with."""
        key = tuple((rule.grantee, *rule.capabilities.items()) for rule in rules)
        return self._seen.setdefault(key, rules)

    def _reached(self, item: ToldContent, asked: Asking) -> tuple[ToldConnection, ...] | Refusal:
        come = asked.one(resources.connections_of(item.kind, item.id))
        if isinstance(come, Refusal):
            return come
        try:
            return published_connections(come, self._published)
        except UnknownConnectionError as error:
            return Refusal(str(error))

    def _authentication(self, item: ToldContent, asked: Asking) -> Authentication:
        if item.kind is not Kind.DATA_SOURCE or not self._needed.connections(item):
            return item.authentication
        come = asked.one(resources.connections_of(item.kind, item.id))
        if isinstance(come, Refusal):
            self._unsure.append(item.name)
            return item.authentication
        if any(untold(come)):
            self._unsure.append(item.name)
        return data_source_authentication(come)
