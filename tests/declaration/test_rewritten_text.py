"""What differs between two models is written into the text of the first."""

import copy
import random

import pytest
import yaml
from support.generated import random_declaration
from support.meaning import meaning
from support.running import SAMPLES

from tableau_perm_cli.declaration.editing.difference import rewritten
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration
from tableau_perm_cli.diagnostics import DeclarationError


def _read(text: str) -> Declaration:
    return read_files([("site.yaml", text.encode())])


def _varied(values: dict, choose: random.Random) -> dict:
    """The values with some entries and elements missing, and some exchanged."""
    values = copy.deepcopy(values)
    for _ in range(choose.randint(1, 6)):
        pending, found = [values["sites"]], []
        while pending:
            holder = pending.pop()
            inner = holder.values() if isinstance(holder, dict) else holder
            pending += [it for it in inner if isinstance(it, dict | list)]
            found.append(holder)
        holder = choose.choice(found[1:])
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        if keys and choose.random() < 0.5:
            del holder[choose.choice(keys)]
        elif isinstance(holder, dict) and len(keys) > 1:
            one, other = choose.sample(keys, 2)
            holder[one], holder[other] = holder[other], holder[one]
    return values


@pytest.mark.parametrize("flow", [True, False, None])
@pytest.mark.parametrize("seed", range(16))
def test_what_is_written_is_read_as_the_other_model(
    seed: int,
    flow: bool | None,  # noqa: FBT001 - of yaml.dump
) -> None:
    choose = random.Random(seed)  # noqa: S311 - varied, not secret
    values = random_declaration(seed, gaps=seed % 2 == 1)
    text = yaml.safe_dump(
        values, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=70
    )
    before = _read(text)
    tried = 0
    for _ in range(12):
        try:
            after = _read(yaml.safe_dump(_varied(values, choose), allow_unicode=True))
        except DeclarationError:
            continue
        if after.sites.keys() != before.sites.keys():
            continue
        tried += 1
        again = read_files(rewritten([("site.yaml", text.encode())], before, after))
        assert meaning(again) == meaning(after)
    assert tried or seed not in range(5)


def test_nothing_changes_where_nothing_differs() -> None:
    for sample in SAMPLES.glob("*.yaml"):
        files = [(sample.name, sample.read_bytes())]
        assert rewritten(files, read_files(files), read_files(files)) == files


def test_comments_and_order_stay() -> None:
    text = """\
version: 1
sites:
  S:
    users:
      ada: Creator  # keeps this
      bob: Viewer
    groups:
      # all of them
      G: [ada]
    projects:
      P:
        # rules
        permissions:
          groups:
            G: {project: view}   # why
"""
    wanted = text.replace("bob: Viewer", "bob: Explorer").replace("G: [ada]", "G: [ada, bob]")
    wanted = wanted.replace("{project: view}", "{project: publish, workbooks: {deny: [view]}}")
    written = rewritten([("s", text.encode())], _read(text), _read(wanted))
    assert written[0][1].decode() == text.replace("bob: Viewer", "bob: Explorer").replace(
        "G: [ada]", "G: [ada, bob]"
    ).replace("{project: view}", "{project: publish, workbooks: {deny: [view]}}")


def test_each_change_goes_into_the_file_that_has_the_place() -> None:
    users = b"version: 1\nsites:\n  S:\n    users: {ada: Creator, bob: Viewer}\n"
    groups = b"version: 1\nsites:\n  S:\n    groups: {G: [ada]}\n    projects: {P: {}}\n"
    files = [("users", users), ("groups", groups)]
    before = read_files(files)
    after = read_files(
        [
            ("users", users.replace(b"Viewer", b"Explorer")),
            ("groups", groups.replace(b"P: {}", b"P: {owner: ada, workbooks: {W: {}}}")),
        ]
    )
    written = dict(rewritten(files, before, after))
    assert b"bob: Explorer" in written["users"]
    assert b"P: {owner: ada, workbooks: {W: {}}}" in written["groups"]
