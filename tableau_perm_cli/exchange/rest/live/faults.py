"""What went wrong with a call, worded from the errors of requests and of the client.

The errors' own texts are never quoted: they may hold a proxy's password, and the bodies of error
pages hold anything.
"""

import ssl
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

_UNAUTHORISED: Final = 401
_TOO_MANY: Final = 429
_SERVER_ERRORS: Final = 500


class Sort(Enum):
    """What is to be done about a fault."""

    REFUSED = auto()
    """This is not to be had; all else is."""
    EXPIRED = auto()
    """Sign in again and ask again."""
    BROKEN = auto()
    """Ask again: the answer was cut or is not one."""
    FAILED = auto()
    """It was asked often enough."""
    UNREACHABLE = auto()
    """Nothing more is to be had."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call has no answer."""

    sort: Sort
    reason: str
    """As a person reads it, lower case start: ``503 Service Unavailable``."""
    status: int | None = None
    """The HTTP status, if there was one."""


def of_status(status: int | None) -> Fault:
    """Return the fault that a status other than 200 is."""
    if status is None:
        return Fault(Sort.FAILED, "no answer came")
    reason = status_words(status)
    if status == _UNAUTHORISED:
        return Fault(Sort.EXPIRED, reason, status)
    if status == _TOO_MANY or status >= _SERVER_ERRORS:
        return Fault(Sort.FAILED, reason, status)
    return Fault(Sort.REFUSED, reason, status)


def status_words(status: int) -> str:
    """Return a status as HTTP names it."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def of_error(error: requests.RequestException, host: str) -> Fault:
    """Return the fault that an error of requests is.

    Args:
        error: what was raised.
        host: whom the call was for.
    """
    match error:
        case requests.exceptions.SSLError():
            return Fault(Sort.UNREACHABLE, _tls_words(error, host))
        case requests.exceptions.ProxyError():
            return Fault(Sort.UNREACHABLE, f"the proxy does not let through to `{host}`")
        case requests.exceptions.ReadTimeout():
            return Fault(Sort.FAILED, f"`{host}` does not answer in time")
        case (
            requests.exceptions.ChunkedEncodingError() | requests.exceptions.ContentDecodingError()
        ):
            return Fault(Sort.BROKEN, "the answer was cut")
        case requests.exceptions.ConnectionError():
            return _of_connection(error, host)
    return Fault(Sort.FAILED, f"`{host}` does not answer as HTTP asks for")


def _of_connection(error: requests.ConnectionError, host: str) -> Fault:
    """Tell apart what requests calls a connection error."""
    cause = error.args[0] if error.args else None
    tried_again = isinstance(cause, MaxRetryError)
    match cause.reason if isinstance(cause, MaxRetryError) else cause:
        case NameResolutionError():
            return Fault(Sort.UNREACHABLE, f"there is no host `{host}`, as far as names tell")
        case NewConnectionError():
            return Fault(Sort.UNREACHABLE, f"`{host}` takes no connection")
        case ConnectTimeoutError():
            return Fault(Sort.UNREACHABLE, f"no connection to `{host}` in time")
        case ReadTimeoutError():
            reason = f"`{host}` does not answer in time"
        case _:
            reason = f"`{host}` cuts the connection"
    # Cut while the body came, urllib3 has tried nothing yet.
    return Fault(Sort.FAILED if tried_again else Sort.BROKEN, reason)


def _tls_words(error: requests.RequestException, host: str) -> str:
    inner: object = error
    while isinstance(inner, Exception):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"the certificate of `{host}` is not trusted"
        # Each library wraps what the one below it raised.
        wrapped = inner.args[0] if inner.args else None
        inner = inner.reason if isinstance(inner, MaxRetryError) else wrapped
    return f"no encrypted connection to `{host}` comes about"
