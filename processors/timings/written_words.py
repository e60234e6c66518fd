"""Words as written and as normalized: which of the normalized words does each written one become?

The only thing asked of a language is a function ``normalize(text) -> str``. Words that it leaves
alone are found by comparison; the stretches between them are split by what each token becomes when
it is normalized alone. What cannot be split stays one word.
"""

import difflib
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

# A token is what stands between spaces; phones in [[…]] may hold spaces of their own. Scripts that
# write no spaces have a token per character.
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff][^\w\s\[]*|(?:\[\[.*?\]\]|[^\s\u3040-\u30ff\u3400-\u9fff])+",
    re.DOTALL,
)
_OUTER = re.compile(r"^[\"'“”„‘’«»‹›()\[\]{}¿¡*_]+|[\"'“”„‘’«»‹›()\[\]{}*_.,;:!?…]+$")
_SILENT = frozenset("\"'`“”„‘’«»‹›()[]{}¿¡*_.,;:!?…-–—~|\\。！？、，；：「」『』")


class Token(NamedTuple):
    """A stretch of a text without spaces, and where it stands there."""

    text: str
    begin: int
    stop: int


class WrittenWord(NamedTuple):
    """Written tokens that become the normalized tokens ``first`` to ``last`` (excluded)."""

    begin: int
    stop: int
    first: int
    last: int


def tokenize(text: str) -> list[Token]:
    """Tokens of a text, in order."""
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(text)]


def strip_marks(token: str) -> str:
    """Word without the quotes, brackets and punctuation around it, unless it is only those."""
    if token.startswith("[[") or "]]" in token:
        return re.sub(r"(?<=\]\])[.,;:!?…\"'”’»)]+$", "", token)
    bare = _OUTER.sub("", token)
    if re.fullmatch(r"(?:[^\W\d]\.)+[^\W\d]", bare) and f"{bare}." in token:  # "U.S."
        return f"{bare}."
    return bare or token


def match_words(
    text: str, normalized: str, normalize: Callable[[str], str]
) -> tuple[list[WrittenWord], list[str]]:
    """Written words of ``text`` in order, and the normalized tokens that they index.

    Every normalized token that has a letter, a digit or phones belongs to exactly one word.
    """
    written, spoken = tokenize(text), [token.text for token in tokenize(normalized)]
    keys = [_key(token.text) for token in written], [_key(token) for token in spoken]
    matcher = difflib.SequenceMatcher(None, *keys, autojunk=False)
    groups: list[tuple[int, int, int, int]] = []  # of tokens: written from, to; normalized from, to
    for kind, *bounds in matcher.get_opcodes():
        if kind == "equal":
            offset = bounds[2] - bounds[0]
            groups += [(i, i + 1, i + offset, i + offset + 1) for i in range(*bounds[:2])]
        else:
            groups += _split_group(written, spoken, bounds, normalize)
    return _to_words(groups, written, spoken), spoken


def _key(token: str) -> str:
    """What is compared: letters and digits, or the mark itself, all dashes alike."""
    bare = re.sub(r"[^\w\[\]]+", "", token.casefold())
    return bare or re.sub(r"-{2,}|[–—]", "—", token)


def _split_group(
    written: Sequence[Token],
    spoken: Sequence[str],
    bounds: Sequence[int],
    normalize: Callable[[str], str],
) -> list[tuple[int, int, int, int]]:
    """Groups of a stretch, found by what each of its tokens becomes when it stands alone."""
    first, last, start, end = bounds
    if last - first < 2 or end == start:
        return [(first, last, start, end)]
    alone: list[str] = []
    owners: list[int] = []  # written token of each word in ``alone``
    for i in range(first, last):
        words = [_key(token.text) for token in tokenize(normalize(written[i].text))]
        alone += words
        owners += [i] * len(words)
    said = [_key(token) for token in spoken[start:end]]
    found: list[int | None] = [None] * len(said)
    matcher = difflib.SequenceMatcher(None, alone, said, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal" or b - a == d - c:
            found[c:d] = owners[a:b]
        elif a < b:
            found[c:d] = [owners[a]] * (d - c)
    return _join_tokens(found, first, last, start)


def _join_tokens(
    owners: list[int | None], first: int, last: int, start: int
) -> list[tuple[int, int, int, int]]:
    """Groups from the written token of each normalized one, in order; None is that before it."""
    groups: list[tuple[int, int, int, int]] = []
    for n, owner in enumerate(owners, start=start):
        if not groups or (owner is not None and owner >= groups[-1][1]):
            groups.append((first if not groups else owner, (owner or first) + 1, n, n + 1))
        else:
            groups[-1] = (*groups[-1][:3], n + 1)
    # Tokens of which nothing is left belong to the group before them.
    ends = [*(group[0] for group in groups[1:]), last]
    return [(i, end, a, b) for (i, _, a, b), end in zip(groups, ends, strict=True)]


def _speaks(token: str) -> bool:
    """Whether a token may be said: it is more than quotes, brackets, punctuation and dashes."""
    return any(char not in _SILENT for char in token)


def _to_words(
    groups: list[tuple[int, int, int, int]], written: Sequence[Token], spoken: Sequence[str]
) -> list[WrittenWord]:
    """One word a group that says something; what has no written form joins a neighbor."""
    words: list[WrittenWord] = []
    open_first: int | None = None  # normalized tokens before any written word
    for i, j, first, last in groups:
        says = any(_speaks(spoken[n]) for n in range(first, last))
        if not says:
            continue
        if i == j:
            if words:
                words[-1] = words[-1]._replace(last=last)
            elif open_first is None:
                open_first = first
            continue
        start, open_first = (first if open_first is None else open_first), None
        words.append(WrittenWord(written[i].begin, written[j - 1].stop, start, last))
    if not words and open_first is not None and written:
        words.append(WrittenWord(written[0].begin, written[-1].stop, open_first, len(spoken)))
    return words
