"""Reads an export: tells its kind by what is in it, and hands it to whoever reads that kind."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from tableau_perm_cli.cli.site_connection import Wanted
from tableau_perm_cli.cli.source_kinds import SourceKind
from tableau_perm_cli.cli.sources import Told
from tableau_perm_cli.diagnostics import ToolError, UsageError, visible
from tableau_perm_cli.exchange import insights, repository, user_lists
from tableau_perm_cli.exchange.rest import saved

if TYPE_CHECKING:
    from tableau_perm_cli.exchange.picture import Picture

KIND_WORDS: Final = {
    SourceKind.REST: "a directory of saved answers of the REST API",
    SourceKind.ADMIN_INSIGHTS: "Admin Insights as CSV",
    SourceKind.REPOSITORY: "the repository's tables as CSV",
    SourceKind.USER_LISTS: "lists of users as CSV",
}


def read_export(wanted: Wanted) -> Sequence[Told]:
    """Read the sites of an export; as ``read_pictures``.

    Raises:
        ToolError: it is of no known kind, or cannot be read.
        UsageError: an option does not go with its kind.
    """
    paths = [Path(it) for it in wanted.paths]
    kind = wanted.kind or recognised(paths)
    if wanted.every_rule and kind is not SourceKind.REST:
        raise UsageError(
            f"`--every-rule` has nothing to do here: {KIND_WORDS[kind]} tell what they tell",
            help="leave it out",
        )
    if kind is SourceKind.REST:
        return [_of_saved_answers(path, wanted) for path in paths]
    return [Told(picture) for picture in _of_tables(kind, paths, wanted.site)]


def recognised(paths: Sequence[Path]) -> SourceKind:
    """Return the kind of an export. Lists of users, which need no heading, are tried at last.

    Raises:
        ToolError: it is of no known kind.
    """
    if insights.recognises(paths):
        return SourceKind.ADMIN_INSIGHTS
    if repository.recognises(paths):
        return SourceKind.REPOSITORY
    if saved.recognises(paths):
        return SourceKind.REST
    if user_lists.recognises(paths):
        return SourceKind.USER_LISTS
    named = ", ".join(f"`{visible(str(path))}`" for path in paths)
    known = ", ".join(f"{words} (`{kind}`)" for kind, words in KIND_WORDS.items())
    raise ToolError(
        f"{named} {'is' if len(paths) == 1 else 'are'} no export that is known",
        help=f"known are {known}; --source says which it is",
    )


def _of_saved_answers(path: Path, wanted: Wanted) -> Told:
    """Read the site whose answers are in a directory.

    Raises:
        ToolError: they cannot be read.
    """
    from tableau_perm_cli.exchange.rest.reading import (  # noqa: PLC0415 - when needed
        ReadingOptions,
        read_leaders,
        read_site,
        skipped_words,
    )

    if not path.is_dir():
        raise ToolError(
            f"`{visible(str(path))}` is one file",
            help="saved answers of the REST API are a directory, each answer a file of its own",
        )
    reading = ReadingOptions(every_rule=wanted.every_rule, site_name=wanted.site)
    answers = saved.SavedAnswers(path)
    if wanted.only_leaders:
        return Told(read_leaders(answers, reading))
    picture = read_site(answers, reading)
    return Told(picture, skipped=skipped_words(picture))


def _of_tables(kind: SourceKind, paths: Sequence[Path], site: str | None) -> "Sequence[Picture]":
    """Read the sites that tables tell.

    Raises:
        ToolError: they cannot be read.
    """
    match kind:
        case SourceKind.ADMIN_INSIGHTS:
            return insights.read_insights(paths, site)
        case SourceKind.REPOSITORY:
            return repository.read_repository(paths, site)
        case SourceKind.USER_LISTS:
            return user_lists.read_user_lists(paths, site)
        case SourceKind.REST:
            raise AssertionError("these are no tables")
        case _:
            assert_never(kind)
