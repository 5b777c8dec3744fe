"""The rate and the waits between retries, by a clock that the test turns."""

import threading
from email.utils import formatdate
from time import time

import pytest
from urllib3 import HTTPResponse
from urllib3.exceptions import MaxRetryError, ProtocolError

from tableau_perm_cli.exchange.rest.live import Limits, PullInterruptedError, Telemetry
from tableau_perm_cli.exchange.rest.live.limiter import Limiter, StoppedError
from tableau_perm_cli.exchange.rest.live.retrying import PatientRetry


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> bool:
        self.slept.append(round(seconds, 6))
        self.now += seconds
        return False


def limiter_of(rate: float | None, clock: Clock) -> Limiter:
    return Limiter(rate, clock=clock, sleep=clock.sleep)


def test_calls_are_spaced_so_that_no_second_has_more_than_the_rate() -> None:
    clock = Clock()
    limiter = limiter_of(5, clock)
    went = []
    for _ in range(13):
        limiter.wait()
        went.append(round(clock.now - 1000, 6))
    assert went == [0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4]


def test_calls_that_were_not_made_are_not_made_up_for() -> None:
    clock = Clock()
    limiter = limiter_of(2, clock)
    clock.now += 60
    for _ in range(3):
        limiter.wait()
    assert clock.slept == [0.5, 0.5]


def test_less_than_a_call_a_second() -> None:
    clock = Clock()
    limiter = limiter_of(0.5, clock)
    for _ in range(3):
        limiter.wait()
    assert clock.slept == [2.0, 2.0]


def test_a_turn_beyond_what_the_system_can_wait_for_is_waited_for_in_parts() -> None:
    clock = Clock()
    limiter = limiter_of(0.5 / threading.TIMEOUT_MAX, clock)
    limiter.wait()
    limiter.wait()
    assert max(clock.slept) <= threading.TIMEOUT_MAX
    assert clock.now - 1000 >= 2 * threading.TIMEOUT_MAX


def test_no_rate_is_no_wait() -> None:
    clock = Clock()
    limiter = limiter_of(None, clock)
    for _ in range(1000):
        limiter.wait()
    assert clock.slept == []


def test_a_hold_holds_everybody_and_is_followed_by_no_burst() -> None:
    clock = Clock()
    limiter = limiter_of(5, clock)
    limiter.hold(30)
    limiter.hold(10)  # the longer one stands
    went = []
    for _ in range(4):
        limiter.wait()
        went.append(round(clock.now - 1000, 6))
    assert went == [30, 30.2, 30.4, 30.6]


def test_who_was_waiting_when_the_hold_came_waits_on() -> None:
    clock = Clock()

    def held_meanwhile(seconds: float) -> bool:
        if not clock.slept:
            limiter.hold(50)
        return clock.sleep(seconds)

    limiter = Limiter(1, clock=clock, sleep=held_meanwhile)
    limiter.wait()
    limiter.wait()
    assert clock.now == 1050


def test_nobody_goes_on_once_it_has_stopped() -> None:
    limiter = Limiter(0.001)
    limiter.wait()
    limiter.stop()
    with pytest.raises(StoppedError):
        limiter.wait()
    with pytest.raises(StoppedError):
        limiter.rest(1000)


def response(status: int, **headers: str) -> HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HTTPResponse(b"", headers=named, status=status)


def patient(clock: Clock, telemetry: Telemetry, **limits: float) -> PatientRetry:
    return PatientRetry.patient(Limits(**limits), limiter_of(None, clock), telemetry)


@pytest.mark.parametrize(
    ("method", "status", "again"),
    [
        ("GET", 429, True),
        ("GET", 500, True),
        ("GET", 502, True),
        ("GET", 503, True),
        ("GET", 504, True),
        ("GET", 403, False),
        ("GET", 404, False),
        ("GET", 501, False),
        ("POST", 429, False),
        ("POST", 503, False),
        ("PUT", 503, False),
        ("DELETE", 429, False),
    ],
)
def test_only_a_get_is_made_again_and_only_when_the_server_is_busy(
    method: str,
    status: int,
    again: bool,  # noqa: FBT001 - a column of the table
) -> None:
    retry = patient(Clock(), Telemetry())
    assert retry.is_retry(method, status, has_retry_after=True) is again


def test_the_waits_double_up_to_the_longest() -> None:
    clock, telemetry = Clock(), Telemetry()
    retry = patient(clock, telemetry, retries=7, backoff=0.5, longest_backoff=10.0)
    for _ in range(7):
        retry = retry.increment("GET", "/", response=response(503))
        retry.sleep(response(503))
    assert clock.slept == [0, 1, 2, 4, 8, 10, 10]
    assert telemetry.figures().retries == 7
    with pytest.raises(MaxRetryError):
        retry.increment("GET", "/", response=response(503))


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_holds_every_thread(status: int) -> None:
    clock = Clock()
    others: list[float] = []

    def sleep(seconds: float) -> bool:
        if not others:
            # While the thread that was told sleeps, another one wants to make its call.
            others.append(0)
            limiter.wait()
            others[0] = clock.now
        return clock.sleep(seconds)

    limiter = Limiter(None, clock=clock, sleep=sleep)
    retry = PatientRetry.patient(Limits(), limiter, Telemetry())
    told = response(status, Retry_After="42")
    retry.increment("GET", "/", response=told).sleep(told)
    assert others == [1042]


def test_retry_after_as_a_date() -> None:
    clock = Clock()
    told = response(429, Retry_After=formatdate(time() + 120, usegmt=True))
    patient(clock, Telemetry()).increment("GET", "/", response=told).sleep(told)
    assert 1060 < clock.now <= 1120


@pytest.mark.parametrize("odd", ["soon", "-5", "", "0", formatdate(0, usegmt=True)])
def test_retry_after_that_tells_no_time_to_wait_is_not_followed(odd: str) -> None:
    clock = Clock()
    told = response(429, Retry_After=odd)
    patient(clock, Telemetry()).increment("GET", "/", response=told).sleep(told)
    assert clock.now == 1000


def test_a_wait_of_hours_stops_the_pull_instead() -> None:
    told = response(429, Retry_After="7200")
    with pytest.raises(PullInterruptedError, match="wait for 7,200 seconds"):
        patient(Clock(), Telemetry()).increment("GET", "/", response=told).sleep(told)


def test_a_sign_in_that_broke_off_is_not_made_again() -> None:
    retry = PatientRetry.first_contact(Limits(), limiter_of(None, Clock()), Telemetry())
    with pytest.raises(ProtocolError):
        retry.increment("POST", "/", error=ProtocolError("cut"))
