"""Ignore comments: which findings they put aside, and what is found of the comments themselves."""

import pytest

from tableau_perm_cli.audit.lint import Reviewed, all_rules, lint, review
from tableau_perm_cli.audit.lint.suppressions import ignore_comments
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.text.source import decode
from tableau_perm_cli.diagnostics import Severity
from tableau_perm_cli.diagnostics.snippet import concise

# An empty group is found where its name stands, and by one rule only.
TEXT = """\
version: 1
sites:
  Acme:
    users: {ada: Creator}
    groups:
      One: []
      Two: []
    projects:
      Default: {content_permissions: locked_including_nested, permissions: {groups: {}}}
"""
ONE, TWO = "      One: []\n", "      Two: []\n"
WANTED = [rule for rule in all_rules() if rule.code == "TP214" or rule.code.startswith("TP9")]


def reviewed(
    text: str, codes: set[str] | None = None, *, everything: bool = True
) -> list[Reviewed]:
    data = text.encode()
    rules = [rule for rule in WANTED if codes is None or rule.code in codes]
    declaration = read_files([("a.yaml", data)])
    source = decode("a.yaml", data)[0]
    return review(lint(declaration, rules), [source], rules, everything=everything)


def shown(found: list[Reviewed]) -> list[str]:
    """Line, code, and the reason for which it is ignored."""
    lines = []
    for it in found:
        place = it.diagnostic.position
        assert place is not None
        reason = f" ignored: {it.ignored_by.reason}" if it.ignored_by else ""
        lines.append(f"{place.line} {it.diagnostic.code}{reason}")
    return lines


def with_one(*lines: str) -> str:
    return TEXT.replace(ONE, "".join(f"{line}\n" for line in lines))


