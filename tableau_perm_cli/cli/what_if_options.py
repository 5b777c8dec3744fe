"""The changes on the command line of ``what-if``: a flag each, in the order they are given.

Typer hands over the values of each option together. In which order different options stood, its
parser knows, and ``ChangesCommand`` asks it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from typer.core import TyperOption

from tableau_perm_cli.cli.options import PlainUsage
from tableau_perm_cli.cli.what_if_completion import completion_of
from tableau_perm_cli.diagnostics import UsageError, visible

PANEL: Final = "Changes, in the order they are given"
KIND: Final = "kind"
PATCH_FILE: Final = "patch_file"


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag that is a change, or a part of one."""

    word: str
    """The kind of change, as an entry of a patch file begins."""
    fields: tuple[str, ...]
    """What its words are, as the fields of that entry."""
    shown: str
    """The words as the help has them."""
    help: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    """The fields it has without a word."""


_RULE = ("grantee", "capability", "item")
_RULE_WORDS = "GRANTEE CAPABILITY ITEM"
_PEOPLE = ("user", "group")

FLAGS: Final[Mapping[str, Flag]] = {
    "--add-to-group": Flag(
        "add_to_group", _PEOPLE, "USER GROUP", "A user becomes a member of a group."
    ),
    "--remove-from-group": Flag(
        "remove_from_group", _PEOPLE, "USER GROUP", "A user leaves a group."
    ),
    "--role": Flag("role", ("user", "role"), "USER ROLE", "A user gets another site role."),
    "--remove-user": Flag("remove_user", ("user",), "USER", "A user leaves the site."),
    "--delete-group": Flag("delete_group", ("group",), "GROUP", "A group goes, with its rules."),
    "--grant": Flag(
        "grant", _RULE, _RULE_WORDS, "The item's list allows a capability to a user or group."
    ),
    "--deny": Flag("deny", _RULE, _RULE_WORDS, "The item's list denies it."),
    "--clear": Flag("clear", _RULE, _RULE_WORDS, "The item's list leaves it unspecified."),
    "--clear-rule": Flag(
        "clear_rule", ("grantee", "item"), "GRANTEE ITEM", "Everything the list says to them goes."
    ),
    "--leader": Flag(
        "leader", ("grantee", "project"), "GRANTEE PROJECT", "A user or group leads a project."
    ),
    "--no-leader": Flag(
        "leader",
        ("grantee", "project"),
        "GRANTEE PROJECT",
        "A user or group leads it no longer.",
        {"leader": "false"},
    ),
    "--owner": Flag("owner", ("item", "user"), "ITEM USER", "Somebody else owns an item."),
    "--lock": Flag(
        "lock",
        ("project", "mode"),
        "PROJECT MODE",
        "Content permissions: customizable, locked or locked_including_nested.",
    ),
    "--move": Flag(
        "move",
        ("item", "project"),
        "ITEM PROJECT",
        "An item goes to another project; a project also to the top of the site, `top`.",
    ),
    "--publish": Flag(
        "publish",
        ("user", "project", "name"),
        "USER PROJECT NAME",
        "A user publishes something new: a workbook, or what --kind says.",
    ),
    "--overwrite": Flag(
        "overwrite", ("user", "item"), "USER ITEM", "A user publishes over what is there."
    ),
    "--tabs": Flag(
        "tabs", ("workbook", "tabs"), "WORKBOOK shown|hidden", "Whether sheets are tabs."
    ),
    "--authentication": Flag(
        "authentication",
        ("workbook", "data_source", "authentication"),
        "WORKBOOK DATA_SOURCE prompt|embedded",
        "How a workbook signs in to a data source.",
    ),
    "--kind": Flag(
        KIND,
        (KIND,),
        "KIND",
        "Of the change before it: what is published; or for which content a project's default "
        "rules are.",
    ),
    "--patch-file": Flag(
        PATCH_FILE, ("file",), "FILE", "The changes that a YAML file lists; - is standard input."
    ),
}
"""By what the user types."""

