"""``can``, ``can -``, ``explain``, ``who`` and ``access`` agree on every cell, by their JSON.

On every sample and on generated declarations. The bulk answers of ``can -`` are the yardstick: a
line for every user, item, capability and task of every site. They and single ``can`` are asked as
a user does; the thousands of other answers come from the commands' functions, which are given
the declaration once it is read.
"""

import contextlib
import io
import json
from dataclasses import dataclass
from functools import cached_property
from unittest import mock

import pytest
from support.asking import declaration_of
from support.generated import random_declaration, yaml_text
from support.running import SAMPLES, run_inside

from tableau_perm_cli.catalog import CATALOG, Kind
from tableau_perm_cli.cli import access, explain, who
from tableau_perm_cli.cli.exit_codes import ExitCode
from tableau_perm_cli.cli.options import Command, Format, Options
from tableau_perm_cli.cli.session import Session
from tableau_perm_cli.declaration.load import load_declaration
from tableau_perm_cli.declaration.model import Declaration, Item, Site
from tableau_perm_cli.resolve.tasks import tasks_of

SOURCES = [*(path.name for path in sorted(SAMPLES.iterdir())), *range(15)]
"""Samples, and seeds of generated declarations."""

Cell = tuple[str, str, str]
"""A user, an item, and a capability or a task."""
Answer = tuple[str, str, bool]
"""The verdict, the reason, and whether it is uncertain."""


def answer_of(record: dict) -> Answer:
    return record["effective"], record["reason"], record["uncertain"]


def is_capability(cell: Cell) -> bool:
    _, address, word = cell
    return CATALOG[Kind(address.partition(":")[0])].has(word)


@dataclass
class Asked:
    """One site of a declaration that is in a file."""

    file: str
    declaration: Declaration
    site: Site

    @cached_property
    def session(self) -> Session:
        return Session(self.declaration, self.site)

    @cached_property
    def items(self) -> list[Item]:
        return list(self.site.items())

    @cached_property
    def users(self) -> list[str]:
        """Those of the site, and one of another site if there is one."""
        everybody = [user for site in self.declaration.sites.values() for user in site.users]
        strangers = [user for user in everybody if user not in self.site.users]
        return [*self.site.users, *strangers[:1]]

    def record(self, module: object, *words: object) -> dict:
        """Return the JSON that a command writes."""
        name = module.__name__.rpartition(".")[2]
        command: Command = getattr(module, name)
        with (
            mock.patch.object(module, "open_session", return_value=self.session),
            contextlib.redirect_stdout(io.StringIO()) as written,
        ):
            assert command(Options(format=Format.JSON), *words) is ExitCode.OK
        record = json.loads(written.getvalue())
        assert record["schema"] == f"tableau-perm/{name}/1"
        assert record["site"] == self.site.name
        return record

    @cached_property
    def can(self) -> dict[Cell, Answer]:
        """Every cell and every task, by ``can -``."""
        questions = [
            {"user": user, "item": str(item.address), "capability": word, "site": self.site.name}
            for user in self.users
            for item in self.items
            for word in words_of(item)
        ]
        text = "".join(f"{json.dumps(question)}\n" for question in questions)
        ran = run_inside("can", "-", "--quiet", "-f", self.file, stdin=text)
        assert ran.exit_code == 0, ran.stderr
        found = {}
        for question, line in zip(questions, ran.stdout.splitlines(), strict=True):
            record = json.loads(line)
            word = record.get("capability", record.get("task"))
            cell = (record["user"], record["item"], word)
            assert cell == (question["user"], question["item"], question["capability"])
            found[cell] = answer_of(record)
        return found

    @cached_property
    def explained(self) -> dict[tuple[str, str], dict]:
        """What ``explain`` says of each user and item."""
        return {
            (user, str(item.address)): self.record(explain, user, str(item.address))
            for user in self.users
            for item in self.items
        }


def words_of(item: Item) -> list[str]:
    """Return the capabilities of an item, and the tasks that need no target."""
    tasks = [task.key for task in tasks_of(item.kind) if not task.target_required]
    return [capability.key for capability in CATALOG[item.kind].capabilities] + tasks


@pytest.fixture(scope="module", params=SOURCES)
def sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    if isinstance(request.param, int):
        plain = random_declaration(request.param, size=1)
        file = tmp_path_factory.mktemp("generated") / "generated.yaml"
        file.write_text(yaml_text(plain), "utf-8")
        declaration = declaration_of(plain)
    else:
        file = SAMPLES / request.param
        declaration = load_declaration([str(file)])
    return [Asked(str(file), declaration, site) for site in declaration.sites.values()]


def test_explain_says_of_every_cell_and_task_what_can_says(sites: list[Asked]) -> None:
    for asked in sites:
        said = {
            (user, address, row.get("capability", row.get("task"))): answer_of(row)
            for (user, address), record in asked.explained.items()
            for row in (*record["capabilities"], *record["tasks"])
        }
        assert said == asked.can


def test_who_lists_those_whom_can_allows(sites: list[Asked]) -> None:
    for asked in sites:
        said = {
            (row["user"], str(item.address), capability.key): (row["reason"], row["uncertain"])
            for item in asked.items
            for capability in CATALOG[item.kind].capabilities
            for row in asked.record(who, capability.key, str(item.address))["users"]
        }
        assert said == {
            cell: (reason, uncertain)
            for cell, (effective, reason, uncertain) in asked.can.items()
            if effective == "allowed" and is_capability(cell)
        }


def test_access_lists_what_can_allows(sites: list[Asked]) -> None:
    for asked in sites:
        said = {
            (user, row["item"], held["capability"]): held["reason"]
            for user in asked.users
            for row in asked.record(access, user)["items"]
            for held in row["capabilities"]
        }
        assert said == {
            cell: reason
            for cell, (effective, reason, _) in asked.can.items()
            if effective == "allowed" and is_capability(cell)
        }


def test_access_and_explain_agree_on_what_is_browsable(sites: list[Asked]) -> None:
    for asked in sites:
        for user in asked.users:
            for row in asked.record(access, user)["items"]:
                explained = asked.explained[user, row["item"]]
                assert row["browsable"] == explained["browsable"]


def test_can_says_of_one_question_what_it_says_of_many(sites: list[Asked]) -> None:
    # One of each answer, as every run of the program reads the file anew.
    for asked in sites:
        one_of_each = {answer: cell for cell, answer in asked.can.items()}
        for answer, (user, address, word) in one_of_each.items():
            words = ("can", user, word, address, "--format", "json", "--quiet")
            ran = run_inside(*words, "--site", asked.site.name, "-f", asked.file)
            assert answer_of(json.loads(ran.stdout)) == answer
            assert ran.exit_code == {"allowed": 0, "denied": 1}[answer[0]]
