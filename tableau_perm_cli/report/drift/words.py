"""Drift in sentences, for people."""

from collections.abc import Iterator, Mapping, Sequence

from tableau_perm_cli.audit.drift import Drift, DriftChange, DriftKind, GapState
from tableau_perm_cli.report.diff.words import count, counts_words

HEADINGS: Mapping[DriftKind, str] = {
    DriftKind.RENAMED: "Renamed",
    DriftKind.MOVED: "Moved",
    DriftKind.REPLACED: "Deleted and made anew",
    DriftKind.NOT_READ: "No longer readable",
    DriftKind.SITE: "Sites",
    DriftKind.SETTING: "Settings",
    DriftKind.USER: "Users",
    DriftKind.SITE_ROLE: "Site roles",
    DriftKind.GROUP: "Groups",
    DriftKind.MEMBER: "Members",
    DriftKind.MINIMUM_SITE_ROLE: "Minimum site roles",
    DriftKind.GROUP_SET: "Group sets",
    DriftKind.GROUP_IN_SET: "Groups of group sets",
    DriftKind.ITEM: "Projects and content",
    DriftKind.OWNER: "Owners",
    DriftKind.LEADER: "Project leaders",
    DriftKind.LOCK: "Locks",
    DriftKind.TABS: "Tabs",
    DriftKind.PERMISSIONS: "Lists of rules",
    DriftKind.RULE: "Rules",
    DriftKind.DEFAULT_RULE: "Default rules",
    DriftKind.CONNECTIONS: "Connections",
    DriftKind.AUTHENTICATION: "Authentication",
    DriftKind.SIGN_IN: "Sign-in and domains of groups",
    DriftKind.PROFILE: "Full names and mail addresses",
    DriftKind.LEADER_DENIAL: "Denials of Project Leader",
}
GAPS: Mapping[GapState, str] = {
    GapState.NOT_COMPARED: "Not compared",
    GapState.NOW_READABLE: "Readable now, and not compared with what nobody knows",
}
"""What could not be read and is no drift, by heading."""


def headline(drift: Drift) -> str:
    """Return what it comes to as a sentence without its full stop."""
    if not drift.drifted:
        return "No drift: the site is as declared"
    cells = [
        f"{count(number, 'cell')} {word}"
        for number, word in ((drift.diff.gained, "gained"), (drift.diff.lost, "lost"))
        if number
    ]
    access = " and ".join(cells) if cells else "nobody gains or loses access"
    return f"The site has drifted: {count(len(drift.changes), 'change')}, {access}"


def remarks(drift: Drift) -> Iterator[str]:
    """Yield what one ought to know of the comparison, as sentences without a full stop."""
    if drift.by_names:
        several = len(drift.diff.sites) > 1
        where = f" on {', '.join(f'`{it}`' for it in drift.by_names)}" if several else ""
        yield (
            f"Compared by names alone{where}, since no ids are known on both sides: what was "
            "renamed shows as gone and come"
        )
    if drift.ignored:
        were = "is" if drift.ignored == 1 else "are"
        yield f"{count(drift.ignored, 'change')} of ignored kinds {were} left out"


def by_kind(drift: Drift) -> Iterator[tuple[str, Sequence[DriftChange]]]:
    """Yield the changes of each kind under its heading, in the order of a report."""
    for kind, heading in HEADINGS.items():
        found = [change for change in drift.changes if change.kind is kind]
        if found:
            yield heading, found


def gap_sections(drift: Drift) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what could not be read and is no drift, in words, under its headings."""
    for state, heading in GAPS.items():
        found = [gap.summary for gap in drift.gaps if gap.state is state]
        if found:
            yield heading, found


def change_words(change: DriftChange) -> str:
    """Return what a change did, in numbers."""
    if change.with_move:
        return "with the move"
    return counts_words(change.gained, change.lost, change.shared)
