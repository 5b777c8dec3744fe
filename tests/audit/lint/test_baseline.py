"""The baseline: keyed by meaning, renewed with what people wrote in it, refused when broken."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tableau_perm_cli.audit.lint.baseline import (
    Baseline,
    BaselineEntry,
    Consent,
    Scope,
    baseline_text,
    renewed,
    stale_entries,
)
from tableau_perm_cli.audit.lint.baseline_file import read_baseline
from tableau_perm_cli.diagnostics import Diagnostic, FileError, Position, Severity, Subject
from tableau_perm_cli.diagnostics.snippet import concise

ALL = Scope({"TP101", "TP214"}, {"Acme"}, everything=True)
CONSENT = Consent("since ever", "ada", date(2026, 12, 31))
A, B, C = "a" * 32, "b" * 32, "c" * 32


def finding(code: str = "TP214", site: str = "Acme", grantee: str = "group:One") -> Diagnostic:
    return Diagnostic(
        Severity.WARNING,
        "a group has no members",
        Position("a.yaml", 6, 7),
        code=code,
        name="empty-group",
        subject=Subject(site, None, grantee, "☕ \n"),
    )


def text_of(baseline: Baseline) -> str:
    return "".join(baseline_text(baseline))


def read(text: str) -> Baseline:
    return read_baseline("b.json", text.encode())


def test_a_baseline_is_read_as_it_was_written() -> None:
    found = [finding(), finding(grantee="group:Two"), finding("TP101")]
    baseline = renewed(Baseline(), found, ALL, CONSENT)
    assert read(text_of(baseline)) == baseline
    assert [baseline.entry_of(it) is not None for it in found] == [True] * 3
    assert read(text_of(Baseline())) == Baseline()


def test_there_is_an_entry_a_line_in_an_order_of_meaning() -> None:
    found = [finding(grantee="group:Two"), finding(), finding("TP101")]
    text = text_of(renewed(Baseline(), found, ALL, Consent()))
    assert text == text_of(renewed(Baseline(), found[::-1], ALL, Consent()))
    assert json.loads(text)["version"] == 1
    entries = [json.loads(line.strip(" ,")) for line in text.splitlines() if "code" in line]
    assert entries == json.loads(text)["findings"]
    assert [(it["code"], it["grantee"]) for it in entries] == [
        ("TP101", "group:One"),
        ("TP214", "group:One"),
        ("TP214", "group:Two"),
    ]
    assert list(entries[0]) == [
        *("fingerprint", "code", "name", "site", "item", "grantee", "detail"),
        *("reason", "owner", "expires"),
    ]


def test_a_finding_is_known_again_wherever_it_stands_and_however_it_is_worded() -> None:
    baseline = renewed(Baseline(), [finding()], ALL, Consent())
    moved = replace(
        finding(), position=Position("b.yaml", 99, 1), message="other", severity=Severity.ERROR
    )
    assert baseline.entry_of(moved) is not None
    assert baseline.entry_of(finding(grantee="group:Two")) is None


def test_what_people_wrote_stays_and_what_is_gone_goes() -> None:
    before = renewed(Baseline(), [finding(), finding(grantee="group:Two")], ALL, CONSENT)
    new = Consent("new", "bob", None)
    after = renewed(before, [finding(), finding("TP101")], ALL, new)
    assert [(it.code, it.grantee, it.consent) for it in after.entries.values()] == [
        ("TP214", "group:One", CONSENT),
        ("TP101", "group:One", new),
    ]


SCOPES = {
    "all rules on all sites": (ALL, [A, B, C]),
    "another rule": (Scope({"TP101"}, {"Acme"}, everything=True), [C]),
    "another site": (Scope({"TP214"}, {"Other"}, everything=False), [C]),
    "the site among others": (Scope({"TP214"}, {"Acme"}, everything=False), [A, C]),
}


@pytest.mark.parametrize("case", SCOPES)
def test_an_entry_is_stale_only_if_its_finding_was_looked_for(case: str) -> None:
    scope, expected = SCOPES[case]
    entries = (
        BaselineEntry(A, "TP214", "empty-group", "Acme"),
        BaselineEntry(B, "TP214", "empty-group"),
        BaselineEntry(C, "TP999", "a-rule-that-is-gone", "Acme"),
    )
    baseline = Baseline({it.fingerprint: it for it in entries})
    assert [it.fingerprint for it in stale_entries(baseline, [], scope)] == expected
    kept = renewed(baseline, [], scope, Consent()).entries
    assert sorted(kept) == sorted({A, B, C} - set(expected))


def test_what_is_found_is_not_stale() -> None:
    baseline = renewed(Baseline(), [finding()], ALL, Consent())
    assert stale_entries(baseline, [finding()], ALL) == []


@pytest.mark.parametrize(
    ("today", "expired"),
    [(date(2026, 12, 30), False), (date(2026, 12, 31), False), (date(2027, 1, 1), True)],
)
def test_an_entry_counts_until_its_last_day(today: date, *, expired: bool) -> None:
    entry = BaselineEntry(A, "TP214", "empty-group", consent=CONSENT)
    assert entry.is_expired(today) is expired


def test_an_entry_without_a_date_never_expires() -> None:
    assert not BaselineEntry(A, "TP214", "empty-group").is_expired(date.max)


def entry(**other: object) -> str:
    return json.dumps({"fingerprint": A, "code": "TP214", "name": "empty-group"} | other)


def whole(*entries: str) -> str:
    return '{"version": 1, "findings": [\n' + ",\n".join(entries) + "\n]}"


BROKEN = {
    "empty": ("", ["b.json:1:1: error: the baseline is not JSON"]),
    "YAML": ("version: 1\nfindings: []\n", ["b.json:1:1: error: the baseline is not JSON"]),
    "YAML in braces": ("{version: 1}", ["b.json:1:1: error: the baseline is not JSON"]),
    "a list": ("[]", ["b.json:1:1: error: the baseline is not JSON"]),
    "cut off": ('{"version": 1,', ["b.json:1:15: error: neither valid JSON nor valid YAML"]),
    "not text": ("{\udcff", ["b.json:1:2: error: byte 0xff is not valid UTF-8"]),
    "keys missing": (
        "{}",
        [
            "b.json:1:1: error: the key `findings` is missing",
            "b.json:1:1: error: the key `version` is missing",
        ],
    ),
    "another version": (
        '{"version": 2, "findings": []}',
        ["b.json:1:13: error: this version of a baseline is not known"],
    ),
    "an unknown key at the top": (
        '{"version": 1, "findings": [], "finding": []}',
        ["b.json:1:32: error: unknown key `finding`"],
    ),
    "a key twice": (
        '{"version": 1, "version": 1, "findings": []}',
        ["b.json:1:16: error: duplicate key `version`"],
    ),
    "no list": (
        '{"version": 1, "findings": {}}',
        ["b.json:1:28: error: `findings` is not a list"],
    ),
    "no entry": (whole('"x"'), ["b.json:2:1: error: the entry is not a mapping"]),
    "a key of an entry missing": (
        whole('{"code": "TP214", "name": "x"}'),
        ["b.json:2:1: error: the key `fingerprint` is missing"],
    ),
    "an unknown key of an entry": (
        whole(entry(expiry="x")),
        ["b.json:2:93: error: unknown key `expiry`"],
    ),
    "not text in an entry": (
        whole(entry(reason=["x"])),
        ["b.json:2:103: error: `reason` is not text"],
    ),
    "nothing where something is needed": (
        whole(entry(code=None)),
        ["b.json:2:61: error: `code` is not text"],
    ),
    "no fingerprint": (
        whole(entry(fingerprint="abc")),
        ["b.json:2:17: error: this is no fingerprint"],
    ),
    "no date": (
        whole(entry(expires="soon")),
        ["b.json:2:104: error: `soon` is not a date"],
    ),
    "a day that is not": (
        whole(entry(expires="2026-02-30")),
        ["b.json:2:104: error: `2026-02-30` is not a date"],
    ),
    "a date in another spelling": (
        whole(entry(expires="20260201")),
        ["b.json:2:104: error: `20260201` is not a date"],
    ),
    "two for one finding": (
        whole(entry(), entry(reason="x")),
        [f"b.json:3:1: error: two entries have the fingerprint `{A}`"],
    ),
    "several errors": (
        whole(entry(expires="soon"), entry(fingerprint="abc")),
        [
            "b.json:2:104: error: `soon` is not a date",
            "b.json:3:17: error: this is no fingerprint",
        ],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_baseline_is_refused_with_the_places(case: str) -> None:
    text, expected = BROKEN[case]
    with pytest.raises(FileError, match=r"errors? in the baseline `b\.json`") as caught:
        read_baseline("b.json", text.encode("utf-8", "surrogateescape"))
    assert [concise(it) for it in caught.value.diagnostics] == expected


def test_null_stands_for_nothing_said() -> None:
    nothing = dict.fromkeys(("site", "item", "grantee", "detail", "reason", "owner", "expires"))
    assert read(whole(entry(**nothing))) == read(whole(entry()))
