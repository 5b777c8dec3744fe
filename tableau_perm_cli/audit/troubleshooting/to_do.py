"""The last part: where the cause lies, and what a person has to do or to look at.

Semantics section 5, KB error: when the model grants everything the cause is outside permissions;
when Connect is missing or the user is Guest, that is the cause.
"""

import ipaddress
from collections.abc import Iterator, Sequence

from tableau_perm_cli.audit.troubleshooting.checklist import (
    Cause,
    Check,
    Complaint,
    Outcome,
    Part,
    Step,
)
from tableau_perm_cli.audit.troubleshooting.known_errors import ErrorName, KnownError
from tableau_perm_cli.audit.troubleshooting.looking_at import Scene
from tableau_perm_cli.catalog import RoleClass
from tableau_perm_cli.resolve import Reason

_GUEST_REASONS = frozenset({Reason.GUEST, Reason.GUEST_DISABLED})


def cause_of(complaint: Complaint, error: KnownError | None) -> Cause | None:
    """Return where the cause lies; None when it works and nobody saw an error."""
    if complaint.failing:
        return _cause_of_failing(complaint)
    if error is None:
        return None
    if error.name is ErrorName.CONNECT and is_guest(complaint):
        return Cause.GUEST
    return Cause.OUTSIDE_PERMISSIONS


def _cause_of_failing(complaint: Complaint) -> Cause:
    first = complaint.failing[0]
    if first.user == complaint.user:
        if first.reason in _GUEST_REASONS:
            return Cause.GUEST
        if first.reason is Reason.UNLICENSED:
            return Cause.UNLICENSED
    return Cause.NOT_READ if first.reason is Reason.NOT_READ else Cause.PERMISSIONS


def is_guest(complaint: Complaint) -> bool:
    """Whether the user is the Guest user."""
    principal = complaint.principal
    return principal is not None and principal.role.role_class is RoleClass.GUEST


def to_do_steps(
    scene: Scene, error: KnownError | None, cause: Cause | None, nodes: Sequence[str]
) -> Iterator[Step]:
    """Yield the cause in words, the paths of Guest and Unlicensed, and the proxy check.

    Repairs of the declaration are found elsewhere (``audit.repairs``).
    """
    complaint = scene.complaint
    if cause is not None:
        yield _do(Check.CAUSE, _cause(complaint, error, cause), complaint)
    yield from _paths(scene)
    if error is not None and cause is not Cause.OUTSIDE_PERMISSIONS and complaint.works:
        state = "sign in as a user of the site: no rule gives Guest Connect"
        yield _do(Check.SIGN_IN, state, complaint)
        state = "check on the server that the connections embed their credentials, as declared"
        yield _do(Check.AS_DECLARED, state, complaint)
    if error is None and complaint.works:
        state = "if an error is shown, say which: `--error TEXT`"
        yield _do(Check.ERROR_TEXT, state, complaint)
    if error is not None and error.names_guest and cause is Cause.OUTSIDE_PERMISSIONS:
        state = (
            f"the error speaks of Guest: check that the person was signed in as `{scene.user}` "
            "when it came"
        )
        yield _do(Check.SIGN_IN, state, complaint)
    if complaint.works and (error is not None or nodes):
        yield from _proxy_checks(nodes)


def _do(check: Check, state: str, complaint: Complaint) -> Step:
    basis = complaint.failing[0] if complaint.failing else None
    return Step(Part.TO_DO, check, Outcome.INFO, state, basis=basis)


def _cause(complaint: Complaint, error: KnownError | None, cause: Cause) -> str:
    match cause:
        case Cause.OUTSIDE_PERMISSIONS:
            return (
                "the cause is outside permissions: on a distributed server with a forward proxy, "
                "internal traffic is being sent through the proxy"
            )
        case Cause.GUEST:
            said = "the cause is that the user is Guest"
        case Cause.UNLICENSED:
            said = "the cause is that the user is Unlicensed"
        case Cause.NOT_READ:
            said = "the cause is not known: what decides was not read"
        case Cause.PERMISSIONS:
            said = _missing(complaint)
    failing = complaint.failing
    if error is None or not failing or any(map(error.is_explained_by, failing)):
        return said
    if cause is not Cause.PERMISSIONS:
        return said
    return f"{said}, though not the one that this error names: mend it, and try again"


def _missing(complaint: Complaint) -> str:
    """Return what is missing of what fails first."""
    need = complaint.failing[0]
    match need.reason:
        case Reason.NOT_ON_SITE if need.user == complaint.user:
            return "the cause is that the user is not on this site"
        case Reason.SITE_SETTING:
            return "the cause is a setting of the site: web authoring is off"
        case _ if need.derivation is not None:
            whose = "" if need.user == complaint.user else f", of the publisher `{need.user}`"
            label = need.derivation.capability.label
            return f"the cause is a missing permission: {label} on `{need.item}`{whose}"
        case _:
            return "the cause is a missing permission"


def _paths(scene: Scene) -> Iterator[Step]:
    """Yield what only a person can do: sign in, be licensed, be added to the site."""
    complaint, site = scene.complaint, scene.graph.site
    match complaint.barred():
        case Reason.NOT_ON_SITE:
            state = f"add `{scene.user}` to the site `{site.name}`, with a site role"
            yield _do(Check.ADD_TO_SITE, state, complaint)
        case Reason.UNLICENSED:
            yield from _licence(scene)
        case Reason.GUEST_DISABLED:
            state = "sign in as a user of the site: guest access is off"
            yield _do(Check.SIGN_IN, state, complaint)
            state = "or switch guest access on, which lets in every anonymous visitor"
            yield _do(Check.GUEST_ACCESS, state, complaint)
        case _ if is_guest(complaint) and complaint.failing:
            yield _do(Check.SIGN_IN, _guest_path(complaint), complaint)
        case _:
            return


def _licence(scene: Scene) -> Iterator[Step]:
    complaint = scene.complaint
    group = complaint.principal.raised_at_sign_in if complaint.principal else None
    if group is not None and group.minimum_site_role is not None:
        role = group.minimum_site_role.name
        state = f"let `{scene.user}` sign in: the group `{group.name}` then gives the role {role}"
        yield _do(Check.SIGN_IN, state, complaint)
    state = f"{'or ' if group else ''}give `{scene.user}` a licensed site role"
    yield _do(Check.LICENCE, state, complaint)


def _guest_path(complaint: Complaint) -> str:
    first = complaint.failing[0]
    if first.reason is Reason.GUEST and first.derivation is not None:
        label = first.derivation.capability.label
        return f"sign in as a user of the site: no rule gives Guest {label}"
    return "sign in as a user of the site, or let anonymous visitors in by a rule for All Users"


def _proxy_checks(nodes: Sequence[str]) -> Iterator[Step]:
    """Yield a step a node: what has to be exempted from the forward proxy there."""
    for node in nodes or ("",):
        state = f"exempt from the forward proxy: {', '.join(_exempt(node))}"
        yield Step(Part.TO_DO, Check.PROXY, Outcome.INFO, state)


def _exempt(node: str) -> tuple[str, ...]:
    if not node:
        return ("localhost", "the IP address of every node", "the host name of every node")
    try:
        ipaddress.ip_address(node)
    except ValueError:
        return ("localhost", f"`{node}`", f"the IP address of `{node}`")
    return ("localhost", f"`{node}`", f"the host name of `{node}`")
