"""What a lint rule finds on a small site, as rows of a table.

A case has a few lines of YAML on top of the cast below, the whole messages that it must find, in
the order of the report, and part of each one's why. Its quote stands in docs/semantics.md.
"""

from dataclasses import dataclass
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
    text = "version: 1\nsites:\n  Acme:\n" + indent(body, "    ")
    return lint(read_files([("site.yaml", text.encode())]), [rule], thresholds=thresholds)


def check(rule: LintRule, case: Case) -> None:
    """Hold what is found against the case."""
    assert quoted_in(case.quote), f"not in docs/semantics.md: {case.quote}"
    got = findings(rule, case.site, case.thresholds)
    assert [it.message for it in got] == [it.message for it in case.found]
    for it, expected in zip(got, case.found, strict=True):
        assert expected.why in (it.why or "")
    prints = [it.fingerprint for it in got]
    assert len(prints) == len(set(prints)), "two findings are about the same"