CASES = {
    "no comment": (TEXT, ["6 TP214", "7 TP214"]),
    "on the line, by name": (
        with_one("      One: []  # tableau-perm: ignore[empty-group] in June"),
        ["6 TP214 ignored: in June", "7 TP214"],
    ),
    "on the line, by code, in any case and spacing": (
        with_one("      One: []  #tableau-perm:ignore[ tp214 ]in June"),
        ["6 TP214 ignored: in June", "7 TP214"],
    ),
    "behind another comment": (
        with_one("      One: []  # nobody yet # tableau-perm: ignore[TP214] in June"),
        ["6 TP214 ignored: in June", "7 TP214"],
    ),
    "on a line of its own above": (
        with_one("      # tableau-perm: ignore[TP214] in June", "      One: []"),
        ["7 TP214 ignored: in June", "8 TP214"],
    ),
    "above, with a comment and an empty line between": (
        with_one("# tableau-perm: ignore[TP214] in June", "      # more", "", "      One: []"),
        ["9 TP214 ignored: in June", "10 TP214"],
    ),
    "two above one line": (
        with_one(
            "      # tableau-perm: ignore[TP214] in June",
            "      # tableau-perm: ignore[TP901] for now",
            "      One: []",
        ),
        ["8 TP214 ignored: in June", "9 TP214"],
    ),
    "for the whole file, from anywhere": (
        f"{TEXT}# tableau-perm: ignore-file[TP214] all in June\n",
        ["6 TP214 ignored: all in June", "7 TP214 ignored: all in June"],
    ),
    "for the line before for the file": (
        with_one("      One: []  # tableau-perm: ignore[TP214] in June")
        + "# tableau-perm: ignore-file[TP214] later\n",
        ["6 TP214 ignored: in June", "7 TP214 ignored: later"],
    ),
    "another rule is not ignored": (
        with_one("      One: []  # tableau-perm: ignore[TP902] x"),
        ["6 TP214", "6 TP901", "7 TP214"],
    ),
    "a comment in quotes is none": (
        TEXT.replace(
            "{ada: Creator}", '{ada: Creator, "# tableau-perm: ignore[TP214] x": Viewer}'
        ),
        ["6 TP214", "7 TP214"],
    ),
    "one of two names is not needed": (
        with_one("      One: []  # tableau-perm: ignore[TP214, TP902] x"),
        ["6 TP214 ignored: x", "6 TP901", "7 TP214"],
    ),
    "without a reason": (
        with_one("      One: []  # tableau-perm: ignore[TP214]"),
        ["6 TP214 ignored: None", "6 TP902", "7 TP214"],
    ),
    "without a reason, and that is ignored": (
        with_one("      One: []  # tableau-perm: ignore[TP214, TP902]"),
        ["6 TP214 ignored: None", "6 TP902 ignored: None", "7 TP214"],
    ),
    "an unknown rule": (
        with_one("      One: []  # tableau-perm: ignore[TP214, emtpy-group] x"),
        ["6 TP214 ignored: x", "6 TP903", "7 TP214"],
    ),
    "no rule": (
        with_one("      One: []  # tableau-perm: ignore"),
        ["6 TP214", "6 TP903", "7 TP214"],
    ),
    "no rule in the bracket": (
        with_one("      One: []  # tableau-perm: ignore[ , ] all of it"),
        ["6 TP214", "6 TP903", "7 TP214"],
    ),
    "a misspelt word": (
        with_one("      One: []  # tableau-perm: ingore[TP214] x"),
        ["6 TP214", "6 TP903", "7 TP214"],
    ),
    "prose about the program": (
        with_one("      One: []  # tableau-perm: see the handbook"),
        ["6 TP214", "7 TP214"],
    ),
    "a comment with nothing below": (
        f"{TEXT}# tableau-perm: ignore[TP214] x\n",
        ["6 TP214", "7 TP214", "10 TP901"],
    ),
    "an unused comment that is ignored": (
        f"{TEXT}# tableau-perm: ignore-file[unused-ignore] x\n# tableau-perm: ignore[TP214] x\n",
        ["6 TP214", "7 TP214", "11 TP901 ignored: x"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_comments_put_aside_what_they_name(case: str) -> None:
    text, expected = CASES[case]
    assert shown(reviewed(text)) == expected


def messages(text: str) -> list[str]:
    found = [it.diagnostic for it in reviewed(text) if it.diagnostic.code != "TP214"]
    return [f"{concise(it)} ({it.help})" for it in found]


def test_what_is_wrong_with_a_comment_is_said_where_it_is() -> None:
    text = with_one(
        "      # tableau-perm: ignore[TP903] x",
        "      One: []  # tableau-perm: ignore[TP214, TP903]",
    )
    unused, reasonless, one_name, nothing_below = messages(
        f"{text}      # tableau-perm: ignore[TP902, TP903] x\n"
    )
    assert unused == (
        "a.yaml:6:7: warning[TP901 unused-ignore]: `unknown-rule-in-ignore` finds nothing on "
        "line 7, which the comment is for (remove the comment)"
    )
    assert reasonless == (
        "a.yaml:7:16: warning[TP902 ignore-without-reason]: the comment that ignores `TP214` and "
        "`TP903` does not say why (write the reason behind the bracket: `# tableau-perm: "
        "ignore[TP214, TP903] reason`)"
    )
    assert one_name == (
        "a.yaml:7:46: warning[TP901 unused-ignore]: `unknown-rule-in-ignore` finds nothing on "
        "this line (remove the name from the comment)"
    )
    assert nothing_below == (
        "a.yaml:11:7: warning[TP901 unused-ignore]: `ignore-without-reason` and "
        "`unknown-rule-in-ignore` find nothing here: no line follows the comment (remove the "
        "comment)"
    )


def test_an_unknown_rule_gets_a_suggestion() -> None:
    [found] = messages(with_one("      One: []  # tableau-perm: ignore[TP214, emtpy-group] x"))
    assert (
        "there is no lint rule `emtpy-group` (did you mean `empty-group` or `empty-group-set`?)"
        in found
    )
    assert found.startswith("a.yaml:6:46: ")
    [found] = messages(with_one("      One: []  # tableau-perm: ingore[TP214] x"))
    assert "`ingore` means nothing in a comment for lint (did you mean `ignore`?)" in found


def test_a_comment_is_judged_only_if_its_rule_ran() -> None:
    text = TEXT.replace("{ada: Creator}", "{ada: Creator}  # tableau-perm: ignore[TP214] x")
    assert shown(reviewed(text)) == ["4 TP901", "6 TP214", "7 TP214"]
    assert shown(reviewed(text, {"TP901"})) == []


def test_a_comment_is_judged_only_if_all_sites_were_looked_at() -> None:
    text = TEXT.replace("{ada: Creator}", "{ada: Creator}  # tableau-perm: ignore[TP214] x")
    assert shown(reviewed(text, everything=False)) == ["6 TP214", "7 TP214"]


def test_a_level_counts_for_what_is_found_of_comments() -> None:
    data = with_one("      One: []  # tableau-perm: ignore[TP214]").encode()
    source = decode("a.yaml", data)[0]
    levels = {"TP902": Severity.ERROR}
    [found] = review([], [source], [it for it in WANTED if it.code == "TP902"], severities=levels)
    assert found.diagnostic.severity is Severity.ERROR


def test_what_is_found_of_comments_is_keyed_by_meaning() -> None:
    text = with_one("      One: []  # tableau-perm: ignore[TP902] x")
    [before] = [it.diagnostic for it in reviewed(text) if it.diagnostic.code == "TP901"]
    moved = "# a line more\n" + text.replace("ignore[TP902] x", "ignore[TP902]   another reason")
    [after] = [it.diagnostic for it in reviewed(moved) if it.diagnostic.code == "TP901"]
    assert before.position != after.position
    assert before.fingerprint == after.fingerprint


def test_two_comments_that_say_the_same_are_told_apart() -> None:
    text = f"{TEXT}# tableau-perm: ignore[TP214] x\n# tableau-perm: ignore[TP214] x\n"
    prints = [it.diagnostic.fingerprint for it in reviewed(text) if it.diagnostic.code == "TP901"]
    assert len(prints) == len(set(prints)) == 2


def test_a_json_file_has_no_comments() -> None:
    data = b'{"version": 1, "sites": {"# tableau-perm: ignore[TP214] x": {}}}'
    assert ignore_comments([decode("a.json", data)[0]]) == []


def test_a_comment_counts_in_its_own_file_only() -> None:
    other = "# tableau-perm: ignore-file[TP214] x\nversion: 1\n"
    files = [("a.yaml", TEXT.encode()), ("b.yaml", other.encode())]
    found = lint(read_files(files), WANTED)
    sources = [decode(name, data)[0] for name, data in files]
    assert shown(review(found, sources, WANTED)) == ["6 TP214", "7 TP214", "1 TP901"]
