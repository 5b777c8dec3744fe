"""What a lint rule finds on a small site, as rows of a table.

A ``Case`` has a few lines of YAML on top of its cast, the whole messages that must be found, in
the order of the report, and part of each one's why; its quote stands in docs/semantics.md. A
``HygieneCase`` has a cast of its own, in which every group overlaps with another, and the
beginnings of the messages; its sentence may be the issue's.
"""

from dataclasses import dataclass
from importlib import import_module
from textwrap import dedent, indent

from support.semantics_text import quoted_in
from tableau_perm_cli.audit.lint import LintRule, Thresholds, lint
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Diagnostic

CAST = """\
users:
  boss: Site Administrator Explorer
  ada: Creator
  bob: Explorer (can publish)
  eve: Explorer
  vic: Viewer
  una: Unlicensed
  guest: Guest
groups:
  Makers: [ada, bob]
  Readers: [eve, vic]
group_sets:
  Reading Makers: [Makers, Readers]     # nobody is in both
"""
"""Who is on the site when a case does not say ``users`` itself."""


@dataclass(frozen=True)
class Found:
    """One finding."""

    message: str
    why: str = ""
    """Part of the why."""


class Case:
    """One row: the sentence it shows, the site, and what is found there."""

    def __init__(
        self, quote: str, site: str, *found: Found | str, thresholds: Thresholds | None = None
    ) -> None:
        self.quote = quote
        self.site = site
        self.found = [Found(it) if isinstance(it, str) else it for it in found]
        self.thresholds = thresholds


def findings(rule: LintRule, site: str, thresholds: Thresholds | None = None) -> list[Diagnostic]:
    """What a rule finds; the site is the lines below its name."""
    body = dedent(site).strip("\n") + "\n"
    if not any(line.startswith("users:") for line in body.splitlines()):
        body = CAST + body
    return _on_acme(rule, body, thresholds)


def check(rule: LintRule, case: Case) -> None:
    """Hold what is found against the case."""
    assert quoted_in(case.quote), f"not in docs/semantics.md: {case.quote}"
    got = findings(rule, case.site, case.thresholds)
    assert [it.message for it in got] == [it.message for it in case.found]
    for it, expected in zip(got, case.found, strict=True):
        assert expected.why in (it.why or "")
    _assert_told_apart(got)


HYGIENE_USERS = """\
users:
  ada: Creator
  ben: Creator
  eve: Explorer
  vic: Viewer
  vera: Viewer
  root: Site Administrator Creator
  out: Unlicensed
"""
HYGIENE_GROUPS = """\
groups:
  Staff: [ada, ben, eve, vic]
  Makers: [ada, ben]
  Readers: [vic, vera]
  Admins: [root]
  Gone: [out]
"""


@dataclass(frozen=True)
class HygieneCase:
    """What a rule must find on a site."""

    rule: str
    """The module of the rule."""
    sentence: str
    """Of the semantics, the issue or the notes: what the case is about."""
    site: str
    """The projects; before them, if anything, further keys of the site and a line ``---``."""
    found: tuple[str, ...] = ()
    """Beginnings of the messages, in the order of the report."""
    why: str = ""
    """A part of the first finding's reason."""
    help: str = ""
    """A part of the first finding's advice."""
    related: tuple[str, ...] = ()
    """The labels of the first finding's other places."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.sentence}"

    def check(self) -> None:
        """Run the rule and hold what it finds against the case."""
        found = hygiene_findings(self.rule, self.site)
        messages = [it.message for it in found]
        assert len(messages) == len(self.found), messages
        for message, beginning in zip(messages, self.found, strict=True):
            assert message.startswith(beginning), message
        _assert_told_apart(found)
        if found:
            assert self.why in (found[0].why or "")
            assert self.help in (found[0].help or "")
            labels = tuple(it.label for it in found[0].related)
            assert not self.related or labels == self.related


def hygiene_rule(module: str) -> LintRule:
    family = "tableau_perm_cli.audit.lint.rules.rule_hygiene"
    rule: LintRule = import_module(f"{family}.{module}").RULE
    return rule


def hygiene_findings(module: str, site: str) -> list[Diagnostic]:
    """Return what a rule finds on the site of a case."""
    keys, _, projects = site.rpartition("---\n")
    groups = "" if keys.startswith("groups:") else HYGIENE_GROUPS
    body = f"{HYGIENE_USERS}{groups}{keys}projects:\n{indent(projects, '  ')}"
    return _on_acme(hygiene_rule(module), body)


def _on_acme(rule: LintRule, body: str, thresholds: Thresholds | None = None) -> list[Diagnostic]:
    text = "version: 1\nsites:\n  Acme:\n" + indent(body, "    ")
    return lint(read_files([("site.yaml", text.encode())]), [rule], thresholds=thresholds)


def _assert_told_apart(found: list[Diagnostic]) -> None:
    prints = [it.fingerprint for it in found]
    assert len(prints) == len(set(prints)), "two findings are about the same"
