"""The lake layout: a site's matrix as small Parquet tables and the SQL that expands them.

A fleet is a directory with one ``site=<name>`` directory a site, each with the same tables; every
table has the site's name as a column too, so no engine has to guess it from a path.
"""

from tableau_perm_cli.report.lake.directory import LakeDirectory
from tableau_perm_cli.report.lake.tables import TABLES, site_tables

__all__ = ["TABLES", "LakeDirectory", "site_tables"]
