"""Steps for what a task asks for that is no capability, and for its connections."""

from collections.abc import Iterator
from typing import assert_never

from tableau_perm_cli.audit.changes import SetAuthentication, SetOwner
from tableau_perm_cli.audit.repairs.denial import Denial
from tableau_perm_cli.audit.repairs.edit import Advice, Step, step
from tableau_perm_cli.audit.repairs.people_steps import raising, taking_charge
from tableau_perm_cli.audit.repairs.place_steps import unlocking
from tableau_perm_cli.audit.repairs.question import whole_of
from tableau_perm_cli.audit.repairs.settings import Setting, SwitchOn
from tableau_perm_cli.catalog import Kind
from tableau_perm_cli.declaration.model import Authentication, Content, Item, Project
from tableau_perm_cli.resolve import Need, Task
from tableau_perm_cli.resolve.task_result import NeedKind


def need_steps(denial: Denial, need: Need) -> Iterator[Step]:
    """Yield what meets a requirement other than by rules, groups and charge of a cell."""
    match need.kind:
        case NeedKind.OWN_CONNECT | NeedKind.PUBLISHERS_CONNECT:
            yield from _connections(denial, need)
        case NeedKind.SITE_SETTING:
            position = denial.graph.site.position
            yield step(SwitchOn(Setting.WEB_AUTHORING), position, Advice.WHOLE_SITE)
        case NeedKind.SITE_ROLE:
            publishes = isinstance(denial.item, Project) and _asks_for(denial, need)
            yield from raising(denial, lambda role: role.may_publish or not publishes)
        case NeedKind.POSITION:
            yield from taking_charge(denial)
        case NeedKind.NOT_LOCKED:
            yield from unlocking(denial)
            yield from taking_charge(denial)
        case NeedKind.RECEIVER:
            owns_project = isinstance(denial.item, Project)
            yield from raising(denial, lambda role: role.may_publish or not owns_project)
        case NeedKind.CAPABILITY | NeedKind.PUBLISH_SOMEWHERE | NeedKind.SITE_MEMBERSHIP:
            return
        case NeedKind.CONNECTIONS:  # no edit tells what was not read
            return
        case _:
            assert_never(need.kind)


def _asks_for(denial: Denial, need: Need) -> bool:
    """Whether a requirement on the site role is to publish, as that of ``administer_project``."""
    asked = denial.question.asked
    return need.kind is NeedKind.SITE_ROLE and (
        isinstance(asked, Task) and asked.key == "administer_project"
    )


def _connections(denial: Denial, need: Need) -> Iterator[Step]:
    """Yield what changes through whom a workbook connects (semantics section 5, ``see_data``)."""
    workbook = _workbook(denial)
    if workbook is None or need.item is None:
        return
    to_embedded = need.kind is NeedKind.OWN_CONNECT
    how = Authentication.EMBEDDED if to_embedded else Authentication.PROMPT
    for connection in workbook.connections:
        if connection.data_source == need.item:
            change = SetAuthentication(workbook.address, need.item, how)
            yield step(change, connection.position)
            break
    if not to_embedded:
        position = workbook.owner.position if workbook.owner else workbook.position
        change_owner = SetOwner(workbook.address, denial.question.user)
        yield step(change_owner, position, Advice.IN_CHARGE)


def _workbook(denial: Denial) -> Content | None:
    """Return the workbook that the task is asked of, or of one of whose views it is."""
    asked: Item | None = denial.graph.item(denial.question.item.address)
    if asked is None:
        return None
    whole = whole_of(denial.graph.site, asked) or asked
    return whole if isinstance(whole, Content) and whole.kind is Kind.WORKBOOK else None
