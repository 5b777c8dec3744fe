"""Says, offline and exactly, who can do what on a Tableau site, and why."""

__version__ = "0.1.0"
