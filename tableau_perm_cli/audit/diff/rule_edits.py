"""Finds the edits of rule lists: rules by grantee and kind, leaders; order does not count."""

from collections.abc import Iterable, Iterator

from tableau_perm_cli.audit.diff.edit import Edit, EditKind
from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.declaration.address import Address
from tableau_perm_cli.declaration.model import (
    Grantee,
    Leader,
    ProjectPermissions,
    Rule,
    RuleList,
    list_key,
)
from tableau_perm_cli.diagnostics import Position

_MOST_NAMED = 4


def project_edits(
    site: str, address: Address, was: ProjectPermissions, now: ProjectPermissions
) -> Iterator[Edit]:
    """Yield the edits of a project's rules, default rules and leaders."""
    for kind, rules in now.lists.items():
        yield from list_edits(site, address, was.lists[kind], rules)
    settings = (
        (EditKind.LEADER, "Project Leader", was.leaders, now.leaders),
        (
            EditKind.LEADER_DENIAL,
            "the denial of Project Leader",
            was.leader_residues,
            now.leader_residues,
        ),
    )
    for kind_of_edit, what, old, new in settings:
        before, after = _by_grantee(old), _by_grantee(new)
        for grantee in {**after, **before}:
            leader, led = after.get(grantee), before.get(grantee)
            if (leader is None) is (led is None):
                continue
            verb = "given to" if leader else "taken from"
            yield Edit(
                kind_of_edit,
                site,
                led,
                leader,
                f"{what} of `{address}` {verb} `{grantee}`",
                leader.position if leader else now.position,
                item=address,
                name=grantee,
            )


def _by_grantee(leaders: Iterable[Leader]) -> dict[Grantee, Leader]:
    return {leader.grantee: leader for leader in leaders}


def list_edits(site: str, address: Address, was: RuleList, now: RuleList) -> Iterator[Edit]:
    """Yield the edits of one rule list; a rule that says nothing is no rule."""
    if was.not_read != now.not_read:
        yield _not_read_list(site, address, was, now)
        return  # all its rules came or went with that
    if was.rules is now.rules:
        return
    before, after = _rules(was), _rules(now)
    for grantee in {**after, **before}:
        old, new = before.get(grantee), after.get(grantee)
        if old and new and _content(old) == _content(new):
            continue
        where = _where(address, now)
        verb = "changed" if old and new else "added" if new else "removed"
        yield Edit(
            EditKind.RULE,
            site,
            old,
            new,
            f"rule for `{grantee}` on {where} {verb}: {_said(old, new, now.kind)}",
            _place(old, new, now),
            item=address,
            name=grantee,
            part=now.kind,
            lists=(was, now),
        )


def _where(address: Address, rules: RuleList) -> str:
    if address.kind is rules.kind:
        return f"`{address}`"
    return f"{CATALOG[rules.kind].plural.replace('_', ' ')} in `{address}`"


def _not_read_list(site: str, address: Address, was: RuleList, now: RuleList) -> Edit:
    """Return the edit of a list that was read and is not, or the other way round."""
    key = list_key(now.kind) if address.kind is Kind.PROJECT else "permissions"
    words = f"rules of {_where(address, now)} {unread_words(was.not_read, now.not_read)}"
    return Edit(
        EditKind.NOT_READ,
        site,
        was.not_read,
        now.not_read,
        words,
        now.position,
        item=address,
        part=key,
        lists=(was, now),
    )


def unread_words(was: str | None, now: str | None) -> str:
    """Return what became of something that was not read, as the end of a sentence."""
    if now is None:
        return f"read again, after: {was}"
    if was is None:
        return f"not read: {now}"
    return f"not read for another reason: {now}"


def _content(rule: Rule) -> tuple[int, int, frozenset[tuple[str, str]]]:
    return rule.allow, rule.deny, frozenset(rule.unknown)


def _rules(rules: RuleList) -> dict[Grantee, Rule]:
    return {it.grantee: it for it in rules.rules if it.allow or it.deny or it.unknown}


def changed_mask(old: Rule | None, new: Rule | None) -> int:
    """Return the capabilities of which the two rules say something else."""
    before = (old.allow, old.deny) if old else (0, 0)
    after = (new.allow, new.deny) if new else (0, 0)
    return before[0] ^ after[0] | before[1] ^ after[1]


def _place(old: Rule | None, new: Rule | None, now: RuleList) -> Position:
    """Return where the edit is: the first capability that is named and changed, or the rule."""
    if new is None:
        return now.position
    changed = changed_mask(old, new)
    listed = (at for index, at in new.explicit if old and changed >> index & 1)
    return min(listed, default=new.position)


def _said(old: Rule | None, new: Rule | None, kind: Kind) -> str:
    """Return what the rule says now and did not, and what it no longer says."""
    allowed, denied = (old.allow, old.deny) if old else (0, 0)
    allows, denies = (new.allow, new.deny) if new else (0, 0)
    parts = (
        ("allows", allows & ~allowed),
        ("denies", denies & ~denied),
        ("no longer allows", allowed & ~allows & ~denies),
        ("no longer denies", denied & ~denies & ~allows),
    )
    said = [f"{verb} {_keys(kind, mask)}" for verb, mask in parts if mask]
    return "; ".join([*said, *_said_of_unknown(old, new)])


def _said_of_unknown(old: Rule | None, new: Rule | None) -> Iterator[str]:
    """Yield what became of the capabilities that this version does not know."""
    before, after = (rule.unknown if rule else () for rule in (old, new))
    for told, verb in ((after, "has"), (before, "no longer has")):
        names = [name for name, effect in told if (name, effect) not in {*before} & {*after}]
        if names:
            yield f"{verb} the unknown {', '.join(f'`{name}`' for name in names)}"


def _keys(kind: Kind, mask: int) -> str:
    if mask == CATALOG[kind].full_mask:
        return "everything"
    keys = [capability.key for capability in CATALOG[kind].members(mask)]
    more = len(keys) - _MOST_NAMED
    return ", ".join(keys[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
