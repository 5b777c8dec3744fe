"""TP801: something of the site was not read, and answers that depend on it are uncertain."""

from collections.abc import Iterator

from tableau_perm_cli.audit.lint.linted_site import LintedSite
from tableau_perm_cli.audit.lint.rule import LintRule
from tableau_perm_cli.declaration.model import Grantee
from tableau_perm_cli.declaration.not_read import SETTINGS
from tableau_perm_cli.declaration.unread import Unread, things_not_read
from tableau_perm_cli.diagnostics import Diagnostic, Severity, Subject

_DEPENDS = {
    "role": "every answer about the user is uncertain",
    "members": "where a rule or a leader setting of the group counts, who is in it is not known",
    "owner": "whoever owns it is allowed, so what is denied on it is uncertain",
    "content_permissions": "whether it is locked decides whose rules count in it",
    "connects_to": "whether anybody sees data in it, or may edit it on the web, is not known",
}
_SET = "whether Guest is let in, and whether anybody may edit on the web, is uncertain"
_LISTED = "what is not there is in no answer"
_RULED = "what these rules decide is denied with the reason `not_read`, whatever they say"


def check(linted: LintedSite) -> Iterator[Diagnostic]:
    """Find each thing that was not read."""
    for thing in things_not_read(linted.site):
        yield RULE.finding(
            f"{thing.name} {'was' if thing.part in _SINGULAR else 'were'} not read: "
            f"{thing.reason}",
            thing.position,
            _subject(linted, thing),
            why=_why(thing),
            help="pull again with an account that may read it, or write down what you know",
        )


def _why(thing: Unread) -> str:
    if thing.of is None:
        return _SET if thing.part == SETTINGS else _LISTED
    return _DEPENDS.get(thing.part, _RULED)


_SINGULAR = frozenset({"role", "owner"})


def _subject(linted: LintedSite, thing: Unread) -> Subject:
    site = linted.site.name
    match thing.of:
        case None:
            return Subject(site, detail=thing.part)
        case Grantee():
            return Subject(site, grantee=str(thing.of), detail=thing.part)
        case _:
            return Subject(site, str(thing.of.address), detail=thing.part)


RULE = LintRule(
    "TP801",
    "not-read",
    Severity.WARNING,
    "Something could not be read from the site, so answers that depend on it are uncertain.",
    "the format's key `not_read`, which a pull writes",
    check,
)
