"""Redaction: every name becomes a pseudonym that is the same in every pull of the same site."""

import re
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from tableau_perm_cli.exchange.declaring.reasons import OWN_REASONS, UNKNOWN_ROLE
from tableau_perm_cli.exchange.declaring.spelling import Spelling

_STATUS: Final = re.compile(r"\b([1-5]\d\d) ([A-Z][A-Za-z' -]*)")
_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}
_NOT_SAID: Final = "not read"


@dataclass(frozen=True, slots=True)
class Redaction:
    """How names are replaced."""

    key: str = ""
    """Mixed into every pseudonym: with another key the same site has other ones."""

    def spelling(self, word: str, thing: str, name: str) -> Spelling:
        """Return the pseudonym of a thing: ``workbook-1a2b3c4d``.

        Args:
            word: what the thing is.
            thing: its id.
            name: its name, which counts where there is no id.
        """
        return Spelling(thing, word, self._hash(word, thing or name), ("-", ""), tagged=True)

    def pseudonym(self, word: str, text: str) -> str:
        """Return the pseudonym of what has a name alone, as a site or a domain has."""
        return f"{word}-{self._hash(word, text)[:8]}"

    def _hash(self, word: str, text: str) -> str:
        data = f"{self.key}\0{word}\0{text}".encode("utf-8", "surrogatepass")
        return sha256(data).hexdigest()


def redacted_reason(reason: str) -> str:
    """Return what a reason may still say: the words of an HTTP status, or our own."""
    if reason in OWN_REASONS:
        return reason
    if reason.startswith(UNKNOWN_ROLE):
        return f"{UNKNOWN_ROLE} is not known"
    status = _STATUS.search(reason)
    phrase = _PHRASES.get(int(status[1])) if status else None
    if status and phrase and status[2].startswith(phrase):
        return f"{status[1]} {phrase}"
    return _NOT_SAID
