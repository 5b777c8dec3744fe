"""What comes of holding one claim of the site against our answer."""

from enum import StrEnum


class Outcome(StrEnum):
    """How the two go together; the values are part of the JSON record."""

    AGREED = "agreed"
    EXPLAINED = "explained"
    """They differ, and a documented property of the source says why."""
    UNCERTAIN = "uncertain"
    """They differ, and our answer rests on what public text does not settle, or was not read."""
    DISAGREED = "disagreed"
    """They differ, and nothing known explains it: a defect of ours, or an old declaration."""
