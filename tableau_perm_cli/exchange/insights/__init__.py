"""Admin Insights' data sources, exported as CSV: a picture of the site, and its own answers.

`recognises(paths)` says whether files are such exports, `read_insights(paths, site_name)` makes
the pictures, `effective_rows(paths)` yields what the site says of each user for `verify`.
"""

from tableau_perm_cli.exchange.insights.effective import EffectiveRow, effective_rows
from tableau_perm_cli.exchange.insights.exports import recognises
from tableau_perm_cli.exchange.insights.reading import read_insights

__all__ = ["EffectiveRow", "effective_rows", "read_insights", "recognises"]
