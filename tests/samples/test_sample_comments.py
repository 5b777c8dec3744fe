"""Each sample's header shows commands and what they answer: they run, and answer that."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.running import ROOT, SAMPLES, Ran, run_inside

from tableau_perm_cli.resolve import Reason


@dataclass(frozen=True)
class Shown:
    """A command in a header comment, and the answer below it."""

    file: Path
    command: str
    answer: str

    def run(self, *more: str) -> Ran:
        return run_inside(*shlex.split(self.command)[1:], *more)

    def __str__(self) -> str:
        return f"{self.file.relative_to(SAMPLES)}: {self.command}"


def _shown(file: Path) -> list[Shown]:
    header = file.read_text("utf-8").partition("\nversion: 1")[0]
    found = re.findall(r"^#   (tableau-perm .*)\n#     (.*)$", header, re.MULTILINE)
    return [Shown(file, command, answer) for command, answer in found]


FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
SHOWN = [shown for file in FILES for shown in _shown(file)]
CAN = [shown for shown in SHOWN if shown.command.startswith("tableau-perm can ")]
VERDICTS = re.compile(r"(\w+): (allowed|denied)")
EXPLAIN = [
    shown for shown in SHOWN if VERDICTS.search(shown.answer) and "group:" not in shown.command
]
REST = [shown for shown in SHOWN if shown not in {*CAN, *EXPLAIN}]

# What the output holds where the answer is told in other words.
IN_OTHER_WORDS = {
    "dean, instructor": ["dean\t", "instructor\t"],
    "ada, ian, ines": ["ada\t", "ian\t", "ines\t"],
    "administrators, Creators and Explorers (can publish)": [
        *("server_admin\t", "site_admin_creator\t", "site_admin_explorer\t"),
        *("\ncreator\t", "\nexplorer_publisher\t"),
    ],
    "10 of 17 denied (site_role)": ["\tdenied\tsite_role\t"] * 10,
    "web_edit: allowed for the raised, denied for the sleeper": [
        "\tpromoted\tExplorer\tallowed",
        "\tsleeper\tUnlicensed\tdenied",
    ],
    "a row for mia, max and theo": ["\tmia\t", "\tmax\t", "\ttheo\t"],
    "Viewers: View, Interactors: Explore, Publishers: Administer, Contractors: Custom": [
        *("group:Viewers\tView\t", "group:Interactors\tExplore\t"),
        *("group:Publishers\tAdminister\t", "group:Contractors\tCustom\t"),
    ],
    "the initial copy of Default's rules": ["project:Default\tinitial_copy\t"],
    "3 expectations: 3 passed": ["3 expectations: 3 passed\n"],
    "denied (locked)": ["\tdenied\tlocked\t"],
    "locks, owners and leaders": ["\tlocked\t", "\tpru\t", "\tgroup:Content Admins\t"],
    "the hierarchy with its locks": ["\tlocked\t", "\tlocked_including_nested\t"],
    "the locks and where each list comes from": ["\tlocked_including_nested\t", "\tcopy\t"],
    "every project and item, with locks, owners and leaders": [
        *("table:", "lens:", "view:", "locked_including_nested"),
    ],
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SAMPLES)))
def test_a_sample_shows_commands_about_itself(file: Path) -> None:
    shown = _shown(file)
    assert shown
    assert len(shown) == file.read_text("utf-8").count("#   tableau-perm ")
    for each in shown:
        name = shlex.split(each.command)[-1]
        assert shlex.split(each.command)[-2] == "-f"
        assert ROOT / name in {file, file.parent}


@pytest.mark.parametrize("shown", CAN, ids=str)
def test_can_says_the_verdict_that_is_shown(shown: Shown) -> None:
    verdict, _, told = shown.answer.partition(" ")
    told = told.strip("()")
    ran = shown.run()
    assert ran.exit_code == {"allowed": 0, "denied": 1}[verdict], ran
    said, reason, sentence = ran.stdout.split("\t", 2)
    assert said == verdict
    # What is told in parentheses may be the reason code, or the sentence that is printed.
    if (code := told.partition(":")[0]) in set(Reason) and Reason(code).verdict == verdict:
        assert reason == code
    for name in re.findall(r"rule on (\w+)$", told):
        assert reason.startswith("user_")
        assert name in sentence
    for name, verb in re.findall(r"([A-Z][\w ]+) (denies|allows)", told):
        assert re.search(rf"\b{name}(, which)? {verb}", sentence)


@pytest.mark.parametrize("shown", EXPLAIN, ids=str)
def test_explain_gives_the_verdicts_that_are_shown(shown: Shown) -> None:
    assert shown.run().exit_code == 0
    record = json.loads(shown.run("--format", "json").stdout)
    said = {row["capability"]: row["effective"] for row in record["capabilities"]}
    said |= {row["task"]: row["effective"] for row in record["tasks"]}
    promised = dict(VERDICTS.findall(shown.answer))
    assert {word: said[word] for word in promised} == promised


@pytest.mark.parametrize("shown", REST, ids=str)
def test_the_output_holds_what_is_shown_in_other_words(shown: Shown) -> None:
    ran = shown.run()
    assert ran.exit_code == 0
    for words in (wanted := IN_OTHER_WORDS[shown.answer]):
        assert ran.stdout.count(words) >= wanted.count(words), words


def test_nothing_is_kept_for_an_answer_that_is_shown_no_more() -> None:
    assert set(IN_OTHER_WORDS) == {shown.answer for shown in REST}
