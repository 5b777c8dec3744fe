"""From the answers of the REST API to the picture of a site: what is asked, and what it means."""

from tableau_perm_cli.exchange.rest.reading.failing import IncompletePeopleError
from tableau_perm_cli.exchange.rest.reading.leaders import read_leaders
from tableau_perm_cli.exchange.rest.reading.least_calls import least_calls
from tableau_perm_cli.exchange.rest.reading.needed import skipped_words
from tableau_perm_cli.exchange.rest.reading.options import ReadingOptions
from tableau_perm_cli.exchange.rest.reading.read import read_site
from tableau_perm_cli.exchange.rest.reading.watching import NOBODY, Watch

__all__ = [
    "NOBODY",
    "IncompletePeopleError",
    "ReadingOptions",
    "Watch",
    "least_calls",
    "read_leaders",
    "read_site",
    "skipped_words",
]
