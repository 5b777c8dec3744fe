"""The kinds of exports that a site can be read from."""

from enum import StrEnum


class SourceKind(StrEnum):
    """What a file or directory holds."""

    REST = "rest"
    """The answers of the REST API, saved."""
    ADMIN_INSIGHTS = "admin-insights"
    """The data sources of Admin Insights, as CSV."""
    REPOSITORY = "repository"
    """The tables of Tableau Server's repository, as CSV."""
    USER_LISTS = "user-lists"
    """CSV files of users as tabcmd takes them."""
