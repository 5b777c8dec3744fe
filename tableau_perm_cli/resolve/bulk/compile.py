"""Compiles a declared site into a bulk engine, taking over what an earlier engine has."""

from collections.abc import Iterable

from tableau_perm_cli.declaration.model import Site
from tableau_perm_cli.resolve.bulk.charges import Charges
from tableau_perm_cli.resolve.bulk.distinct_lists import DistinctLists
from tableau_perm_cli.resolve.bulk.engine import BulkEngine
from tableau_perm_cli.resolve.bulk.governed import Walk
from tableau_perm_cli.resolve.bulk.principals import build_people
from tableau_perm_cli.resolve.bulk.strata import Strata


def compile_site(
    site: Site, donor: BulkEngine | None = None, *, also: Iterable[str] = ()
) -> BulkEngine:
    """Return an engine that answers for the whole site.

    Nothing is evaluated yet: a rule list is when first asked about.

    Args:
        site: valid, as the loader returns it.
        donor: an engine for an earlier state of the site. What has the same content in both,
            down to the members of the groups that are named, is taken over with everything that
            was worked out for it. It must count the same users, or is of no use.
        also: names that get an index without being users of the site; they are denied
            everything, reason ``not_on_site``. With these, the sites of two declarations can be
            made to count the same users, and then their sets can be compared.
    """
    people = build_people(site, donor.people if donor else None, also)
    if donor is not None and donor.people.names != people.names:
        donor = None
    lists = DistinctLists(
        people,
        with_group_sets=site.settings.group_sets,
        donor=donor.lists if donor else None,
    )
    charges = Charges(people, donor.charges if donor else None)
    strata = Strata(donor.strata if donor else None)
    items = Walk(people.index, lists, charges, strata).over(site)
    lists.forget_written()
    for interned in (lists, charges, strata):
        interned.forget_donor()
    return BulkEngine(site, people, lists, charges, strata, items)
