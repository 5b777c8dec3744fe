"""How much is asked of the server at once, and how long it is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pull allows itself; the defaults suit a server that people work on."""

    workers: int = 8
    """How many calls may be under way at once."""
    rate: float | None = 20.0
    """Calls a second, retries among them; None: as many as the workers make."""
    page_size: int = 1000
    """Elements of a page of a list; the REST API gives at most 1,000."""
    connect_timeout: float = 10.0
    """Seconds until a connection must stand."""
    read_timeout: float = 120.0
    """Seconds that the server may be silent; a page of 1,000 items takes some time."""
    largest_answer: int = 1 << 28
    """Bytes of one answer, decompressed: 256 MiB, far beyond any page of 1,000 elements."""
    retries: int = 5
    """How often a GET is tried again after 429, 500, 502, 503 or 504, or without an answer."""
    backoff: float = 0.5
    """Seconds by which the waits between retries grow: 0, twice this, then doubling."""
    longest_backoff: float = 30.0
    """Seconds that a wait grows to at most."""
    longest_pause: float = 300.0
    """Seconds that ``Retry-After`` may ask for; beyond, the pull stops and can be resumed."""
    rereads: int = 3
    """How often a broken answer, and a list that changed while it was read, is read again."""
    failures_in_a_row: int = 5
    """After how many resources in a row that all failed the pull stops."""