KINDED: Final = frozenset({"publish", "grant", "deny", "clear", "clear_rule"})
"""The changes that ``--kind`` can be said of."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One change as it was given."""

    flag: str
    fields: Mapping[str, str]

    @property
    def word(self) -> str:
        """The kind of change."""
        return FLAGS[self.flag].word


class ChangesCommand(PlainUsage):
    """A command that takes changes: its parameter ``changes`` is a list of ``Spoken``."""

    def __init__(self, *args: Any, **keywords: Any) -> None:  # noqa: ANN401 - as Typer gives them
        """Take what Typer knows of the command, and add the changes to its options."""
        super().__init__(*args, **keywords)
        self.params = [*_options(), *self.params]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - Typer's
        """Read the command line.

        Raises:
            UsageError: a word belongs to no change, or ``--kind`` to none.
        """
        words = [*args]
        rest = super().parse_args(ctx, args)
        values, _, order = self.make_parser(ctx).parse_args(words)
        spoken = list(_in_order(values, order))
        stray = ctx.params.get("changes")
        if stray and not ctx.resilient_parsing:
            options = {name for parameter in self.params for name in parameter.opts}
            raise _stray(stray[0], spoken, options)
        ctx.params["changes"] = list(_with_kinds(spoken))
        return rest


def _stray(word: str, spoken: Sequence[Spoken], options: Collection[str]) -> UsageError:
    """Return the error for a word that belongs to no change; the one before it may lack one."""
    for it in spoken:
        for taken in it.fields.values():
            if taken in options:
                return UsageError(
                    f"`{it.flag}` takes {FLAGS[it.flag].shown}, and has taken `{taken}` for one",
                    help="is a word missing before it?",
                )
    return UsageError(
        f"`{visible(word)}` belongs to no change",
        help="a change begins with its flag, as in `--add-to-group USER GROUP`; quote names with "
        "blanks",
    )


def _options() -> list[TyperOption]:
    """Return the flags as Typer has options."""
    return [
        TyperOption(
            param_decls=[flag.removeprefix("--").replace("-", "_"), flag],
            nargs=len(said.fields),
            multiple=True,
            metavar=said.shown,
            expose_value=False,
            autocompletion=completion_of(said.fields),
            help=said.help,
            rich_help_panel=PANEL,
        )
        for flag, said in FLAGS.items()
    ]


def _in_order(values: Mapping[str, Any], order: list[Any]) -> Iterator[Spoken]:
    """Yield the changes as they stand on the command line.

    Args:
        values: of each option all its values, in order.
        order: the options, each as often as it was given.
    """
    left = {name: iter(given) for name, given in values.items() if isinstance(given, list)}
    for parameter in order:
        flag = parameter.opts[0]
        if flag in FLAGS:
            given = next(left[parameter.name])
            words = (given,) if isinstance(given, str) else given
            said = FLAGS[flag]
            yield Spoken(flag, {**dict(zip(said.fields, words, strict=True)), **said.fixed})


def _with_kinds(spoken: Iterable[Spoken]) -> Iterator[Spoken]:
    """Yield the changes, each with the kind that is said after it.

    Raises:
        UsageError: a kind is said of nothing that has one, or twice.
    """
    last: Spoken | None = None
    for it in spoken:
        if it.word != KIND:
            if last is not None:
                yield last
            last = it
        elif last is None or last.word not in KINDED:
            flags = ", ".join(f"`{flag}`" for flag, said in FLAGS.items() if said.word in KINDED)
            raise UsageError(
                "`--kind` is not for the change before it"
                if last
                else "`--kind` stands before any change",
                help=f"it follows one of {flags}",
            )
        elif KIND in last.fields:
            raise UsageError(f"`--kind` is given twice for one `{last.flag}`")
        else:
            last = replace(last, fields={**last.fields, **it.fields})
    if last is not None:
        yield last
