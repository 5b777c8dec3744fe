"""How much weighs on each user: a counter a user, added to by whole sets of users at once."""

from tableau_perm_cli.resolve.bulk.bits import without


class Weights:
    """A number for each user, kept in binary: one set of users for each digit."""

    def __init__(self) -> None:
        """Start with zero for everyone."""
        self._digits: list[int] = []

    def add(self, users: int, number: int) -> None:
        """Add a number to that of each of these users."""
        digit = 0
        while number:
            if number & 1:
                self._add_at(digit, users)
            number >>= 1
            digit += 1

    def _add_at(self, digit: int, users: int) -> None:
        while users:
            while len(self._digits) <= digit:
                self._digits.append(0)
            before = self._digits[digit]
            self._digits[digit] = without(before | users, before & users)
            users &= before
            digit += 1

    def of(self, users: int) -> int:
        """Return the sum of the numbers of these users."""
        return sum((bits & users).bit_count() << digit for digit, bits in enumerate(self._digits))
