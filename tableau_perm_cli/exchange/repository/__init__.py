"""The Server repository's tables (PostgreSQL ``workgroup``), a CSV file a table."""

from tableau_perm_cli.exchange.repository.dump import recognises
from tableau_perm_cli.exchange.repository.reading import read_repository

__all__ = ["read_repository", "recognises"]
