"""When a call is made again: urllib3's rules, with waits that hold all threads and are counted."""

from typing import Any, Final

from urllib3.exceptions import InvalidHeader
from urllib3.response import BaseHTTPResponse
from urllib3.util import Retry

from tableau_perm_cli.exchange.rest.live.interrupted import PullInterruptedError
from tableau_perm_cli.exchange.rest.live.limiter import Limiter
from tableau_perm_cli.exchange.rest.live.limits import Limits
from tableau_perm_cli.exchange.rest.live.telemetry import Telemetry

BUSY: Final = frozenset({429, 500, 502, 503, 504})
"""The statuses after which the same call may well succeed."""


class PatientRetry(Retry):
    """What is left of the retries of one call.

    Only a GET is made again: a sign-in of which no answer came may have been done.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - the counts are urllib3's, and it copies itself by them
        limiter: Limiter,
        telemetry: Telemetry,
        longest_pause: float,
        **counts: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **counts)
        self._ours: dict[str, Any] = {
            "limiter": limiter,
            "telemetry": telemetry,
            "longest_pause": longest_pause,
        }
        self._limiter = limiter
        self._telemetry = telemetry
        self._longest_pause = longest_pause

    @classmethod
    def patient(cls, limits: Limits, limiter: Limiter, telemetry: Telemetry) -> "PatientRetry":
        """Return the retries of a call in the middle of a pull."""
        return cls(
            total=limits.retries,
            other=0,  # a certificate that is not trusted does not become so
            allowed_methods=frozenset({"GET"}),
            status_forcelist=BUSY,
            backoff_factor=limits.backoff,
            backoff_max=limits.longest_backoff,
            raise_on_status=False,  # the client words the last answer, as any other
            limiter=limiter,
            telemetry=telemetry,
            longest_pause=limits.longest_pause,
        )

    @classmethod
    def first_contact(
        cls, limits: Limits, limiter: Limiter, telemetry: Telemetry
    ) -> "PatientRetry":
        """Return the retries of the first call and of sign-ins: who mistyped the host is told."""
        return cls.patient(limits, limiter, telemetry).new(connect=0, read=0)

    def new(self, **changed: Any) -> "PatientRetry":  # noqa: ANN401
        """Return a copy with other counts, that waits in the same line."""
        return super().new(**self._ours | changed)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait before the call is made again.

        Raises:
            PullInterruptedError: the server asks for more patience than there is.
            StoppedError: the pull has ended meanwhile.
        """
        self._telemetry.count(retries=1)
        asked = self._asked_for(response) if response else None
        if asked:
            if asked > self._longest_pause:
                raise PullInterruptedError(f"the server asks to wait for {asked:,.0f} seconds")
            # It is said to one thread and meant for all: each of their calls would be refused.
            self._limiter.hold(asked)
        else:
            self._limiter.rest(self.get_backoff_time())
        self._limiter.wait()

    def _asked_for(self, response: BaseHTTPResponse) -> float | None:
        """Return the seconds that ``Retry-After`` tells, in either form."""
        try:
            return self.get_retry_after(response)
        except InvalidHeader:
            return None
