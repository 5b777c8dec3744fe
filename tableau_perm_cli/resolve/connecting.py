"""Whose Connect a workbook's data takes: the user's own, or its publisher's (semantics 5)."""

from collections.abc import Iterator
from dataclasses import replace

from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Authentication, Content, Item
from tableau_perm_cli.resolve.asking import Asking
from tableau_perm_cli.resolve.reasons import Reason
from tableau_perm_cli.resolve.task_result import Need, NeedKind
from tableau_perm_cli.resolve.unread import owner_is_unread


def connects(asking: Asking, *, always_own: bool) -> Iterator[Need]:
    """Yield a Connect for every published data source that the item reaches.

    Args:
        asking: the task; its item is a workbook or a view.
        always_own: whether it is the user's own, however the connection signs in.
    """
    if not isinstance(asking.item, Content):
        return
    yield from _unread_connections(asking, asking.item)
    for connection, data_source in asking.resolver.graph.connections_of(asking.item):
        if connection.authentication is Authentication.EMBEDDED and not always_own:
            yield _publishers_connect(asking, data_source)
            continue
        need = asking.capability_of(asking.user, "connect", data_source, NeedKind.OWN_CONNECT)
        prompts = data_source.authentication is Authentication.PROMPT
        yield replace(need, prompts=prompts)


def _workbook_of(asking: Asking, item: Content) -> Item | None:
    return item if item.kind is Kind.WORKBOOK else asking.resolver.graph.parent(item)


def _unread_connections(asking: Asking, item: Content) -> Iterator[Need]:
    """Yield a requirement that fails when it was not read what a workbook connects to."""
    workbook = _workbook_of(asking, item)
    if isinstance(workbook, Content) and "connects_to" in workbook.gaps:
        yield Need(
            NeedKind.CONNECTIONS,
            Reason.NOT_READ,
            workbook.address,
            asking.user,
            uncertain=True,
        )


def _publishers_connect(asking: Asking, data_source: Content) -> Need:
    """Return the requirement that the workbook's owner, its publisher, holds Connect.

    Whose Connect it would be is not known of a workbook whose owner was not read.
    """
    item = asking.item
    workbook = _workbook_of(asking, item) if isinstance(item, Content) else None
    owner = workbook.owner if workbook else None
    if workbook is not None and owner_is_unread(workbook):
        return Need(
            NeedKind.PUBLISHERS_CONNECT,
            Reason.NOT_READ,
            data_source.address,
            None,
            uncertain=True,
        )
    if owner is None:
        # "default: an administrator who is not declared" (design section 2).
        return Need(NeedKind.PUBLISHERS_CONNECT, Reason.SITE_ADMIN, data_source.address, None)
    return asking.capability_of(owner.user, "connect", data_source, NeedKind.PUBLISHERS_CONNECT)
