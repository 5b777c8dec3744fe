"""Guesses which of the known names was meant by an unknown one."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nsmallest

from tableau_perm_cli.diagnostics.names import visible

_SEPARATORS = (" ", "_", "-", "\u00a0")
_SIMILAR = 0.65  # below this difflib finds likenesses that nobody else sees
_AS_GOOD = 0.15  # a guess that is so much worse than the best one is left out
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
    begun = [(len(fold), names[at]) for at, fold in enumerate(folded) if fold.startswith(wanted)]
    if len(wanted) < _SHORTEST_PREFIX:
        begun = [item for item in begun if item[0] == len(wanted)]
    found = [name for _, name in sorted(begun)[:n]]
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
    text = text.casefold()
    for separator in _SEPARATORS:
        text = text.replace(separator, "")
    return text


def _fold_all(names: list[str]) -> list[str]:
    # One long string is folded ten times as fast as a hundred thousand short ones.
    folded = _fold(_FENCE.join(names)).split(_FENCE)
    return folded if len(folded) == len(names) else [_fold(name) for name in names]


def _alike(wanted: str, names: list[str], folded: list[str]) -> list[str]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    ranked = []
    for fold, name in sorted((folded[at], names[at]) for at in _pool(wanted, names, folded)):
        matcher.set_seq1(fold)
        if matcher.real_quick_ratio() >= _SIMILAR and matcher.quick_ratio() >= _SIMILAR:
            ratio = matcher.ratio()
            if ratio >= _SIMILAR:
                ranked.append((-ratio, name))
    ranked.sort()
    return [name for ratio, name in ranked if ratio <= ranked[0][0] + _AS_GOOD]


def _pool(wanted: str, names: list[str], folded: list[str]) -> list[int]:
    # One typing error leaves at least half of the word standing before or after it. So of too
    # many names those stay that share an end with the word, then those that share a longer one.
    size = len(wanted)
    slack = max(1, size * 2 // 5)
    lengths = range(size - slack, size + slack + 1)
    pool = [at for at, fold in enumerate(folded) if len(fold) in lengths]
    for share in sorted({max(size // 3, 1), size // 2, size * 3 // 4, size - 1} - {0}):
        if len(pool) <= _POOL:
            break
        head, tail = wanted[:share], wanted[-share:]
        near = [at for at in pool if folded[at].startswith(head) or folded[at].endswith(tail)]
        if not near:
            break
        pool = near
    return nsmallest(_POOL, pool, key=lambda at: (folded[at], names[at]))
