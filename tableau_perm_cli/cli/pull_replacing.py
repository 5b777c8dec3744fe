"""What a pull keeps of the declaration that it replaces, and what would be lost with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_perm_cli.cli.messages import say
from tableau_perm_cli.cli.options import Options
from tableau_perm_cli.cli.pull_targets import Target
from tableau_perm_cli.declaration.load import input_files, read_files
from tableau_perm_cli.declaration.model import Content, Declaration
from tableau_perm_cli.diagnostics import DeclarationError, FileError, ToolError, visible
from tableau_perm_cli.diagnostics.snippet import concise

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.declaring import CarriedLabels
    from tableau_perm_cli.exchange.ids import IdEntry


def labels_to_keep(
    target: Target, options: Options, *, overwrite: bool
) -> "Mapping[str, CarriedLabels]":
    """Return the labels of the declaration that is there, by site.

    Raises:
        ToolError: what is there has errors, or says what a pull cannot write again; neither
            counts where it is to be overwritten.
    """
    from tableau_perm_cli.exchange.declaring import labels_of  # noqa: PLC0415 - when needed

    pulled = [*target.pulled()]
    if target.path is None or not pulled:
        return {}
    try:
        declaration = _declared(target, pulled)
        ids = _ids(target)
    except (DeclarationError, FileError) as error:
        if not overwrite:
            error.help = "mend it, or let --overwrite replace it; its labels are then lost"
            raise
        say(f"note: the labels in `{target.words}` are lost: it has errors", options)
        return {}
    if not overwrite:
        _check_loss(declaration, pulled)
    return {site.name: labels_of(site, ids) for site in declaration.sites.values()}


def _declared(target: Target, pulled: Sequence[Path]) -> Declaration:
    """Return what is declared there, by the files that a pull wrote.

    Raises:
        DeclarationError: they have errors, also together with the other files there.
    """
    try:
        return read_files(input_files([str(it) for it in pulled]))
    except DeclarationError:
        if len(pulled) == len(others := [*target.there()]):
            raise
        return read_files(input_files([str(it) for it in others]))


def _ids(target: Target) -> "tuple[IdEntry, ...]":
    from tableau_perm_cli.exchange.ids import ids_path, read_ids  # noqa: PLC0415 - PyYAML

    if target.path is None:
        return ()
    path = ids_path(target.path, target.directory)
    return read_ids(str(path), path.read_bytes()) if path.is_file() else ()


def _check_loss(declaration: Declaration, pulled: Collection[Path]) -> None:
    """See that nothing stands in pulled files that a pull cannot write again.

    Raises:
        ToolError: something does.
    """
    names = {it.as_posix() for it in pulled}
    for what, file in _own_words(declaration, pulled):
        if file in names:
            raise ToolError(
                f"`{visible(file)}` has {what}, which a pull does not write again",
                help="keep that in a file of its own, or let --overwrite replace it",
            )


def _own_words(declaration: Declaration, pulled: Collection[Path]) -> Iterator[tuple[str, str]]:
    """Yield what only a person writes, with the file it is in."""
    for site in declaration.sites.values():
        for expectation in site.expectations:
            yield "expectations", expectation.position.file
        for item in site.items():
            if isinstance(item, Content) and item.external_authorization is not None:
                yield "`external_authorization`", item.position.file
    decided = any(site.settings.ceilings for site in declaration.sites.values())
    for file in pulled:
        text = file.read_bytes()
        # Where settings are written nobody remembers.
        if decided and b"uncertain_ceilings:" in text:
            yield "`uncertain_ceilings`", file.as_posix()
        if b"# tableau-perm: ignore" in text:
            yield "comments that tell lint what to ignore", file.as_posix()


def is_ids(file: Path) -> bool:
    """Whether a file is one of ids."""
    from tableau_perm_cli.exchange.ids import SCHEMA  # noqa: PLC0415 - PyYAML

    with file.open("rb") as stream:
        return SCHEMA.encode() in stream.readline(1_000)


def beside(target: Target, written: Collection[Path]) -> Iterator[str]:
    """Yield what is to be said of the other declarations in the directory that was written.

    They are read together with what a pull writes, and may name what is gone.
    """
    if target.path is None or not target.directory:
        return
    files = [*target.there()]
    if {it.resolve() for it in files} <= {it.resolve() for it in written}:
        return
    try:
        read_files(input_files([str(it) for it in files]))
    except DeclarationError as error:
        yield (
            f"warning: together with the other files in `{target.words}` there are errors: "
            f"{concise(error.diagnostics[0])}"
        )
