"""The effective matrix in every format: a row a cell, or small by class and group."""

COLUMNS = ("site", "user", "item", "capability", "effective", "reason")
"""The columns of the matrix, a contract (design section 4)."""
