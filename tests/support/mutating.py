"""Expectations made at random for a generated declaration, and mutants judged the plain way."""

import random

from support.generated import random_declaration, yaml_text
from tableau_perm_cli.audit.expectations import Examiner, Outcome, examine_site
from tableau_perm_cli.audit.mutation import Fate, Mutant
from tableau_perm_cli.catalog import CATALOG
from tableau_perm_cli.declaration.expectation_model import Expectation
from tableau_perm_cli.declaration.load import read_files
from tableau_perm_cli.declaration.model import Declaration, Site
from tableau_perm_cli.resolve import TASKS
from tableau_perm_cli.resolve.bulk import BulkEngine, changed_cells, compile_site
from tableau_perm_cli.resolve.bulk.bits import indexes_in
from tableau_perm_cli.resolve.selectors.writing import item_selector, user_selector


def declared(plain: dict) -> Declaration:
    """Return a plain declaration as the program reads it."""
    return read_files([("generated.yaml", yaml_text(plain).encode())])


def holding(site: Site) -> list[Expectation]:
    """Return the expectations of a site that hold."""
    return [
        result.expectation
        for result in examine_site(site, most_cells=0)
        if result.outcome is Outcome.PASSED
    ]


def declaration_with_expectations(seed: int, number: int = 25) -> Declaration:
    """Return a generated declaration with expectations, most of which hold."""
    plain = random_declaration(seed, gaps=seed % 2 == 1)
    for name, site in declared(plain).sites.items():
        plain["sites"][name]["expectations"] = _Maker(site, seed).expectations(number)
    return declared(plain)


class _Maker:
    """Makes expectations for one site."""

    def __init__(self, site: Site, seed: int) -> None:
        self._engine = compile_site(site)
        self._site = site
        self._choose = random.Random(f"{seed} {site.name}")  # noqa: S311 - not a secret

    def expectations(self, number: int) -> list[dict]:
        makers = [
            self._table,
            self._table,
            self._closed,
            self._who,
            self._invariant,
            self._invariant,
            self._at_most,
            self._disjoint,
            self._task,
        ]
        if not self._engine.items or not self._site.users:
            return []
        return [
            {"name": f"number {number}", **self._choose.choice(makers)()}
            for number in range(number)
        ]

    def _cell(self) -> tuple[int, object]:
        place = self._choose.randrange(len(self._engine.items))
        kind = self._engine.items[place].item.kind
        return place, self._choose.choice(CATALOG[kind].capabilities)

    def _user(self) -> str:
        return user_selector(self._choose.choice(self._engine.users))

    def _users(self) -> str:
        """Return a selector of users of some kind."""
        groups = [f'group:"{_escaped(name)}"' for name in self._site.groups]
        sets = [f'group_set:"{_escaped(name)}"' for name in self._site.group_sets]
        roles = [f"role:{role}" for role in ("Viewer", "Explorer", "Creator", "Site*")]
        one = self._choose.choice([self._user(), self._user(), *groups, *sets, *roles])
        match self._choose.randrange(4):
            case 0:
                return f"not {one}"
            case 1:
                return f"{one} or {self._choose.choice(groups)}"
            case 2:
                return f"{one} and not {self._user()}"
            case _:
                return one

    def _items(self) -> str:
        place, _ = self._cell()
        address = self._engine.items[place].item.address
        return self._choose.choice([item_selector(address), f"{address.kind}:**", "**"])

    def _table(self) -> dict:
        place, capability = self._cell()
        user = self._choose.randrange(len(self._engine.users))
        verdict, reason = self._engine.decide(user, place, capability.index)
        table = {
            "users": [user_selector(self._engine.users[user])],
            "items": [item_selector(self._engine.items[place].item.address)],
            "expect": {capability.key: verdict.value},
        }
        if self._choose.random() < 0.5:
            table["because"] = {capability.key: reason.value}
        if self._choose.random() < 0.3:
            alike = self._engine.who(place, capability)[reason]
            groups = [
                name
                for name in self._site.groups
                if (bits := self._engine.people.memberships.groups[name].bits)
                and bits & alike == bits
            ]
            if groups:
                table["users"] = [f'group:"{_escaped(self._choose.choice(groups))}"']
        return table

    def _closed(self) -> dict:
        return {"users": [self._users()], "items": [self._items()], "closed": True}

    def _who(self) -> dict:
        place, capability = self._cell()
        allowed = self._engine.allowed(place, capability)
        names = [user_selector(self._engine.users[user]) for user in indexes_in(allowed)]
        for name in self._site.groups:
            bits = self._engine.people.memberships.groups[name].bits
            if bits and bits & allowed == bits and self._choose.random() < 0.5:
                names.append(f'group:"{_escaped(name)}"')
        item = item_selector(self._engine.items[place].item.address)
        return {"who": {"capability": capability.key, "item": item, "exactly": names}}

    def _invariant(self) -> dict:
        place, capability = self._cell()
        address = item_selector(self._engine.items[place].item.address)
        form = self._choose.choice(["never", "only", "always"])
        said = {"users": self._users(), "capabilities": [capability.key], "items": address}
        if form == "only":
            allowed = self._engine.allowed(place, capability)
            names = [user_selector(self._engine.users[it]) for it in indexes_in(allowed)]
            said["users"] = [said["users"], *names]
        extra = {"any_user": True} if self._choose.random() < 0.15 else {}
        if self._choose.random() < 0.3:
            extra["include_admins"] = self._choose.random() < 0.5
        return {form: said, **extra}

    def _at_most(self) -> dict:
        place, capability = self._cell()
        said = {
            "capabilities": [capability.key],
            "items": [item_selector(self._engine.items[place].item.address)],
            "include_admins": True,
        }
        most = self._engine.allowed(place, capability).bit_count()
        if self._choose.random() < 0.5:
            said["users"] = [self._users()]
            most = self._choose.randrange(3)
        return {"at_most": most, **said}

    def _disjoint(self) -> dict:
        if self._choose.random() < 0.3:
            return {"disjoint": [self._users(), self._users()]}
        place, capability = self._cell()
        other, another = self._cell()
        return {
            "disjoint": [
                {
                    "users": [self._users()],
                    "capabilities": [it.key],
                    "items": [item_selector(self._engine.items[at].item.address)],
                }
                for at, it in ((place, capability), (other, another))
            ]
        }

    def _task(self) -> dict:
        place, _ = self._cell()
        item = self._engine.items[place].item
        tasks = [
            task
            for task in TASKS.values()
            if item.kind in task.kinds
            and not task.target_required
            and CATALOG[item.kind].find(task.key) is None
        ]
        if not tasks:
            return self._table()
        return {
            "users": [self._user()],
            "items": [item_selector(item.address)],
            "expect": {self._choose.choice(tasks).key: self._choose.choice(["allowed", "denied"])},
        }


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def judged_plainly(before: BulkEngine, mutant: Mutant, expectations: list[Expectation]) -> Fate:
    """Return what becomes of a mutant: the site is changed and everything is tested again."""
    after = compile_site(mutant.applied(before.site))
    if not any(True for _ in changed_cells(before, after)):
        return Fate.EQUIVALENT
    examiner = Examiner(after, most_cells=0)
    noticed = any(
        examiner.examine(expectation).outcome is not Outcome.PASSED for expectation in expectations
    )
    return Fate.NOTICED if noticed else Fate.SURVIVED
