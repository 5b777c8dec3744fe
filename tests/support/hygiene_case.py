"""A small site, one lint rule of the rule-hygiene family, and what it must find there."""

from dataclasses import dataclass
from importlib import import_module
from textwrap import indent

from tableau_perm_cli.audit.lint import LintRule, lint
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.diagnostics import Diagnostic

USERS = """\
users:
  ada: Creator
  ben: Creator
  eve: Explorer
  vic: Viewer
  vera: Viewer
  root: Site Administrator Creator
  out: Unlicensed
"""
GROUPS = """\
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
        prints = [it.fingerprint for it in found]
        assert len(prints) == len(set(prints)), "two findings are about the same"
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
    groups = "" if keys.startswith("groups:") else GROUPS
    body = f"{USERS}{groups}{keys}projects:\n{indent(projects, '  ')}"
    text = f"version: 1\nsites:\n  Acme:\n{indent(body, '    ')}"
    return lint(read_files([("acme.yaml", text.encode())]), [hygiene_rule(module)])
