"""Why something is marked as not read, where it is the picture itself that does not fit."""

from typing import Final

NO_SUCH_USER: Final = "not among the site's users"
NO_SUCH_GROUP: Final = "not among the site's groups"
NO_SUCH_PROJECT: Final = "not among the site's projects"
NO_SUCH_DATA_SOURCE: Final = "a data source that is not among the site's"
UNKNOWN_ROLE: Final = "the site role"
"""How the reason begins that quotes the role."""
UNKNOWN_LOCK: Final = "the content permissions are not known"
NO_PLACE: Final = "some are in nothing that is among the site's"
"""Of content whose project, workbook or database is not told."""
NO_SETTINGS: Final = "the source does not tell the settings of the site"

OWN_REASONS: Final = frozenset(
    {
        NO_SUCH_USER,
        NO_SUCH_GROUP,
        NO_SUCH_PROJECT,
        NO_SUCH_DATA_SOURCE,
        UNKNOWN_LOCK,
        NO_PLACE,
        NO_SETTINGS,
    }
)
"""They name nothing, and stay in a redacted declaration."""
