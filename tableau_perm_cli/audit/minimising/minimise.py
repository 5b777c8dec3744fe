"""Makes a declaration smaller in its text, and certifies that everybody may do what they might.

The certificate is made of the text itself: what was read before, and what the edited text says
when it is read again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tableau_perm_cli.audit.minimising.empty_mappings import without_empty_mappings
from tableau_perm_cli.audit.minimising.fingerprint import Fingerprint, fingerprint_of
from tableau_perm_cli.audit.minimising.promises import Broken, broken_expectations
from tableau_perm_cli.audit.minimising.shrinking import Advance
from tableau_perm_cli.audit.minimising.site import smaller_site
from tableau_perm_cli.audit.minimising.step import Step, StepKind
from tableau_perm_cli.audit.minimising.writing import Files, edited_files
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Project


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a declaration is, and what it allows."""

    rules: int
    lists: int
    """Rule lists that say something: of content one each, of a project one for each kind."""
    bytes: int
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Minimised:
    """A declaration as it was and as it can be, with the proof that it allows the same."""

    before: Extent
    after: Extent
    steps: tuple[Step, ...]
    """In the order in which they are made."""
    files: Files
    """All files as they were read."""
    edited: Files
    """The same files, as they can be."""
    for_today: bool
    """Whether what is created later may begin with other rules."""
    broken: tuple[Broken, ...]
    """The expectations that would not hold any more."""


def minimise(
    files: Files,
    declaration: Declaration,
    *,
    sites: Sequence[str] | None = None,
    for_today: bool = False,
    advance: Advance = lambda: None,
    read: Callable[[Files], Declaration] = read_files,
) -> Minimised:
    """Make a declaration smaller without changing what anybody may do.

    Args:
        files: the text.
        declaration: what it says.
        sites: those to make smaller; None for all. The certificate is of all of them.
        for_today: whether what is created later may begin with other rules.
        advance: is told of each rule list that is as short as it can be.
        read: reads the edited text again.

    Raises:
        ToolError: the text is written in a way that is left to its author.
    """
    smaller = dict(declaration.sites)
    names = list(declaration.sites if sites is None else sites)
    steps = list(_empty_mappings(files, names))
    for name in names:
        smaller[name], made = smaller_site(smaller[name], for_today=for_today, advance=advance)
        steps += made
    edited = files
    if steps:
        edited = edited_files(files, declaration, replace(declaration, sites=smaller), names)
    before = _extent(files, declaration)
    again = declaration if edited == files else read(edited)
    after = _extent(edited, again)
    # INVARIANT: this is the certificate; if it could not be given, nothing may be written.
    if before.fingerprint != after.fingerprint:
        raise RuntimeError("the smaller declaration does not allow the same")
    broken = () if again is declaration else tuple(broken_expectations(declaration, again))
    return Minimised(before, after, tuple(steps), files, edited, for_today, broken)


def _empty_mappings(files: Files, sites: Sequence[str]) -> list[Step]:
    return [
        Step(
            StepKind.EMPTY_MAPPING,
            "",
            None,
            None,
            (),
            f"remove `{key}`, under which there is nothing",
            position,
        )
        for name, data in files
        for position, key in without_empty_mappings(name, data, sites)[1]
    ]


def _extent(files: Files, declaration: Declaration) -> Extent:
    rules = lists = 0
    for site in declaration.sites.values():
        for item in site.items():
            if item.permissions is None:
                continue
            written = (
                item.permissions.lists.values()
                if isinstance(item, Project)
                else (item.permissions,)
            )
            rules += sum(len(it.rules) for it in written)
            lists += sum(bool(it.rules) or not isinstance(item, Project) for it in written)
    size = sum(len(data) for _, data in files)
    return Extent(rules, lists, size, fingerprint_of(declaration))
