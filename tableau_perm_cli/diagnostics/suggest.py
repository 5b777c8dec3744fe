"""Guesses which of the known names was meant by an unknown one."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from tableau_perm_cli.diagnostics.names import visible

_SEPARATORS = re.compile(r"[\s_\-]+")
_SIMILAR = 0.6  # difflib's own idea of a good match
_POOL = 300  # how many names are compared letter by letter: about 10 ms
_SHORTEST_PREFIX = 3  # a shorter word begins too many names to say which was meant
_FENCE = "\x00"


def suggest(word: str, candidates: Iterable[str], n: int = 3) -> list[str]:
    """Gives at most n candidates that the word may stand for, the likeliest first.

    First come those that differ in case, spaces, `_` and `-` only, then those the word is the
    beginning of, then those that are spelt alike. The answer depends on the set of candidates
    only, not on their order.
    """
    names = list(dict.fromkeys(candidates))
    wanted = _fold(word)
    if not wanted:
        return []
    folded = _fold_all(names)
    found = sorted(name for name, fold in zip(names, folded, strict=True) if fold == wanted)
    if len(found) < n and len(wanted) >= _SHORTEST_PREFIX:
        begun = [
            (len(fold), name)
            for name, fold in zip(names, folded, strict=True)
            if fold.startswith(wanted) and fold != wanted
        ]
        found += [name for _, name in sorted(begun)[:n]]
    if len(found) < n:
        found += [name for name in _alike(wanted, names, folded) if name not in found]
    return found[:n]


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Gives a question that names one or two candidates, or None when nothing is near."""
    found = suggest(word, candidates, 2)
    if not found:
        return None
    return "did you mean " + " or ".join(f"`{visible(name)}`" for name in found) + "?"


def _fold(text: str) -> str:
    return _SEPARATORS.sub("", text.casefold())


def _fold_all(names: list[str]) -> list[str]:
    # One long string is folded ten times as fast as a hundred thousand short ones.
    folded = _fold(_FENCE.join(names)).split(_FENCE)
    return folded if len(folded) == len(names) else [_fold(name) for name in names]


def _alike(wanted: str, names: list[str], folded: list[str]) -> list[str]:
    slack = max(1, len(wanted) * 2 // 5)
    shortest, longest = len(wanted) - slack, len(wanted) + slack
    pool = [
        (fold, name)
        for fold, name in zip(folded, names, strict=True)
        if shortest <= len(fold) <= longest
    ]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    ranked = []
    for fold, name in _narrow(wanted, pool):
        matcher.set_seq1(fold)
        if matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR:
            ratio = matcher.ratio()
            if ratio >= _SIMILAR:
                ranked.append((-ratio, name))
    return [name for _, name in sorted(ranked)]


def _narrow(wanted: str, pool: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # One typing error leaves at least half of the word standing before or after it, so names
    # that share neither end with the word go first, by longer and longer ends.
    size = len(wanted)
    for share in (size // 3, size // 2, size * 3 // 4, size - 1):
        if len(pool) <= _POOL:
            break
        if share:
            head, tail = wanted[:share], wanted[-share:]
            kept = [item for item in pool if item[0].startswith(head) or item[0].endswith(tail)]
            pool = kept or pool
    return sorted(pool)[:_POOL]
