"""The pages of the lint rules, read apart: their head, and their examples.

A page begins ``# TP101 name``, then ``**severity** · summary``, then ``Source: …``; its examples
are fenced ``yaml`` under ``## Fails`` and ``## Clean``. In a failing example, a line on which the
rule must find something ends in a comment with its code, ``# TP101``; a line on which it must find
two things, ``# TP101 TP101``. A ``toml`` block before an example is its configuration: keys of
``[lint]``.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, fields

from tableau_perm_cli.audit.lint import LintRule, Thresholds, all_rules, lint, page_of, review
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import Diagnostic

_HEAD = re.compile(
    r"# (?P<code>TP\d{3}) (?P<name>[a-z0-9-]+)\n\n"
    r"\*\*(?P<severity>\w+)\*\* · (?P<summary>.+)\n\nSource: (?P<source>.+)\n"
)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(toml|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"#(?: TP\d{3})+$", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One example of a page."""

    rule: LintRule
    number: int
    clean: bool
    text: str
    settings: str

    def __str__(self) -> str:
        return f"{self.rule.name}-{'clean' if self.clean else 'fails'}-{self.number}"

    @property
    def file(self) -> str:
        return f"{self.rule.name}.yaml"

    def thresholds(self) -> Thresholds:
        words = {
            key.replace("-", "_"): value for key, value in tomllib.loads(self.settings).items()
        }
        known = {field.name for field in fields(Thresholds)}
        assert words.keys() <= known
        return Thresholds(
            **{key: tuple(it) if isinstance(it, list) else it for key, it in words.items()}
        )

    def findings(self, *rules: LintRule) -> list[Diagnostic]:
        """What the rules, by default all, find in the example and no comment of it ignores.

        The marks are taken away first: behind an ignore comment one would be its reason.
        """
        data = _MARK.sub("", self.text).encode()
        declaration = read_files([(self.file, data)])
        wanted = rules or all_rules()
        # Whether a comment is needed is known only of rules that ran.
        chosen = all_rules() if any(rule.check_ignores for rule in wanted) else wanted
        found = lint(declaration, chosen, thresholds=self.thresholds())
        reviewed = review(found, [decode(self.file, data)[0]], chosen)
        codes = {rule.code for rule in wanted}
        findings = [it.diagnostic for it in reviewed if it.ignored_by is None]
        return [it for it in findings if it.code in codes]

    def expected(self) -> Counter[int]:
        """How many findings of the rule are marked on which lines."""
        found: Counter[int] = Counter()
        for number, line in enumerate(self.text.splitlines(), start=1):
            mark = _MARK.search(line)
            if mark:
                found[number] += mark[0].count(self.rule.code)
        return found


def head_of(rule: LintRule) -> dict[str, str]:
    found = _HEAD.match(page_of(rule))
    assert found, f"the page of {rule.name} does not begin as pages do"
    return found.groupdict()


def examples_of(rule: LintRule) -> list[Example]:
    parts = _SECTION.split(page_of(rule))
    examples: list[Example] = []
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        settings = ""
        for language, text in _BLOCK.findall(body):
            if language == "toml":
                settings = text
            elif title in {"Fails", "Clean"}:
                examples.append(Example(rule, len(examples), title == "Clean", text, settings))
    return examples


ALL_EXAMPLES = [example for rule in all_rules() for example in examples_of(rule)]
