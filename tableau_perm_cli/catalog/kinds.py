"""The kinds of content, and the classes of site role that the ceilings table has columns for."""

from enum import StrEnum


class Kind(StrEnum):
    """What an item is; the value is the word before the colon of its address."""

    PROJECT = "project"
    WORKBOOK = "workbook"
    VIEW = "view"
    DATA_SOURCE = "data_source"
    FLOW = "flow"
    DATA_ROLE = "data_role"
    METRIC = "metric"
    LENS = "lens"
    VIRTUAL_CONNECTION = "virtual_connection"
    DATABASE = "database"
    TABLE = "table"


class CeilingClass(StrEnum):
    """A column of the ceilings table (semantics section 2)."""

    CREATOR = "creator"
    EXPLORER_PUBLISH = "explorer_publish"
    EXPLORER = "explorer"
    VIEWER = "viewer"
    GUEST = "guest"


CEILING_CLASSES: tuple[CeilingClass, ...] = tuple(CeilingClass)
