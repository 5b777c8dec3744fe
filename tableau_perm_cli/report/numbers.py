"""Numbers of things, as a person writes them."""


def counted(number: int, noun: str) -> str:
    """Return ``1 user``, ``1,200 users``; the noun forms its plural with an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
